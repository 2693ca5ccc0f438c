"""One instruction of the user as a value, and one that was not understood. Only data."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import date

TOUCHES: Mapping[str, str] = {  # verb -> the channel of the touch it logs, "" where it says none
    "done": "",
    "wrote": "mail",
    "texted": "text",
    "called": "phone",
    "met": "person",
    "talked": "",
}
WISHES = frozenset({"snooze", "skip", "never", "back"})


@dataclass(frozen=True, slots=True)
class Command:
    """One instruction about one person, or about nobody.

    `person` is an address of theirs. `day`: of a touch, or the one until which a snooze or a pause lasts (the user's
    local days). `days`: a length of time. `to`: the address or number a channel needs. `text`: free words, or a
    birthday as "1980-05-03" or "--05-03" (RFC 6350 section 4.3.1: the year left out).

    `line` is what the user wrote, `row` its place among the lines. `near`: the word they may have meant,
    where the line was taken for a note.
    """

    verb: str
    person: str = ""
    day: date | None = None
    days: int | None = None
    channel: str = ""
    to: str = ""
    text: str = ""
    _: KW_ONLY
    line: str = field(default="", compare=False)
    row: int = field(default=0, compare=False)
    near: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """One line that nothing follows from: why, and whom or what it may have meant."""

    line: str
    why: str
    candidates: tuple[str, ...] = ()
    _: KW_ONLY
    row: int = field(default=0, compare=False)


class Unclear(Exception):
    """A line, or a part of it, says nothing that can be obeyed; the message says what and what is wanted."""

    def __init__(self, why: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.candidates = candidates


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody who can be meant. `names`: all they are called by: full names, the first name, nicknames."""

    addresses: tuple[str, ...]  # the one to keep first
    name: str
    names: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return self.name or self.addresses[0]


@dataclass(frozen=True, slots=True)
class Names:
    """Who can be meant: `numbers` of the newest digest (number -> address), and everybody known.

    `meant`: the address of whoever is meant where a line names nobody, as in an action mail.
    """

    people: tuple[Called, ...] = ()
    numbers: Mapping[int, str] = field(default_factory=dict)
    meant: str = ""
