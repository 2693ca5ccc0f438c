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
from kith.commands.table import ENGLISH, WORDS
from kith.mail.answer import AnswerLine
from kith.suggest.voice import greets, is_kind, salutes, takes_leave

Parsed = list[Command | NotUnderstood]
# A ruled line, or a field with an address in brackets, as above somebody else's mail.
_FOREIGN = re.compile(r"\W{0,3}[-_=*~]{5,}|[^\W\d][^:：\d]{0,24}[:：]\s*\S.*<[^<>\s]+@[^<>\s]+>")
_KINDLY = re.compile(
    r"(?:thanks|thank you|thx|great|perfect|nice|lovely|ok|okay|yes|hi|hello|hey|danke|merci|gracias|grazie"
    r"|obrigad[oa]|bedankt)"
    r"\b[^,;:.!–—]{0,40}?(?:[,;:.!–—]+|\s-)\s*",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\b(?:note|remember)\b", re.IGNORECASE)
_ALSO_KIND = frozenset({"ok", "more", "help", "back", "done"})  # "thanks for the help", "well done"
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class Reader:
    """Reads the lines of one mail, top down. `own`: the user's names, the whole one among them."""

    today: date
    names: Names
    own: Sequence[str]
    _left: set[int | None] = field(default_factory=set)  # the headings under which a goodbye was said
    _taken: set[int | None] = field(default_factory=set)  # and those under which something was for kith
    _saluted: bool = False

    def parsed(self, line: AnswerLine, meant: str) -> Parsed:
        """What a line says, `meant` being whom it is about where it names nobody; nothing where it is not for kith."""
        found = self._parsed(line.text, meant)
        if not any(map(is_sure, found)) and (kind := _KINDLY.match(line.text)):
            behind = self._parsed(line.text[kind.end() :], meant)
            found = behind if any(map(is_sure, behind)) else found
        # Thanks on top of all orders are a beginning; a signature stands below something.
        below = line.about in self._left or (line.parting and line.about in self._taken)
        if any(map(is_sure, found)) or (not below and any(isinstance(one, Command) for one in found)):
            self._taken.add(line.about)
            return found
        if below:
            return [one for one in found if _is_meant(one, line.text)]
        if _first_word(line.text) not in WORDS.keys() - _ALSO_KIND and self._is_courtesy(line):
            return []
        if (
            meant and line.about and not any(map(asks_whom, found))
        ):  # under a heading: a note, where nothing else
            found = parse(f"{line.about} {line.text}", self.today, self.names)
        return found

    def _is_courtesy(self, line: AnswerLine) -> bool:
        """Greetings, thanks, wishes; a goodbye is remembered."""
        if takes_leave(line.text, self.own) or salutes(line.text):
            if line.about in self._taken or not salutes(line.text):
                self._left.add(line.about)
            self._saluted = True
            return True
        if self._saluted and len(_WORD.findall(line.text)) <= 3 and not _has_word(line.text):
            return True  # a name in another script, below a goodbye in another language
        return greets(line.text) or (is_kind(line.text) and not _has_word(line.text)) or line.parting

    def _parsed(self, text: str, meant: str) -> Parsed:
        return parse(text, self.today, replace(self.names, meant=meant))

    def is_stray(self, line: str, candidates: Sequence[str]) -> bool:
        """Whether a line that was not understood has nothing of a command: no number in front, nobody known, no word of
        the table, nothing that is near one."""
        known = {
            word.casefold() for one in self.names.people for name in one.names for word in _WORD.findall(name)
        }
        words = {word.casefold() for word in _WORD.findall(line)}
        return not (candidates or line[:1].isdigit() or words & known or _has_word(line))


def asks_whom(one: Command | NotUnderstood) -> bool:
    """Whether a line was not understood because a name may be several people's."""
    return isinstance(one, NotUnderstood) and any(text.endswith(">") for text in one.candidates)


def is_sure(one: Command | NotUnderstood) -> bool:
    """Whether it does something: a note may be anything."""
    return isinstance(one, Command) and one.verb != "note"


def _is_meant(one: Command | NotUnderstood, line: str) -> bool:
    """Whether what stands where a signature may is for kith all the same: a note that says so, or a command that went
    wrong."""
    if isinstance(one, Command):
        return bool(_NOTE.search(line) or one.near in ENGLISH)
    return bool(one.candidates) or line[:1].isdigit() or _has_word(line)


def _has_word(line: str) -> bool:
    return any(word.casefold() in WORDS for word in _WORD.findall(line) if word.casefold() not in _ALSO_KIND)


def _first_word(line: str) -> str:
    found = _WORD.search(line)
    return found[0].casefold() if found else ""


def before_a_forward(lines: Sequence[AnswerLine]) -> list[AnswerLine]:
    """The lines of a note above whatever looks like somebody else's mail: a ruled line, or a field with an address."""
    return list(takewhile(lambda line: not _FOREIGN.match(line.text), lines))


def of_subject(order: str, lines: Sequence[AnswerLine]) -> Iterator[AnswerLine]:
    """The order in the subject of a note, and the lines below it: there only what is surely a command counts."""
    yield AnswerLine(order, None, 0)
    for line in lines:
        yield replace(line, parting=True)
