"""Spans of time as people write them: `4m` for four months of silence, `10m` for a pause of ten minutes.

Two families that share the letter m, each with its own units; neither takes the other's.
"""

import re
from collections.abc import Mapping

DAYS = {"d": 1.0, "w": 7.0, "m": 30.44, "y": 365.25}
SECONDS = {"s": 1, "m": 60, "h": 3600}
_FORM = re.compile(r"([0-9]{1,6})([a-z])")
_IN_WORDS = re.compile(r"([0-9]{1,6})\s*([a-z])[a-z]*")


def days(text: str) -> int:
    """Whole days of "10d", "6w", "4m" (a month has 30.44 days, rounded at the end) or "1y".

    ValueError says what to write instead, where that can be told.
    """
    return round(_measure(text, DAYS))


def seconds(text: str) -> int:
    """Whole seconds of "90s", "10m" or "1h"; ValueError as in `days`."""
    return round(_measure(text, SECONDS))


def written(amount: int) -> str:
    """Seconds in the form `seconds` reads, in the largest unit that holds them whole."""
    unit = next(unit for unit in reversed(SECONDS) if amount % SECONDS[unit] == 0)
    return f"{amount // SECONDS[unit]}{unit}"


def _measure(text: str, units: Mapping[str, float]) -> float:
    match = _FORM.fullmatch(text.strip().lower())
    if not match or match[2] not in units:
        meant = _IN_WORDS.fullmatch(text.strip().lower())
        raise ValueError(f'did you mean "{meant[1]}{meant[2]}"?' if meant and meant[2] in units else "")
    return int(match[1]) * units[match[2]]
