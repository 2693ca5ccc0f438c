"""A holiday of the country somebody lives in: an outside reason to write to a tie that has fallen silent. Only where
there is something of the two's own to write about, so that it is never a bare greeting, and once a year for each."""

from collections.abc import Sequence
from datetime import date

from kith.journal import clean
from kith.model import Direction
from kith.people import countries
from kith.suggest import holidays, wording
from kith.suggest.holidays import TRADITIONS, Holiday
from kith.suggest.reasons.case import Case, Found, Rule, Wishing
from kith.suggest.rhythm import DAY

KIND = "holiday"
QUIET = 60  # days; who was heard from in these is wished well anyway, or not at all
STRONGEST = 5  # of those with the same holiday: who is suggested
PAST = 730.0  # days after which a touch counts half, in the strength of a tie that has been silent for months
REST = 350  # days: "once a year", less what a weekly digest and the days before a holiday shift


def coming(case: Case) -> Holiday | None:
    """The holiday that is near for somebody who has been silent long enough and has something to be written about."""
    wishing, silent = case.wishing, case.silence
    if wishing is None or silent is None or silent <= QUIET or not (wishing.subject or wishing.note):
        return None
    return holidays.near(wishing.country, case.today) if wishing.country else None


def near_by(case: Case) -> str:
    """That holiday in a sentence without its end, "" where there is none."""
    holiday = coming(case)
    return sentence(holiday, case.wishing.country, case.today) if holiday and case.wishing else ""


def find(case: Case) -> Found | None:
    """A holiday to wish somebody well for, or why there is none. None where nothing was looked up about them."""
    wishing = case.wishing
    if wishing is None or case.silence is None:
        return None
    holiday = coming(case)
    fires = holiday is not None and wishing.place <= STRONGEST and _wished_at(case) is None
    weight = past_strength(case) if fires else 0.0
    return Found(fires, lambda: _text(case, wishing, holiday), weight, case.last_instants if fires else ())


def past_strength(case: Case) -> float:
    """How much there has been between the two, of years."""
    return case.strength(PAST)


def places(cases: Sequence[Case]) -> dict[int, int]:
    """By its number the place of each case among those with the same holiday, the strongest tie first."""
    near = {number: one.kind for number, case in enumerate(cases) if (one := coming(case))}
    order = sorted(near, key=lambda number: (-past_strength(cases[number]), cases[number].person.addresses))
    taken: dict[str, int] = {}
    found = {}
    for number in order:
        taken[near[number]] = found[number] = taken.get(near[number], 0) + 1
    return found


def _wished_at(case: Case) -> int | None:
    """When they were last suggested for a holiday, if that is less than a year ago."""
    last = max((at for at, kind in case.told if kind == KIND), default=None)
    return last if last is not None and case.now - last < REST * DAY else None


def _text(case: Case, wishing: Wishing, holiday: Holiday | None) -> str:
    if not wishing.country:
        return f"Where they live is not known ({wishing.because}); `country` in [[person]] says it."
    if holiday is None:
        return _why_none(case, wishing, countries.name(wishing.country))
    said = sentence(holiday, wishing.country, case.today)
    if (wished := _wished_at(case)) is not None:
        ago = wording.span((case.now - wished) / DAY)
        return f"{said}; they were suggested for a holiday {ago} ago, and once a year is enough."
    if wishing.place > STRONGEST:
        return f"{said}; {wishing.place - 1} ties with this holiday are stronger, and the first {STRONGEST} are enough."
    return f"{said}; {_fact(case, wishing)}."


def _why_none(case: Case, wishing: Wishing, where: str) -> str:
    if (case.silence or 0.0) <= QUIET:
        return f"A holiday in {where} is a reason from {QUIET} days of silence on."
    if not (wishing.subject or wishing.note):
        nothing = "the last mail has no subject that can be quoted, and there is no note of yours"
        return f"A holiday in {where} is no reason without something personal to write about: {nothing}."
    following = holidays.following(wishing.country, case.today)
    if following is None:
        return f"kith's list of holidays has none for {where}, so none is a reason here."
    told = TRADITIONS[following.kind].name
    when = "its day depends on the moon" if following.moon else f"{following.day.day} {_month(following.day)}"
    return f"The next holiday in {where} is {told} ({when}); it is a reason from {holidays.AHEAD} days before on."


def sentence(holiday: Holiday, country: str, today: date) -> str:
    """When it is, as of a day: "Christmas is on Friday 25 December in Czechia". What depends on the moon has no day."""
    said, where, day = TRADITIONS[holiday.kind].name, countries.name(country), holiday.day
    if holiday.moon:
        return f"{said} is near in {where} (its day depends on the moon)"
    if day == today:
        return f"{said} is today in {where}"
    verb = "is" if day > today else "was"
    return f"{said} {verb} on {wording.WEEKDAYS[day.weekday()]} {day.day} {_month(day)} in {where}"


def _month(day: date) -> str:
    return wording.MONTHS[day.month - 1]


def _fact(case: Case, wishing: Wishing) -> str:
    """What there is to write about, with how long ago it was."""
    ago = f"{wording.span(case.silence or 0.0)} ago"
    last = case.person.last_touch
    if not wishing.subject:
        return f'your note about them says "{clean(wishing.note, 80)}"'
    if last is None or last[1] is Direction.LOGGED:
        return f'you were last in touch {ago}, and the last mail was about "{wishing.subject}"'
    who = "you" if last[1] is Direction.SENT else case.called if case.called != "They" else "they"
    return f'{who} last wrote {ago}, about "{wishing.subject}"'


RULE = Rule(KIND, find, most=2, again=lambda case, told_at: case.now - told_at >= REST * DAY)
