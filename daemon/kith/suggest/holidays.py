"""On which days people of a country write to each other, and when these are. The days are the `holidays` library's.

A holiday is taken only where it is a public one of the whole country (or nearly: see `_PART`) and where people wish it
each other, whatever they believe; so it is never guessed from a name. Left out are days of mourning and remembrance,
national days, days of one saint or one trade, and Carnival, which is celebrated in the street and not by letter.

That a day is a public holiday there is the library's word. Which of them are wished is kith's own choice: lists are
short on purpose, for a country that is missing costs a wish, and one that should not be there costs more.
"""

from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

AHEAD = 10  # days before a holiday, from which on it is a reason
AFTER = {"new year": 5}  # days after it, for what is wished then as well
_YEARS = range(1990, 2100)
_APART = 60  # days: the same name again sooner is the same feast (its second day, a substitute)


class Holiday(NamedTuple):
    """A day that people wish each other. `kind`: a key of `TRADITIONS`; `moon`: the day is known only when the new moon
    was seen, so that it is not named."""

    kind: str
    day: date
    moon: bool = False


class Tradition(NamedTuple):
    """One holiday: what English calls it, where it is wished, under which names (beginnings, in English) the library
    has it, with the days from there to the feast; and the days of the year, between which it lies, as (month, day)."""

    name: str
    countries: frozenset[str]
    called: tuple[tuple[str, int], ...]
    first: tuple[int, int]
    last: tuple[int, int]
    moon: bool = False


def _in(countries: str) -> frozenset[str]:
    return frozenset(countries.split())


_WEST = (
    "AR AT AU BE BG BR CA CH CL CO CY CZ DE DK EC EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT MX NL NO NZ PE PH PL "
    "PT RO SE SI SK US ZA"
)
_JULIAN = "GE MK RS RU"
TRADITIONS = {
    "new year": Tradition(
        "New Year",
        # Slovakia's 1 January is its national day to the library, and no public holiday any more.
        _in(f"{_WEST} {_JULIAN} AM AZ BY JP KZ MD ME TR UZ") - {"SK"},
        (("New Year's Day", 0), ("Universal Fraternization Day", 0), ("New Year Holidays", 0)),
        (1, 1),
        (1, 1),
    ),
    "christmas": Tradition("Christmas", _in(_WEST), (("Christmas Day", 0),), (12, 25), (12, 25)),
    "orthodox christmas": Tradition(
        "Christmas", _in(_JULIAN), (("Christmas Day", 0), ("Orthodox Christmas Day", 0)), (1, 7), (1, 7)
    ),
    "easter": Tradition(
        "Easter",
        _in(
            "AT AU BE BG CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE IS IT LI LT LU LV MD MK MT NL NO NZ PL PT RO RS "
            "SE SI SK ZA"
        ),
        (("Good Friday", 2), ("Easter Sunday", 0), ("Easter Monday", -1), ("Easter", 0)),
        (3, 22),
        (5, 8),
    ),
    "eid": Tradition(
        "Eid al-Fitr",
        _in("AE AZ BD BH DZ EG ID IQ JO KW LY MA MY OM PK QA TN TR UZ"),
        (("Eid al-Fitr", 0),),
        (1, 1),
        (12, 31),
        moon=True,
    ),
    "diwali": Tradition("Diwali", _in("IN"), (("Diwali", 0),), (10, 13), (11, 15)),
    "rosh hashanah": Tradition("Rosh Hashanah", _in("IL"), (("Rosh Hashanah", 0),), (9, 5), (10, 6)),
    "lunar new year": Tradition(
        "Lunar New Year",
        _in("CN HK KR MO SG TW VN"),
        (
            ("Chinese New Year", 0),
            ("Lunar New Year", 0),
            ("Korean New Year", 0),
            ("Chinese New Year's Day", 0),
            # Hong Kong has no more than this where the first day is a Sunday.
            ("The second day of Chinese New Year", -1),
        ),
        (1, 21),
        (2, 21),
    ),
    "nowruz": Tradition("Nowruz", _in("IR KZ UZ"), (("Nowruz", 0),), (3, 19), (3, 22)),
    "thanksgiving": Tradition("Thanksgiving", _in("CA US"), (("Thanksgiving Day", 0),), (10, 8), (11, 28)),
    "midsummer": Tradition("Midsummer", _in("FI SE"), (("Midsummer Day", 0),), (6, 19), (6, 26)),
}
# Where the library has a day only for parts of a country, of a part in which most people live or whose days are kept
# nearly everywhere: Thanksgiving is statutory in most provinces of Canada, and optional in the others
# (en.wikipedia.org/wiki/Public_holidays_in_Canada).
_PART = {"CA": "ON", "CH": "ZH"}


@lru_cache(5000)  # of ten thousand people many ask the same
def near(country: str, today: date) -> Holiday | None:
    """The holiday of a country that is a reason to write on a day (local to the user): the next within `AHEAD` days,
    else one that has just been."""
    kinds = _wished_in(country)
    if today.year not in _YEARS or not any(
        _in_season(kind, today) for kind in kinds
    ):  # mostly so, and then the library is not even loaded
        return None
    years = {(today - timedelta(days=max(AFTER.values()))).year, (today + timedelta(days=AHEAD)).year}
    found = [one for year in sorted(years) for one in calendar(country, year)]
    coming = [one for one in found if 0 <= (one.day - today).days <= AHEAD]
    just_been = [one for one in found if 0 < (today - one.day).days <= AFTER.get(one.kind, 0)]
    return next(iter([*coming, *just_been]), None)


def following(country: str, today: date) -> Holiday | None:
    """The next holiday of a country, within a year."""
    if not _wished_in(country):
        return None
    found = (one for year in (today.year, today.year + 1) for one in calendar(country, year))
    return next((one for one in found if one.day >= today), None)


@cache
def calendar(country: str, year: int) -> tuple[Holiday, ...]:
    """All that people of a country wish each other in one year, in the order of the days; nothing for a year beyond
    `_YEARS`, which only a clock gone wrong shows."""
    if year not in _YEARS:
        return ()
    from holidays import country_holidays  # 30 ms, for those days of the year alone that need it

    days = country_holidays(country, subdiv=_PART.get(country), years=year, observed=False, language="en_US")
    names = sorted((day, name) for day, said in days.items() for name in said.split("; "))
    found = []
    for kind in _wished_in(country):
        tradition = TRADITIONS[kind]
        feasts = sorted({feast for day, name in names if (feast := _feast(tradition, day, name))})
        again = {later for before, later in pairwise(feasts) if (later - before).days < _APART}
        found += [Holiday(kind, day, tradition.moon) for day in feasts if day not in again]
    return tuple(sorted(found, key=lambda one: one.day))


@cache
def _wished_in(country: str) -> tuple[str, ...]:
    return tuple(kind for kind, one in TRADITIONS.items() if country in one.countries)


def _feast(tradition: Tradition, day: date, name: str) -> date | None:
    """The day of the feast that a day of the calendar belongs to; None where it is none of this tradition."""
    if "observed" in name or "substitute" in name:
        return None
    bare = name.partition(" (")[0]
    offset = next(
        (offset for called, offset in tradition.called if bare in (called, f"{called} Holiday")), None
    )
    feast = None if offset is None else day + timedelta(days=offset)
    return feast if feast and tradition.first <= (feast.month, feast.day) <= tradition.last else None


@cache
def _in_season(kind: str, today: date) -> bool:
    """Whether a holiday can be a reason on a day at all."""
    one, after = TRADITIONS[kind], AFTER.get(kind, 0)
    return any(
        date(year, *one.first) - timedelta(days=AHEAD)
        <= today
        <= date(year, *one.last) + timedelta(days=after)
        for year in (today.year, today.year + 1)
    )
