"""Every way things can be when a letter is written: who wrote last and when, names and greetings known or not."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from kith.suggest.drafting import day_name, month_name
from kith.suggest.holidays import TRADITIONS

LETTERS = 4  # of each kind; see templates/drafts/en/fading.txt.j2
SUBJECTS = ("", "Lunch on Friday?")  # of two to four words, as most are
# Where the user goes, of a goodbye alone: before the last day and after it, with a number and without.
MOVES = ((0, "+1 202 555 0100"), (0, ""), (1, "+1 202 555 0100"), (1, ""))
# The user's own greeting and goodbye, where they were learned, and the name to sign with.
FRAMES = (("", "", "Sam"), ("Hello dear Karen!", "So long -", "Sam"), ("Hello dear Karen!", "So long -", ""))


def contacts(language: str) -> Iterator[dict[str, str]]:
    """Every way the last touch can have gone."""
    april = month_name(4, language)
    yield {"last_by": "", "ago": "", "month": "", "year": ""}
    for last_by in ("me", "them", "both"):
        yield {"last_by": last_by, "ago": "recent", "month": "", "year": ""}
        yield {"last_by": last_by, "ago": "weeks", "month": "", "year": ""}
        yield {"last_by": last_by, "ago": "month", "month": april, "year": ""}
        yield {"last_by": last_by, "ago": "month", "month": april, "year": "2025"}


THURSDAY, AUGUST = date(2026, 11, 26), date(2026, 8, 14)
DUE = (
    lambda language: {"due": "today", "day": "", "dated": 0},
    lambda language: {"due": "before", "day": day_name(THURSDAY, language, dated=False), "dated": 0},
    lambda language: {"due": "after", "day": "", "dated": 0},
    lambda language: {"due": "before", "day": day_name(AUGUST, language, dated=True), "dated": 1},
    lambda language: {"due": "today", "day": "", "dated": 0},
)  # five, so that each meets every letter


def values(language: str) -> Iterator[dict[str, str | int]]:
    ways = itertools.product(
        contacts(language),
        range(LETTERS),
        (0, 1) if language != "en" else (0,),
        ("Karen", ""),
        FRAMES,
        SUBJECTS,
    )
    holidays = itertools.cycle(TRADITIONS)
    for number, (contact, pick, formal, first, (greeting, goodbye, own_name), subject) in enumerate(ways):
        yield {
            "holiday": next(holidays),  # eleven of them, so that in time each meets each way
            **contact,
            **DUE[number % len(DUE)](language),
            "pick": pick,
            "formal": formal,
            "first": first,
            "greeting": greeting,
            "goodbye": goodbye,
            "subject": subject,
            "own_name": own_name,
        }


def moving(language: str, ways: Iterable[Mapping[str, str | int]]) -> Iterator[Mapping[str, str | int]]:
    """The same of somebody who is told of a move; what was last between the two does not matter then."""
    day = day_name(date(2026, 12, 31), language, dated=True)
    for given, (left, phone) in itertools.product(ways, MOVES):
        if not given["last_by"] and not given["subject"]:
            yield {
                **given, "place": "Initech", "last_day": day, "left": left, "address": "sam@new.example", "phone": phone
            }  # fmt: skip
