"""The user asked for "every 6 weeks": that wins over everything learned."""

from kith.journal import clean
from kith.suggest import wording
from kith.suggest.reasons.case import NEARLY, Case, Found, Rule
from kith.suggest.rhythm import DAY

KIND = "cadence"


def find(case: Case) -> Found | None:
    """The cadence the user set, over or not. None where it does not apply at all."""
    wanted, silent = case.rhythm.days, case.silence
    if not case.rhythm.set_by_user or wanted is None:
        return None

    def text() -> str:
        of_group = f" (group {clean(case.person.every_by, 40)})" if case.person.every_by else ""
        wish = f"You want to be in touch {wording.every(round(wanted))}{of_group}"
        if silent is None:
            return f"{wish}; kith has seen no contact between you yet."
        nearly = (
            f"nearly {wording.span(wanted)}" if wanted - NEARLY <= silent < wanted else wording.span(silent)
        )
        return f"{wish}; it has been {nearly}."

    if silent is None:
        return Found(True, text, 1.0)
    return Found(silent >= wanted - NEARLY, text, silent / wanted, case.last_instants)


def again(case: Case, told_at: int) -> bool:
    """When as long a time as was asked for has gone by once more."""
    return case.now >= told_at + int(((case.rhythm.days or 0.0) - NEARLY) * DAY)


RULE = Rule(KIND, find, again=again)
