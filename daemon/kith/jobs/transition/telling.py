"""How far a plan has got: for `kith transition show`, and for the digest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from kith.clock import instant, iso
from kith.config.settings import Settings
from kith.jobs.people import assessed
from kith.jobs.transition.planning import Proposal, begins_at
from kith.journal import clean
from kith.model import Person
from kith.store import Store
from kith.suggest import wording
from kith.suggest.assessing import Assessment
from kith.suggest.moving import Leaving, Standing, moves, progress

WHY = {
    "domain": "known by an address there alone",
    "account": "all mail with them goes through it",
    "colleague": "has, or had, an address there too",
    "through": "some mail with them goes through it",
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
    of_this = moves([replace(plan, ended=False)])
    people = {
        spec: one for one in assessed(store, settings, now, everything=True) for spec in one.person.addresses
    }
    found, dead = list[Row](), store.bounces.dead(now)
    for address, (due, because) in plan.people.items():
        one = people.get(address)
        case = one and one.case._replace(
            move=of_this[address]
        )  # of a plan that is over, and of the one meant
        state, since = progress(case, dead.get(address)) if case else ("planned", None)
        found.append(Row(one.person.name if one else "", address, due, because, state, since))
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
    if left_out := proposal.spread.left_out:
        told.append(
            f"{left_out} more found no place: --most proposes more, `kith transition add` names some."
        )
    return told


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
        "place": left.place,
        "leaving": left.what,
        "last_day": left.last_day.isoformat(),
        "reach": left.reach,
        "phone": left.phone or None,
        "state": state,
        "people": [one.as_json(zone) for one in people],
    }


def heading(left: Leaving, zone: ZoneInfo) -> str:
    """What is left, and where the user is to be reached then."""
    reach = " or ".join(filter(None, (left.reach, left.phone)))
    what = "" if left.place.casefold() == left.what else f" ({left.what})"
    return (
        f"Leaving {left.place}{what}, last day {wording.day(left.ends_at - 1, zone)}. From then on: {reach}."
    )
