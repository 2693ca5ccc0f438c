"""Which of the lines that somebody wrote in an answer are for kith: the others are greetings, thanks, signatures.

A false order is worse than a lost one, and an answer to what was no order is worse than none: so behind a goodbye, or
a word of thanks, nothing counts but what is surely a command, and of courtesies nothing is said.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile

from kith.commands.command import Command, Names, NotUnderstood
from kith.commands.grammar import parse
from kith.commands.table import WORDS
from kith.mail.answer import AnswerLine
from kith.suggest.voice import greets, is_kind, takes_leave

Parsed = list[Command | NotUnderstood]
_FOREIGN = re.compile(r"\W{0,3}[-_=*~]{3,}|[^\W\d][^:：\d]{0,24}[:：]\s*\S.*@")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class Reader:
    """Reads the lines of one mail, top down. `own`: the user's names, the whole one among them."""

    today: date
    names: Names
    own: Sequence[str]
    _left: set[int | None] = field(default_factory=set)  # the headings under which a goodbye was said

    def parsed(self, line: AnswerLine, meant: str) -> Parsed:
        """What a line says, `meant` being whom it is about where it names nobody; nothing where it is not for kith."""
        found = parse(line.text, self.today, replace(self.names, meant=meant))
        if any(isinstance(one, Command) and one.verb != "note" for one in found):
            return found
        if line.parting or line.about in self._left:
            return []
        if any(isinstance(one, Command) for one in found):
            return found
        if takes_leave(line.text, self.own):
            self._left.add(line.about)
            return []
        if greets(line.text) or is_kind(line.text):
            return []
        if (
            meant and line.about and not any(map(asks_whom, found))
        ):  # under a heading: a note, where nothing else
            return parse(f"{line.about} {line.text}", self.today, self.names)
        return found


def asks_whom(one: Command | NotUnderstood) -> bool:
    """Whether a line was not understood because a name may be several people's."""
    return isinstance(one, NotUnderstood) and any(text.endswith(">") for text in one.candidates)


def is_stray(line: str, candidates: Sequence[str]) -> bool:
    """Whether a line that was not understood has nothing of a command: no number in front, no word of the table,
    nothing that is near one."""
    words = (word.casefold() for word in _WORD.findall(line))
    return not candidates and not line[:1].isdigit() and not any(word in WORDS for word in words)


def before_a_forward(lines: Sequence[AnswerLine]) -> list[AnswerLine]:
    """The lines of a note above whatever looks like somebody else's mail: a ruled line, or a field with an address."""
    return list(takewhile(lambda line: not _FOREIGN.match(line.text), lines))


def of_subject(order: str, lines: Sequence[AnswerLine]) -> Iterator[AnswerLine]:
    """The order in the subject of a note, and the lines below it: there only what is surely a command counts."""
    yield AnswerLine(order, None, 0)
    for line in lines:
        yield replace(line, parting=True)
