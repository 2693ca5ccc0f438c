"""The grammar: lines of the user's to commands, and a command back to a line.

Promises: every line gives a command for each person it is about, or one NotUnderstood; nothing raises, whatever is
written; `parse` of what `printed` prints is the same command. A line that begins with a person and goes on with no word
of the table is a note about that person. Without I/O and without a clock: `today` is the user's local day.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kith.commands.arguments import joined
from kith.commands.command import Called, Command, Names, NotUnderstood, Unclear
from kith.commands.days import coming_day, past_day, take_length
from kith.commands.table import WORDS, Declared, declared
from kith.commands.who import Finder, Hit
from kith.journal import clean

LONGEST = 1000  # characters of a line
LONGEST_TEXT = 300  # of what is kept of it as free words
_BULLET = re.compile(r"\A(?:[-*+•·‣–—]+\s+)+|\A[-*•·‣](?=#?[0-9]{1,3}[\s).:,-])")
_REMARK = re.compile(r"\A#(?![0-9])")
_WORD = re.compile(r"[^\s.,;:!?()]+")
_WE = re.compile(r"\A(?:(?:i|we|have|has|just|had)\s+|(?:i|we)['’]ve\s+)+", re.IGNORECASE)
_TO = re.compile(r"\A(?:up\s+)?(?:to|with)\s+", re.IGNORECASE)


def parse(text: str, today: date, names: Names) -> list[Command | NotUnderstood]:
    """Every line of `text`, in order; empty ones and remarks ("# …") left out."""
    finder, found = Finder(names), list[Command | NotUnderstood]()
    for row, raw in enumerate(text.splitlines()):
        line = clean(raw, LONGEST + 1)
        bare = _BULLET.sub("", line).strip()
        if not re.search(r"[^\W_]", bare) or _REMARK.match(bare):
            continue
        try:
            if len(line) > LONGEST:
                raise Unclear(f"longer than {LONGEST} characters")
            found += [replace(one, row=row) for one in _Line(bare, today, finder).commands()]
        except Unclear as unclear:
            found.append(NotUnderstood(clean(line, 200), str(unclear), unclear.candidates, row=row))
    return found


def printed(command: Command) -> str:
    """The command as a line; the person by address."""
    one = declared(command.verb, somebody=bool(command.person))
    rest = f"{command.verb}{one.write(command) if one else ''}"
    return f"{command.person} {rest}" if command.person else rest


class _Line:
    """One line, without its bullet."""

    def __init__(self, text: str, today: date, finder: Finder) -> None:
        self.text, self.today, self.finder = text, today, finder

    def commands(self) -> list[Command]:
        """What it says: who first, the command first, a command alone, or a note. Raises Unclear."""
        hits = [hit] if (hit := self.finder.numbered(self.text)) else list(self.finder.named(self.text))
        for hit in hits:
            if (verb := _verb(hit.rest)) and (one := _meant(*verb)):
                return self._about(hit.sure(), one, verb[1])
            if hit.by_number and (again := self._same_person(hit)):
                return again
        if not (hits and hits[0].by_number) and (verb := _verb(self.text)):
            return self._command_first(*verb)
        if hits:
            return self._note(hits[0])
        raise self._unknown()

    def _same_person(self, by_number: Hit) -> list[Command]:
        """ "2. Karen called": the number and the name say the same."""
        for hit in self.finder.named(by_number.rest):
            same = [one for one in hit.people if one in by_number.people]
            verb = _verb(hit.rest)
            if verb and (one := _meant(*verb)):
                if len(same) != 1:
                    shown = ", ".join(one.shown for one in by_number.people)
                    raise Unclear(f"{by_number.said} is {shown}, not {hit.said}")
                return self._about(same, one, verb[1])
        return []

    def _command_first(self, verb: str, rest: str) -> list[Command]:
        about = declared(verb, somebody=True)
        hit = self._person_in(rest) if about else None
        if about and hit:
            return self._about(hit.sure(), about, joined(hit.rest))
        alone = declared(verb, somebody=False)
        meant = self.finder.at(self.finder.names.meant) if self.finder.names.meant else None
        if about and meant and (alone is None or alone.verb in ("more", "undo")):
            return self._about([meant], about, rest)
        if alone:
            return [replace(alone.parse(rest, self.today), verb=verb, line=self.text)]
        raise self._nobody(verb, rest)

    def _person_in(self, rest: str) -> Hit | None:
        """Whom "called Karen yesterday" is about, or "talked to Karen"."""
        rest = _TO.sub("", rest, count=1)
        if not _is_time(rest, self.today) and (hit := self.finder.numbered(rest)):
            return hit
        return next(self.finder.named(rest), None)

    def _about(self, people: Sequence[Called], one: Declared, rest: str) -> list[Command]:
        command = replace(one.parse(rest, self.today), verb=one.verb, line=self.text)
        command = replace(command, text=clean(command.text, LONGEST_TEXT))
        if command.to and len(people) > 1:
            raise Unclear(f'"{command.to}" can be one person\'s only')
        if command.channel == "mail" and command.to and command.to not in people[0].addresses:
            raise Unclear(
                f"{command.to} is no address of {people[0].shown} so far; `kith merge` makes it one, "
                "once there is mail from it"
            )
        return [replace(command, person=person.addresses[0]) for person in people]

    def _note(self, hit: Hit) -> list[Command]:
        """Kept as it is; by a name the whole line, which reads better so."""
        if not hit.rest.strip(" .,:;!?"):
            raise Unclear(f'what about "{hit.said}"? Such as: {hit.said} done')
        people, text = hit.sure(), hit.rest if hit.by_number else self.text
        first = _WORD.match(hit.rest)
        near = _near_word(first[0]) if first else ""
        note = Command("note", text=clean(text, LONGEST_TEXT), line=self.text, near=near)
        return [replace(note, person=person.addresses[0]) for person in people]

    def _nobody(self, verb: str, rest: str) -> Unclear:
        near = self.finder.nearest(_TO.sub("", rest, count=1)) if rest else ()
        if not rest.strip(" .!") or _is_time(rest, self.today):
            return Unclear(f'"{verb}" whom? Say a number of the digest or a name first')
        whom = f'nobody kith knows is called as "{clean(rest, 40)}" begins'
        return Unclear(
            f"{whom}; did you mean {_or(near)}?" if near else f"{whom}; `kith people` lists everybody", near
        )

    def _unknown(self) -> Unclear:
        word = self.text.split()[0].strip(".,;:!?")
        said = f'"{clean(word, 40)}" is no command, and nobody kith knows is called so'
        near = tuple(dict.fromkeys([*filter(None, [_near_word(word)]), *self.finder.nearest(self.text)]))
        return Unclear(
            f"{said}; did you mean {_or(near)}?" if near else f'{said}; "help" has the commands', near
        )


def _meant(verb: str, rest: str) -> Declared | None:
    """The command about somebody that a verb is, with what follows it."""
    one = declared(verb, somebody=True)
    return None if one and one.bare and rest.strip(" .!") else one


def _verb(text: str) -> tuple[str, str] | None:
    """The command a text begins with, "we" and "I have" passed over, and what follows."""
    for start in (text, _WE.sub("", text, count=1)):
        if (word := _WORD.match(start)) and (verb := WORDS.get(word[0].casefold())):
            return verb, joined(start[word.end() :])
    return None


def _is_time(text: str, today: date) -> bool:
    """Whether it begins with a day or a length of time, so that its number is nobody's."""
    if re.match(r"(?:until|till|til|for)\s", text, re.IGNORECASE):
        return True
    try:
        return bool(take_length(text) or past_day(text, today) or coming_day(text, today))
    except Unclear:
        return True


def _near_word(word: str) -> str:
    return next(iter(difflib.get_close_matches(word.casefold(), WORDS, 1, 0.7)), "")


def _or(words: tuple[str, ...]) -> str:
    return " or ".join(f'"{word}"' for word in words)
