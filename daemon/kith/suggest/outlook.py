"""What the reasons do not say by themselves: how the rhythm of one person looks in figures, and what would have to
happen for a suggestion. For `kith why`."""

from zoneinfo import ZoneInfo

from kith.journal import clean
from kith.model import Kind, Person, Reason
from kith.people import countries
from kith.suggest import channels, wording
from kith.suggest.assessing import Assessment, assess
from kith.suggest.reasons import Case, against, dormant, fading
from kith.suggest.rhythm import DAY

_LATEST = 4000  # days that are looked ahead
_LEVELS = (("half the time", 0.5), ("3 of 4 times", 0.75), ("9 of 10 times", 0.9))


def opening(one: Assessment) -> list[str]:
    """Who it is, and what speaks for and against writing now."""
    person = one.person
    verdict = "Due now." if one.ready else "Due, and suggested already." if one.due else "Not due."
    reasons = one.reasons if person.kind is Kind.PERSON else ()
    return [
        f"{clean(person.name, 80) or '(no name)'} <{', '.join(person.addresses)}>",
        f"{person.kind}: {clean(person.because)}",
        *map(clean, person.joined),
        *_lives(one),
        *kept(person),
        "",
        verdict,
        *(f"  {'+' if reason.fires else '-'} {reason.kind}: {reason.text}" for reason in reasons),
        *(f"  - {reason.kind}: {reason.text}" for reason in one.against),
    ]


def lives_in(one: Assessment) -> dict[str, str] | None:
    """The country they live in (ISO 3166-1) and how kith knows; None where it does not, or was not asked to."""
    wishing = one.case.wishing
    return {"country": wishing.country, "because": wishing.because} if wishing and wishing.country else None


def _lives(one: Assessment) -> list[str]:
    """Where they live, and how kith knows; nothing where it does not."""
    wishing = one.case.wishing
    if wishing is None or not wishing.country:
        return []
    return [f"lives in {countries.name(wishing.country)}: {clean(wishing.because)}"]


def kept(person: Person) -> list[str]:
    """What address books, the configuration and commands say of somebody beside their addresses."""
    days = (
        f"{one.kind}: {one.day} {wording.MONTHS[one.month - 1]}{f' {one.year}' if one.year else ''}"
        f"{f' ({clean(one.because, 120)})' if one.because else ''}"
        for one in person.occasions
    )
    work = [f"work: {clean(', '.join(filter(None, person.work)), 160)}"] if any(person.work) else []
    called = [f"called: {clean(', '.join(person.nicknames), 120)}"] if person.nicknames else []
    further = [one for one in person.numbers if one != person.reach.phone]
    numbers = [f"further numbers: {clean(', '.join(further), 160)}"] if further else []
    pages = [f"also at: {clean(', '.join(person.pages), 300)}"] if person.pages else []
    groups = [f"groups: {clean(', '.join(person.groups), 120)}"] if person.groups else []
    books = [f"address book: {clean('; '.join(person.cards), 200)}"] if person.cards else []
    return [*days, *called, *work, *numbers, *pages, *groups, *books]


def figures(one: Assessment) -> dict[str, float | int | None]:
    """The rhythm as numbers: days, and shares between 0 and 1. Everything is None where no gap has been seen."""
    odds, silent = one.rhythm.odds, one.case.silence
    if not odds.gaps or silent is None:
        return {"gaps": odds.gaps, "typical_days": None, "overdue": None, "quiet_fortnight": None}
    return {
        "gaps": odds.gaps,
        "typical_days": round(odds.typical, 1),
        **{f"days_{share:g}": round(odds.within(fading.told_share(odds, share)), 1) for _, share in _LEVELS},
        "silence_days": round(silent, 1),
        "overdue": round(odds.back(silent), 4),
        "quiet_fortnight": round(odds.fortnight(silent), 4),
    }


def rhythm(one: Assessment) -> list[str]:
    """The same in sentences."""
    odds, silent = one.rhythm.odds, one.case.silence
    if not odds.gaps or silent is None:
        return []
    told = ", ".join(
        f"{words} within {wording.within(odds.within(fading.told_share(odds, share)))}"
        for words, share in _LEVELS
    )
    seen = f"{wording.counted(odds.gaps, 'gap')} seen, {wording.within(odds.typical)} is usual"
    over, quiet = int(100 * odds.back(silent)), int(100 * odds.fortnight(silent))
    return [
        f"Rhythm: {seen}; back in touch {told}.",
        f"It has been {wording.span(silent)}: longer than {over} of 100 such silences. Of those that got as far, "
        f"{quiet} of 100 stay quiet for another two weeks.",
    ]


def asked_for(one: Assessment, zone: ZoneInfo) -> Reason:
    """Why somebody stands in a digest who was asked for by name and for whom nothing fires: not due, and why not."""
    looked_at = next((reason.text for reason in (*one.against, *one.reasons)), "")
    return Reason("not due", False, f"Not due; you asked. {looked_at} {wanted(one, zone)}".replace("  ", " "))


def held_back(one: Assessment) -> str:
    """What keeps somebody out of the next digest although something fires; "" where nothing does."""
    return "" if one.ready or not one.against else f"Held back this time: {one.against[0].text}"


def wanted(one: Assessment, zone: ZoneInfo) -> str:
    """What has to happen for a suggestion, in a sentence."""
    person, case = one.person, one.case
    if case.wish is not None and case.wish.kind == "never":
        return 'To be suggested again, you have to take your word back: say "back" of them (`kith do`).'
    if person.kind is not Kind.PERSON:
        return "To be suggested, they have to be a person to kith: write to them twice, or name them in [[person]]."
    if not (
        person.named or person.cards or person.logged or person.every or (person.sent and person.received)
    ):
        missing = "a message from them" if person.sent else "a message from you to them"
        return f"To be suggested: {missing}, or an entry for them in [[person]]."
    if against.cut_off(case) and not one.ready:
        return (
            "To be suggested: a message from them, another address or a number for them in [[person]], or your word "
            'that there is a way: "back", or how you were in touch (`kith do`).'
        )
    if channels.unreachable(person):
        return "To be suggested, they need a way they like: `prefers`, `declines` and `phone` in [[person]]."
    if one.ready:
        return "They are in the next digest, as far as there is room."
    found = _next_time(case)
    if found is None:
        return _nothing_to_come(one, zone)
    at, kind = found
    when = wording.day(at, zone)
    silent = "" if case.last_at is None else f", after {wording.span(case.silent_at(at))} of silence"
    return f"Without any contact they {'come again' if case.told_now else 'are due'} from {when} on{silent} ({kind})."


def _next_time(case: Case) -> tuple[int, str] | None:
    """When they would be suggested if there was no contact and nothing else was said, to the day, and why."""
    began = case.now if case.last_at is None else case.now - (case.now - case.last_at) % DAY
    for at in range(began + DAY, began + _LATEST * DAY, DAY):
        if lead := assess(case._replace(now=at)).lead:
            return at, lead
    return None


def _nothing_to_come(one: Assessment, zone: ZoneInfo) -> str:
    case, last_at = one.case, one.case.last_at
    if last_at is None:
        return "To be suggested: a first conversation, or `every` in [[person]]."
    if one.rhythm.days is None and not case.told_now:
        return (
            "To be suggested: a second conversation, which gives a rhythm to go by, or `every` in [[person]]."
        )
    if case.standing is None and dormant.was_a_tie(case) and last_at is not None:
        when = wording.day(last_at + fading.outgrown_after(case.rhythm.odds.typical) * DAY, zone)
        return f"Without any contact they count among the dormant ties from {when} on, of which the strongest are due."
    if case.standing is not None and not dormant.fires(case.standing):
        return "Of the dormant ties only the strongest are due; now and then another one is picked by chance."
    return "Nothing more speaks for it in this silence."
