"""Whom a line is about: numbers of the newest digest, a name or an address at the beginning of a text.

Names are matched exactly, without case and accents, on what somebody is called by (`Called.names`); a near miss is
never taken for a hit, only proposed.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kith.commands.command import Called, Names, Unclear
from kith.commands.languages import AND, either
from kith.people.address import match_key, normalise
from kith.people.fullname import full_name

_MOST_WORDS = 6  # of a name
_MOST_NEAR = 3
_NEAR = 0.75  # of likeness (difflib), below which a name is not proposed
_AND = either(set(AND) - {"a"})  # "1 a 3" is a range in Spanish, and two people in Czech
_NUMBERS = re.compile(
    rf"#?[0-9]{{1,3}}(?:\s*(?:[-–—]|,|&|\b(?:{_AND})\b)\s*#?[0-9]{{1,3}})*(?![\w@+])(?!\.[\w@])\s*[).:\]]?(?=\s|$|,)",
    re.IGNORECASE,
)
_TIGHT = re.compile(r"#?([0-9]{1,3})[):.](?=[^\W\d])")  # "1)done"
_WORD = re.compile(r"\S+")
_ALL = re.compile(r"(all|both)(?:\s+of\s+them)?(?=[\s:,]|$)", re.IGNORECASE)
_JOINT = re.compile(rf"\s*[,&]\s*(?:(?:{either(AND)})\s+)?|\s+(?:{either(AND)})\s+", re.IGNORECASE)

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Who is named at the beginning of a text, several where a name is not one person's; how; and what follows. `end`:
    where a name ends, without a sign behind it."""

    people: tuple[Called, ...]
    said: str
    rest: str
    by_number: bool = False
    end: int = 0

    def sure(self) -> tuple[Called, ...]:
        """The people, where it is clear who is meant; else raises Unclear with all it could be."""
        if self.by_number or len(self.people) == 1:
            return self.people
        raise Unclear(
            f'"{self.said}" could be {len(self.people)} people; give the full name or the address',
            tuple(f"{one.shown} <{one.addresses[0]}>" for one in self.people),
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """Names in a row at the beginning of a text, and what follows; `joint` and `loose`: what joins them to
    something that is nobody's name, and that."""

    hits: tuple[Hit, ...]
    rest: str
    joint: str = ""
    loose: str = ""

    def sure(self) -> tuple[Called, ...]:
        """All of them, each once. Raises Unclear as `Hit.sure`."""
        return tuple(dict.fromkeys(one for hit in self.hits for one in hit.sure()))


def after_numbers(text: str) -> str | None:
    """What follows numbers of people, whether there are such; None where a text begins with no number."""
    found = _TIGHT.match(text) or _NUMBERS.match(text)
    return _after(text, found.end()) if found else None


@dataclass(slots=True)
class Finder:
    """Finds people in what the user says. Made once for a text of many lines."""

    names: Names
    _by_name: dict[Key, list[Called]] = field(default_factory=dict)
    _by_address: dict[str, Called] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.names.people:
            keys = {key for name in one.names for key in (_key(name), full_name(name)) if key}
            for key in sorted(keys):
                self._by_name.setdefault(key, []).append(one)
            for address in one.addresses:
                self._by_address.setdefault(match_key(address), one)
        for one in self.names.people:  # the very address goes before another spelling of its mailbox
            self._by_address.update(dict.fromkeys(one.addresses, one))

    def at(self, address: str) -> Called | None:
        """Whose address it is."""
        return self._by_address.get(address) or self._by_address.get(match_key(address))

    def numbered(self, text: str) -> Hit | None:
        """People by their numbers: "1", "#2", "1-3", "1, 4", "1) …". Raises Unclear for a number there is not."""
        tight = _TIGHT.match(text)
        found = tight or _NUMBERS.match(text)
        if found is None:
            return None
        said = found[0].strip(" .:)]")
        numbers = list(dict.fromkeys(self._spread(tight[1] if tight else said)))
        return Hit(
            tuple(self._with_number(one) for one in numbers), said, _after(text, found.end()), by_number=True
        )

    def _spread(self, said: str) -> Iterator[int]:
        for part in re.split(r",|&|[^\W\d]+", re.sub(r"[#\s]", "", said)):
            first, *more = [int(number) for number in re.split(r"[-–—]", part)]
            last = more[-1] if more else first
            if last < first:
                raise Unclear(f'"{said}" goes backwards; want {last}-{first}')
            for number in (first, last):
                self._with_number(number)
            yield from (one for one in sorted(self.names.numbers) if first <= one <= last)

    def _with_number(self, number: int) -> Called:
        if number not in self.names.numbers:
            have = _spans(sorted(self.names.numbers))
            raise Unclear(
                f"there is no {number}: the newest digest {f'has {have}' if have else 'is not there yet'}"
            )
        found = self.at(self.names.numbers[number])
        if found is None:
            raise Unclear(f"whoever was {number} in the newest digest is not known any more")
        return found

    def everybody(self, text: str) -> Hit | None:
        """ "all", "both": all the numbers of the newest digest, where nobody is meant already."""
        found = _ALL.match(text)
        if found is None or not self.names.numbers or self.names.meant:
            return None
        numbers = sorted(self.names.numbers)
        if found[1].lower() == "both" and len(numbers) != 2:
            raise Unclear(f'"both" of whom? The newest digest has {_spans(numbers)}')
        people = tuple(dict.fromkeys(self._with_number(one) for one in numbers))
        return Hit(people, found[0], _after(text, found.end()), by_number=True)

    def listed(self, text: str) -> Listed | None:
        """Names in a row: "Karen, Petr and Ravi Shah"; None where there is not one."""
        hits, at = list[Hit](), 0
        while hit := next(self.named(text[at:]), None):
            hits.append(hit)
            end = at + hit.end
            joint = _JOINT.match(text, end)
            if joint is None:
                return Listed(tuple(hits), _after(text, end))
            at = joint.end()
        return Listed(tuple(hits), _after(text, end), joint[0], text[at:]) if hits and joint else None

    def named(self, text: str) -> Iterator[Hit]:
        """Everybody the text may begin with, the longest name first."""
        words = list(_WORD.finditer(text))[:_MOST_WORDS]
        for count in range(len(words), 0, -1):
            said, rest = text[: words[count - 1].end()], text[words[count - 1].end() :]
            found = self._called(said)
            if not found:
                continue
            if (beside := _WORD.match(rest.lstrip())) and beside[0][0] == "<":  # "Karen Holm <karen@…>"
                one = self._address(beside[0])
                if one in found:
                    found, rest = (one,), rest.lstrip()[beside.end() :]
            end = len(text[: len(text) - len(rest)].rstrip(" ,;:."))
            yield Hit(found, said.strip(" ,;:."), _after(rest, 0), end=end)

    def _called(self, said: str) -> tuple[Called, ...]:
        if "@" in said and " " not in said:
            one = self._address(said)
            return (one,) if one else ()
        return tuple(self._by_name.get(_key(said)) or self._by_name.get(full_name(said)) or ())

    def _address(self, word: str) -> "Called | None":
        spec = normalise(word.strip('<>,;:()"'))
        return self.at(spec) if spec else None

    def nearest(self, text: str) -> tuple[str, ...]:
        """Whom a text may begin with, were it spelt otherwise: names to say."""
        known = {" ".join(key): one.shown for key, found in self._by_name.items() for one in found}
        if "@" in text:
            known |= {address: address for one in self.names.people for address in one.addresses}
        words = text.split()[:2]
        tried = [" ".join(_key(" ".join(words[:count]))) for count in (2, 1)]
        keys = [near for one in tried for near in difflib.get_close_matches(one, known, _MOST_NEAR, _NEAR)]
        return tuple(dict.fromkeys(known[key] for key in keys))[:_MOST_NEAR]


def _spans(numbers: Sequence[int]) -> str:
    """Numbers as they are said: "1 to 3 and 5", "2 only"; "" for none."""
    if len(numbers) == 1:
        return f"{numbers[0]} only"
    first = [one for one in numbers if one - 1 not in numbers]
    last = [one for one in numbers if one + 1 not in numbers]
    said = [f"{a} to {b}" if a < b else f"{a}" for a, b in zip(first, last, strict=True)]
    return " and ".join(filter(None, [", ".join(said[:-1]), *said[-1:]]))


def _after(text: str, start: int) -> str:
    """What follows a name: without what may stand between it and the command."""
    return re.sub(r"\A[\s,;:]*(?:[-–—=]\s+)?", "", text[start:])


def _key(name: str) -> Key:
    """The words of a name without case, accents and the signs around them; "Karen's" is Karen."""
    words = (re.sub(r"['’]s$", "", word.strip("\"'’‘“”.,;:()<>")) for word in name.split())
    return tuple(filter(None, (_folded(word) for word in words)))


def _folded(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))
