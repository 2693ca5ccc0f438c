"""Changing a plan that was started: whom, when, and whether at all. Each change is one transaction; said twice, it is
written once."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kith.clock import day_in, instant, unix
from kith.commands.command import Unclear
from kith.config.settings import Settings
from kith.jobs.people import everyone, find
from kith.jobs.transition.planning import begins_at, digest_days, share
from kith.model import Kind, Somebody
from kith.store import Store
from kith.suggest import moving
from kith.suggest.moving import Standing, Step


@dataclass(frozen=True, slots=True)
class Edited:
    """A plan after a change, and whether there was anything to change."""

    standing: Standing
    changed: bool


@dataclass(frozen=True, slots=True)
class Editor:
    """`of`: which plan is meant, by its place or domain; "" where only one is not over. `now`: aware, UTC."""

    store: Store
    settings: Settings
    zone: ZoneInfo
    now: datetime
    of: str = ""

    @property
    def _at(self) -> int:
        return unix(self.now)

    def add(self, who: Sequence[str], on: date | None = None) -> Edited:
        """Tell these too: on a day, else on the first digest's that has room. Raises NobodyFound, Unclear."""

        def steps(plan: Standing, people: list[Somebody]) -> list[Step]:
            taken = Counter(self._day(due) for due, _ in plan.people.values())
            free, found = self._days(plan), list[Step]()
            elsewhere = moving.moves(self.store.transitions.all())
            for one in people:
                if _place_of(plan, one):
                    continue
                if other := next((elsewhere[spec] for spec in one.addresses if spec in elsewhere), None):
                    raise Unclear(f"{one.name or one.addresses[0]} is in your plan for {other.place} already")
                day = (
                    on or moving.first_free(free, taken, share(self.settings)) or day_in(self.zone, self.now)
                )
                taken[day] += 1
                due = begins_at(day, self.zone)
                found.append(Step(self._at, "add", one.addresses[0], due, "added"))
                if (
                    on is not None
                ):  # their day is the user's own word, and stays whatever becomes of the last one
                    found.append(Step(self._at, "move", one.addresses[0], due))
            return found

        return self._edited(who, steps)

    def drop(self, who: Sequence[str]) -> Edited:
        """Do not tell these. Raises NobodyFound, Unclear."""
        return self._edited(
            who,
            lambda plan, people: [
                Step(self._at, "drop", spec) for one in people for spec in _place_of(plan, one)
            ],
        )

    def move(self, who: Sequence[str], day: date) -> Edited:
        """Tell these from a day on. Raises NobodyFound, and Unclear for who is in no plan."""

        def steps(plan: Standing, people: list[Somebody]) -> list[Step]:
            due, found = begins_at(day, self.zone), list[Step]()
            for one in people:
                specs = _place_of(plan, one)
                if not specs:
                    raise Unclear(f"{one.name or one.addresses[0]} is not in the plan; add them first")
                found += [
                    Step(self._at, "move", spec, due)
                    for spec in specs
                    if plan.people[spec][0] != due or spec not in plan.fixed
                ]
            return found

        return self._edited(who, steps)

    def pause(self) -> Edited:
        """Suggest nobody of the plan until it is resumed."""
        return self._edited((), lambda plan, _: [] if plan.paused else [Step(self._at, "pause")])

    def resume(self) -> Edited:
        """Go on, after a pause or an end."""
        return self._edited(
            (), lambda plan, _: [Step(self._at, "resume")] if plan.paused or plan.ended else [], over=True
        )

    def end(self) -> Edited:
        """Suggest nobody of the plan any more. Up to the last day that takes the start back: nothing goes away then."""
        return self._edited(
            (),
            lambda plan, _: [Step(self._at, "end" if self._at >= plan.leaving.ends_at else "cancel")],
        )

    def chosen(self, *, over: bool = False) -> Standing:
        """The plan that is meant; `over`: ended ones too. Raises Unclear where none is, or several are."""
        plans = self.store.transitions.all()
        wanted = self.of.strip().casefold()
        named = [one for one in plans if wanted in ("", one.leaving.what, one.leaving.place.casefold())]
        fitting = [one for one in named if not one.ended] or (named[-1:] if over else [])
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise Unclear(
                f"several plans are under way; say which: {' or '.join(_flag(one) for one in fitting)}"
            )
        begun = 'begin one with: kith transition "leaving Initech on 2026-12-31, reach me at sam@new.example"'
        raise Unclear(f'no plan for "{self.of}"' if wanted and plans else f"no plan is under way; {begun}")

    def _edited(
        self,
        who: Sequence[str],
        steps: Callable[[Standing, list[Somebody]], list[Step]],
        *,
        over: bool = False,
    ) -> Edited:
        with self.store.transaction():
            plan = self.chosen(over=over)
            people = [_person(find(everyone(self.store, self.settings), one)) for one in who]
            done = steps(plan, list({one.addresses: one for one in people}.values()))
            self.store.transitions.add(plan.leaving.number, done)
            after = next(
                one for one in self.store.transitions.all() if one.leaving.number == plan.leaving.number
            )
        return Edited(after, bool(done))

    def _day(self, due: int) -> date:
        return day_in(self.zone, instant(due))

    def _days(self, plan: Standing) -> list[date]:
        begin, _, end = moving.window(plan.leaving, day_in(self.zone, self.now))
        return [day for day in digest_days(self.settings, self.zone, self.now, end) if day >= begin]


def _place_of(plan: Standing, one: Somebody) -> list[str]:
    """The addresses under which somebody is in a plan: one, or several that have been joined since."""
    return [spec for spec in one.addresses if spec in plan.people]


def _person(one: Somebody) -> Somebody:
    if one.kind is not Kind.PERSON:
        raise Unclear(f"{one.name or one.addresses[0]} is no person to kith: {one.because}")
    return one


def _flag(one: Standing) -> str:
    return f"--of {one.leaving.what}" if one.leaving.what else f'--of "{one.leaving.place}"'
