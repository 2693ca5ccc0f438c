"""The country of a postal address, by its name in one of several languages, or by its code.

Names are those of CLDR (Babel); nothing is guessed: what is no country's name is nobody's country.
"""

from functools import lru_cache

_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "cs", "pl", "sv", "da")
_ALSO = {
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "uk": "GB", "u.k.": "GB",
    "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB", "czech republic": "CZ",
    "holland": "NL", "the netherlands": "NL", "brd": "DE", "česká republika": "CZ",
}  # fmt: skip


def country(text: str) -> str:
    """ISO 3166-1 alpha-2 of "Germany", "Deutschland" or "de"; "" for anything else."""
    said = text.strip().casefold()
    if not said or len(said) > 60:
        return ""
    return _ALSO.get(said) or _names().get(said, "")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    from babel import Locale  # 15 ms and some megabytes, for address books that name a country

    found: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "UN", "ZZ", "XA", "XB", "QO", "EZ"):
                found.setdefault(str(name).casefold(), code)
                found.setdefault(code.casefold(), code)
    return found
