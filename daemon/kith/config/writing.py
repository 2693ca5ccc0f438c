"""The text of a configuration that `kith init` writes: a new one, or the user's own with a few values changed.

Pure. What the user wrote by hand stays, comments included: a value is put in its place by tomlkit, and the result is
read again and must say exactly what was meant. Every text that leaves here has passed `load`.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import tomli_w
import tomlkit
from tomlkit.exceptions import TOMLKitError

from kith.config.load import load

Place = tuple[str, ...]
Changes = Mapping[Place, Any]
"""Values by their place, ("accounts", "personal", "host"); None takes a key out."""

BOM = "\N{BYTE ORDER MARK}"
_HEADER = """\
# kith's configuration, begun by `kith init`. It is yours to edit: `kith config validate` checks it, and
# `kith config example` explains everything that can be set. `kith init` asks before it changes anything here.
"""
_COMMENTS = {
    "accounts": "# Your mailbox. The password is not in this file, only where it is found.\n",
    "digest": "# When the digest comes, and how many people it suggests at most.\n",
    "drafts": (
        "# mailbox: drafts are put into your Drafts folder. learn_style: your own sent text is read to learn how you\n"
        "# greet; only counts are kept.\n"
    ),
}


def new_text(tables: Mapping[str, Any], path: str, notes: Mapping[str, str] | None = None) -> str:
    """A whole file out of its tables, in their order. `notes`: comments put behind a table, "\\n" at their ends.

    Raises Misconfigured where kith itself would refuse it; `path` is what messages call the file.
    """
    parts = [_HEADER]
    for name, table in tables.items():
        comment = _COMMENTS.get(name, "")
        parts.append(
            comment + tomli_w.dumps({name: table}).replace("[accounts]\n", "") + (notes or {}).get(name, "")
        )
    text = "\n".join(parts)
    load(text, path)
    return text


def changed_text(text: str, changes: Changes, path: str) -> str:
    """The user's own text with these changes and no others; its line ends and a byte order mark stay as they are.

    Raises Misconfigured where kith itself would refuse the result.
    """
    mark = BOM if text.startswith(BOM) else ""
    windows = "\r\n" in text and not re.search(r"(?<!\r)\n", text)
    text = text.removeprefix(BOM)
    wanted = tomllib.loads(text)
    for place, value in changes.items():
        _set(wanted, place, value)
    result = _edited(text, changes)
    if (
        result is None or _data(result) != wanted
    ):  # a form that tomlkit does not manage: the comments are lost
        result = f"{_HEADER}\n{tomli_w.dumps(wanted)}"
    if windows:  # in texts of several lines, too: readers of TOML take either end for the same
        result = re.sub(r"(?<!\r)\n", "\r\n", result)
    load(result, path)
    return mark + result


def _edited(text: str, changes: Changes) -> str | None:
    try:
        document = tomlkit.parse(text)
        for place, value in changes.items():
            _set(document, place, value)
        return tomlkit.dumps(document)
    except (TOMLKitError, ValueError, TypeError, LookupError, AttributeError):
        return None


def _data(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except ValueError:
        return None


def _set(data: Any, place: Place, value: Any) -> None:
    *tables, key = place
    for table in tables:
        if table not in data:
            data[table] = (
                tomlkit.table() if isinstance(data, tomlkit.TOMLDocument | tomlkit.items.Table) else {}
            )
        data = data[table]
    if value is not None:
        data[key] = value
    elif key in data:
        del data[key]
