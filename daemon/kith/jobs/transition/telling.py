"""How far a plan has got: for `kith transition show`, and for the digest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from kith.clock import instant, iso
from kith.config.settings import Settings
from kith.jobs.people import assessed
from kith.jobs.transition.changing import Change
from kith.jobs.transition.planning import Proposal, begins_at
from kith.jobs.transition.progress import states
from kith.journal import clean
from kith.model import Person
from kith.store import Store
from kith.suggest import wording
from kith.suggest.assessing import Assessment
from kith.suggest.moving import Leaving, Standing, progress

WHY = {
    "domain": "known by an address there alone",
    "account": "all mail with them goes through it",
    "colleague": "has, or had, an address there too",
    "through": "some mail with them goes through it",
    "close": "among those you are closest to in your mail",
    "added": "added by you",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a plan: from when on they are to be told, how far that has got, and since when. Unix seconds."""

    name: str
    address: str
    due: int
    because: str
    state: str
    since: int | None

    def said(self, zone: ZoneInfo) -> str:
        """Two lines to read, of 80 columns where the address allows it."""
        who = f"{clean(self.name, 60) or '(no name)'} <{self.address}>"
        since = (
            "" if self.since is None or self.state == "planned" else f" on {wording.day(self.since, zone)}"
        )
        why = WHY.get(self.because, self.because)
        return f"{wording.day(self.due, zone):>17}  {who}\n{'':19}{self.state}{since}; {why}"

    def as_json(self, zone: ZoneInfo) -> dict[str, object]:
        return {
            "person": self.name,
            "address": self.address,
            "day": instant(self.due).astimezone(zone).date().isoformat(),
            "because": self.because,
            "state": self.state,
            "since": iso(self.since) if self.state != "planned" else None,
        }


def rows(store: Store, settings: Settings, plan: Standing, now: int) -> list[Row]:
    """Everybody in a plan that was started, in the order of their days."""
    everybody = assessed(store, settings, now, everything=True)
    so_far = states(plan, [one.case for one in everybody], store.bounces.dead(now))
    names = {spec: one.person.name for one in everybody for spec in one.person.addresses}
    found = [
        Row(names.get(address, ""), address, due, because, *so_far[address])
        for address, (due, because) in plan.people.items()
    ]
    return sorted(found, key=lambda row: (row.due, row.address))


def proposed(proposal: Proposal, zone: ZoneInfo) -> list[Row]:
    """The same for a plan that was not started."""
    found = []
    for one, day in proposal.spread.days:
        due = begins_at(day, zone)
        found.append(Row(_name(one.person), one.person.addresses[0], due, one.because, "planned", due))
    return found


def plan_lines(proposal: Proposal, zone: ZoneInfo) -> list[str]:
    """A plan as it is read before it is started."""
    people = [row.said(zone) for row in proposed(proposal, zone)]
    told = [heading(proposal.leaving, zone), "", *(people or ["Nobody was found who is to be told."])]
    if people:
        told += ["", f"At most {proposal.each} of them in one digest, so that others find their place too."]
        late = [day for one, day in proposal.spread.days if one.early and day > proposal.leaving.last_day]
        told += _too_late(proposal.leaving, proposal.today, proposal.before, len(late))
    if proposal.knowing:
        told.append(f"Told already, by your earlier plan: {wording.listed(proposal.knowing, 12)}.")
    if proposal.dropped:
        names = wording.listed(proposal.dropped, 12)
        told.append(f"Left out, since you dropped them from your earlier plan: {names}.")
    if left_out := proposal.spread.left_out:
        told.append(
            f"{left_out} more found no place: --most proposes more, `kith transition add` names some."
        )
    return told


def _too_late(left: Leaving, today: date, before: int, late: int) -> Iterator[str]:
    """A line where nobody can be told in time, or not everybody."""
    day = "the day you move" if left.moving else "your last day"
    if before and late:
        yield f"{late} of them find no place before {day}, and come as soon as there is room."
    elif not before and left.last_day < today:
        yield f"{day.capitalize()} is over: as many as fit are told in each of the next digests."
    elif not before:
        yield (
            f"No digest comes before {day} is over, so nobody can be told in time: as many as fit are told in each "
            "of the next ones."
        )


def change_lines(change: Change, zone: ZoneInfo) -> list[str]:
    """What would be different, as it is read before it is done."""
    old, new, told = change.running.leaving, change.leaving, list[str]()
    if new.place != old.place:
        told.append(f"{'Where to' if new.moving else 'Called'}: {new.place} instead of {old.place}.")
    if new.last_day != old.last_day:
        days = (wording.day(one.ends_at - 1, zone) for one in (new, old))
        told.append("{}: {} instead of {}.".format("Moving day" if new.moving else "Last day", *days))
    for what, now, then in (("Address", new.reach, old.reach), ("Number", new.phone, old.phone)):
        if now != then:
            told.append(f"{what}: {now or 'none'} instead of {then or 'none'}.")
    for one, before, after in change.moved:
        days = (wording.day(begins_at(day, zone), zone) for day in (after, before))
        told.append("{}: {} instead of {}.".format(_who(one), *days))
    for coming, day in change.coming:
        told.append(f"Comes in: {_who(coming.person)}, {wording.day(begins_at(day, zone), zone)}.")
    told += [f"Falls out, since no digest has room: {_who(one)}." for one in change.falling]
    for one, day in change.after:
        late = "the day you move" if new.moving else "your last day"
        named = wording.day(begins_at(day, zone), zone)
        told.append(f"Stays on the day you named, which is after {late}: {_who(one)}, {named}.")
    if new.last_day != old.last_day:
        told += _too_late(new, change.today, change.before, 0)
    if change.told:
        told.append(
            f"Told already, as it was, and not told again: {wording.listed(list(map(_name, change.told)), 12)}. "
            "To tell somebody anew: `kith transition drop` and then `add`."
        )
    if change.drafted:
        names = wording.listed(list(map(_name, change.drafted)), 12)
        told.append(
            f"Suggested, and not written to: {names}. A draft that still lies there untouched is taken away, and they "
            "come again as soon as a digest has room."
        )
    return told


def _who(person: Person) -> str:
    return f"{_name(person)} <{person.addresses[0]}>" if person.name else _name(person)


def since_last_time(
    store: Store, assessments: Sequence[Assessment], now: int, besides: int | None
) -> tuple[str, ...]:
    """Who has answered a goodbye since the newest digest, and whose came back. `besides`: a letter that is written
    anew and does not count."""
    since = store.transitions.last_digest(besides)
    in_plan = [one for one in assessments if one.case.move is not None]
    if not in_plan or since is None:
        return ()
    answered, returned, dead = list[str](), list[str](), store.bounces.dead(now)
    for one in in_plan:
        bounce = next((dead[spec] for spec in one.person.addresses if spec in dead), None)
        state, at = progress(one.case, bounce)
        if at is not None and at > since and state in ("answered", "came back"):
            (answered if state == "answered" else returned).append(_name(one.person))
    told = [f"Answered your goodbye: {wording.listed(answered, 12)}."] if answered else []
    if returned:
        told.append(f"Your goodbye came back from: {wording.listed(returned, 12)}.")
    return tuple(told)


def _name(person: Person) -> str:
    return clean(person.name, 60) or person.addresses[0]


def plan_row(left: Leaving, state: str, people: Iterable[Row], zone: ZoneInfo) -> dict[str, object]:
    """A plan as `kith transition --json` prints it."""
    return {
        "kind": "moving" if left.moving else "leaving",
        "place": left.place,
        "leaving": left.what or None,
        "last_day": left.last_day.isoformat(),
        "reach": left.reach,
        "phone": left.phone or None,
        "state": state,
        "people": [one.as_json(zone) for one in people],
    }


def heading(left: Leaving, zone: ZoneInfo) -> str:
    """What is left, and where the user is to be reached then."""
    reach = " or ".join(filter(None, (left.reach, left.phone)))
    if left.moving:
        return f"Moving to {left.place} on {wording.day(left.ends_at - 1, zone)}. You can be reached at: {reach}."
    what = "" if left.place.casefold() == left.what else f" ({left.what})"
    return (
        f"Leaving {left.place}{what}, last day {wording.day(left.ends_at - 1, zone)}. From then on: {reach}."
    )
