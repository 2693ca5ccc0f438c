"""Lines of a manual page, in the man macros (groff_man(7)), ASCII only.

What is written is only ever a value: no word of it is taken for a request, and no sign for one with a meaning.
"""

import re
import textwrap
from collections.abc import Iterable

from kith import __released__, __version__

_WIDTH = 78  # of the source: mandoc complains from 80 on
# The minus sign is what can be copied; a quotation mark would end a macro's argument, and an apostrophe become a curly
# one (groff_char(7)).
_SIGNS = {"\\": r"\e", "-": r"\-", '"': r"\(dq", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}
_HELD = "\0\0"  # stands for an escaped blank while lines are wrapped, or its blank would be one to break at; as long
_CODE = re.compile(r"`([^`]+)`")


def top(name: str, section: int, book: str, source: str) -> list[str]:
    """The first lines. `source`: of what the page is made."""
    return [
        rf".\" Made by scripts/man from {source}; change that, not this.",
        f'.TH {plain(name.upper())} {section} "{__released__}" "kith {plain(__version__)}" "{book}"',
    ]


def heading(text: str) -> str:
    return f".SH {plain(text)}"


def subheading(text: str) -> str:
    return f'.SS "{plain(text)}"'


def item(term: str, *texts: str) -> list[str]:
    """A term in bold, and what it means; each text begins on a line of its own."""
    lines = [".TP", bold(term)]
    for number, text in enumerate(texts):
        lines += [*([".br"] if number else []), *filled(text)]
    return lines


def paragraphs(text: str) -> list[str]:
    """Text with empty lines between paragraphs, without the macro before the first. A paragraph that begins with a
    backspace (click's mark), or whose lines are all indented, keeps its lines."""
    found: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        lines = paragraph.split("\n")
        if lines[0].strip() == "\b" or all(line.startswith("  ") for line in lines):
            found += literal(
                textwrap.dedent("\n".join(line for line in lines if line.strip() != "\b")).split("\n")
            )
        else:
            found += [".PP", *filled(paragraph)]
    return found[1:]


def literal(lines: Iterable[str]) -> list[str]:
    """Lines as they stand, indented."""
    return [".PP", ".RS 4", ".nf", *(_no_request(plain(line)) for line in lines), ".fi", ".RE"]


def filled(text: str) -> list[str]:
    """Text that the reader's terminal breaks; what stands between backquotes in bold."""
    parts = _CODE.split(" ".join(text.split()))
    shown = "".join(rf"\fB{_unbroken(part)}\fR" if at % 2 else plain(part) for at, part in enumerate(parts))
    lines = textwrap.wrap(shown, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return [_no_request(line.replace(_HELD, r"\ ")) for line in lines]


def bold(text: str) -> str:
    return rf"\fB{plain(text)}\fR"


def plain(text: str) -> str:
    """Text without a sign that has a meaning of its own; a line of it is no request."""
    safe = "".join(_SIGNS.get(sign, sign) if sign.isascii() else f"\\[u{ord(sign):04X}]" for sign in text)
    return _no_request(safe)


def _unbroken(text: str) -> str:
    """A command: one that is broken between two lines is hard to copy."""
    return plain(text).replace(" ", _HELD) if len(text) < _WIDTH // 3 else plain(text)


def _no_request(line: str) -> str:
    return rf"\&{line}" if line.startswith(".") else line
