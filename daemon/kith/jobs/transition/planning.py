"""Making a plan: what is left, who is to be told, on the days of which digests. Nothing is written before `start`."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kith.clock import unix
from kith.commands.command import Unclear
from kith.commands.leaving import NO_NUMBER, Said
from kith.config.settings import Settings
from kith.config.when import instant
from kith.jobs.people import assessed
from kith.jobs.transition.progress import states
from kith.people.address import Me, domain_of, normalise
from kith.people.free_mail import FREE_MAIL
from kith.store import Store
from kith.suggest import moving
from kith.suggest.moving import Candidate, Leaving, Spread, Standing, Step
from kith.suggest.reasons import NEVER, Case
from kith.suggest.rhythm import DAY
from kith.suggest.room import room_for

AGES = 366 * DAY  # after a last day, what an earlier plan for the same place did says nothing any more
KNOWING = ("told", "answered")  # how far it has got with who need not be told


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that may be started: `each` people a digest at most. `before`: how many digests there are up to the last
    day. `knowing`: who was told by an earlier plan for the same place, and `dropped`: whom the user took out of it;
    both are not proposed."""

    leaving: Leaving
    spread: Spread
    each: int
    today: date
    before: int
    knowing: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def meant(
    said: Said, settings: Settings, plans: Iterable[Standing], now: int, of: str = ""
) -> Standing | None:
    """The plan under way that is spoken of; None for a new one. Raises Unclear where that is open.

    `of`: its place or domain, where it was named by that alone.
    """
    open_ones = [one for one in plans if not one.ended]
    if said.to:
        moves = [one for one in open_ones if one.leaving.moving]
        named = [one for one in moves if one.leaving.place.casefold() == said.to.casefold()]
        # To another place: a correction, as long as the move is still to come.
        return next(iter(named or [one for one in moves if now < one.leaving.ends_at]), None)
    if said.what or said.place:
        what = said.what or next(
            (one.leaving.what for one in open_ones if one.leaving.place.casefold() == said.place.casefold()),
            "",
        )
        what = what or _known_by(said.place, settings)
        return next((one for one in open_ones if one.leaving.what == what), None)
    wanted = of.strip().casefold()
    open_ones = [one for one in open_ones if wanted in ("", one.leaving.what, one.leaving.place.casefold())]
    return open_ones[0] if len(open_ones) == 1 else None


def leaving(
    said: Said, settings: Settings, zone: ZoneInfo, today: date, running: Leaving | None = None
) -> Leaving:
    """What was told, complete and checked against the user's own addresses. What was not said is as in `running`.

    Raises Unclear with everything that is missing, each with the flag that says it.
    """
    if said.to and (said.what or said.place):
        raise Unclear("leaving a place and moving house are two plans: say one at a time")
    if running is not None:
        day = said.day or running.last_day
        phone = said.phone or running.phone
        found = replace(
            running,
            place=said.to or (said.place if said.named else "") or running.place,
            last_day=day,
            ends_at=ends_at(day, zone),
            reach=said.reach or running.reach,
            phone="" if phone == NO_NUMBER else phone,
        )
        return _reachable(found)
    lacking = said.missing()
    if lacking or said.day is None:
        raise Unclear(f"still wanted: {'; '.join(lacking)}")
    ends, phone = ends_at(said.day, zone), "" if said.phone == NO_NUMBER else said.phone
    if said.to:
        reach = said.reach or normalise(next(iter(settings.accounts.values())).email)
        return Leaving("", said.to, said.day, ends, reach, phone)
    what = said.what or _known_by(said.place, settings)
    me = Me(settings.my_addresses)
    mine = [spec for spec in _own(settings) if Leaving(what, "", today, 0, "").holds(spec)]
    if not mine and what not in me:
        own = ", ".join(_own(settings))
        raise Unclear(f"{what} is none of yours; want --from with one of your addresses or its domain: {own}")
    return _reachable(Leaving(what, said.place or _called(what), said.day, ends, said.reach, phone))


def _reachable(left: Leaving) -> Leaving:
    """Raises Unclear where the new address goes away as well."""
    if left.holds(left.reach):
        raise Unclear(f"{left.reach} goes away too; want --reach with an address that stays yours")
    return left


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
    store: Store, settings: Settings, zone: ZoneInfo, left: Leaving, now: datetime, most: int | None = None
) -> Proposal:
    """Whom to tell, and when, as of `now` (aware, UTC); `most` people at most."""
    today, each = now.astimezone(zone).date(), share(settings)
    with store.reading():
        plans = store.transitions.all()
        cases = [one.case for one in assessed(store, settings, unix(now), everything=True)]
        knowing, dropped = _of_earlier(store, left, plans, cases, unix(now))
        out = {*moving.moves(plans), *knowing, *dropped}
        found = candidates(store, settings, left, cases, out)
    before, after = days_of(settings, zone, left, now)
    made = moving.spread(found, before, after, each, most or usual(left))
    return Proposal(
        left, made, each, today, len(before), _names(cases, knowing), _names(cases, dropped - knowing)
    )


def usual(left: Leaving) -> int:
    """How many people are proposed, where the user does not say."""
    return moving.CLOSEST if left.moving else moving.MOST


def days_of(
    settings: Settings, zone: ZoneInfo, left: Leaving, now: datetime
) -> tuple[list[date], list[date]]:
    """The local days of the digests to come, in which somebody may be told: up to the last day, and after it."""
    begin, last, end = moving.window(left, now.astimezone(zone).date())
    days = digest_days(settings, zone, now, end)
    return [day for day in days if begin <= day <= last], [day for day in days if day > last]


def _of_earlier(
    store: Store, left: Leaving, plans: Iterable[Standing], cases: Sequence[Case], now: int
) -> tuple[set[str], set[str]]:
    """Who was told by an earlier plan for the same place, and whom the user took out of one: addresses."""
    earlier = [
        one for one in plans if one.ended and one.leaving.same(left) and one.leaving.ends_at > now - AGES
    ]
    if not earlier:  # nearly always
        return set(), set()
    dead = store.bounces.dead(now)
    told = {spec for one in earlier for spec, (how, _) in states(one, cases, dead).items() if how in KNOWING}
    return told, {spec for one in earlier for spec in one.dropped}


def _names(cases: Iterable[Case], specs: Collection[str]) -> tuple[str, ...]:
    people = [case.person for case in cases if not set(specs).isdisjoint(case.person.addresses)]
    return tuple(sorted(one.name or one.addresses[0] for one in people))


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


def candidates(
    store: Store, settings: Settings, left: Leaving, cases: Iterable[Case], out: Collection[str]
) -> list[Candidate]:
    """Everybody who may be told: reachable, wanted, in touch with of late; but for those with an address that is `out`:
    they are in a plan, or not to be told."""
    free = [
        case
        for case in cases
        if set(out).isdisjoint(case.person.addresses) and not any(look(case) for look in NEVER)
    ]
    if left.moving:
        return [one for case in free if (one := moving.close(case)) is not None]
    domain = domain_of(left.what) if "@" in left.what else left.what
    colleagues = "" if domain in FREE_MAIL else domain
    accounts = [name for name, account in settings.accounts.items() if left.holds(normalise(account.email))]
    through = store.transitions.through(accounts, (spec for case in free for spec in case.person.addresses))
    found = (moving.candidate(case, colleagues, through) for case in free)
    return [one for one in found if one is not None]


def steps(days: Iterable[tuple[Candidate, date]], zone: ZoneInfo, now: int) -> list[Step]:
    """The plan as steps."""
    return [Step(now, "add", one.person.addresses[0], begins_at(day, zone), one.because) for one, day in days]


def start(store: Store, proposal: Proposal, zone: ZoneInfo, now: int) -> Standing:
    """Enter a plan, all of it or nothing. One that is under way for the same place is left as it is, and given back."""
    with store.transaction():
        left = proposal.leaving
        for one in store.transitions.all():
            if not one.ended and one.leaving.same(left):
                return one
        first = steps(proposal.spread.days, zone, now)
        number = store.transitions.start(left, now, first)
        return moving.standing(replace(left, number=number, at=now), first)
