"""From people to a vCard file that other programs read, and kith itself. Version 3.0, which all of them know."""

from collections.abc import Iterable

from kith.journal import clean
from kith.model import Somebody
from kith.people.pages import uri

_FIELDS = {"birthday": "bday", "anniversary": "anniversary"}


def vcards(people: Iterable[Somebody]) -> str:
    """A card for each of them: names, addresses, work, numbers, profile and other pages, days, groups, country."""
    return "".join(map(_vcard, people))


def all_numbers(person: Somebody) -> list[str]:
    """Every number they have, the one to reach them by first, each once however it is written."""
    found: dict[str, str] = {}
    for number in filter(None, (person.reach.phone, *person.numbers)):
        found.setdefault("".join(filter(str.isdigit, number)), number)
    return list(found.values())


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
    for nickname in person.nicknames:
        card.add("nickname").value = clean(nickname, 60)
    for number, spoken in enumerate(all_numbers(person)):
        tel = card.add("tel")
        tel.value, tel.type_param = spoken, "VOICE" if number else "CELL"  # the first is read first again
    if person.reach.profile:
        card.add("url").value = f"https://{person.reach.profile}"
    for page in map(uri, person.pages):
        card.add("x-socialprofile" if page.startswith("https://") else "impp").value = page
    for day in person.occasions:
        if day.kind in _FIELDS:
            year = f"{day.year:04}-" if day.year else "--"
            card.add(_FIELDS[day.kind]).value = f"{year}{day.month:02}-{day.day:02}"
    if person.groups:
        card.add("categories").value = [clean(group, 60) for group in person.groups]
    if person.country:
        card.add("adr").value = vobject.vcard.Address(country=person.country)
    return str(card.serialize())
