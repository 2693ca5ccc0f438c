"""Answers to a digest as files, `tests/answers/NAME.txt`: what a mail program writes, a rule, the orders in it.

The first line of a file says whose shape it is: `# program | language | what is special`. Below the rule stands one
line for each order: `1 done`, or `2| done` where it stands under the quoted suggestion 2. What begins with a
Content-Type is a letter, anything else its text. `<<...>>` stands for the digest, in one of the ways of `WAYS`.
"""

import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from digests.cases import LETTER as ID
from digests.cases import NAMES as DIGESTS
from kith.mail.answer import answer, sentinel
from kith.mail.words import text_of, text_of_html

FOLDER = Path(__file__).parents[1] / "answers"
RULE = "----------"
_DIRECTIVE = re.compile(r"<<(.*?)>>")


@dataclass(frozen=True)
class Sent:
    """One digest as it was sent, the sentinel of `ID` on top of both parts."""

    text: str
    html: str

    @property
    def lines(self) -> list[str]:
        """What kith knows of it."""
        return [*self.text.splitlines(), *text_of_html(self.html).splitlines()]


@cache
def sent(name: str) -> Sent:
    """A digest of tests/digests."""
    folder = FOLDER.parent / "digests"
    text = (folder / f"{name}.txt").read_text("utf-8").partition("\n\n")[2]
    return Sent(text, (folder / f"{name}.html").read_text("utf-8"))


ALL = tuple(
    name for name in DIGESTS if name not in ("right-to-left", "nobody-due")
)  # the latter is never sent


def marked(lines: Sequence[str], mark: str = "> ") -> str:
    return "\n".join(f"{mark}{line}".rstrip() for line in lines)


def wrapped(text: str, width: int) -> list[str]:
    """As a program breaks lines: at blanks, and at hyphens."""
    return [piece for line in text.splitlines() for piece in textwrap.wrap(line, width) or [""]]


def torn(text: str, width: int) -> str:
    """As a program breaks lines that were marked already: what is left of a line has no mark."""
    pieces = [textwrap.wrap(line, width) or [""] for line in text.splitlines()]
    return "\n".join("\n".join([f"> {first}", *rest]) for first, *rest in pieces)


def without_sentinel(text: str) -> str:
    return text.replace(sentinel(ID), "")


WAYS: dict[str, Callable[[Sent], str]] = {
    "digest": lambda it: it.text,
    "quoted digest": lambda it: marked(it.text.splitlines()),
    "twice quoted digest": lambda it: marked(it.text.splitlines(), "> > "),
    "indented digest": lambda it: marked(it.text.splitlines(), "        "),
    "digest without its sentinel": lambda it: without_sentinel(it.text),
    "digest, wrapped at 60, marks torn off": lambda it: torn(it.text, 60),
    "digest, double spaced, barred": lambda it: "\n\n".join(f"| {line}" for line in it.text.splitlines()),
    "html digest": lambda it: it.html,
    "html digest without its sentinel": lambda it: without_sentinel(it.html),
}


@dataclass(frozen=True)
class Shape:
    """One file: whose shape it is, and what stands in it."""

    name: str
    program: str
    language: str
    special: str
    reply: str
    expected: list[str]

    @classmethod
    def read(cls, path: Path) -> "Shape":
        head, _, rest = path.read_text("utf-8").partition("\n")
        reply, _, expected = rest.partition(f"{RULE}\n")
        program, language, special = head.removeprefix("# ").split(" | ")
        return cls(path.stem, program, language, special, reply, expected.splitlines())

    def orders(self, digest: Sent | None = None) -> list[str]:
        """What kith reads out of it, as the files have it."""
        it = digest or sent("three-people")
        reply = _DIRECTIVE.sub(lambda match: WAYS[match[1]](it), self.reply)
        text = text_of(reply.encode()) if reply.startswith("Content-Type: ") else reply
        return orders(text, it.lines)


def orders(text: str, digest_lines: Sequence[str]) -> list[str]:
    """The orders of an answer, one line for each."""
    return [f"{one.about}| {one.text}" if one.about else one.text for one in answer(text, digest_lines)]


SHAPES = [Shape.read(path) for path in sorted(FOLDER.glob("*.txt"))]
