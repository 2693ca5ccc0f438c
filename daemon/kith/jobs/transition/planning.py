"""Making a plan: what is left, who is to be told, on the days of which digests. Nothing is written before `start`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kith.clock import unix
from kith.commands.command import Unclear
from kith.commands.leaving import Said
from kith.config.settings import Settings
from kith.config.when import instant
from kith.jobs.people import assessed
from kith.people.address import Me, domain_of, normalise
from kith.people.free_mail import FREE_MAIL
from kith.store import Store
from kith.suggest import moving
from kith.suggest.moving import Candidate, Leaving, Spread, Standing, Step
from kith.suggest.reasons import NEVER
from kith.suggest.room import room_for


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that may be started: `each` people a digest at most. `running`: the one that is under way for the same
    place and day, whose people are then not proposed anew."""

    leaving: Leaving
    spread: Spread
    each: int
    running: Standing | None = None


def leaving(said: Said, settings: Settings, zone: ZoneInfo, today: date) -> Leaving:
    """What was told, complete and checked against the user's own addresses.

    Raises Unclear with everything that is missing, each with the flag that says it.
    """
    lacking = said.missing()
    if lacking or said.day is None:
        raise Unclear(f"still wanted: {'; '.join(lacking)}")
    what = said.what or _known_by(said.place, settings)
    me = Me(settings.my_addresses)
    mine = [spec for spec in _own(settings) if Leaving(what, "", today, 0, "").holds(spec)]
    if not mine and what not in me:
        own = ", ".join(_own(settings))
        raise Unclear(f"{what} is none of yours; want --from with one of your addresses or its domain: {own}")
    found = Leaving(
        what, said.place or _called(what), said.day, ends_at(said.day, zone), said.reach, said.phone
    )
    if found.holds(said.reach):
        raise Unclear(f"{said.reach} goes away too; want --reach with an address that stays yours")
    return found


def _own(settings: Settings) -> list[str]:
    return sorted(spec for spec in settings.my_addresses if spec)


def _known_by(place: str, settings: Settings) -> str:
    """The domain that a place is meant by: the one of the user's with that name in it. Raises Unclear."""
    wanted = "".join(sign for sign in place.casefold() if sign.isalnum())
    domains = sorted({domain_of(spec) for spec in _own(settings)})
    fitting = [one for one in domains if wanted in (label.replace("-", "") for label in one.split("."))]
    if len(fitting) == 1:
        return fitting[0]
    raise Unclear(
        f'none of your addresses is known to be of "{place}"; want --from with the one that goes away: '
        f"{', '.join(_own(settings))}"
        if not fitting
        else f'"{place}" may be {" or ".join(fitting)}; want --from with one of them'
    )


def _called(what: str) -> str:
    """A name for a letter: "initech.example" is Initech. Of a provider of mail for everybody none can be told."""
    domain = domain_of(what) if "@" in what else what
    if domain in FREE_MAIL:
        raise Unclear(f"want --name: what to call it in the letters, since many have mail at {domain}")
    labels = domain.split(".")
    name = (
        labels[-3]
        if len(labels) > 2 and len(labels[-2]) <= 3
        else labels[-2]
        if len(labels) > 1
        else labels[0]
    )
    return " ".join(word[:1].upper() + word[1:] for word in name.split("-"))


def ends_at(day: date, zone: ZoneInfo) -> int:
    """When a local day is over (unix seconds)."""
    return begins_at(day + timedelta(days=1), zone)


def begins_at(day: date, zone: ZoneInfo) -> int:
    """When a local day begins (unix seconds)."""
    return unix(instant(datetime.combine(day, time.min), zone))


def propose(
    store: Store, settings: Settings, zone: ZoneInfo, left: Leaving, now: datetime, most: int = moving.MOST
) -> Proposal:
    """Whom to tell, and when, as of `now` (aware, UTC); `most` people at most."""
    today, each = now.astimezone(zone).date(), share(settings)
    with store.reading():
        plans = store.transitions.all()
        running = next((one for one in plans if not one.ended and one.leaving.what == left.what), None)
        found = [] if running else _candidates(store, settings, left, plans, unix(now))
    begin, last, end = moving.window(left, today)
    days = digest_days(settings, zone, now, end)
    before = [day for day in days if begin <= day <= last]
    after = [day for day in days if day > last]
    return Proposal(left, moving.spread(found, before, after, each, most), each, running)


def share(settings: Settings) -> int:
    """How many people of a plan one digest takes: half of its places."""
    notes = room_for(settings.digest.max_people, settings.digest.minutes).notes
    return max(1, (notes + 1) // 2)


def digest_days(settings: Settings, zone: ZoneInfo, now: datetime, end: date) -> list[date]:
    """The local days of the digests to come, up to one."""
    days, slot = list[date](), settings.digest.when.following(now, zone)
    while (day := slot.astimezone(zone).date()) <= end:
        days.append(day)
        slot = settings.digest.when.following(slot, zone)
    return days


def _candidates(
    store: Store, settings: Settings, left: Leaving, plans: Sequence[Standing], now: int
) -> list[Candidate]:
    """Everybody who may be told: reachable, wanted, in touch with of late, and in no other plan."""
    taken = set(moving.moves(plans))
    cases = [
        one.case
        for one in assessed(store, settings, now)
        if taken.isdisjoint(one.person.addresses) and not any(look(one.case) for look in NEVER)
    ]
    domain = domain_of(left.what) if "@" in left.what else left.what
    colleagues = "" if domain in FREE_MAIL else domain
    accounts = [name for name, account in settings.accounts.items() if left.holds(normalise(account.email))]
    through = store.transitions.through(accounts, (spec for case in cases for spec in case.person.addresses))
    found = (moving.candidate(case, colleagues, through) for case in cases)
    return [one for one in found if one is not None]


def steps(days: Iterable[tuple[Candidate, date]], zone: ZoneInfo, now: int) -> list[Step]:
    """The plan as steps."""
    return [Step(now, "add", one.person.addresses[0], begins_at(day, zone), one.because) for one, day in days]


def start(store: Store, proposal: Proposal, zone: ZoneInfo, now: int) -> Standing:
    """Enter a plan, all of it or nothing. One that is under way for the same place is left as it is, and given back."""
    with store.transaction():
        left = proposal.leaving
        for one in store.transitions.all():
            if not one.ended and one.leaving.what == left.what:
                return one
        first = steps(proposal.spread.days, zone, now)
        number = store.transitions.start(left, now, first)
        return moving.standing(replace(left, number=number, at=now), first)
