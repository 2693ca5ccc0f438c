"""The settings the other way round: as TOML data for `kith config show`, declarations for the manual."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from kith.config import declared
from kith.config.declared import Declared, Loc
from kith.config.faults import MASK
from kith.config.forms import Otherwise
from kith.config.settings import SECRET_KEYS, Settings

_COMMANDS = ("password_command", "token_command")


@dataclass(frozen=True, slots=True)
class Setting:
    """One declared setting, in words for a manual.

    `key` is dotted, with a "*" for a name or number of the user's: "accounts.*.port". `default` is a value as
    TOML has it (`plain`), or words where it depends on something else; "" where the key is required.
    """

    key: str
    form: str
    description: str
    default: str
    plain: bool = True

    @property
    def required(self) -> bool:
        return not self.default


def describe() -> Iterator[Setting]:
    """Every setting, table by table in the order they are declared, the ways to a secret last in theirs."""
    for loc, table in declared.sections():
        for key in _secrets_last(table.keys):
            inside = declared.at((*loc, key))
            if table.section and not inside.holds_tables:
                yield _setting((*loc, key), table.section, inside)


def _setting(loc: Loc, section: type[BaseModel], inside: Declared) -> Setting:
    key = str(loc[-1])
    field = section.model_fields[key]
    words = next((mark.text for mark in inside.marks if isinstance(mark, Otherwise)), "")
    value = section.model_construct().model_dump(mode="json", include={key}, warnings=False).get(key)
    default = "" if field.is_required() else words or ("none" if value is None else json.dumps(value))
    return Setting(
        ".".join(map(str, loc)),
        inside.form,
        field.description or "",
        default,
        plain=not words and value is not None,
    )


def show(settings: Settings) -> dict[str, Any]:
    """What is in force, defaults written out, as tables that tomli_w can write and `load` can read.

    Arguments of commands are masked, because a password can stand among them: such a table shows, it does not
    round-trip.
    """
    data = settings.model_dump(mode="json", exclude_none=True)
    for table in (*data["accounts"].values(), data.get("smtp", {}), data.get("llm", {})):
        for key in _COMMANDS:
            if key in table:
                table[key] = [table[key][0], *(MASK for _ in table[key][1:])]
    tables = {name: _ordered(account) for name, account in data["accounts"].items()}
    others: dict[str, Any] = {key: _ordered(data[key]) for key in ("smtp", "llm") if key in data}
    return {**data, "accounts": tables, **others}


def _ordered(table: dict[str, Any]) -> dict[str, Any]:
    return {key: table[key] for key in _secrets_last(table)}


def _secrets_last(keys: Iterable[str]) -> list[str]:
    """In a model the inherited fields come first; a reader wants the address and the host before them."""
    return sorted(keys, key=lambda key: key in SECRET_KEYS)
