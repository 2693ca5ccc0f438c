"""One fault of a configuration in our words: where it is, what was written, what is wanted.

A value that could be a secret is never shown: neither what stands at a key nobody knows, nor what was written
where the way to a secret belongs or where a whole table does, because people put the password itself there.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kith.config import declared, guesses, unknown
from kith.config.declared import Declared, Loc
from kith.config.settings import SECRET_KEYS

MASK = "********"
LONGEST = 80  # characters of a value that are shown
_NAMES = {  # tables whose names are the user's own, and what one has to be
    "accounts": "want a name of up to 40 letters, digits, -, _ or . for the account",
    "groups": 'want a name of up to 40 letters for the group, without commas and not "none"',
}
_BARE_KEY = re.compile(r"[A-Za-z0-9_*-]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """Where it is, the words behind the colon, and the value that was written ("" where it is not shown)."""

    loc: Loc
    words: str
    value: str = ""

    def __str__(self) -> str:
        written = f" = {self.value}" if self.value else ""
        return f"{place(self.loc)}{written}: {self.words}"


def from_pydantic(error: Mapping[str, Any]) -> Fault | None:
    """The fault behind one of `ValidationError.errors()`; None for one that only follows from another.

    Pydantic's own words stay behind: an error of a kind not known here reads "want" and the declared form.
    """
    kind, loc, value = error["type"], tuple(error["loc"]), error["input"]
    if kind == "default_factory_not_called":
        return None
    if kind == "extra_forbidden":
        return Fault(loc, unknown.advice(str(loc[-1]), declared.at(loc[:-1]).keys))
    if loc[-1] == "[key]":
        return Fault(loc[:-1], _NAMES[str(loc[0])])
    here = declared.at(loc)
    if kind == "missing":
        return Fault(loc, f"is missing; want {here.form}")
    if here.section and loc[0] == "groups" and len(loc) == 2:
        return Fault(loc[:1], "this belongs to one group; put a line such as [groups.family] above it")
    if here.section and loc[0] == "accounts" and len(loc) == 2:
        return Fault(loc[:1], "this belongs to one account; put a line such as [accounts.personal] above it")
    words = _wanted(kind, here, value, error.get("ctx", {}))
    return Fault(loc, words, "" if here.holds_tables else shown(loc, value))


def _wanted(kind: str, here: Declared, value: object, context: Mapping[str, Any]) -> str:
    reason, form = "", here.form
    if kind == "value_error":
        reason = str(context["error"])
    elif here.choices:
        reason = guesses.did_you_mean(str(value), here.choices) if isinstance(value, str) else ""
    elif kind in {"greater_than_equal", "less_than_equal"}:
        form = form.removeprefix("a whole number, ")
    elif kind == "too_short":
        reason = "is empty"
    elif isinstance(value, str) and not here.holds_tables:
        reason = "is no list" if here.entry else "stands in quotes"
    if reason.endswith("?"):
        return f"want {form}; {reason}"
    return f"{reason}; want {form}" if reason else f"want {form}"


def place(loc: Loc) -> str:
    """Where in the file: `[accounts.work] port`, `[[person]] #2 every`, `me, entry 1`."""
    table, keys = _table(loc)
    named = ".".join(quoted_key(key) for key in keys if isinstance(key, str))
    entries = "".join(f", entry {key + 1}" for key in keys if isinstance(key, int))
    return f"{table} {named}{entries}".strip()


def _table(loc: Loc) -> tuple[str, Loc]:
    """The header that `loc` stands under, and the rest of it."""
    head = str(loc[0])
    if head in _NAMES and len(loc) > 1:
        return f"[{head}.{quoted_key(str(loc[1]))}]", loc[2:]
    if head == "person":
        number = f" #{loc[1] + 1}" if len(loc) > 1 and isinstance(loc[1], int) else ""
        return f"[[person]]{number}", loc[2:]
    try:
        top = declared.at(loc[:1])
    except KeyError:
        return "", loc
    return (f"[{head}]", loc[1:]) if top.holds_tables else ("", loc)


def shown(loc: Loc, value: object) -> str:
    """A value as it was written, on one line and not too long; masked where it could be a secret."""
    if set(loc) & {*SECRET_KEYS, "client_secret_file"}:
        return MASK
    text = _toml(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _toml(value: object, depth: int = 0) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        value = re.sub(r"(?<=://)[^/]*@", f"{MASK}@", value)
        return _quoted(re.sub(r"(://[^?#]*[?#]).*", rf"\1{MASK}", value))
    if isinstance(value, list):
        return (
            "[" + ", ".join(_toml(each, depth + 1) for each in value[:LONGEST]) + "]" if depth == 0 else "[…]"
        )
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, int) and value.bit_length() > 256:
        return "a number too long to show"  # and to convert: Python refuses more than 4300 digits
    return str(value)


def _quoted(text: str) -> str:
    """In double quotes; what does not print, or would print backwards, as \\uXXXX."""
    plain = json.dumps(text[: 2 * LONGEST], ensure_ascii=False)
    return "".join(
        f"\\u{ord(char):04x}" if unicodedata.category(char)[0] in "CZ" and char != " " else char
        for char in plain
    )


def quoted_key(key: str) -> str:
    """A key as TOML wants it written: in quotes where it is not bare."""
    return key if _BARE_KEY.fullmatch(key) else _quoted(key)
