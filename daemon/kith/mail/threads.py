"""What makes an answer an answer: the identification fields and the subject of RFC 5322 sections 3.6.4 and 3.6.5.

Promises that only whole, printable Message-IDs leave here, few and short enough for any header: what stands in these
fields was written by strangers, and goes into a letter of the user's.
"""

import re
from collections.abc import Iterable

LONGEST_ID = 250  # characters; with the field's name far below the 998 of a line (RFC 5322 section 2.1.1)
LONGEST_CHAIN = 30  # the first one and the newest: longer threads are cut in the middle, as news readers do
_ID = re.compile(r"<[!-;=?-~]{1,200}@[!-;=?-~]{1,200}>")
_ANSWERED = re.compile(r"\s*(?:re|aw|antw|sv|vs|odp|ref|rif|r)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_SCANNED = 65536  # characters of a field that are looked at


def ids(field: str) -> tuple[str, ...]:
    """The Message-IDs in a field, in order, each once; what is no Message-ID is left out."""
    found = (one for one in _ID.findall(field[:_SCANNED]) if len(one) <= LONGEST_ID)
    return tuple(dict.fromkeys(found))


def is_id(text: str) -> bool:
    """Whether this is one Message-ID, with its angle brackets, that may stand in a header."""
    return ids(text) == (text,)


def chain(references: str, in_reply_to: str) -> tuple[str, ...]:
    """What stands before a message's own Message-ID in the References of an answer to it, oldest first.

    Its References; where it has none, its In-Reply-To, if that names a single message (RFC 5322 section 3.6.4).
    """
    before = ids(references)
    if before:
        return shortened(before)
    answered = ids(in_reply_to)
    return answered if len(answered) == 1 else ()


def shortened(before: Iterable[str]) -> tuple[str, ...]:
    """At most `LONGEST_CHAIN`: the first, which names the thread, and the newest."""
    kept = tuple(before)
    return kept if len(kept) <= LONGEST_CHAIN else (kept[0], *kept[-(LONGEST_CHAIN - 1) :])


def again(subject: str) -> str:
    """The subject of an answer: one "Re: " before the old one, whatever marks of an answer that begins with."""
    old = " ".join(subject.split())
    while mark := _ANSWERED.match(old):
        old = old[mark.end() :].strip()
    return f"Re: {old}" if old else "Re:"
