"""The forms a value can have: each a type with its check and the words that say what is wanted.

A check raises ValueError with what is wrong, or with nothing where the wanted form says it all;
`kith.config.faults` makes a sentence of it. No check opens a file, except that the standard library looks a
time zone up in its own tables.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, InstanceOf, PlainSerializer, ValidationInfo

from kith.config import durations, guesses, when
from kith.people.address import normalise

FROM_FILE = {"source": "file"}  # the validation context of a loader: a bare number is no span of time


@dataclass(frozen=True, slots=True)
class Form:
    """What is wanted, as a person reads it behind the word "want"."""

    text: str


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What holds where the key is left out, in words, because it depends on something else."""

    text: str


def _text(value: str) -> str:
    """Control characters could forge a line of a log or a second command of a protocol."""
    for char in value:
        if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}:
            raise ValueError(f"holds the control character U+{ord(char):04X}")
    return value


def _word(value: str) -> str:
    if not value or value != value.strip():
        raise ValueError("is empty" if not value.strip() else "begins or ends with a blank")
    return _text(value)


def _argument(value: str) -> str:
    """Whatever a program can be given: a script of several lines too, but not what ends a C string."""
    if any(char == "\0" or unicodedata.category(char) == "Cs" for char in value):
        raise ValueError("holds a null character")
    return value


def _address(value: str) -> str:
    if value.startswith(("mailto:", "'", "*")) or value != value.strip() or not normalise(value):
        raise ValueError
    return value


def _my_address(value: str) -> str:
    return f"*@{_host(value[2:])}" if value.startswith("*@") else _address(value)


def _host(value: str) -> str:
    if "://" in value or "/" in value:
        raise ValueError("is more than the name")
    if is_ip(value):
        return value
    if re.fullmatch(r".+:[0-9]+|\[.*", value):
        raise ValueError("stands in brackets" if value[0] == "[" else "the port has a key of its own")
    if len(value) > 253 or not re.fullmatch(r"[\w-]{1,63}(\.[\w-]{1,63})*\.?", value):
        raise ValueError
    return value


def is_ip(host: str) -> bool:
    """Whether `host` is an IPv4 or IPv6 address in digits."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether `host` can only be this machine: localhost, 127.0.0.0/8 or ::1."""
    if is_ip(host):
        return ipaddress.ip_address(host).is_loopback
    return host.lower().rstrip(".") == "localhost"


def _url(value: str) -> str:
    """The base address of an HTTP service, without what could hold a secret: a user, a query, a fragment."""
    try:
        parts = urlsplit(_word(value))
        _ = parts.port  # raises for what is no number
    except ValueError:
        raise ValueError from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or not value.isascii() or " " in value:
        raise ValueError
    if "@" in parts.netloc:
        raise ValueError("holds a user or a password; a key has a setting of its own")
    if "?" in value or "#" in value:
        raise ValueError("goes on behind the path")
    _host(parts.hostname)
    return value.rstrip("/")


def service(value: object) -> tuple[str, str] | None:
    """Scheme and host of what has the form of a `Url`, else None."""
    try:
        parts = urlsplit(_url(value)) if isinstance(value, str) else None
    except ValueError:
        return None
    return (parts.scheme, parts.hostname or "") if parts else None


def _path(value: object) -> object:
    """Relative paths are refused: a daemon's working directory is nobody's idea of home."""
    if not isinstance(value, str):
        return value
    _word(value)
    if not value.startswith(("/", "~/")):
        raise ValueError
    return Path(value)


def _address_pattern(value: str) -> str:
    _word(value)
    if "@" not in value and not set(value) & set("*?["):
        raise ValueError(f'did you mean "*@{value}"?')
    return value.lower()


def _folder_pattern(value: str) -> str:
    if set(_word(value)) <= {"*"}:
        raise ValueError("would leave out every folder")
    return value


def _account_name(value: str) -> str:
    if not re.fullmatch(r"\w[\w.-]{0,39}", value):
        raise ValueError
    return value


def _group_name(value: str) -> str:
    if len(_word(value)) > 40 or "," in value or value.casefold() == "none":
        raise ValueError
    return value


def _credential(value: str) -> str:
    if "/" in value or value in {".", ".."}:
        raise ValueError("holds a path")
    return _word(value)


def _fingerprint(value: str) -> str:
    """As `openssl x509 -fingerprint -sha256` prints it, or without the colons."""
    kind, _, digits = value.lower().partition(":")
    digits = digits.replace(":", "")
    if kind != "sha256" or not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise ValueError
    return f"sha256:{digits}"


def _variable(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value):
        raise ValueError
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, LookupError):  # a folder such as "Europe", "../x", a name nobody knows
        known = available_timezones()
        is_folder = any(zone.startswith(f"{value}/") for zone in known)
        raise ValueError("" if is_folder else guesses.did_you_mean(value, known)) from None
    return value


def _when(value: object) -> object:
    return when.parse(value) if isinstance(value, str) else value


def _days(value: object, info: ValidationInfo) -> object:
    """From a file (the loader sets a context) only with a unit; in Python a number of days."""
    return durations.days(value) if isinstance(value, str) else _number(value, info)


def _seconds(value: object, info: ValidationInfo) -> object:
    return durations.seconds(value) if isinstance(value, str) else _number(value, info)


def _number(value: object, info: ValidationInfo) -> object:
    if info.context == FROM_FILE:
        raise ValueError("has no unit" if isinstance(value, int) and not isinstance(value, bool) else "")
    return value


def _between(lowest: int, highest: int) -> Callable[[int], int]:
    """A range of a span of time; the form says it in the units people write."""

    def check(value: int) -> int:
        if not lowest <= value <= highest:
            raise ValueError
        return value

    return check


Text = Annotated[str, AfterValidator(_text), Form("text on one line")]
Word = Annotated[str, AfterValidator(_word), Form("text on one line, not empty")]
Address = Annotated[str, AfterValidator(_address), Form('an address such as "sam@example.org"')]
Addresses = Annotated[
    tuple[Address, ...], Field(strict=False), Form('a list of addresses such as ["karen@example.org"]')
]
MyAddress = Annotated[
    str,
    AfterValidator(_my_address),
    Form('an address such as "sam@example.org", or "*@example.org" for a whole domain'),
]
MyAddresses = Annotated[
    tuple[MyAddress, ...], Field(strict=False), Form('a list of addresses such as ["sam@old.example"]')
]
Host = Annotated[str, AfterValidator(_host), Form('a host name such as "mail.example.org"')]
Url = Annotated[
    str,
    AfterValidator(_url),
    Form('a URL such as "http://localhost:11434/v1" or "https://llm.example.org/v1"'),
]
Port = Annotated[int, Field(ge=1, le=65535)]
Location = Annotated[Path, BeforeValidator(_path), Form('a path that begins with "/" or "~/"')]
Locations = Annotated[
    tuple[Location, ...], Field(strict=False), Form('a list of paths such as ["~/.contacts"]')
]
AddressPatterns = Annotated[
    tuple[
        Annotated[str, AfterValidator(_address_pattern), Form('a pattern such as "*@news.example.org"')], ...
    ],
    Field(strict=False),
    Form('a list of patterns such as ["*@news.example.org"]'),
]
FolderPatterns = Annotated[
    tuple[Annotated[str, AfterValidator(_folder_pattern), Form('a pattern such as "Newsletters*"')], ...],
    Field(strict=False),
    Form('a list of patterns such as ["Newsletters*"]'),
]
Command = Annotated[
    tuple[Annotated[str, AfterValidator(_argument), Form("text")], ...],
    Field(strict=False, min_length=1),
    Form('a list with the program and its arguments, such as ["pass", "mail/sam"]'),
]
CredentialName = Annotated[
    str, AfterValidator(_credential), Form('the name of a systemd credential, such as "imap-password"')
]
Fingerprint = Annotated[
    str, AfterValidator(_fingerprint), Form('"sha256:" and 64 hexadecimal digits, with colons or without')
]
VariableName = Annotated[
    str, AfterValidator(_variable), Form('the name of an environment variable, such as "KITH_PASSWORD"')
]
GroupName = Annotated[str, AfterValidator(_group_name), Form('a name such as "family", but not "none"')]
AccountName = Annotated[str, AfterValidator(_account_name)]
Zone = Annotated[str, AfterValidator(_zone), Form('a time zone such as "Europe/Prague"')]
Appointment = Annotated[
    InstanceOf[when.When],
    BeforeValidator(_when),
    PlainSerializer(str),
    Form('days and a time, such as "mon 07:30", "mon,thu 18:00" or "daily 07:30"'),
]
Days = Annotated[
    int,
    BeforeValidator(_days),
    AfterValidator(_between(1, 3653)),
    PlainSerializer(lambda days: f"{days}d"),
    Form('a number and d, w, m or y, such as "10d", "6w", "4m" or "1y"; at most "10y"'),
]
Seconds = Annotated[
    int,
    BeforeValidator(_seconds),
    AfterValidator(_between(10, 86_400)),
    PlainSerializer(durations.written),
    Form('a number and s, m or h, such as "90s", "10m" or "1h"; "10s" to "24h"'),
]
