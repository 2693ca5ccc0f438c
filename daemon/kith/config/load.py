"""From the text of `config.toml` to settings, or to one message that names every fault in it.

Pure: `kith.files` reads the text. Nothing but `Misconfigured` is ever raised, whatever the text is.
"""

import re
import tomllib
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from kith.config import checks
from kith.config.faults import Fault, from_pydantic
from kith.config.forms import FROM_FILE
from kith.config.settings import Settings
from kith.errors import Misconfigured

NEXT = "Edit the file, then run `kith config validate`. `kith config example` explains every setting."
_POSITION = re.compile(r"(?P<what>.*) \(at (?P<where>line \d+, column \d+|end of document)\)", re.DOTALL)
# How tomllib's message begins, and what it means to somebody who wrote the file by hand. The message
# itself is not quoted: it can hold a piece of the line, and the line a password.
_SYNTAX = {
    "Invalid value": 'a value that is no TOML; text stands in double quotes: key = "text"',
    "Invalid statement": 'neither a [table] nor a line of the form key = "value"',
    "Expected '=' after": "a key without an = behind it; names of more than one word take quotes",
    "Expected ']": "a table header without its closing bracket",
    "Expected newline": "more text behind the end of a value; each setting stands on a line of its own",
    "Cannot declare": "this table stands in the file twice, or its name is a setting already",
    "Cannot overwrite": "this key stands in its table twice",
    "Duplicate inline": "this key stands in its table twice",
    "Cannot mutate": "this table is closed; { } and [[ ]] cannot be added to later",
    "Cannot redefine": "this table is closed; { } and [[ ]] cannot be added to later",
    "Unclosed array": "a list without its closing bracket, or a comma is missing in it",
    "Unclosed inline": "a { without its }, or a comma is missing; it must end on the line it began on",
    "Unterminated string": "text without its closing quote",
    "Unescaped": "a \\ in double quotes starts an escape; write \\\\ or use single quotes",
    "Illegal character": "a character that may not stand here; text ends on the line it began on",
    "Found invalid": "a control character or a lone carriage return",
    "Invalid initial": "a key that begins with a character that needs quotes",
    "Invalid date": "a date or time that does not exist",
}


def load(text: str, path: str) -> Settings:
    """The settings in `text`; `path` is only what messages call the file.

    Raises Misconfigured with all faults at once: place, value, what is wanted, what to do next.
    """
    data = _parse(text.removeprefix("\N{BYTE ORDER MARK}"), path)
    faults = list(checks.across(data))
    try:
        settings = Settings.model_validate(data, context=FROM_FILE)
    except ValidationError as refused:
        errors = refused.errors(include_url=False)
        faults += [fault for error in errors if (fault := from_pydantic(error))]
    if faults:
        raise Misconfigured(_message(path, map(str, sorted(faults, key=_order))))
    return settings


def _parse(text: str, path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        fault = "lists or tables within one another beyond all measure"
    except ValueError as refused:  # TOMLDecodeError, or a number of more digits than Python converts
        fault = _syntax(str(refused))
    raise Misconfigured(_message(path, [fault]))


def _syntax(words: str) -> str:
    """Where the text stops being TOML, and what is likely wrong there."""
    position = _POSITION.fullmatch(words)
    if not position:
        return "a number with more digits than can be read"
    where, what = position["where"], position["what"]
    meaning = next((ours for theirs, ours in _SYNTAX.items() if what.startswith(theirs)), "this is no TOML")
    return f"{where.replace('end of document', 'at the end')}: {meaning}"


def _order(fault: Fault) -> tuple[int, str, int]:
    """Table by table in the order of the declarations, what belongs to none first."""
    tables = list(Settings.model_fields)
    head, second = fault.loc[0], (*fault.loc, "")[1]
    table = tables.index(str(head)) if head in tables else -1
    return (
        table,
        str(second) if head in ("accounts", "groups") else "",
        second if isinstance(second, int) else 0,
    )


def _message(path: str, faults: Iterable[str]) -> str:
    lines = list(dict.fromkeys(faults))
    count = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
    return "\n".join([f"{path}: {count}", *(f"  {line}" for line in lines), NEXT])
