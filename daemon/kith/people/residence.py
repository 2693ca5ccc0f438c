"""In which country somebody lives, by the signs there are, each with its words; "" where none is sure.

Promises: a country is told by what the user or a card says, else by the country code of a telephone number, else by
the country code an address ends in. Never by a name, and not by a language: those that kith can tell apart are each
spoken in several countries. Signs of one kind that contradict each other tell nothing. Pure; never raises.
"""

import re
from typing import NamedTuple

from kith.model import Somebody
from kith.people.address import domain_of
from kith.people.countries import ISO

# Country codes that are sold to everybody, so that an address below them tells nothing. The first row is what Google
# treats so (tld-list.com/blog/gcctlds-by-google, of May 2026); the others are those of small places that registrars
# advertise for something else (am for radio, li for a name, pw for passwords, …) and those with hardly an inhabitant.
_SOLD = frozenset(
    "ad ai as bz cc cd co dj fm io la me ms nu sc sr su tv tk ws "
    "ac ag am aq bi bv cf cx eu ga gd gg gl gp gq gs gy hm hn im je ki li lc ly ml mn mp mu nf ng pm pn pw re sb sh "
    "sj sl sm so st sx tc tf tl to um va vc vg vu wf yt".split()
)  # fmt: skip

# Mail for half a continent under one country's code.
_ABROAD = frozenset("mail.ru bk.ru inbox.ru list.ru internet.ru yandex.ru ya.ru rambler.ru".split())

# ITU-T E.164, "List of assigned country codes", those of one country, and those (+39, +44, +47, +61, +212, +358) that
# small neighbours share with a large one, which is meant then. Not +1, which is two dozen countries. A table, since the
# `phonenumbers` library brings 48 MB; the two agree (its release 9.0.43).
_CODES = {
    code: country
    for country, code in (
        (one[:2], one[2:])
        for one in (
            "EG20 ZA27 GR30 NL31 BE32 FR33 ES34 HU36 IT39 RO40 CH41 AT43 GB44 DK45 SE46 NO47 PL48 DE49 PE51 MX52 CU53 "
            "AR54 BR55 CL56 CO57 VE58 MY60 AU61 ID62 PH63 NZ64 SG65 TH66 JP81 KR82 VN84 CN86 TR90 IN91 PK92 AF93 LK94 "
            "MM95 IR98 SS211 MA212 DZ213 TN216 LY218 GM220 SN221 MR222 ML223 GN224 CI225 BF226 NE227 TG228 BJ229 MU230 "
            "LR231 SL232 GH233 NG234 TD235 CF236 CM237 CV238 ST239 GQ240 GA241 CG242 CD243 AO244 GW245 SC248 SD249 "
            "RW250 ET251 SO252 DJ253 KE254 TZ255 UG256 BI257 MZ258 ZM260 MG261 ZW263 NA264 MW265 LS266 BW267 SZ268 "
            "KM269 ER291 AW297 FO298 GL299 GI350 PT351 LU352 IE353 IS354 AL355 MT356 CY357 FI358 BG359 LT370 LV371 "
            "EE372 MD373 AM374 BY375 AD376 MC377 SM378 UA380 RS381 ME382 HR385 SI386 BA387 MK389 CZ420 SK421 LI423 "
            "BZ501 GT502 SV503 HN504 NI505 CR506 PA507 HT509 BO591 GY592 EC593 PY595 SR597 UY598 TL670 BN673 PG675 "
            "TO676 SB677 VU678 FJ679 WS685 KP850 HK852 MO853 KH855 LA856 BD880 TW886 MV960 LB961 JO962 SY963 IQ964 "
            "KW965 SA966 YE967 OM968 PS970 AE971 IL972 BH973 QA974 BT975 MN976 NP977 TJ992 TM993 AZ994 GE995 KG996 "
            "UZ998 KZ76 KZ77 RU73 RU74 RU78 RU79"  # +7 is shared: see en.wikipedia.org/wiki/%2B7
        ).split()
    )
}
_LONGEST_NUMBER = 40  # characters, with what stands between the digits


class Residence(NamedTuple):
    """`country`: ISO 3166-1 alpha-2, "" where nothing tells; `because`: how it is known, as the user reads it behind a
    colon ("as set in your configuration", "their number begins with +420"), or why it is not."""

    country: str
    because: str


_NOWHERE = Residence("", "neither an address nor a number of theirs tells")


def residence(person: Somebody) -> Residence:
    """Where somebody lives, as far as one of the signs is sure; the strongest sign decides."""
    if person.country in ISO:
        return Residence(person.country, person.country_by)
    code, country = _of_phone(person.reach.phone) if person.reach.phone else ("", "")
    if country:
        return Residence(country, f"their number begins with +{code}")
    found = {country: spec for spec in person.addresses[::-1] if (country := of_address(spec))}
    if not found:
        return _NOWHERE
    if len(found) > 1:
        return Residence("", f"their addresses are of {len(found)} countries")
    ((country, spec),) = found.items()
    return Residence(country, f"their address ends in .{spec.rpartition('.')[2]}")


def of_address(spec: str) -> str:
    """The country of an address in normal form (`kith.people.address`), by the end of its domain; "" for none."""
    domain = domain_of(spec)
    _, dot, end = domain.rpartition(".")
    if not dot or len(end) != 2 or end in _SOLD or domain in _ABROAD:
        return ""
    country = "GB" if end == "uk" else end.upper()
    return country if country in ISO else ""


def _of_phone(number: str) -> tuple[str, str]:
    """The code an international number such as "+420 603 123 456" begins with, and whose it is; "" where it is shared,
    or unknown."""
    digits = re.sub(r"[ ./()-]", "", number[:_LONGEST_NUMBER])
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", digits):
        return "", ""
    codes = (digits[1 : length + 1] for length in (1, 2, 3))
    return next(((code, _CODES[code]) for code in codes if code in _CODES), ("", ""))
