"""`kith export`: everybody with what kith knows of them, in a form that others read, and kith itself."""

import json
from collections.abc import Sequence
from typing import Any

from kith.clock import iso
from kith.config.reach import phone, profile
from kith.journal import clean
from kith.model import Somebody
from kith.people.cards_out import all_numbers, vcards
from kith.suggest.assessing import Assessment

FORMATS = ("json", "vcard", "toml")


def exported(found: Sequence[Assessment], form: str) -> str:
    """The people of a list in one of the `FORMATS`."""
    if form == "vcard":
        return vcards(one.person for one in found)
    if form == "toml":
        return as_toml(found)
    return json.dumps([_row(one) for one in found], ensure_ascii=False, indent=2) + "\n"


def _row(one: Assessment) -> dict[str, Any]:
    person, last = one.person, one.person.last_touch
    return {
        "name": person.name,
        "addresses": list(person.addresses),
        "phone": person.reach.phone or None,
        "numbers": all_numbers(person),
        "profile": person.reach.profile or None,
        "pages": list(person.pages),
        "nicknames": list(person.nicknames),
        "occasions": [
            {"kind": day.kind, "month": day.month, "day": day.day, "year": day.year}
            for day in person.occasions
        ],
        "groups": list(person.groups),
        "country": person.country or None,
        "title": person.work[0] or None,
        "organisation": person.work[1] or None,
        "every_days": person.every,
        "channel": person.channel,
        "declines": list(person.reach.declines),
        "last_touch": iso(last[0]) if last else None,
        "last_direction": str(last[1]) if last else None,
        "sent": len(person.sent),
        "received": len(person.received),
    }


def as_toml(found: Sequence[Assessment]) -> str:
    """A `[[person]]` for each, as the configuration takes it, and the groups with their members. Days of the year,
    further numbers and pages, nicknames and work have no place there: they are comments."""
    import tomli_w

    groups: dict[str, list[str]] = {}
    parts = []
    for one in found:
        person = one.person
        for group in person.groups:
            if group.casefold() != "none" and len(group) <= 40 and "," not in group:
                groups.setdefault(group, []).append(person.addresses[0])
        table: dict[str, Any] = {"email": list(person.addresses)}
        if person.name:
            table["name"] = clean(person.name, 200)
        if person.every is not None and not person.every_by:
            table["every"] = f"{person.every}d"
        if person.channel and person.channel not in person.reach.declines:
            table["prefers"] = person.channel
        table |= {key: value for key, value in _reach(one).items() if value}
        parts.append(
            tomli_w.dumps({"person": [table]}, multiline_strings=False).rstrip("\n")
            + f"\n{_comments(person)}\n"
        )
    tail = tomli_w.dumps({"groups": {name: {"members": specs} for name, specs in sorted(groups.items())}})
    return "".join([f"{tail}\n" if groups else "", *parts])


def _reach(one: Assessment) -> dict[str, Any]:
    """Only what the configuration takes: commands and cards have passed the same forms."""
    reach, found = one.person.reach, dict[str, Any]()
    for key, value, form in (("phone", reach.phone, phone), ("profile", reach.profile, profile)):
        if value:
            found[key] = form(value)
    return {**found, "declines": list(reach.declines), "country": one.person.country}


def _comments(person: Somebody) -> str:
    """What `[[person]]` has no key for, so that nothing is lost to whoever reads the file."""
    told = [
        *(
            f"{day.kind}: {f'{day.year:04}-' if day.year else '--'}{day.month:02}-{day.day:02}"
            for day in person.occasions
        ),
        *(f"further number: {number}" for number in all_numbers(person)[1:]),
        *(f"page: {page}" for page in person.pages),
        *(f"nickname: {name}" for name in person.nicknames),
        *([f"work: {', '.join(filter(None, person.work))}"] if any(person.work) else ()),
    ]
    return "".join(f"# {clean(line)}\n" for line in told)
