"""Several orders on one line: "1 done, 2 later 2w", "Karen: done. Petr: later".

Promises: a line is taken apart only where it begins with an order that says whom it is about, and only before another
such; the words of a touch stay whole, and so do those behind a colon that kith itself prints.
"""

import re
from collections.abc import Callable

from kith.commands.languages import AND, either

_AND = either(AND)
_BETWEEN = re.compile(
    rf"\s*[,;.]\s+(?:(?:{_AND}|then)\s+)?|\s+(?:&|{_AND}|then)\s+(?=#?[0-9])", re.IGNORECASE
)
_ONLY_NUMBERS = re.compile(r"[\W\d]*")  # "1, 3 never", "1. Karen called"
_FREE = re.compile(r"(?:\bnote|[0-9]{4}-[0-9]{2}-[0-9]{2}):\s", re.IGNORECASE)  # words to the end


def orders(text: str, whole: Callable[[str], bool]) -> list[str]:
    """The orders of a line, in order; the line as it is where it is one. `whole`: is that an order with its own who?"""
    free = _FREE.search(text)
    cuts = [(0, 0)]  # where something before ends, and the next begins
    for found in _BETWEEN.finditer(text, 0, free.start() if free else len(text)):
        if not _ONLY_NUMBERS.fullmatch(text, cuts[-1][1], found.start()):
            cuts.append(found.span())
    ends = [*(end for end, _ in cuts[1:]), len(text)]
    pieces = [(begin, end) for (_, begin), end in zip(cuts, ends, strict=True)]
    begins = [begin for begin, end in pieces if whole(text[begin:end])]
    if begins[:1] != [0]:
        return [text]
    ends = [next(end for end, begin in cuts if begin == after) for after in begins[1:]]
    return [text[begin:end] for begin, end in zip(begins, [*ends, len(text)], strict=True)]
