"""The plain form of a FETCH answer, read by one pattern.

Promises the very message that `kith.imap.answers` makes of the same bytes, or nothing: whatever is not wholly
plain (an item that was not asked for, an escape, a literal before the last one) is left to the library's parser,
which takes forty times as long. tests/imap/test_quick.py compares the two.
"""

import re
from functools import lru_cache

from kith.imap.answers import Fetched, arrival

_ATOM = rb"[\\$\w.:+/@*&!#=,;?'-]+"  # what the library's lexer takes for one word, and no bracket or quote
_WORDS = rb"(?:%b(?: %b)*)?" % (_ATOM, _ATOM)
_LABEL = rb'(?:"(?:[^"\\\x00-\x1f]|\\\\)*"|%b)' % _ATOM
_NUMBER = rb"(?:0|[1-9]\d{0,18})"  # a number with a leading zero is a word to the library

# Items in any order, each with a blank behind it; the header comes last, as a literal. Of an item that comes twice
# the last one holds, there and here.
OPENING = re.compile(
    rb"\* \d{1,10} FETCH \((?:"
    rb"UID ([1-9]\d{0,9}) |"
    rb'INTERNALDATE "([^"\\\x00-\x1f]*)" |'
    rb"FLAGS \((" + _WORDS + rb")\) |"
    rb"RFC822\.SIZE (" + _NUMBER + rb") |"
    rb"MODSEQ \(" + _NUMBER + rb"\) |"
    rb"X-GM-LABELS \(((?:" + _LABEL + rb"(?: " + _LABEL + rb")*)?)\) "
    rb")+BODY\[[^\]]*\](?:<0>)? \{(\d{1,7})\}\r\n"
)
SIZE = OPENING.groups  # the group that holds the size of the literal
CLOSING = b")\r\n"
_EACH = re.compile(_LABEL)
_NIL = b"NIL"  # a word here, and nothing at all to the library


def message(opening: re.Match[bytes], header: bytes) -> Fetched | None:
    """The message that begins with this line; `header` is its literal, and `CLOSING` stood behind that.

    None where the library may read it otherwise.
    """
    uid, date, flags, size, labels, _ = opening.groups()
    if uid is None:
        return None
    flagged = _flags(flags) if flags else _NONE
    labelled = _labels(labels) if labels else _NONE
    if flagged is None or labelled is None:
        return None
    return Fetched(
        int(uid),
        arrival(date) if date is not None else None,
        int(size) if size else len(header),
        flagged,
        header,
        labelled,
    )


_NONE: frozenset[bytes] = frozenset()


@lru_cache(maxsize=4096)
def _flags(words: bytes) -> frozenset[bytes] | None:
    found = frozenset(words.split(b" "))
    return None if _NIL in found else found


@lru_cache(maxsize=4096)
def _labels(text: bytes) -> frozenset[bytes] | None:
    words = [
        label[1:-1].replace(rb"\\", b"\\") if label[:1] == b'"' else label for label in _EACH.findall(text)
    ]
    return None if _NIL in _EACH.findall(text) else frozenset(words)
