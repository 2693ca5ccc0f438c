"""From people to a vCard file that other programs read, and kith itself. Version 3.0, which all of them know."""

from collections.abc import Iterable

from kith.journal import clean
from kith.model import Somebody

_FIELDS = {"birthday": "bday", "anniversary": "anniversary"}


def vcards(people: Iterable[Somebody]) -> str:
    """A card for each of them: names, addresses, work, number, profile, days, groups, country."""
    return "".join(map(_vcard, people))


def _vcard(person: Somebody) -> str:
    import vobject

    card, name = vobject.vCard(), clean(person.name, 100)
    given, _, family = name.rpartition(" ")
    card.add("n").value = vobject.vcard.Name(family=family if given else "", given=given or family)
    card.add("fn").value = name or person.addresses[0]
    for spec in person.addresses:
        card.add("email").value = spec
    title, org = (clean(one, 120) for one in person.work)
    if title:
        card.add("title").value = title
    if org:
        card.add("org").value = org.split(" · ")
    if person.reach.phone:
        tel = card.add("tel")
        tel.value, tel.type_param = person.reach.phone, "CELL"
    if person.reach.profile:
        card.add("url").value = f"https://{person.reach.profile}"
    for day in person.occasions:
        if day.kind in _FIELDS:
            year = f"{day.year:04}-" if day.year else "--"
            card.add(_FIELDS[day.kind]).value = f"{year}{day.month:02}-{day.day:02}"
    if person.groups:
        card.add("categories").value = [clean(group, 60) for group in person.groups]
    if person.country:
        card.add("adr").value = vobject.vcard.Address(country=person.country)
    return str(card.serialize())
