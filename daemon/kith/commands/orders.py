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
_MOST_NAMES = 5  # with commas between them, before the command
_ONLY_NUMBERS = re.compile(r"[\W\d]*")  # "1, 3 never", "1. Karen called"
_FREE = re.compile(r"(?:\bnote|[0-9]{4}-[0-9]{2}-[0-9]{2}):\s", re.IGNORECASE)  # words to the end


def orders(text: str, whole: Callable[[str], bool]) -> list[str]:
    """The orders of a line, in order; the line as it is where it is one. `whole`: is that an order with its own who?"""
    free = _FREE.search(text)
    cuts = [(0, 0)]  # where something before ends, and the next begins
    for found in _BETWEEN.finditer(text, 0, free.start() if free else len(text)):
        if not _ONLY_NUMBERS.fullmatch(text, cuts[-1][1], found.start()):
            cuts.append(found.span())
    cuts.append((len(text), len(text)))
    begins, at = list[int](), 0
    while at < len(cuts) - 1:
        _, begin = cuts[at]
        tried = range(at + 1, min(at + 1 + _MOST_NAMES, len(cuts)))  # "Karen, Petr done" is one
        last = next((upto for upto in tried if whole(text[begin : cuts[upto][0]])), None)
        if last:
            begins.append(at)
        elif not begins:
            return [text]
        at = last or at + 1
    ends = [*(cuts[begin][0] for begin in begins[1:]), len(text)]
    return [text[cuts[begin][1] : end] for begin, end in zip(begins, ends, strict=True)]
