"""Lengths of time as people write them: "2w", "a couple of weeks", "half a year", "sechs Wochen", "every quarter".

Promises: what is taken from the beginning of a text is a length, or nothing is taken.
"""

import re

from kith.commands.command import Unclear
from kith.commands.languages import NUMBERS, UNITS, either, plain
from kith.config.durations import DAYS

MOST_DAYS = 3653  # ten years
_UNIT_DAYS = {**DAYS, "f": 14.0, "q": DAYS["y"] / 4}  # fortnights, quarters
_END = r"(?![\w@+])"
_UNIT = rf"{either(UNITS)}|d(?:ays?)?|w(?:ks?|eeks?)?|m(?:os?|onths?)?|y(?:rs?|ears?)?|fortnights?|quarters?"
_HALF = r"half\s+an?|ein\s+halbes|einen\s+halben"
_COUPLE = r"a\s+couple\s+of|couple\s+of|ein\s+paar"
_COUNT = rf"(?:([0-9]{{1,6}})\s*|({_HALF}|{_COUPLE}|{either(NUMBERS)})\s+)"
_LENGTH = re.compile(rf"{_COUNT}({_UNIT}){_END}")
_AGO = re.compile(rf"{_COUNT}({_UNIT})\s+(?:ago|fa|geleden|atrás){_END}")
_AGO_FIRST = re.compile(rf"(?:vor|il y a|hace|há|před)\s+{_COUNT}({_UNIT}){_END}")
_ONE = re.compile(rf"(?:(other|second)\s+)?({_UNIT}){_END}")
EACH = {"daily": 1, "weekly": 7, "fortnightly": 14, "monthly": 30, "quarterly": 91, "yearly": 365}
_EACH = re.compile(rf"({either(EACH)}){_END}")


def take_length(text: str, *, bare: bool = False) -> tuple[int, str] | None:
    """Whole days of "2w" or "2 weeks" at the beginning, and what follows; `bare`: "week", "other week" and "weekly" are
    lengths as well.

    Raises Unclear for none at all and for more than ten years.
    """
    looked = plain(text)
    if found := _LENGTH.match(looked):
        days, end = round(_count(found) * unit_days(found[3])), found.end()
    elif bare and (found := _EACH.match(looked)):
        days, end = EACH[found[1]], found.end()
    elif bare and (found := _ONE.match(looked)) and len(found[2]) > 1:
        days, end = round(unit_days(found[2]) * (2 if found[1] else 1)), found.end()
    else:
        return None
    if not 1 <= days <= MOST_DAYS:
        raise Unclear(f'"{text[:end]}": want a length of time of one day to ten years, such as 2w')
    return days, text[end:]


def take_ago(text: str) -> tuple[int, str] | None:
    """Whole days of "3 days ago" or "vor 3 Tagen" at the beginning, however many, and what follows."""
    looked = plain(text)
    found = _AGO.match(looked) or _AGO_FIRST.match(looked)
    return (round(_count(found) * unit_days(found[3])), text[found.end() :]) if found else None


def unit_days(unit: str) -> float:
    """How long a unit is, in days: its word in another language, else its first letter."""
    return _UNIT_DAYS[UNITS.get(unit, unit[0])]


def _count(found: re.Match[str]) -> float:
    if found[1]:
        return int(found[1])
    if re.fullmatch(_HALF, found[2]):
        return 0.5
    return 2 if re.fullmatch(_COUPLE, found[2]) else NUMBERS[found[2]]
