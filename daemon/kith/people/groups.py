"""Circles of the user's, with a cadence, a notice and a channel of their own: who is in which, and what it gives them.

A command outranks `[[person]]`, that outranks the group, and that what was learned. Of several groups the one that the
configuration names first decides each thing it says something about.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from kith.config.persons import Group
from kith.model import Somebody
from kith.people.address import match_key, normalise

NONE = "none"  # the command's word for no group at all


def in_groups(
    people: list[Somebody], groups: Mapping[str, Group], told: Callable[[Sequence[str]], str | None]
) -> list[Somebody]:
    """The people with what their groups say. `told`: the group that the user has put the owner of these addresses into
    by a command, `NONE` for no group, None where nothing was said."""
    members = {name: {match_key(normalise(spec)) for spec in one.members} for name, one in groups.items()}
    return [_in_groups(person, groups, members, told(person.addresses)) for person in people]


def _in_groups(
    person: Somebody, groups: Mapping[str, Group], members: Mapping[str, set[str]], told: str | None
) -> Somebody:
    if told is not None:
        chosen = [] if told.casefold() == NONE else [told]
        person = replace(person, groups=tuple(chosen))
        mine = [name for name in groups if chosen and name.casefold() == told.casefold()]
        return with_groups(person, mine, groups)
    if not groups:
        return person
    called = {one.casefold() for one in person.groups}
    keys = {match_key(spec) for spec in person.addresses}
    mine = [name for name in groups if name.casefold() in called or members[name] & keys]
    return with_groups(person, mine, groups)


def with_groups(person: Somebody, mine: Sequence[str], groups: Mapping[str, Group]) -> Somebody:
    """Somebody as a member of these groups; what is their own stays."""
    if not mine:
        return person
    told = {name.casefold() for name in mine}
    named = dict.fromkeys([*mine, *(one for one in person.groups if one.casefold() not in told)])
    cadence = next(((name, groups[name].every) for name in mine if groups[name].every is not None), None)
    own = person.every is not None or cadence is None
    return replace(
        person,
        groups=tuple(named),
        every=person.every if own or cadence is None else cadence[1],
        every_by="" if own or cadence is None else cadence[0],
        channel=person.channel or next((way for name in mine if (way := groups[name].prefers)), None),
        lead_days=next((n for name in mine if (n := groups[name].lead_days) is not None), person.lead_days),
    )  # fmt: skip
