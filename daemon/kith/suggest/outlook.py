"""What the reasons do not say by themselves: how the rhythm of one person looks in figures, and what would have to
happen for a suggestion. For `kith why`."""

from zoneinfo import ZoneInfo

from kith.model import Kind, Reason
from kith.suggest import wording
from kith.suggest.ranking import Assessment
from kith.suggest.reasons import fading
from kith.suggest.rhythm import DAY

_LEVELS = (("half the time", 0.5), ("3 of 4 times", 0.75), ("9 of 10 times", 0.9))


def figures(one: Assessment) -> dict[str, float | int | None]:
    """The rhythm as numbers: days, and shares between 0 and 1. Everything is None where no gap has been seen."""
    odds, silent = one.rhythm.odds, one.case.silence
    if not odds.gaps or silent is None:
        return {"gaps": odds.gaps, "typical_days": None, "overdue": None, "quiet_fortnight": None}
    return {
        "gaps": odds.gaps,
        "typical_days": round(odds.typical, 1),
        **{f"days_{share:g}": round(odds.within(share), 1) for _, share in _LEVELS},
        "silence_days": round(silent, 1),
        "overdue": round(odds.back(silent), 4),
        "quiet_fortnight": round(odds.fortnight(silent), 4),
    }


def rhythm(one: Assessment) -> list[str]:
    """The same in sentences."""
    odds, silent = one.rhythm.odds, one.case.silence
    if not odds.gaps or silent is None:
        return []
    told = ", ".join(f"{words} within {wording.within(odds.within(share))}" for words, share in _LEVELS)
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
        return "To be suggested again, you have to take your word back."
    if person.kind is not Kind.PERSON:
        return "To be suggested, they have to be a person to kith: write to them twice, or name them in [[person]]."
    if not (person.named or person.logged or (person.sent and person.received)):
        missing = "a message from them" if person.sent else "a message from you to them"
        return f"To be suggested: {missing}, or an entry for them in [[person]]."
    if one.ready:
        return "They are in the next digest, as far as there is room."
    if one.due:
        return "They come again when what holds them back is over."
    if case.rhythm.days is None:
        return (
            "To be suggested: a second conversation, which gives a rhythm to go by, or `every` in [[person]]."
        )
    days = case.rhythm.days if case.rhythm.set_by_user else fading.due_after(case.rhythm.odds)
    if days is None or case.last_at is None or days < (case.silence or 0.0):
        return "Nothing speaks for it at this length of silence."
    when = wording.day(case.last_at + int(days * DAY), zone)
    return f"Without any contact they are due from {when} on, after {wording.span(days)} of silence."
