"""What `kith transition` is told in plain words: "leaving Initech on 2026-12-31, reach me at sam@new.example", or
"moving to Brno on 2026-12-31".

Promises: every word is understood or named in an `Unclear`; nothing is guessed but the year of a day; `parse` of what
`printed` prints is the same. Without I/O and without a clock: `today` is the user's local day.
"""

import re
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from kith.commands.command import Unclear
from kith.commands.days import coming_day, past_day
from kith.config import reach
from kith.journal import clean
from kith.people.address import ADDR_SPEC, normalise

LONGEST = 500  # characters
LONGEST_PLACE = 40
NO_NUMBER = "none"  # as `phone`: no number any more
PAST, AHEAD = 366, 1096  # days that the last day may lie away
_I = r"(?:i\s*['’]?m\s+|i\s+am\s+|i\s+|i['’]ve\s+|i\s+have\s+|we\s*['’]?re\s+|we\s+are\s+|we\s+|am\s+)?"
_START = re.compile(
    _I + r"(?:leaving|leave|left|quitting|quit|moving\s+on\s+from|resigning\s+from|retiring\s+from"
    r"|(?:my\s+)?last\s+day\s+(?:at|with))\s+"
    r"(?:(?:my|the|this)\s+(?:job|work|position|post|role)\s+(?:at|with|in|for)\s+)?",
    re.IGNORECASE,
)
_MOVE = re.compile(
    _I + r"(?:moving|move|moved|relocating|relocate|relocated)\s+(?:house\s+|home\s+)?(?:to|into)\s+",
    re.IGNORECASE,
)
_PLACE_ENDS = re.compile(
    r"\s*(?:[,;:]|\Z)|\s+(?:on|by|is|was|as\s+of|from|until|till|effective)\s", re.IGNORECASE
)
_OVER = re.compile(
    r"(?:^|[\s,;.:])(?:left|moved|relocated)\s|(?:^|\s)last\s+day\b[^,;]*\bwas\b", re.IGNORECASE
)
_DAY = re.compile(
    r"(?:(?:my\s+)?last\s+day(?:\s+there)?(?:\s+is|\s+was)?\s*:?\s*|is\s+|was\s+)?"
    r"(?:(?:on|by|as\s+of|from|until|till|effective)\s+)?",
    re.IGNORECASE,
)
_REACH = re.compile(
    r"(?:you\s+can\s+|people\s+can\s+)?(?:reach|find|write(?:\s+to)?|mail|e-?mail|contact|call|text|phone)\s+me"
    r"(?:\s+(?:then|from\s+then\s+on|afterwards|after\s+that))?(?:\s+(?:at|on|by|via|under))?\s+"
    r"|(?:from\s+then\s+on\s*:?\s+|then\s+|afterwards\s+)(?:at\s+|on\s+)?"
    r"|(?:my\s+)?(?:new\s+)?(?:address|e-?mail|mail|number|phone)(?:\s+is)?\s*:?\s+",
    re.IGNORECASE,
)
_JOINT = re.compile(r"(?:\s*[,;.:]\s*|\s+)(?:(?:and|or|then)\s+)?|\s+", re.IGNORECASE)
_ADDRESS = re.compile(ADDR_SPEC)
_PHONE = re.compile(r"\+?[0-9][0-9 ./()-]{4,24}[0-9]")
_WORD = re.compile(r"\s*[^\s,;:]+")
_AND_MOVING = re.compile(r"\s+and\s+" + _MOVE.pattern, re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Said:
    """What was told. `place`: as it was written; `what`: the domain or the address that goes away; `to`: where the user
    moves, and then nothing goes away; "" and None for what was not said."""

    place: str = ""
    what: str = ""
    day: date | None = None
    reach: str = ""
    phone: str = ""
    to: str = ""
    named: bool = False  # whether `place` is a name for the letters, and not just how the place was meant

    def missing(self) -> list[str]:
        """What is still wanted, each with the flag that says it."""
        lacking = []
        if not (self.place or self.what or self.to):
            lacking.append("what you leave (--from initech.example, or your address there)")
        if self.day is None:
            day = "the day you move" if self.to else "your last day there"
            lacking.append(f"{day} (--on 2026-12-31)")
        if not (self.reach or self.to):
            lacking.append("where you can be reached then (--reach sam@new.example)")
        return lacking

    def and_also(self, other: "Said") -> "Said":
        """The same with what the other says as well; Unclear where they contradict each other."""
        found = self
        for field in fields(self):
            mine, theirs = getattr(self, field.name), getattr(other, field.name)
            if mine and theirs and mine != theirs:
                raise Unclear(f"two things are said: {_shown(mine)} and {_shown(theirs)}")
            found = replace(found, **{field.name: mine or theirs})
        return found


def parse(text: str, today: date) -> Said:
    """What a text says, in any order. Raises Unclear for what is not understood, or said twice in two ways."""
    if len(text) > LONGEST:
        raise Unclear(f"longer than {LONGEST} characters")
    rest, found = " ".join(text.split()), Said()
    over = _OVER.search(rest) is not None
    while rest := _JOINT.sub("", f" {rest}", count=1).strip(" ,;.:"):
        for taken in (
            _leaving(rest, today),
            _moving(rest, today),
            _reach(rest, today),
            _day(rest, today, over=over),
        ):
            if taken is not None:
                said, rest = taken
                found = found.and_also(said)
                break
        else:
            raise Unclear(
                f'"{clean(rest, 60)}" is not understood; want such as: leaving Initech on 2026-12-31, '
                "reach me at sam@new.example, +1 202 555 0100; or: moving to Brno on 2026-12-31"
            )
    return found


def of_flags(
    *,
    what: str = "",
    on: str = "",
    reach_at: str = "",
    phone: str = "",
    name: str = "",
    to: str = "",
    today: date,
) -> Said:
    """What the flags say, each checked by itself."""
    said = _left(what) if what else Said()
    if name:
        said = replace(said, place=_named(name), named=True)
    if to:
        said = replace(said, to=_named(to))
    if on:
        taken = _day(on, today)
        if taken is None or taken[1].strip(" ."):
            raise Unclear(f'"{clean(on, 40)}" is no day; want one such as 2026-12-31 or 31 dec')
        said = replace(said, day=taken[0].day)
    if reach_at:
        said = replace(said, reach=_spec(reach_at))
    return replace(said, phone=NO_NUMBER if phone == NO_NUMBER else _number(phone)) if phone else said


def printed(said: Said) -> str:
    """The same as a text."""
    parts = [f"leaving {said.what or said.place}"] if said.what or said.place else []
    parts += [f"moving to {said.to}"] if said.to else []
    parts += [f"last day {said.day}"] if said.day else []
    parts += [f"reach me at {said.reach}"] if said.reach else []
    return ", ".join([*parts, said.phone] if said.phone else parts)


_Taken = tuple[Said, str] | None


def _leaving(text: str, today: date) -> _Taken:
    found = _START.match(text)
    taken = _place(text, found, today)
    return taken and (_left(taken[0]), taken[1])


def _moving(text: str, today: date) -> _Taken:
    found = _MOVE.match(text)
    taken = _place(text, found, today)
    return taken and (Said(to=_named(taken[0].strip(' ."'))), taken[1])


def _place(text: str, found: "re.Match[str] | None", today: date) -> tuple[str, str] | None:
    """The name of a place behind a verb, and the rest. It goes on until a sign, a word that leads on, a day, or what
    says where somebody is to be reached; it has one word at least."""
    first = found and _WORD.match(text, found.end())
    if not found or not first:
        return None
    end = first.end()
    while not _PLACE_ENDS.match(text, end) and not _leads_on(text[end:], today):
        word = _WORD.match(text, end)
        if word is None:
            break
        end = word.end()
    return text[found.end() : end], text[end:]


def _leads_on(text: str, today: date) -> bool:
    """Whether something else begins here than another word of a name."""
    if _AND_MOVING.match(text) or _is_day(text.strip(), today):
        return True
    rest = _JOINT.sub("", text, count=1)
    led = _REACH.match(rest)
    bare = rest[led.end() :] if led else rest
    return bool(_ADDRESS.match(bare) or (led and _PHONE.match(bare)))


def _reach(text: str, today: date) -> _Taken:
    """An address or a number, with the words before it; words that nothing of the kind follows are none."""
    led = _REACH.match(text)
    rest = text[led.end() :] if led else text
    if found := _ADDRESS.match(rest):
        return Said(reach=_spec(found[0])), rest[found.end() :]
    if (found := _PHONE.match(rest)) and (led or not _is_day(text, today)):
        return Said(phone=_number(found[0])), rest[found.end() :]
    return None


def _day(text: str, today: date, *, over: bool = False) -> _Taken:
    """A day: the next such one; of one that is `over`, or can only be over, the latest. Raises Unclear for one too far
    away."""
    found = _DAY.match(text)
    rest = text[found.end() :] if found else text
    first, second = (past_day, coming_day) if over else (coming_day, past_day)
    try:
        taken = first(rest, today)
    except Unclear as unclear:
        try:
            taken = second(rest, today)
        except Unclear:
            raise unclear from None
    if taken is None:
        return None
    day, after = taken
    if not today - timedelta(days=PAST) <= day <= today + timedelta(days=AHEAD):
        raise Unclear(f"{day} is too far away: want a day of the last year or the next three")
    return Said(day=day), after


def _is_day(text: str, today: date) -> bool:
    try:
        return _day(text, today) is not None
    except Unclear:
        return True


def _left(text: str) -> Said:
    """What is left: an address or a domain goes away itself, of any other name kith has to find it."""
    bare = text.strip(" .\"'")
    if spec := normalise(bare) if "@" in bare else "":
        return Said(what=spec)
    if _DOMAIN.fullmatch(bare):
        return Said(what=normalise(f"x@{bare}")[2:])
    return Said(place=_named(bare))


def _named(text: str) -> str:
    name = clean(text, LONGEST_PLACE + 1).strip()
    if not re.search(r"[^\W_]", name) or len(name) > LONGEST_PLACE or re.search(r"[<>{}\[\]@\"\\]", name):
        raise Unclear(
            f'"{clean(text, 60)}" is no name of a place for a letter, of {LONGEST_PLACE} characters at most'
        )
    return name


def _spec(text: str) -> str:
    spec = normalise(text)
    if not spec or "." not in spec.rpartition("@")[2]:
        raise Unclear(f'"{clean(text, 60)}" is no address; want one such as sam@new.example')
    return spec


def _number(text: str) -> str:
    try:
        return reach.phone(" ".join(text.split()))
    except ValueError as error:
        why = f": it {error}" if str(error) else ""
        raise Unclear(
            f'"{clean(text, 40)}" is no number for everybody{why}; want one such as "+44 20 7946 0018"'
        ) from None


def _shown(value: object) -> str:
    return f'"{clean(str(value), 60)}"'
