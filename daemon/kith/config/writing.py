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
    if result is not None:
        result = _with_comments_in_place(text, result)
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


def _with_comments_in_place(before: str, after: str) -> str:
    """The text with a new table above the comments that stand on the table below it.

    tomlkit counts comments to the table above them, and so puts a new one between them and theirs.
    """
    own, lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    new = next((at for at, line in enumerate(lines) if line.startswith("[") and line not in own), len(lines))
    rest = range(new + 1, len(lines))
    below = next((at for at in rest if lines[at].startswith("[") and lines[at] in own), None)
    if below is None:
        return after
    end = new
    while end and not lines[end - 1].strip():
        end -= 1
    begin = end
    while begin and lines[begin - 1].startswith("#"):
        begin -= 1
    words, newline = lines[begin:end], "\r\n" if lines[below].endswith("\r\n") else "\n"
    if (begin and lines[begin - 1].strip()) or "".join([*words, lines[below]]) not in before:
        begin, words = new, []  # they stand on nothing, or belong to the table above
    table = newline.join("".join(lines[new:below]).rstrip().splitlines()) + newline * 2
    moved = "".join([*lines[:begin], table, *words, *lines[below:]])
    # What looked like a table may be text within a value.
    return moved if _data(moved) == _data(after) else after


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
