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
from unicodedata import decimal

from kith.commands.arguments import joined
from kith.commands.command import TOUCHES, Called, Command, Names, NotUnderstood, Unclear
from kith.commands.days import coming_day, past_day
from kith.commands.languages import FOR, PHRASES, PLEASE, UNTIL, either, plain
from kith.commands.lengths import EACH, take_length
from kith.commands.orders import orders
from kith.commands.table import WORDS, Declared, declared
from kith.commands.who import Finder, Hit, Listed, after_numbers
from kith.journal import clean

LONGEST = 1000  # characters of a line
_MOST_OF_A_NAME = 3  # words of one that is not known
LONGEST_TEXT = 300  # of what is kept of it as free words
_BULLET = re.compile(r"\A(?:[-*+•·‣–—]+\s+)+|\A[-*•·‣](?=#?[0-9]{1,3}[\s).:,-])")
_REMARK = re.compile(r"\A#(?![0-9])")
_WORD = re.compile(r"[^\s.,;:!?()]+")
_PLEASE = either(PLEASE)
_PLEASE_FIRST = re.compile(rf"(?:{_PLEASE})(?:\s*[,:]\s*|\s+)")
_PLEASE_LAST = re.compile(rf"(?:\A|[\s,]+)(?:{_PLEASE})[\s.!]*\Z")
_WE = re.compile(rf"(?:(?:(?:and\s+)?(?:i|we)|have|has|just|had|all|{_PLEASE})\s+|(?:i|we)'ve\s+)+")
_PHRASE = re.compile(rf"({either(PHRASES)})(?!\w)")
_NO_DAY = re.compile(rf"(?:{either((*UNTIL, *FOR))})\s")
_SURELY_AND = re.compile(r"\s*(?:,\s*)?(?:and|und|et|&)\s*", re.IGNORECASE)
_FIGURES = re.compile(r"\A#?\d{1,3}(?!\d)")  # of any script
_TO = re.compile(r"(?:up\s+)?(?:to|with)\s+", re.IGNORECASE)


def parse(text: str, today: date, names: Names) -> list[Command | NotUnderstood]:
    """Every line of `text`, in order; empty ones and remarks ("# …") left out."""
    finder, found = Finder(names), list[Command | NotUnderstood]()
    for row, raw in enumerate(text.splitlines()):
        line = clean(raw, LONGEST + 1)
        bare = _BULLET.sub("", line).strip()
        if not re.search(r"[^\W_]", bare) or _REMARK.match(bare):
            continue
        if len(line) > LONGEST:
            found.append(_not_understood(line, Unclear(f"longer than {LONGEST} characters"), row))
            continue
        asked = _without(_PLEASE_FIRST, bare)
        bare = _plain_number(asked if re.search(r"[^\W_]", asked) else bare)
        parts = orders(bare, lambda part: _Line(part, today, finder).whole())
        for part in parts:
            try:
                found += [replace(one, row=row) for one in _Line(part, today, finder).commands()]
            except Unclear as unclear:
                found.append(_not_understood(part if len(parts) > 1 else line, unclear, row))
    return found


def _not_understood(line: str, unclear: Unclear, row: int) -> NotUnderstood:
    return NotUnderstood(clean(line, 200), str(unclear), unclear.candidates, row=row)


def printed(command: Command) -> str:
    """The command as a line; the person by address."""
    one = declared(command.verb, somebody=bool(command.person))
    rest = f"{command.verb}{one.write(command) if one else ''}"
    return f"{command.person} {rest}" if command.person else rest


class _Line:
    """One line, without its bullet."""

    def __init__(self, text: str, today: date, finder: Finder) -> None:
        self.text, self.today, self.finder = text, today, finder

    def whole(self) -> bool:
        """Whether it is an order that says whom it is about, by a number (there may be none such) or a name."""
        behind = after_numbers(self.text)
        if behind is not None:
            said = [behind, *(hit.rest for hit in self.finder.named(behind))]
            verbs = [verb for rest in said if (verb := self._verb(rest))]
            return all(verb != "note" for verb, _ in verbs) and any(_meant(*verb) for verb in verbs)
        verb = self._verb(self.text)
        if verb and (listed := self.finder.listed(_without(_TO, verb[1]))):
            return self._fits(verb[0], joined(listed.rest))
        listed = self.finder.listed(self.text)
        rests = [*(hit.rest for hit in self.finder.named(self.text)), *([listed.rest] if listed else [])]
        return any(verb and self._fits(*verb) for verb in map(self._verb, rests))

    def _fits(self, verb: str, rest: str) -> bool:
        """Whether it is whole without free words: those may go on for as long as they like."""
        one = _meant(verb, rest)
        try:
            return bool(one and one.verb != "note" and not one.parse(_asked(one, rest), self.today).text)
        except Unclear:
            return False

    def commands(self) -> list[Command]:
        """What it says: who first, the command first, a command alone, or a note. Raises Unclear."""
        if (everybody := self.finder.everybody(self.text)) and (about := self._behind(everybody.rest)):
            return self._about(everybody.people, *about, everybody.rest)
        hits = [hit] if (hit := self.finder.numbered(self.text)) else list(self.finder.named(self.text))
        for hit in hits:
            if about := self._behind(hit.rest):
                return self._about(hit.sure(), *about, hit.rest if hit.by_number else self.text)
            if hit.by_number and (again := self._same_person(hit)):
                return again
        if listed := None if hits and hits[0].by_number else self.finder.listed(self.text):
            if about := self._behind(listed.rest):
                return self._about(listed.sure(), *about, self.text)
            self._nobody_strange(listed)
        if not (hits and hits[0].by_number) and (verb := self._verb(self.text)):
            return self._command_first(*verb)
        if hits:
            return self._note(hits[0], hits[0].rest if hits[0].by_number else self.text)
        raise self._unknown()

    def _behind(self, rest: str) -> tuple[Declared, str] | None:
        """The command about somebody that follows whom it is about, and what follows that."""
        verb = self._verb(rest)
        one = _meant(*verb) if verb else None
        return (one, verb[1]) if verb and one else None

    def _nobody_strange(self, listed: Listed) -> None:
        """Raises Unclear where known names are joined to one that is not, before a command: "Karen and Zeb done"."""
        words = list(_WORD.finditer(listed.loose))[:_MOST_OF_A_NAME]
        for word in words:
            if word[0].casefold() in WORDS:
                return
            said = listed.loose[: word.end()]
            named = _SURELY_AND.fullmatch(listed.joint) or said[:1].isupper()
            if named and self._behind(listed.loose[word.end() :].lstrip(" ,;:")):
                raise self._stranger(said)

    def _same_person(self, by_number: Hit) -> list[Command]:
        """ "2. Karen called": the number and the name say the same."""
        for hit in self.finder.named(by_number.rest):
            same = [one for one in hit.people if one in by_number.people]
            if about := self._behind(hit.rest):
                if len(same) != 1:
                    shown = ", ".join(one.shown for one in by_number.people)
                    raise Unclear(f"{by_number.said} is {shown}, not {hit.said}")
                return self._about(same, *about, by_number.rest)
        return []

    def _command_first(self, verb: str, rest: str) -> list[Command]:
        about = declared(verb, somebody=True)
        alone = declared(verb, somebody=False)
        meant = self.finder.at(self.finder.names.meant) if self.finder.names.meant else None
        if about and self._names_somebody(rest, meant) and (found := self._people_in(rest)):
            if (next_one := self._verb(joined(found[1]))) and _meant(*next_one):
                raise Unclear("these are two orders; each wants a line of its own")
            return self._about(found[0], about, joined(found[1]), self.text)
        if about and meant and (alone is None or alone.verb in ("more", "undo")):
            return self._about([meant], about, rest, self.text)
        if alone:
            return [replace(alone.parse(_asked(alone, rest), self.today), verb=verb, line=self.text)]
        raise self._nobody(verb, rest)

    def _names_somebody(self, rest: str, meant: Called | None) -> bool:
        """Whether who follows the word is whom it is about. Where that is clear, as under a heading, a number is none
        of a digest ("called 2 times"), and a name behind a sign begins something else."""
        before = self.text[: len(self.text) - len(rest)].rstrip()
        return meant is None or not (rest[:1].isdigit() or before.endswith((",", ".", ";", ":", "!")))

    def _people_in(self, rest: str) -> tuple[Sequence[Called], str] | None:
        """Whom "called Karen yesterday" is about, or "talked to Karen and Petr", and what follows."""
        rest = _without(_TO, rest)
        everybody = self.finder.everybody(rest)
        if everybody and not everybody.rest.strip(" .!"):
            return everybody.people, ""
        if not _is_time(rest, self.today) and (hit := self.finder.numbered(rest)):
            return hit.sure(), hit.rest
        listed = self.finder.listed(rest)
        if listed is None:
            return None
        name = _WORD.match(listed.loose) if _SURELY_AND.fullmatch(listed.joint) else None
        if name and name[0][0].isupper() and not name[0].isupper():  # "and I", "AND TALKED"
            raise self._stranger(name[0])
        if len(listed.hits) > 1:
            return listed.sure(), listed.joint.lstrip() + listed.loose or listed.rest
        hit = listed.hits[0]
        return hit.sure(), hit.rest

    def _about(self, people: Sequence[Called], one: Declared, rest: str, line: str) -> list[Command]:
        """`line`: what is kept of the line where it turns out to be a note."""
        command = one.parse(_asked(one, rest), self.today)
        if command.verb == "note" and one.verb in TOUCHES:
            command = replace(command, text=line)
        command = replace(command, verb=command.verb or one.verb, line=self.text)
        command = replace(command, text=clean(command.text, LONGEST_TEXT))
        if command.to and len(people) > 1:
            raise Unclear(f'"{command.to}" can be one person\'s only')
        if command.channel == "mail" and command.to and command.to not in people[0].addresses:
            raise Unclear(
                f"{command.to} is no address of {people[0].shown} so far; `kith merge` makes it one, "
                "once there is mail from it"
            )
        return [replace(command, person=person.addresses[0]) for person in people]

    def _note(self, hit: Hit, text: str) -> list[Command]:
        """Kept as it is; by a name the whole line, which reads better so."""
        if not hit.rest.strip(" .,:;!?"):
            raise Unclear(f'what about "{hit.said}"? Such as: {hit.said} done')
        people, first = hit.sure(), _WORD.match(hit.rest)
        near = _near_word(first[0]) if first and first[0].casefold() not in WORDS else ""
        note = Command("note", text=clean(text, LONGEST_TEXT), line=self.text, near=near)
        return [replace(note, person=person.addresses[0]) for person in people]

    def _verb(self, text: str) -> tuple[str, str] | None:
        """The command a text begins with, "we" and "I have" passed over, and what follows."""
        for start in (text, _without(_WE, text)):
            if start.strip(" .!").casefold() in EACH:  # "karen weekly"
                return "every", start
            if found := _PHRASE.match(plain(start)):
                return PHRASES[found[1]], joined(start[found.end() :])
            if (word := _WORD.match(start)) and (verb := WORDS.get(word[0].casefold())):
                rest = joined(start[word.end() :])
                return None if word[0].casefold() == "ok" and not self._alone(rest) else (verb, rest)
        return None

    def _alone(self, rest: str) -> bool:
        """Whether no words follow, or a day: "ok, will call him" is no touch."""
        try:
            return not re.search(r"\w", rest) or bool(past_day(rest, self.today))
        except Unclear:
            return True

    def _stranger(self, said: str) -> Unclear:
        near = self.finder.nearest(said)
        whom = f'nobody kith knows is called "{clean(said, 40)}"'
        return Unclear(f"{whom}; did you mean {_or(near)}?" if near else f"{whom}, so nothing was done", near)

    def _nobody(self, verb: str, rest: str) -> Unclear:
        near = self.finder.nearest(_without(_TO, rest)) if rest else ()
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
    return None if one and one.bare and _asked(one, rest).strip(" .!") else one


def _asked(one: Declared, rest: str) -> str:
    """What follows a command, without "please"; the words of a note stay as they are, those of a touch but for that
    alone."""
    found = None if one.verb == "note" else _PLEASE_LAST.search(plain(rest))
    return rest if found is None or (found.start() and one.verb in TOUCHES) else rest[: found.start()]


def _without(pattern: re.Pattern[str], text: str) -> str:
    """A text without what it begins with."""
    found = pattern.match(plain(text))
    return text[found.end() :] if found else text


def _plain_number(text: str) -> str:
    """A number at the beginning in the figures of everybody: "１ done"."""
    found = _FIGURES.match(text)
    if found is None:
        return text
    return "".join(str(decimal(sign, sign)) for sign in found[0]) + text[found.end() :]


def _is_time(text: str, today: date) -> bool:
    """Whether it begins with a day or a length of time, so that its number is nobody's."""
    if _NO_DAY.match(plain(text)):
        return True
    try:
        return bool(take_length(text) or past_day(text, today) or coming_day(text, today))
    except Unclear:
        return True


def _near_word(word: str) -> str:
    return next(iter(difflib.get_close_matches(word.casefold(), WORDS, 1, 0.7)), "")


def _or(words: tuple[str, ...]) -> str:
    return " or ".join(f'"{word}"' for word in words)
