"""What the user has said, put to the people it is about: it outranks what was learned, and the configuration too.

Nothing is written here; what was said is entered by `kith.jobs.orders.obeying`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from kith.commands.command import Called
from kith.commands.events import Event, Word, newest, touches, word
from kith.config.persons import KnownPerson
from kith.model import Direction, Evidence, Kind, Occasion, Reach, Somebody
from kith.people.address import normalise
from kith.store import Store
from kith.suggest.naming import first_name
from kith.suggest.wording import every

_REACHED_BY = (("text", "phone"), ("linkedin",), ("mail",))


def told(store: Store, by: int | None = None) -> Word:
    """Everything the user has said by an instant (unix seconds), as it holds then."""
    return word(store.events.all(by))


def obeyed(people: list[Somebody], said: Word) -> list[Somebody]:
    """The people as the user wants them: how often, by which channel, and where they are reached."""
    if not said.by_address:
        return people
    return [_as_said(one, about) if (about := said.of(one.addresses)) else one for one in people]


def _as_said(one: Somebody, about: Sequence[Event]) -> Somebody:
    cadence, liked, born = newest(about, "every"), newest(about, "prefers"), newest(about, "birthday")
    phone, profile, mail = (newest(about, "prefers", to=channels) for channels in _REACHED_BY)
    wanted = liked.command.channel if liked else one.channel
    return replace(
        one,
        every=cadence.command.days if cadence else one.every,
        every_by="" if cadence else one.every_by,
        channel=wanted,
        addresses=tuple(sorted(one.addresses, key=lambda spec: mail is None or spec != mail.command.to)),
        reach=Reach(
            phone.command.to if phone else one.reach.phone,
            profile.command.to if profile else one.reach.profile,
            tuple(way for way in one.reach.declines if not liked or way != wanted),
        ),
        occasions=_with_birthday(one.occasions, born) if born else one.occasions,
        named=one.named or born is not None,
    )


def _with_birthday(occasions: Sequence[Occasion], told: Event) -> tuple[Occasion, ...]:
    """The user's own word outranks what their address book says."""
    year, month, day = told.command.text.rsplit("-", 2)
    born = Occasion("birthday", int(month), int(day), int(year) if year.strip("-") else None, "you said so")
    return (born, *(one for one in occasions if one.kind != "birthday"))


def logged(said: Word, addresses: Iterable[str], until: int | None = None) -> tuple[int, ...]:
    """When there was contact that the user told of, ascending unix seconds."""
    return tuple(
        one.when or 0 for one in touches(said.of(addresses)) if until is None or (one.when or 0) <= until
    )


def evidence(said: Word, addresses: Iterable[str], until: int | None = None) -> list[Evidence]:
    """The same as evidence, newest first: the user's own word."""
    return [
        Evidence(
            one.when or 0, Direction.LOGGED, "", "", "", None, one.person,
            how=one.verb, noted=one.at, line=one.line,
        )
        for one in touches(said.of(addresses))[::-1]
        if until is None or (one.when or 0) <= until
    ]  # fmt: skip


def outranked(said: Sequence[Event], known: KnownPerson | None) -> list[str]:
    """Where a command about somebody says something else than their [[person]] does: the command holds."""
    cadence, liked = newest(said, "every"), newest(said, "prefers")
    found = []
    if known and cadence and known.every is not None and known.every != cadence.command.days:
        found.append(f"your configuration says {every(known.every)}; your command holds until you undo it")
    if known and liked and known.prefers is not None and known.prefers != liked.command.channel:
        found.append(
            f"your configuration says they prefer {known.prefers}; your command holds until you undo it"
        )
    return found


def entry_of(people: Sequence[KnownPerson], addresses: Collection[str]) -> KnownPerson | None:
    """The [[person]] of the configuration that somebody is named by."""
    return next((one for one in people if any(normalise(spec) in addresses for spec in one.email)), None)


def called(
    people: Iterable[Somebody], names: Mapping[str, Iterable[str]], forms: Mapping[str, Iterable[str]]
) -> tuple[Called, ...]:
    """The people by all that the user may call them. `names`: address -> full names it was seen with; `forms`: address
    -> the names the user greets it by."""
    return tuple(_called(one, names, forms) for one in people if one.kind is Kind.PERSON)


def _called(one: Somebody, names: Mapping[str, Iterable[str]], forms: Mapping[str, Iterable[str]]) -> Called:
    seen = [one.name, *(name for spec in one.addresses for name in names.get(spec, ()))]
    first = [first_name(name, one.addresses[0]) for name in seen]
    greeted = [form for spec in one.addresses for form in forms.get(spec, ())]
    return Called(one.addresses, one.name, tuple(dict.fromkeys(filter(None, [*seen, *first, *greeted]))))
