"""Countries by code and by name: one named in several languages, as in a postal address, and its name in English.

Codes are ISO 3166-1 alpha-2, names those of CLDR (Babel); nothing is guessed: what is no country's name is nobody's
country. Where somebody lives is `kith.people.residence`.
"""

from functools import lru_cache

# ISO 3166-1 alpha-2, as officially assigned.
ISO = frozenset(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW".split()
)
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "cs", "pl", "sv", "da")
_ALSO = {
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "uk": "GB", "u.k.": "GB",
    "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB", "czech republic": "CZ",
    "holland": "NL", "the netherlands": "NL", "brd": "DE", "česká republika": "CZ",
}  # fmt: skip
_WITH_ARTICLE = frozenset({"Netherlands", "Philippines", "Bahamas", "Maldives", "Dominican Republic"})


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
            if code in ISO:
                found.setdefault(str(name).casefold(), code)
                found.setdefault(code.casefold(), code)
    return found


def name(country: str) -> str:
    """What English calls a country (CLDR), with its article, as behind "in": "Czechia", "the United States"."""
    from babel import Locale  # 15 ms and megabytes, for those few whose country is told

    said = str(Locale("en").territories.get(country, country))
    return f"the {said}" if said.startswith("United ") or said in _WITH_ARTICLE else said
