"""From the bytes of a CSV file to cards: LinkedIn's Connections.csv, Google's contacts in both its forms, any table
with a name and an address.

Promises: any bytes give cards or faults and never raise; columns are known by their headings, in any order; one bad row
stops no other.
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
from kith.people.properties import SYSTEM_GROUPS, profile_of
from kith.people.vcard import Fault
from kith.people.yearly import day_of, one_of_each

LONGEST_FIELD = 65_536
HEADING_WITHIN = 20  # lines: LinkedIn puts its notes before the table
_SEVERAL = re.compile(r"\s*:::\s*")  # Google's, between several values in one field
# What a column is, by its heading in small letters.
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("given", r"first name|given name|vorname|prénom|jméno"),
    ("middle", r"middle name|additional name"),
    ("family", r"last name|family name|surname|nachname|nom|příjmení"),
    ("name", r"name|full name|display name|file as"),
    ("email", r"e-?mail(?: address)?(?: \d+)?(?: - value| address)?|emailadresse|adresse"),
    (
        "phone",
        r"(?:mobile |primary |home |business )?phone(?: \d+ - value| number)?|mobile|telephone|telefon",
    ),
    ("profile", r"url|website \d+ - value|linkedin|profile|linkedin url"),
    ("birthday", r"birthday|geburtstag|date of birth|born"),
    ("anniversary", r"anniversary"),
    ("groups", r"labels|group membership|groups?|categories"),
    ("country", r"address \d+ - country|country|home country|land"),
    ("org", r"organi[sz]ation(?: 1 -)? name|company|organi[sz]ation"),
    ("title", r"organi[sz]ation(?: 1 -)? title|position|job title|title"),
    ("nickname", r"nickname"),
    ("event", r"event \d+ - value"),
    ("event label", r"event \d+ - (?:label|type)"),
)
_KNOWN = [(kind, re.compile(pattern)) for kind, pattern in _COLUMNS]


class Table(NamedTuple):
    """The cards of a file by the line they stand on, and what is wrong with it."""

    cards: list[tuple[int, Card]]
    faults: list[Fault]


def read(raw: bytes) -> Table:
    """Every row of a table as a card."""
    lines = _decoded(raw).splitlines()
    at = next((n for n, line in enumerate(lines[:HEADING_WITHIN]) if _is_heading(line)), None)
    if at is None:
        return Table(
            [], [Fault(1, "no table that kith knows: want a line of headings with a name and an e-mail")]
        )
    delimiter = _delimiter(lines[at])
    heading = _kinds(next(csv.reader([lines[at]], delimiter=delimiter)))
    cards: list[tuple[int, Card]] = []
    faults: list[Fault] = []
    rows = csv.reader((line.replace("\0", "") + "\n" for line in lines[at + 1 :]), delimiter=delimiter)
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            faults.append(Fault(at + 1 + rows.line_num, f"this row cannot be read: {clean(error, 60)}"))
            continue
        if row is None:
            return Table(cards, faults)
        if any(map(str.strip, row)):
            card, wrong = _card(heading, row)
            line = at + 1 + rows.line_num
            cards.append((line, card))
            faults += [Fault(line, what) for what in wrong]


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
        kinds = set(_kinds(next(csv.reader([line], delimiter=_delimiter(line)), [])))
    except csv.Error:
        return False
    return bool(kinds & {"name", "given", "family"}) and bool(kinds & {"email", "profile", "phone"})


def _kinds(heading: Sequence[str]) -> list[str]:
    """What each column holds; "" for one that kith does not want."""
    titles = [clean(title, 80).casefold() for title in heading]
    return [next((kind for kind, form in _KNOWN if form.fullmatch(title)), "") for title in titles]


def _card(kinds: Sequence[str], row: Sequence[str]) -> tuple[Card, list[str]]:
    said: dict[str, list[str]] = {}
    for kind, field in zip(kinds, row, strict=False):
        parts = _SEVERAL.split(field) if kind in ("email", "phone", "groups", "profile") else [field]
        said.setdefault(kind, []).extend(filter(None, map(str.strip, parts[:20])))
    wrong: list[str] = []
    emails = []
    for value in said.get("email", ()):
        if spec := normalise(value):
            emails.append(spec)
        else:
            wrong.append(f'"{clean(value, 60)}" is no address')
    made = " ".join(part for key in ("given", "middle", "family") for part in said.get(key, ())[:1])
    card = Card(
        name=clean(made or next(iter(said.get("name", ())), ""), 100),
        emails=tuple(dict.fromkeys(emails)),
        nicknames=tuple(clean(one, 60) for one in said.get("nickname", ())),
        phones=tuple(dict.fromkeys(filter(None, map(_phone, said.get("phone", ()))))),
        profiles=tuple(dict.fromkeys(filter(None, map(profile_of, said.get("profile", ()))))),
        occasions=_occasions(said, wrong),
        groups=_groups(said.get("groups", ())),
        country=next((code for value in said.get("country", ()) if (code := country(value))), ""),
        org=clean(next(iter(said.get("org", ())), ""), 120),
        title=clean(next(iter(said.get("title", ())), ""), 120),
    )
    return card, wrong


def _phone(value: str) -> str:
    try:
        return reach.phone(re.sub(r"^00(?=[1-9])", "+", clean(value, 40)).replace("(0)", ""))
    except ValueError:
        return ""  # without its country code it cannot be dialled


def _groups(values: Sequence[str]) -> tuple[str, ...]:
    parts = (clean(part, 60) for value in values for part in re.split(r"[;,]", value))
    named = (part.removeprefix("* ").strip() for part in parts)
    return tuple(dict.fromkeys(one for one in named if one and one.casefold() not in SYSTEM_GROUPS))


def _occasions(said: Mapping[str, Sequence[str]], wrong: list[str]) -> tuple[Occasion, ...]:
    told = [("birthday", value) for value in said.get("birthday", ())]
    told += [("anniversary", value) for value in said.get("anniversary", ())]
    labels = [*said.get("event label", ())]
    for number, value in enumerate(said.get("event", ())):
        if number < len(labels) and "anniversary" in labels[number].casefold():
            told.append(("anniversary", value))
    found = []
    for kind, value in told:
        if day := day_of(value):
            found.append(Occasion(kind, *day))
        else:
            wrong.append(f'{kind}: "{clean(value, 40)}" is no day that kith can read; want 1980-05-03')
    return one_of_each(found)
