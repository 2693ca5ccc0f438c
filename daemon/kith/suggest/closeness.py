"""How it stands with somebody, in one word: what kith has reckoned already (rhythm, odds, due), put into groups.

Reads nothing, writes nothing. Nothing here decides about a digest: it is for whoever looks at all people at once.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from kith.model import Kind
from kith.suggest.assessing import Assessment
from kith.suggest.odds import HALF_LIFE
from kith.suggest.reasons import against, dormant, fading


class Closeness(StrEnum):
    """The groups of the page, in its order. The values are names of its sections."""

    DUE = "due"
    DRIFTING = "drifting"
    CLOSE = "close"
    SILENT = "silent"
    UNSURE = "unsure"
    OTHER = "other"


def usual_days(one: Assessment) -> float | None:
    """The silence in days that is usual with somebody: the cadence the user set, else what 3 of 4 silences were over
    within. None where no rhythm is known."""
    if one.rhythm.days is None or one.rhythm.set_by_user:
        return one.rhythm.days
    odds = one.rhythm.odds
    return odds.within(fading.told_share(odds, fading.THREE_OF_FOUR))


def closeness(one: Assessment) -> Closeness:
    """The group somebody belongs to, by the first rule that holds: no person; due; nothing to go by; silent for so long
    that it is no longer fading; past what is usual; else close."""
    person, silent, usual = one.person, one.case.silence, usual_days(one)
    if person.kind is not Kind.PERSON:
        return Closeness.OTHER
    if one.due:
        return Closeness.DUE
    if silent is None or usual is None or against.one_way(one.case):
        return Closeness.UNSURE
    if not one.rhythm.set_by_user and fading.dormant(silent, one.rhythm.odds.typical):
        return Closeness.SILENT
    return Closeness.DRIFTING if silent > usual else Closeness.CLOSE


def grouped(found: Iterable[Assessment]) -> dict[Closeness, list[Assessment]]:
    """Everybody in their group, all groups in their order. First in each: those furthest past what is usual, of the
    close ones the strongest tie, of the silent ones what was the strongest, else whoever was in touch last."""
    groups: dict[Closeness, list[Assessment]] = {group: [] for group in Closeness}
    for one in found:
        groups[closeness(one)].append(one)
    for group, members in groups.items():
        weights = {id(one): _weight(group, one) for one in members}
        members.sort(key=lambda one: (-weights[id(one)], one.person.addresses))
    return groups


def _weight(group: Closeness, one: Assessment) -> float:
    if group in (Closeness.DUE, Closeness.DRIFTING):
        return (one.case.silence or 0.0) / (usual_days(one) or one.rhythm.odds.typical)
    if group is Closeness.CLOSE:
        return one.case.strength(HALF_LIFE)
    if group is Closeness.SILENT:
        return dormant.past_strength(one.case)
    return float(one.case.last_at or 0)


def shares(sizes: Sequence[int], room: int) -> list[int]:
    """How many of each group find room: all of a small one, and the large ones as many as each other."""
    given = [0] * len(sizes)
    while room and any(got < size for got, size in zip(given, sizes, strict=True)):
        waiting = [number for number, size in enumerate(sizes) if given[number] < size]
        each = max(1, room // len(waiting))
        for number in waiting[:room]:
            more = min(each, sizes[number] - given[number])
            given[number] += more
            room -= more
    return given
