"""Advice for a key that no setting has: the one that was meant, the table it belongs to, ways to a secret."""

import re
from collections.abc import Sequence

from kith.config import declared, guesses
from kith.config.settings import SECRET_KEYS

_SECRETIVE = re.compile(r"pass|pwd|secret|token|credential|api.?key", re.IGNORECASE)
# What other programs call it.
_ALIASES = {
    "hour": "when", "time": "when", "at": "when", "schedule": "when", "day": "when", "days": "when",
    "tz": "timezone", "recipient": "to", "limit": "max_people", "count": "max_people",
    "server": "host", "hostname": "host", "imap": "host", "username": "user", "login": "user",
    "ssl": "security", "tls": "security", "starttls": "security", "encryption": "security", "ca": "ca_file",
    "mail": "email", "address": "email", "addresses": "email", "aliases": "me", "interval": "poll",
    "frequency": "every", "cadence": "every", "channel": "prefers", "preferred": "prefers",
    "telephone": "phone", "mobile": "phone", "tel": "phone", "number": "phone", "linkedin": "profile",
    "url": "profile", "refuses": "declines", "dislikes": "declines", "budget": "minutes",
    "calendar": "invitation", "ics": "invitation", "event": "invitation",
}  # fmt: skip


def advice(key: str, siblings: Sequence[str]) -> str:
    """What to do about `key` in a table that has the keys `siblings`."""
    if f"{key}_file" in siblings and SECRET_KEYS[0] not in siblings:
        return (
            f"secrets do not belong in this file; write it into one of mode 600, and name that by {key}_file"
        )
    if is_secretive(key) and not guesses.nearest(key, siblings, likeness=0.85):
        ways = ", ".join(SECRET_KEYS)
        where = "use one of" if SECRET_KEYS[0] in siblings else "an account takes one of"
        return f"passwords do not belong in this file; {where} {ways}"
    return f"no such setting; {_meant(key, siblings) or _elsewhere(key) or _all(siblings)}"


def is_secretive(key: str) -> bool:
    """Whether somebody may have put a secret at this key."""
    return bool(_SECRETIVE.search(key))


def _meant(key: str, siblings: Sequence[str]) -> str:
    alias = _ALIASES.get(key.lower())
    if alias in siblings:
        return f'did you mean "{alias}"?'
    return "" if _elsewhere(key) else guesses.did_you_mean(key, siblings)


def _elsewhere(key: str) -> str:
    """TOML reads a key as part of the table above it, so that keys end up in the wrong one."""
    for loc, table in declared.sections():
        if key in table.keys:
            return f"it belongs in {_header(loc)}" if loc else "it belongs above the first [table]"
    return ""


def _header(loc: declared.Loc) -> str:
    if loc[0] == "person":
        return "[[person]]"
    return f"[{'.'.join('NAME' if part == '*' else str(part) for part in loc)}]"


def _all(siblings: Sequence[str]) -> str:
    return f"there are {', '.join(siblings)}"
