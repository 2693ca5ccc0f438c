"""config.example.toml is the manual: it loads as it is and with every line switched on, and it cannot drift."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kith.config.load import load
from kith.config.settings import SECRET_KEYS
from kith.config.show import Setting, describe

EXAMPLE = (Path(__file__).parent.parent.parent / "config.example.toml").read_text("utf-8")
FULL = re.sub(r"(?m)^#(?=[a-z_.]+ = |\[)", "", EXAMPLE)
WAYS = (
    *SECRET_KEYS,
    "oauth_of",
)  # each in the place of the others: no two of them are switched on in one table
SETTINGS = [setting for setting in describe() if setting.key.rpartition(".")[2] not in WAYS]


class Entry(NamedTuple):
    """One setting of the example: the header it stands under, its dotted key, its line, the prose above it."""

    table: str
    key: str
    line: str
    prose: str


def entries() -> Iterator[Entry]:
    table = prose = ""
    for line in EXAMPLE.splitlines():
        if header := re.fullmatch(r"#?\[+([\w.]+)\]+", line):
            table, prose = header[1], ""
        elif key := re.match(r"#?([a-z_.]+) = ", line):
            dotted = ".".join([*filter(None, [starred(table)]), key[1]])
            yield Entry(table, dotted, line, " ".join(prose.split()))
            prose = ""
        else:
            prose += line.lstrip("# ") + " "


def starred(table: str) -> str:
    """The header with the user's own names as `describe` has them."""
    return "person.*" if table == "person" else re.sub(r"^(accounts|groups)\.\w+", r"\1.*", table)


ENTRIES = list(entries())
# The other accounts are there to show the other ways to a password.
ONCE = [
    entry
    for entry in ENTRIES
    if not entry.table.startswith("accounts.") or entry.table == "accounts.personal"
]
# The keys of `oauth` stand where they are first needed, one account for each provider.
ONCE += {entry.key: entry for entry in reversed(ENTRIES) if ".oauth." in entry.key}.values()
PROSE = {entry.key: entry.prose for entry in ONCE}


def test_the_example_loads_as_it_is():
    settings = load(EXAMPLE, "config.example.toml")
    assert list(settings.accounts) == ["personal"]
    assert settings.smtp is None


def test_the_example_loads_with_every_line_switched_on():
    settings = load(FULL, "config.example.toml")
    assert settings.smtp
    assert settings.person[0].name == "Karen Holm"


def test_only_required_lines_are_live():
    live = [entry.key for entry in ENTRIES if not entry.line.startswith("#")]
    assert live == ["accounts.*.email", "accounts.*.host", "accounts.*.password_command"]


def test_the_example_names_every_setting_once():
    counted = Counter(entry.key for entry in ONCE)
    assert {key: counted[key] for key in counted if key.rpartition(".")[2] not in WAYS} == {
        setting.key: 1 for setting in SETTINGS
    }


def test_each_way_to_a_password_is_shown_with_one_account_and_explained():
    shown = [key for table in tomllib.loads(FULL)["accounts"].values() for key in table if key in SECRET_KEYS]
    assert sorted(shown) == sorted(SECRET_KEYS)
    prose = " ".join(EXAMPLE.replace("\n#", " ").split())
    for setting in describe():
        assert setting.description in prose, setting.key


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_the_prose_is_the_declaration(setting: Setting):
    assert setting.description in PROSE[setting.key]
    if not setting.required:
        assert f"Default: {setting.default}." in PROSE[setting.key]


def test_switching_the_digest_lines_on_changes_nothing_but_what_has_no_plain_default():
    full = load(FULL, "config.example.toml")
    assert full.digest == load(EXAMPLE, "config.example.toml").digest.model_copy(
        update={"timezone": "Europe/Prague", "to": "sam@example.org"}
    )
