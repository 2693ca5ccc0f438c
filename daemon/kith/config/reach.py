"""The forms of what says how a person can be reached: numbers, profiles, channels. As in `kith.config.forms`, a check
raises ValueError with what is wrong, or with nothing where the wanted form says it all.
"""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from kith.config.forms import Form
from kith.people.countries import ISO


def phone(value: str) -> str:
    """ITU-T E.164 section 6.2.1: a country code that does not begin with 0, fifteen digits at most.

    Kept as it is written, which is how its owner reads it; `kith.mail.links` takes the digits.
    """
    if re.search(r"\(\s*0\s*\)", value):
        raise ValueError('the "(0)" is dialled at home only')
    if not re.fullmatch(r"\+[1-9]([ ./()-]*[0-9]){6,14}", value):
        raise ValueError("" if value.startswith("+") else "lacks the + and the country code")
    return value


def profile(value: str) -> str:
    """Without its scheme: kith's letters hold no link into the web, so that it is never more than text."""
    bare = re.sub(r"^https?://", "", value).rstrip("/")
    if len(bare) > 200 or not re.fullmatch(r"([\w-]+\.)+[^\W\d_]{2,}(/[\w.~%@+-]+)+", bare):
        raise ValueError("holds a question mark; what follows is not needed" if "?" in bare else "")
    return bare


def country(value: str) -> str:
    """ISO 3166-1 alpha-2; the two codes that people take for Britain's and Greece's are named."""
    if value.upper() in ISO and value != value.upper():
        raise ValueError(f'is written "{value.upper()}"')
    if meant := {"UK": "GB", "EL": "GR"}.get(value.upper()):
        raise ValueError(f'did you mean "{meant}"?')
    if value not in ISO:
        raise ValueError
    return value


Country = Annotated[
    str, AfterValidator(country), Form('the two letters of a country, such as "CZ" or "GB" (ISO 3166-1)')
]
Channel = Literal["mail", "text", "phone", "person", "linkedin"]
Channels = Annotated[tuple[Channel, ...], Field(strict=False), Form('a list of channels such as ["phone"]')]
Phone = Annotated[
    str, AfterValidator(phone), Form('an international number such as "+44 20 7946 0018", 7 to 15 digits')
]
Profile = Annotated[
    str, AfterValidator(profile), Form('the address of a profile such as "linkedin.com/in/karen"')
]
