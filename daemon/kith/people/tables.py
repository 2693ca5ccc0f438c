"""From the bytes of a CSV file to cards: LinkedIn's Connections.csv, Google's, Outlook's and Thunderbird's contacts,
any table with a name and an address.

Promises: any bytes give cards or faults and never raise; columns are known by their headings (`kith.people.headings`),
in any order; one bad row stops no other.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kith.config import reach
from kith.journal import clean
from kith.model import Occasion
from kith.people.address import normalise
from kith.people.card import Card
from kith.people.countries import country
from kith.people.headings import are_headings, kinds, outlooks_english
from kith.people.numeric_dates import day, may_be_two, month_first, says_nothing
from kith.people.properties import SYSTEM_GROUPS, profile_of
from kith.people.vcard import Fault
from kith.people.yearly import one_of_each

LONGEST_FIELD = 65_536
HEADING_WITHIN = 20  # lines: LinkedIn puts its notes before the table
EMPTY = "is empty"
NO_TABLE = "no table that kith knows: want a line of headings with a name and an e-mail"
_DAYS = frozenset({"birthday", "anniversary", "event"})
_MANY = frozenset({"email", "phone", "mobile", "groups", "profile"})
_SEVERAL = re.compile(r"\s*:::\s*")  # Google's, between several values in one field


class Table(NamedTuple):
    """The cards of a file by the line they stand on, and what is wrong with it."""

    cards: list[tuple[int, Card]]
    faults: list[Fault]


def read(raw: bytes) -> Table:
    """Every row of a table as a card."""
    lines = _decoded(raw).splitlines()
    at = next((n for n, line in enumerate(lines[:HEADING_WITHIN]) if _is_heading(line)), None)
    if at is None:
        return Table([], [Fault(1, NO_TABLE if any(map(str.strip, lines)) else EMPTY)])
    delimiter = _delimiter(lines[at])
    titles = next(csv.reader([lines[at]], delimiter=delimiter))
    rows, faults = _rows(lines, at, delimiter)
    columns = kinds(titles)
    days = (field for _, row in rows for kind, field in zip(columns, row, strict=False) if kind in _DAYS)
    american = month_first(days, outlooks_english(titles))
    cards: list[tuple[int, Card]] = []
    for line, row in rows:
        card, wrong = _card(columns, row, american)
        cards.append((line, card))
        faults += [Fault(line, what) for what in wrong]
    return Table(cards, sorted(faults))


def _rows(lines: Sequence[str], at: int, delimiter: str) -> tuple[list[tuple[int, list[str]]], list[Fault]]:
    """The rows below the headings that say something, each with the number of its line, and those that are none."""
    found: list[tuple[int, list[str]]] = []
    faults: list[Fault] = []
    rows = csv.reader((line.replace("\0", "") + "\n" for line in lines[at + 1 :]), delimiter=delimiter)
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            faults.append(Fault(at + 1 + rows.line_num, f"this row cannot be read: {clean(error, 60)}"))
            continue
        if row is None:
            return found, faults
        if any(map(str.strip, row)):
            found.append((at + 1 + rows.line_num, row))


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-16",) if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


def _is_heading(line: str) -> bool:
    if len(line) > LONGEST_FIELD:
        return False
    try:
        return are_headings(next(csv.reader([line], delimiter=_delimiter(line)), []))
    except csv.Error:
        return False


def _card(columns: Sequence[str], row: Sequence[str], american: bool | None) -> tuple[Card, list[str]]:
    said: dict[str, list[str]] = {}
    for kind, field in zip(columns, row, strict=False):
        parts = _SEVERAL.split(field) if kind in _MANY else [field]
        said.setdefault(kind, []).extend(filter(None, map(str.strip, parts[:20])))
    wrong: list[str] = []
    emails = []
    for value in said.get("email", ()):
        if spec := normalise(value):
            emails.append(spec)
        else:
            wrong.append(f'"{clean(value, 60)}" is no address')
    numbers = (*said.get("mobile", ()), *said.get("phone", ()))
    card = Card(
        name=clean(_called(said), 100),
        emails=tuple(dict.fromkeys(emails)),
        nicknames=tuple(clean(one, 60) for one in said.get("nickname", ())),
        phones=tuple(dict.fromkeys(filter(None, map(_phone, numbers)))),
        profiles=tuple(dict.fromkeys(filter(None, map(profile_of, said.get("profile", ()))))),
        occasions=_occasions(said, american, wrong),
        groups=_groups(said.get("groups", ())),
        country=next((code for value in said.get("country", ()) if (code := country(value))), ""),
        org=clean(next(iter(said.get("org", ())), ""), 120),
        title=clean(next(iter(said.get("title", ())), ""), 120),
    )
    return card, wrong


def _called(said: Mapping[str, Sequence[str]]) -> str:
    """The name of a row. "Vorname; Name" are two halves of one; a whole name beside a first name is whole."""
    given, whole = said.get("given", ())[:1], next(iter(said.get("name", ())), "")
    if given and whole and not said.get("family"):
        first = given[0].casefold().split()[:1]
        return whole if first and first[0] in whole.casefold().split() else f"{given[0]} {whole}"
    made = " ".join(part for key in ("given", "middle", "family") for part in said.get(key, ())[:1])
    return made or whole or next(iter(said.get("full name", ())), "")


def _phone(value: str) -> str:
    try:
        return reach.phone(re.sub(r"^00(?=[1-9])", "+", clean(value, 40)).replace("(0)", ""))
    except ValueError:
        return ""  # without its country code it cannot be dialled


def _groups(values: Sequence[str]) -> tuple[str, ...]:
    parts = (clean(part, 60) for value in values for part in re.split(r"[;,]", value))
    named = (part.removeprefix("* ").strip() for part in parts)
    return tuple(dict.fromkeys(one for one in named if one and one.casefold() not in SYSTEM_GROUPS))


def _occasions(
    said: Mapping[str, Sequence[str]], american: bool | None, wrong: list[str]
) -> tuple[Occasion, ...]:
    told = [("birthday", value) for value in said.get("birthday", ())]
    told += [("birthday", value) for value in _in_three(said)]
    told += [("anniversary", value) for value in said.get("anniversary", ())]
    labels = [*said.get("event label", ())]
    for number, value in enumerate(said.get("event", ())):
        if number < len(labels) and "anniversary" in labels[number].casefold():
            told.append(("anniversary", value))
    found = []
    for kind, value in told:
        if says_nothing(value):
            continue
        if when := day(value, american):
            found.append(Occasion(kind, *when))
        else:
            why = "may be two days" if may_be_two(value) else "is no day that kith can read"
            wrong.append(f'{kind}: "{clean(value, 40)}" {why}; want 1980-05-03')
    return one_of_each(found)


def _in_three(said: Mapping[str, Sequence[str]]) -> list[str]:
    """A birthday that stands in columns for its month, its day and its year (Thunderbird)."""
    month, number, year = (
        next(iter(said.get(key, ())), "") for key in ("birth month", "birth day", "birth year")
    )
    if not number.isdigit():
        return [number] if number else []
    return [f"{year or '-'}-{month:0>2}-{number:0>2}"] if month else []
