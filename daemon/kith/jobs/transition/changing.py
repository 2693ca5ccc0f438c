"""Correcting a plan that is under way: another last day, another address. Who was told, dropped or given a day by the
user stays as they are; only those who are still to be told move. Nothing is written before `change`."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kith.clock import instant, unix
from kith.commands.command import Unclear
from kith.config.settings import Settings
from kith.jobs.people import assessed
from kith.jobs.transition.planning import begins_at, candidates, days_of, share, steps, usual
from kith.jobs.transition.progress import states
from kith.model import Person
from kith.store import Store
from kith.suggest import moving
from kith.suggest.moving import CHANGED, NO_ROOM, Candidate, Leaving, Standing, Step
from kith.suggest.reasons import Case


@dataclass(frozen=True, slots=True)
class Change:
    """What would be different. `moved`: whose day, and from which to which; `coming`, `falling`: who comes into the
    plan, and who finds no place in it any more. `told`: who knows what holds no longer; `drafted`: who was suggested,
    so that a draft may lie there that holds no longer. `after`: who is still to be told, and whose day, as the user
    named it, is after the new last one. `steps`: all of it."""

    running: Standing
    leaving: Leaving
    moved: tuple[tuple[Person, date, date], ...] = ()
    coming: tuple[tuple[Candidate, date], ...] = ()
    falling: tuple[Person, ...] = ()
    told: tuple[Person, ...] = ()
    drafted: tuple[Person, ...] = ()
    after: tuple[tuple[Person, date], ...] = ()
    steps: tuple[Step, ...] = ()
    today: date = date.min
    before: int = 0

    @property
    def nothing(self) -> bool:
        """Whether it is so already."""
        return self.leaving == self.running.leaving


def correct(
    store: Store,
    settings: Settings,
    zone: ZoneInfo,
    running: Standing,
    left: Leaving,
    now: datetime,
    most: int | None = None,
) -> Change:
    """What another last day, address, number or name changes in a plan, as of `now` (aware, UTC)."""
    if left == running.leaving:
        return Change(running, left)
    at = unix(now)
    with store.reading():
        plans = store.transitions.all()
        cases = [one.case for one in assessed(store, settings, at, everything=True)]
        so_far = states(running, cases, store.bounces.dead(at))
        out = {*moving.moves(plans), *running.people, *running.dropped}
        new = (
            candidates(store, settings, left, cases, out) if left.last_day != running.leaving.last_day else []
        )
    whose = {spec: case for case in cases for spec in case.person.addresses}
    known = [(spec, whose[spec], so_far[spec][0]) for spec in running.people if spec in whose]
    told = tuple(case.person for _, case, how in known if how in ("told", "answered", "came back"))
    drafted = tuple(case.person for _, case, how in known if how == "suggested")
    before, after = days_of(settings, zone, left, now)
    change = Change(
        running, left, told=told, drafted=drafted, today=now.astimezone(zone).date(), before=len(before)
    )
    if left.last_day == running.leaving.last_day:
        return change
    waiting_days = (
        (case.person, spec, instant(running.people[spec][0]).astimezone(zone).date())
        for spec, case, how in known
        if how == "planned" and spec in running.fixed
    )
    late = tuple((_first(person, spec), day) for person, spec, day in waiting_days if day > left.last_day)
    change = replace(change, after=late)
    waiting = {spec: case for spec, case, how in known if how == "planned" and spec not in running.fixed}
    return _spread_anew(change, waiting, new, (before, after), share(settings), most or usual(left), zone, at)


def _spread_anew(
    change: Change,
    waiting: dict[str, Case],
    new: list[Candidate],
    days: tuple[list[date], list[date]],
    each: int,
    most: int,
    zone: ZoneInfo,
    at: int,
) -> Change:
    """Those who are still to be told over the days around another last day; then who was not in the plan before."""
    people = change.running.people
    local = {spec: instant(due).astimezone(zone).date() for spec, (due, _) in people.items()}
    taken = Counter(day for spec, day in local.items() if spec not in waiting)
    still = [
        Candidate(_first(case.person, spec), people[spec][1], case.strength(moving.HALF_LIFE))
        for spec, case in waiting.items()
    ]
    made = moving.spread(still, *days, each, len(still), taken)
    taken.update(day for _, day in made.days)
    room = max(0, most - len(people))
    more = moving.spread(new, *days, each, room, taken) if room else moving.Spread((), len(new))
    placed = {one.person.addresses[0]: day for one, day in made.days}
    moved, done = [], list[Step]()
    for spec, day in placed.items():
        if day != local[spec]:
            moved.append((waiting[spec].person, local[spec], day))
            done.append(Step(at, "move", spec, begins_at(day, zone), CHANGED))
    falling = [spec for spec in waiting if spec not in placed]
    done += [Step(at, "drop", spec, because=NO_ROOM) for spec in falling]
    done += steps(more.days, zone, at)
    return replace(
        change, moved=tuple(moved), coming=more.days, falling=tuple(waiting[spec].person for spec in falling),
        steps=tuple(done),
    )  # fmt: skip


def _first(person: Person, spec: str) -> Person:
    """The same person, by the address they have in the plan."""
    return replace(person, addresses=(spec, *(one for one in person.addresses if one != spec)))


def change(store: Store, wanted: Change, now: int) -> Standing:
    """Enter a change, all of it or nothing. Raises Unclear where the plan is not as it was when it was shown."""
    number = wanted.running.leaving.number
    with store.transaction():
        before = next((one for one in store.transitions.all() if one.leaving.number == number), None)
        if before != wanted.running:
            raise Unclear("the plan has been changed meanwhile; say it again to see what would change now")
        if not wanted.nothing:
            store.transitions.change(number, now, wanted.leaving)
            store.transitions.add(number, wanted.steps)
        return next(one for one in store.transitions.all() if one.leaving.number == number)
