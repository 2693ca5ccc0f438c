"""What the properties of a vCard mean: from parsed lines to a card. Nothing here knows the grammar of a line.

Every value is cleaned here. What cannot be read is named with its line; it never takes the rest of the card along.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kith.config import reach
from kith.journal import clean
from kith.model import Occasion
from kith.people.address import normalise
from kith.people.card import Card
from kith.people.countries import country
from kith.people.pages import SERVICES, page_of
from kith.people.yearly import day_of, one_of_each

WANTED = frozenset(
    "UID FN N NICKNAME EMAIL TEL ORG TITLE BDAY ANNIVERSARY X-ANNIVERSARY X-EVOLUTION-ANNIVERSARY"
    " X-KADDRESSBOOK-X-ANNIVERSARY X-ABDATE X-ABLABEL IMPP URL SOCIALPROFILE X-SOCIALPROFILE CATEGORIES ADR X-ABADR"
    " KIND X-ABSHOWAS X-ADDRESSBOOKSERVER-KIND MEMBER X-ADDRESSBOOKSERVER-MEMBER"
    " X-MS-ANNIVERSARY".split()
).union(SERVICES)
MOST = 20  # values of one property
_ANNIVERSARIES = frozenset(
    "ANNIVERSARY X-ANNIVERSARY X-EVOLUTION-ANNIVERSARY X-KADDRESSBOOK-X-ANNIVERSARY X-MS-ANNIVERSARY".split()
)
SYSTEM_GROUPS = frozenset({"mycontacts", "starred", "my contacts", "unfiled"})  # Google's own, not the user's
_LINKEDIN = re.compile(r"(?:^|[/.])linkedin\.com/", re.IGNORECASE)
_NOT_A_PERSON = frozenset({"org", "group", "location", "application", "device"})


class Property(NamedTuple):
    """One line: its number, its name, its group ("item1"), its types in small letters, all parameters, its value."""

    line: int
    name: str
    group: str
    types: tuple[str, ...]
    params: Mapping[str, tuple[str, ...]]
    value: str

    @property
    def preferred(self) -> bool:
        return "pref" in self.types or self.params.get("PREF", ("",))[0] == "1"


Wrong = list[tuple[int, str]]


def card_of(found: Sequence[Property]) -> tuple[Card, Wrong]:
    """The card that these lines make, and what is wrong with it; a line of 0 is that of the whole card."""
    wrong: Wrong = []
    named: dict[str, list[Property]] = {}
    for one in found:
        named.setdefault(one.name, []).append(one)
    labels = {one.group: one.value.casefold() for one in named.get("X-ABLABEL", ()) if one.group}
    kind = next((_text(one).casefold() for one in _all(named, "KIND", "X-ADDRESSBOOKSERVER-KIND")), "")
    shown_as = next((_text(one).casefold() for one in _all(named, "X-ABSHOWAS")), "")
    emails = _emails(named.get("EMAIL", ()), wrong)
    card = Card(
        name=_name(named),
        emails=emails,
        uid=_bare_uid(next((_text(one) for one in _all(named, "UID")), "")),
        nicknames=_listed(_all(named, "NICKNAME")),
        phones=_phones(named.get("TEL", ())),
        profiles=_profiles(_all(named, "X-SOCIALPROFILE", "SOCIALPROFILE", "URL", "IMPP")),
        occasions=_occasions(found, labels, wrong),
        groups=_groups(_all(named, "CATEGORIES")),
        country=_country(named),
        org=next((clean(" · ".join(filter(None, _fields(one))), 120) for one in _all(named, "ORG")), ""),
        title=next((_text(one) for one in _all(named, "TITLE")), ""),
        firm=kind in _NOT_A_PERSON or shown_as == "company",
        members=tuple(
            _bare_uid(one.value) for one in found if one.name in ("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER")
        ),
        pages=_pages(_all(named, "X-SOCIALPROFILE", "SOCIALPROFILE", "IMPP", *SERVICES)),
    )
    if not card.name and not emails and not card.firm:
        wrong.append((0, "a card without a name and without an address is nobody's"))
    return card, wrong


def _all(named: Mapping[str, Sequence[Property]], *names: str) -> list[Property]:
    return [one for name in names for one in named.get(name, ())][:MOST]


def _text(one: Property, limit: int = 120) -> str:
    return clean(_unescaped(one.value), limit)


def _unescaped(value: str) -> str:
    """RFC 6350 section 3.4, by the library; a lone comma is a comma (Outlook, vCard 2.1)."""
    from vobject.icalendar import stringToTextValues

    return ",".join(map(str, stringToTextValues(value))) if "\\" in value else value


def _fields(one: Property) -> list[str]:
    """The fields of a structured value (N, ORG, ADR), each as one text."""
    from vobject.vcard import splitFields

    fields = splitFields(one.value)
    return [clean(" ".join(map(str, field)) if isinstance(field, list) else field, 120) for field in fields]


def _listed(found: Sequence[Property]) -> tuple[str, ...]:
    """The values of properties that may hold several, with commas between."""
    from vobject.icalendar import stringToTextValues

    values = (clean(value, 60) for one in found for value in stringToTextValues(one.value))
    return tuple(dict.fromkeys(filter(None, values)))[:MOST]


def _name(named: Mapping[str, Sequence[Property]]) -> str:
    """FN; where a program puts an address or nothing there, N put together."""
    whole = next((_text(one, 100) for one in _all(named, "FN")), "")
    if whole and "@" not in whole:
        return whole
    for one in _all(named, "N"):
        family, given, middle, *_ = [*_fields(one), "", "", ""]
        if made := clean(" ".join(filter(None, (given, middle, family))), 100):
            return made
    return ""


def _emails(found: Sequence[Property], wrong: Wrong) -> tuple[str, ...]:
    specs = []
    for one in sorted(found[:MOST], key=lambda one: not one.preferred):
        if spec := normalise(_unescaped(one.value)):
            specs.append(spec)
        elif one.value.strip():
            wrong.append((one.line, f'EMAIL: "{_text(one, 60)}" is no address'))
    return tuple(dict.fromkeys(specs))


def _phones(found: Sequence[Property]) -> tuple[str, ...]:
    """Numbers that can be dialled from anywhere, mobile ones first, no fax. Others are left out: whose country code is
    not written would be guessed."""
    ways = sorted(
        (one for one in found[:MOST] if not {"fax", "pager", "modem"} & set(one.types)),
        key=lambda one: ("cell" not in one.types and "iphone" not in one.types, not one.preferred),
    )
    numbers = []
    for one in ways:
        said = re.sub(r"^tel:", "", _text(one, 40), flags=re.IGNORECASE).partition(";")[0].strip()
        said = re.sub(r"^00(?=[1-9])", "+", said).replace("\xa0", " ").replace("(0)", "")
        try:
            numbers.append(reach.phone(" ".join(said.split())))
        except ValueError:
            continue
    return tuple(dict.fromkeys(numbers))


def profile_of(text: str) -> str:
    """The address of a LinkedIn page without its scheme and question; "" for what is none."""
    said = re.sub(r"^x-apple:", "", text.strip(), flags=re.IGNORECASE).partition("?")[0].partition("#")[0]
    if not _LINKEDIN.search(said):
        return ""
    try:
        return re.sub(r"^www\.", "", reach.profile(clean(said, 250)))
    except ValueError:
        return ""


def _profiles(found: Sequence[Property]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(filter(None, (profile_of(_unescaped(one.value.replace("\\:", ":"))) for one in found)))
    )


def _pages(found: Sequence[Property]) -> tuple[str, ...]:
    """Where else they are, as `kith.people.pages` writes it; LinkedIn's pages are a way to write, and stand apart."""
    told = []
    for one in found:
        said = _unescaped(one.value.replace("\\:", ":"))
        if not profile_of(said):
            service = (*one.params.get("SERVICE-TYPE", ()), *one.params.get("X-SERVICE-TYPE", ()), *one.types)
            told.append(page_of(said, SERVICES.get(one.name, ""), service))
    return tuple(dict.fromkeys(filter(None, told)))


def _occasions(found: Sequence[Property], labels: Mapping[str, str], wrong: Wrong) -> tuple[Occasion, ...]:
    told = list(_told(found, labels, wrong))
    return one_of_each(told)


def _told(found: Sequence[Property], labels: Mapping[str, str], wrong: Wrong) -> Iterator[Occasion]:
    for one in found:
        kind = "birthday" if one.name == "BDAY" else "anniversary" if one.name in _ANNIVERSARIES else ""
        if one.name == "X-ABDATE" and "anniversary" in (labels.get(one.group, "") or " ".join(one.types)):
            kind = "anniversary"
        if not kind or not one.value.strip():
            continue
        day = day_of(_unescaped(one.value), (*one.params.get("X-APPLE-OMIT-YEAR", ()), "")[0])
        if day is None:
            wrong.append((one.line, f'{one.name}: "{_text(one, 40)}" is no day that kith can read'))
        else:
            yield Occasion(kind, *day)


def _groups(found: Sequence[Property]) -> tuple[str, ...]:
    named = (group.removeprefix("* ") for group in _listed(found))
    return tuple(dict.fromkeys(group for group in named if group.casefold() not in SYSTEM_GROUPS))


def _country(named: Mapping[str, Sequence[Property]]) -> str:
    """That of the preferred address, else of the one at home, else of the first one that names a country."""
    codes = {one.group: one.value for one in named.get("X-ABADR", ()) if one.group}
    ways = sorted(named.get("ADR", ())[:MOST], key=lambda one: (not one.preferred, "home" not in one.types))
    for one in ways:
        fields = _fields(one)
        found = country(fields[6]) if len(fields) > 6 else ""
        if found := found or country(codes.get(one.group, "")):
            return found
    return ""


def _bare_uid(text: str) -> str:
    return clean(re.sub(r"^urn:uuid:", "", text.strip(), flags=re.IGNORECASE), 200)
