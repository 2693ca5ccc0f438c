"""Whom to suggest this time, in which order. Reads nothing, writes nothing: same arguments, same plan."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kith.suggest import wording
from kith.suggest.assessing import Assessment, assess
from kith.suggest.channels import MAIL, way_to
from kith.suggest.reasons import FOR, Rule, dormant
from kith.suggest.rhythm import DAY
from kith.suggest.room import Room

ROOM_FOR_DORMANT = 3  # people in a digest, from where on one place is kept for a dormant tie
RARELY = 4  # every so many digests a smaller one keeps it too, and it goes to a tie that is not among the strongest

_RULES = {rule.kind: (number, rule) for number, rule in enumerate(FOR)}


@dataclass(frozen=True, slots=True)
class Plan:
    """The people of one digest in order, and how many more are due: `told` of those were suggested already, and
    `dormant` are old ties that have not been."""

    chosen: tuple[Assessment, ...]
    not_shown: int
    told: int = 0
    dormant: int = 0


def plan(assessments: Iterable[Assessment], room: int | Room, now: int) -> Plan:
    """As many people as there is room for, easiest first: by reason, then the strongest of each; never padded.

    A number is that many people. With a budget of minutes, who takes longer than what is left of it makes way for who
    does not; the first one always fits. A reason that may come only so often in a digest leaves the rest for the next
    one. The last place is a dormant tie's, where there is one and there are places enough: one of the strongest, or
    every few digests any other, though never alone. Who is left over is counted.
    """
    room = Room(room) if isinstance(room, int) else room
    everybody = list(assessments)
    due = [one for one in everybody if one.due]
    ready = sorted((one for one in due if one.ready), key=_order)
    awake = [one for one in ready if one.lead != dormant.KIND]
    asleep = [one for one in ready if one.lead == dormant.KIND][:1]
    spare = [one for one in everybody if one.spare] if awake else []
    if spare and _chance(now // DAY, "any other") % RARELY == 0:
        asleep = [_picked(spare, now)]
    enough = room.notes >= ROOM_FOR_DORMANT
    keep = enough or _chance(now // DAY, "a small digest") % RARELY == 0
    kept = [_minutes(one) for one in asleep] if keep else []
    chosen: list[Assessment] = []
    spent: list[int] = []
    taken = Counter[str]()
    for one in awake:
        kind, minutes = one.lead or "", _minutes(one)
        most = _most(_RULES[kind][1], room)
        reserved = (
            [] if enough and not chosen else kept
        )  # a long call comes first as well, where it is the first
        if room.holds([*spent, minutes, *reserved]) and not (most and taken[kind] >= most):
            taken[kind] += 1
            chosen.append(one)
            spent.append(minutes)
    if room.holds([*spent, *map(_minutes, asleep)]):
        chosen += asleep
    shown = {one.person.addresses for one in chosen}
    left = [one for one in due if one.person.addresses not in shown]
    dormant_left = sum(one.lead == dormant.KIND for one in left)
    return Plan(tuple(chosen), len(left), sum(not one.ready for one in left), dormant_left)


def _most(rule: Rule, room: Room) -> int | None:
    """How many of a kind a digest takes; one that may take half of the places leaves the other half, where there are
    two."""
    return max(1, (room.notes + 1) // 2) if rule.half else rule.most


def _minutes(one: Assessment) -> int:
    """How long the note to one of them takes, by the reason and the channel it will have."""
    way = way_to(one.person, lost=one.case.bounce is not None)
    return wording.minutes_for(one.lead or "", way.channel if way else MAIL)


def _picked(spare: Sequence[Assessment], now: int) -> Assessment:
    """A dormant tie that is not among the strongest, by the chance of the day."""
    case = min(spare, key=lambda one: _chance(now // DAY, one.person.addresses[0])).case
    return assess(case._replace(standing=case.standing and case.standing._replace(picked=True)))


def _chance(day: int, of: str) -> int:
    """A number that is the same for everybody who asks on this day, and for nobody to foresee."""
    return int.from_bytes(hashlib.sha256(f"{day} {of}".encode(errors="replace")).digest()[:8])


def _order(one: Assessment) -> tuple[int, float, int, tuple[str, ...]]:
    """By reason; by how much speaks for each; by how much there was between the two; then by address, so that the
    order never depends on chance."""
    number, _ = _RULES[one.lead or dormant.KIND]
    return number, -one.weight, -len(one.person.times), one.person.addresses
