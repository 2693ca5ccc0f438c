"""For whom a holiday may be a reason to write, and what personal there is to write about: looked up for those few whose
country has one in these days, and who have been silent for long."""

import re
from collections.abc import Collection, Mapping, Sequence

from kith.commands.events import Event
from kith.config.settings import Settings
from kith.jobs import word
from kith.jobs.calendar import calendar_of
from kith.journal import clean
from kith.model import Kind, Person
from kith.people.residence import Residence, residence
from kith.store import Store
from kith.suggest.holidays import near
from kith.suggest.naming import grave, shared_subject
from kith.suggest.reasons.case import Wishing
from kith.suggest.reasons.holiday import QUIET
from kith.suggest.rhythm import DAY

LONGEST_NOTE = 200  # characters
# What says nothing about two people: a greeting alone, and the wishes of another year.
_BARE = re.compile(
    r"\W*(?:hello|hi|hey|hallo|hoi|ciao|hola|olá|ola|bonjour|salut|ahoj|cześć|hej|moin|no subject|kein betreff"
    r"|test)(?: (?:again|there))?\W*",
    re.IGNORECASE,
)
_WISHES = re.compile(
    r"christmas|x-?mas|season'?s greetings|new year|weihnacht|neujahr|neues jahr|guten rutsch|noël|bonne année"
    r"|nouvel an|meilleurs vœux|navidad|año nuevo|felices fiestas|natale?\b|buone feste|anno nuovo|ano novo|boas festas"
    r"|kerst|nieuwjaar|vánoc|\bpf ?\d{4}|\bjul\b|easter|ostern|pâques|pascua|pasqua|páscoa|pasen|velikonoc|\beid\b"
    r"|diwali|hanukk|rosh hashan|nowruz|thanksgiving|midsummer|midsommar|happy birthday|congratulat",
    re.IGNORECASE,
)


def wishing(
    store: Store,
    settings: Settings,
    people: Sequence[Person],
    now: int,
    about: Collection[str] = (),
) -> Mapping[str, Wishing]:
    """By the address to write to first, what a wish could be built on at `now` (unix seconds).

    `about`: the addresses of somebody of whom it is asked whether or not a holiday is near.
    """
    if not settings.holidays.enabled:
        return {}
    today = calendar_of(settings).day(now)
    found: dict[str, tuple[Person, Residence]] = {}
    for one in people:
        asked = any(spec in about for spec in one.addresses) if about else False
        if one.kind is Kind.PERSON and (asked or _silent(one, now)):
            lives = residence(one)
            if asked or (lives.country and near(lives.country, today)):
                found[one.addresses[0]] = one, lives
    if not found:
        return {}
    subjects = store.people.subjects([spec for one, _ in found.values() for spec in one.addresses], now + DAY)
    said = word.told(store, now)
    return {
        spec: Wishing(*lives, _subject(one, subjects), _note(said.of(one.addresses)))
        for spec, (one, lives) in found.items()
    }


def _silent(one: Person, now: int) -> bool:
    """Whether there were touches, and none of late."""
    last = max(one.sent[-1:] + one.received[-1:] + one.logged[-1:], default=None)
    return last is not None and now - last > QUIET * DAY


def telling(subject: str | None) -> str:
    """What a subject says about the two, fit to be quoted; "" for a mere greeting, or a wish."""
    shared = shared_subject(subject)
    return "" if _BARE.fullmatch(shared) or _WISHES.search(shared) else shared


def _subject(one: Person, subjects: Mapping[str, tuple[int, str]]) -> str:
    newest = max((subjects[spec] for spec in one.addresses if spec in subjects), default=(0, ""))
    return telling(newest[1])


def _note(said: Sequence[Event]) -> str:
    """The user's newest note about somebody, where it goes with good wishes."""
    notes = [event.command.text for event in said if event.verb == "note" and not grave(event.command.text)]
    return clean(notes[-1], LONGEST_NOTE) if notes else ""
