"""What an authorization server answers, before any library reads it: a JSON object, each value of its kind.

The libraries trust the server for more than it is good for: an error page, a list, a number in the place of a text end
in errors of all kinds there. Sources: RFC 6749 sections 5.1 and 5.2, RFC 8628 section 3.2, RFC 8259.
"""

import math
from collections.abc import Mapping
from typing import Any

from kith.oauth.token_file import Granted

LONGEST = 256 * 1024  # bytes; Microsoft's longest have about 10,000
LONGEST_TOKEN = 24 * 1024  # characters; two of them have room in the file (`token_file.ROOM`)
_TEXTS = (
    "access_token", "refresh_token", "id_token", "token_type", "scope", "error", "error_description", "device_code",
    "user_code", "verification_uri", "issuer", "authorization_endpoint", "token_endpoint",
    "device_authorization_endpoint",
)  # fmt: skip
_TOKENS = ("access_token", "refresh_token")
_SECONDS = ("expires_in", "interval")
_YEARS = 10 * 366 * 86400


def wrong_with(response: Any) -> str:
    """What makes it no answer, in a clause without a word of its own: it may hold a secret. "" for a good one."""
    if len(response.content) > LONGEST:
        return f"more than {LONGEST // 1024} KiB"
    try:
        answer = response.json()
    except (ValueError, RecursionError):
        return "no JSON"
    if not isinstance(answer, dict):
        return "no JSON object"
    for key in _TEXTS:
        if not isinstance(answer.get(key, ""), str | None):
            return f"{key} is no text"
    for key in _TOKENS:
        token = answer.get(key) or ""
        if not (token.isascii() and token.isprintable() and len(token) <= LONGEST_TOKEN):
            return f"{key} is no token"
    if any(seconds(answer.get(key, 0)) is None for key in _SECONDS if answer.get(key) is not None):
        return f"{' or '.join(_SECONDS)} is no number of seconds"
    return ""


def seconds(told: object) -> int | None:
    """A number of seconds, also where it came as a text; None for what is none that anybody could mean."""
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        return None
    try:
        number = float(told)
    except (ValueError, OverflowError):
        return None
    return int(number) if math.isfinite(number) and abs(number) <= _YEARS else None


def granted(answer: Mapping[str, Any], who: str = "") -> Granted | None:
    """What such an answer grants; None where there is no access token in it."""
    access = answer.get("access_token")
    if not access:
        return None
    return Granted(
        str(access), str(answer.get("refresh_token") or ""), seconds(answer.get("expires_in")), who
    )
