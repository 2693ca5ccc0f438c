"""Reads the written correspondence: who is in it, and one stanza for each letter or run of letters.

The form is described at the top of `mailbox.txt`. It is read strictly: whatever is not understood is a
`Misprint` with its line number, never a letter quietly left out. Every domain must be a reserved one (RFC 2606
section 2 and 3), so that no sample letter can ever name a real mailbox.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import NoReturn

OWN_LINES = frozenset({"Folder", "Age", "Every", "From", "To", "Cc", "Bcc", "Re", "Subject", "Flags"})
VERBATIM = frozenset(
    {
        "Auto-Submitted", "Content-Type", "Delivered-To", "Feedback-ID", "List-Id", "List-Post",
        "List-Unsubscribe", "Precedence", "Return-Path", "Sender", "X-Auto-Response-Suppress",
    }
)  # fmt: skip

_HEADING = re.compile(r"== ([a-z0-9-]+)")
_PERSON = re.compile(r"([a-z][a-z.]*): (\S.*?) <([^@<>\s]+)@([^@<>\s]+)>")
_LINE = re.compile(r"([A-Za-z-]+): (\S.*)")
_AGE = re.compile(r"(\d+)d (\d\d):(\d\d)")
_EVERY = re.compile(r"([1-9]\d*)d x ([1-9]\d*)")
_RESERVED = re.compile(r"(?:.+\.)?(?:example|invalid|test|example\.(?:com|net|org))")


class Misprint(ValueError):
    """A line of the correspondence that cannot be understood: its number, and what is wrong with it."""

    def __init__(self, number: int, wrong: str) -> None:
        super().__init__(f"line {number}: {wrong}")
        self.number = number


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A name and an address, as they stand in the letters. One person with two addresses is two of these."""

    name: str
    local: str
    domain: str  # as people write it; "müller.example"


@dataclass(frozen=True, slots=True)
class Age:
    """A moment counted back from the day the letters are made: so many days ago, at this time of day."""

    days: int
    at: time

    @property
    def order(self) -> tuple[int, time]:
        """Sorts ages from the oldest to the newest."""
        return -self.days, self.at


@dataclass(frozen=True, slots=True)
class Stanza:
    """One letter, or a run of equal ones: `ages` has one entry for each, oldest first."""

    line: int  # of its heading, for complaints
    key: str
    folders: tuple[str, ...]
    ages: tuple[Age, ...]
    sender: Correspondent
    to: tuple[Correspondent, ...]
    cc: tuple[Correspondent, ...]
    bcc: tuple[Correspondent, ...]
    answers: str  # the key of the letter this one answers; "" for a new thread
    subjects: tuple[str, ...]  # a run goes through them in turn; none: "Re: " and the subject it answers
    flags: frozenset[bytes]
    verbatim: tuple[tuple[str, str], ...]
    bodies: tuple[str, ...]  # a run goes through them in turn


_Lines = list[tuple[int, str]]


def stanzas(text: str) -> list[Stanza]:
    """All stanzas of a correspondence, in the order they are written. Raises Misprint."""
    sections = list(_sections(text))
    if not sections or sections[0][1] != "people":
        raise Misprint(sections[0][0] if sections else 1, "the first section must be `== people`")
    people = _people(sections[0][2])
    written = [_Stanza(number, key, lines, people).read() for number, key, lines in sections[1:]]
    seen: set[str] = set()
    for stanza in written:
        if stanza.key in seen:
            raise Misprint(stanza.line, f"a second letter called {stanza.key!r}")
        seen.add(stanza.key)
    return written


def _sections(text: str) -> Iterator[tuple[int, str, _Lines]]:
    """(number of the heading's line, its word, the lines below it); lines that start with `#` are left out."""
    heading: tuple[int, str] | None = None
    lines: _Lines = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("=="):
            match = _HEADING.fullmatch(line)
            if not match:
                raise Misprint(number, "want `== key`, a key of small letters, digits and hyphens")
            if heading:
                yield *heading, lines
            heading, lines = (number, match[1]), []
        elif heading and not line.startswith("#"):
            lines.append((number, line))
        elif line and not line.startswith("#"):
            raise Misprint(number, "text before the first `== ` heading")
    if heading:
        yield *heading, lines


def _people(lines: _Lines) -> dict[str, Correspondent]:
    people: dict[str, Correspondent] = {}
    for number, line in lines:
        if not line:
            continue
        match = _PERSON.fullmatch(line)
        if not match:
            raise Misprint(number, "want `nickname: Name <address>`")
        nick, name, local, domain = match.groups()
        if nick in people:
            raise Misprint(number, f"a second {nick!r}")
        if not _RESERVED.fullmatch(domain):
            raise Misprint(number, f"{domain} may be somebody's: use a domain that ends in .example")
        people[nick] = Correspondent(name, local, domain)
    return people


class _Stanza:
    """One section on its way to a `Stanza`."""

    def __init__(self, number: int, key: str, lines: _Lines, people: Mapping[str, Correspondent]) -> None:
        if not people:
            raise Misprint(number, "nobody is named in `== people`")
        self.number = number
        self.key = key
        self.people = people
        self.owner = next(iter(people.values()))
        blank = next((index for index, (_, line) in enumerate(lines) if not line), len(lines))
        self.head, self.body = lines[:blank], [line for _, line in lines[blank + 1 :]]
        self.own: dict[str, list[tuple[int, str]]] = {}
        self.verbatim: list[tuple[str, str]] = []

    def read(self) -> Stanza:
        self._sort_head()
        sender = self._one_person("From")
        sent = sender.name == self.owner.name
        folders = self._several("Folder") or ("Sent" if sent else "INBOX",)
        if sent and "To" not in self.own:
            self._fail(f"{sender.name} writes, so `To:` must say to whom")
        return Stanza(
            line=self.number,
            key=self.key,
            folders=folders,
            ages=self._ages(),
            sender=sender,
            to=self._persons("To") or (self.owner,),
            cc=self._persons("Cc"),
            bcc=self._persons("Bcc"),
            answers=self._word("Re", ""),
            subjects=self._subjects(),
            flags=self._flags(),
            verbatim=tuple(self.verbatim),
            bodies=self._bodies(),
        )

    def _fail(self, wrong: str, name: str = "") -> NoReturn:
        number = self.own[name][0][0] if name in self.own else self.number
        raise Misprint(number, f"{self.key}: {wrong}")

    def _sort_head(self) -> None:
        for number, line in self.head:
            match = _LINE.fullmatch(line)
            if not match:
                raise Misprint(number, f"{self.key}: want `Name: value`, or an empty line before the letter")
            name, value = match[1], match[2].rstrip()
            if name in VERBATIM:
                if not value.isascii():
                    raise Misprint(number, f"{self.key}: {name} goes out as it is, so it must be ASCII")
                self.verbatim.append((name, value))
            elif name not in OWN_LINES:
                raise Misprint(number, f"{self.key}: no such line: {name}; one of {_listed()}")
            elif name in self.own and name != "Subject":
                raise Misprint(number, f"{self.key}: a second {name}")
            else:
                self.own.setdefault(name, []).append((number, value))

    def _word(self, name: str, default: str) -> str:
        return self.own[name][0][1] if name in self.own else default

    def _several(self, name: str) -> tuple[str, ...]:
        """The words of a line with commas between them; none where the line is left out."""
        words = tuple(word.strip() for word in self._word(name, "").split(",")) if name in self.own else ()
        if not all(words):
            self._fail(f"{name}: a comma too many", name)
        return words

    def _one_person(self, name: str) -> Correspondent:
        found = self._persons(name)
        if len(found) != 1:
            self._fail(f"want one person in {name}", name)
        return found[0]

    def _persons(self, name: str) -> tuple[Correspondent, ...]:
        nicks = self._several(name)
        unknown = [nick for nick in nicks if nick not in self.people]
        if unknown:
            self._fail(f"{name}: nobody is called {unknown[0]!r} in `== people`", name)
        return tuple(self.people[nick] for nick in nicks)

    def _ages(self) -> tuple[Age, ...]:
        if "Age" not in self.own:
            self._fail("want an Age")
        ages = [self._age(word) for word in self._several("Age")]
        if "Every" in self.own:
            match = _EVERY.fullmatch(self._word("Every", ""))
            if not match or len(ages) != 1:
                self._fail("want one Age, and Every as `14d x 20`", "Every")
            step, times = int(match[1]), int(match[2])
            ages = [Age(ages[0].days + step * back, ages[0].at) for back in range(times)]
        if len(set(ages)) < len(ages):
            self._fail("two letters of the same moment", "Age")
        return tuple(sorted(ages, key=lambda age: age.order))

    def _age(self, word: str) -> Age:
        match = _AGE.fullmatch(word)
        if not match or not int(match[1]):
            self._fail(f"want an Age of at least a day, as `213d 09:15`, not {word!r}", "Age")
        try:
            return Age(int(match[1]), time(int(match[2]), int(match[3])))
        except ValueError:
            self._fail(f"no such time of day: {word!r}", "Age")

    def _subjects(self) -> tuple[str, ...]:
        subjects = tuple(value for _, value in self.own.get("Subject", []))
        if not subjects and "Re" not in self.own:
            self._fail("want a Subject, or a Re to take it from")
        return subjects

    def _flags(self) -> frozenset[bytes]:
        """IMAP flags (RFC 9051 section 2.3.2); read, unless the stanza says otherwise."""
        words = self._word("Flags", "\\Seen").split()
        if words == ["none"]:
            return frozenset()
        if not all(word.startswith("\\") and word[1:].isalpha() for word in words):
            self._fail("want IMAP flags, as `\\Seen \\Flagged`, or `none`", "Flags")
        return frozenset(word.encode("ascii") for word in words)

    def _bodies(self) -> tuple[str, ...]:
        bodies = tuple(part.strip("\n") for part in "\n".join(self.body).split("\n~\n"))
        if not all(bodies):
            self._fail("the letter is empty")
        if not "".join(bodies).isascii() and any(name == "Content-Type" for name, _ in self.verbatim):
            self._fail("with a Content-Type of its own the letter goes out as it is, so it must be ASCII")
        return bodies


def _listed() -> str:
    return ", ".join(sorted(OWN_LINES | VERBATIM))
