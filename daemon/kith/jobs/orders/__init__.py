"""Obeying what the user says, by mail and on the command line."""
