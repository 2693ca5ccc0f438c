"""Asking an open folder where its messages lie: which have arrived lately, where a gap of UIDs ends.

Promises answers that fit in a line whatever the size of the mailbox: extended SEARCH (RFC 4731) where the server
can, else windows of `STEP` UIDs. Never asks for all. A refusal says nothing, and is answered with None.
"""

import re
from collections.abc import Iterator
from datetime import date

from kith.imap import answers
from kith.imap.conversation import Answers, quoted
from kith.imap.errors import Refused
from kith.imap.session import Session

STEP = 50_000  # UIDs; ten digits each stay far below the million bytes imaplib reads in a line
_LAST_UID = 0xFFFFFFFF
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # RFC 9051 `date-month`; no locale


def arrived_since(session: Session, day: date, low: int, high: int) -> set[int]:
    """Which of these UIDs of the open folder arrived on that day or later, by the server's calendar. At most `STEP`
    of them at once; none where the server does not say."""
    stated = f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"
    form = ("RETURN", "(ALL)") if "ESEARCH" in session.capabilities else ()
    try:
        said = session.command("UID", "SEARCH", *form, "SINCE", stated, "UID", f"{low}:{high}")
    except Refused:
        return set()
    return answers.uids(said, low, high)


def with_id(session: Session, message_id: str) -> set[int]:
    """The UIDs of the open folder whose Message-ID holds this text: a few at most, to be looked at before they are
    believed (RFC 9051 section 6.4.4). None where the server does not say."""
    try:
        said = session.command("UID", "SEARCH", "HEADER", "MESSAGE-ID", quoted(message_id.encode("ascii")))
    except Refused:
        return set()
    return answers.uids(said, 1, _LAST_UID)


def nearest(session: Session, low: int, high: int, *, newest: bool) -> int | None:
    """The newest (else the oldest) UID between `low` and `high` of the open folder; None where there is none.

    Where the server refuses to say, the nearer end: nothing may be passed over on a guess.
    """
    extended = "ESEARCH" in session.capabilities
    for bottom, top in [(low, high)] if extended else steps(low, high, newest=newest):
        form = ("RETURN", "(MAX)" if newest else "(MIN)") if extended else ()
        try:
            said = session.command("UID", "SEARCH", *form, "UID", f"{bottom}:{top}")
        except Refused:
            return top if newest else bottom
        found = answers.uids(said, bottom, top) | _extremes(said, bottom, top)
        if found:
            return max(found) if newest else min(found)
    return None


def steps(low: int, high: int, *, newest: bool) -> Iterator[tuple[int, int]]:
    """All from `low` to `high` in spans whose numbers fit in a line."""
    starts = range(high, low - 1, -STEP) if newest else range(low, high + 1, STEP)
    for start in starts:
        yield (max(low, start - STEP + 1), start) if newest else (start, min(high, start + STEP - 1))


def _extremes(said: Answers, low: int, high: int) -> set[int]:
    """What an extended SEARCH for MIN or MAX names, where it lies between the two."""
    parts = [part for part in said.get("ESEARCH", []) if isinstance(part, bytes)]
    named = [int(uid) for part in parts for uid in re.findall(rb"\b(?:MIN|MAX) (\d{1,10})", part)]
    return {uid for uid in named if low <= uid <= high}
