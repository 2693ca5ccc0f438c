"""Servers and wires the tests talk to. Real ones where there is one; a scripted one for the lies."""
