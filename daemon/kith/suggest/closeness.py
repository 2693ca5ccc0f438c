"""How it stands with somebody, in one word: what kith has reckoned already (rhythm, odds, due), put into groups.

Reads nothing, writes nothing. Nothing here decides about a digest: it is for whoever looks at all people at once.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from kith.model import Kind
from kith.suggest.assessing import Assessment
from kith.suggest.odds import HALF_LIFE
from kith.suggest.reasons import FOR, against, dormant, fading

DRIFTS = 1.5  # times the usual gap; from 2 on it may be a reason to write (kith.suggest.reasons.fading)
_PRIORITY = {rule.kind: place for place, rule in enumerate(FOR)}


class Closeness(StrEnum):
    """The groups of the page, in its order. The values are names of its sections."""

    DUE = "due"
    DRIFTING = "drifting"
    CLOSE = "close"
    SILENT = "silent"
    UNSURE = "unsure"
    OTHER = "other"


def closeness(one: Assessment) -> Closeness:
    """The group somebody belongs to, by the first rule that holds: no person; due; nothing to go by; silent for so long
    that it is no longer fading; half as long again as the usual gap, or past the cadence the user set; else close."""
    silent, rhythm = one.case.silence, one.rhythm
    if one.person.kind is not Kind.PERSON:
        return Closeness.OTHER
    if one.due:
        return Closeness.DUE
    if silent is None or rhythm.days is None or against.one_way(one.case):
        return Closeness.UNSURE
    if not rhythm.set_by_user and fading.dormant(silent, rhythm.odds.typical):
        return Closeness.SILENT
    longer = 1.0 if rhythm.set_by_user else DRIFTS
    return Closeness.DRIFTING if silent > longer * rhythm.days else Closeness.CLOSE


def grouped(found: Iterable[Assessment]) -> dict[Closeness, list[Assessment]]:
    """Everybody in their group, all groups in their order. Of those who are due the ones with the strongest kind of
    reason come first, and last those suggested already; of the drifting ones who is furthest past the usual; of the
    close ones the strongest tie, of the silent ones what was the strongest; else whoever was in touch last."""
    groups: dict[Closeness, list[tuple[tuple[float, float], tuple[str, ...], int, Assessment]]]
    groups = {group: [] for group in Closeness}
    for turn, one in enumerate(found):
        group = closeness(one)
        groups[group].append((_place(group, one), one.person.addresses, turn, one))
    return {group: [member[-1] for member in sorted(members)] for group, members in groups.items()}


def _place(group: Closeness, one: Assessment) -> tuple[float, float]:
    """Where somebody stands in their group, the lowest first."""
    if group is Closeness.DUE:
        return _PRIORITY.get(one.lead or "", len(_PRIORITY)), -one.weight
    if group is Closeness.DRIFTING:
        return -(one.case.silence or 0.0) / (one.rhythm.days or 1.0), 0.0
    if group is Closeness.CLOSE:
        return -one.case.strength(HALF_LIFE), 0.0
    if group is Closeness.SILENT:
        return -dormant.past_strength(one.case), 0.0
    return -float(one.case.last_at or 0), 0.0


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
