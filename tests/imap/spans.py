"""Forty messages in four windows, for the tests of windows under way."""

from helpers.scripted_imap import ScriptedImap
from kith.imap.bulk import Span
from kith.imap.fetch import Window

SPANS = [(31, 40), (21, 30), (11, 20), (1, 10)]
EVERYTHING = [list(range(lo, hi + 1)) for lo, hi in SPANS]


def uids(found: list[tuple[Span, Window]]) -> list[list[int]]:
    """The UIDs of the messages in each window."""
    return [[message.uid for message in window.messages] for _, window in found]


def commands(server: ScriptedImap, verb: bytes) -> list[bytes]:
    """What was asked by this verb, in the order it came."""
    return [line for line in server.commands() if line.startswith(verb)]
