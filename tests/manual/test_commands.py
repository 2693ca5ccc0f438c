"""kith-commands(7): the page under docs/man is of today, whole, and good roff."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kith import __version__
from kith.cli.manual import commands
from kith.cli.manual.commands import page
from kith.commands.table import GRAMMAR, TABLE, Declared

WRITTEN = Path(__file__).resolve().parents[2] / "docs" / "man" / "kith-commands.7"
SIGNS = {r"\e": "\\", r"\-": "-", r"\(dq": '"', r"\(aq": "'", r"\(ga": "`", r"\(ha": "^", r"\(ti": "~"}


def plain(roff: str) -> str:
    """What a reader sees of it, without its requests: a term, or what is said of it, in one line each."""
    found = [""]
    for line in roff.splitlines():
        if line.startswith("."):
            found += [line] if line == ".TP" else [""]
        elif found[-1] == ".TP":
            found += [line, ""]
        else:
            found[-1] = f"{found[-1]} {line}".strip()
    shown = "\n".join(line for line in found if line not in ("", ".TP"))
    for sign, seen in SIGNS.items():
        shown = shown.replace(sign, seen)
    return re.sub(r"\\f[BIR]|\\&", "", shown).replace("\\ ", " ")


def rendered(roff: str) -> str:
    """As groff shows it, 200 columns wide; a warning fails the test."""
    if not shutil.which("groff"):
        pytest.skip("not installed: groff")
    command = ["groff", "-man", "-ww", "-Tascii", "-rLL=200n", "-P-cbou"]
    done = subprocess.run(command, input=roff, capture_output=True, text=True, timeout=30, check=True)
    assert done.stderr == ""
    return done.stdout


def test_the_page_is_of_today() -> None:
    assert WRITTEN.read_text("ascii") == page(), "run scripts/man"


@pytest.mark.parametrize("one", TABLE, ids=lambda one: one.usage)
def test_every_command_stands_in_it_with_usage_meaning_example_and_other_words(one: Declared) -> None:
    shown = plain(page()).splitlines()
    at = shown.index(one.usage)
    entry = "\n".join(shown[at : at + 3])
    assert one.meaning.replace("`", "").lower() in entry.lower()
    assert f"Such as: {one.example}." in entry
    assert all(re.search(rf"Also: .*\b{word}\b", entry) for word in one.words)


def test_what_the_capitals_stand_for_is_told_as_the_help_tells_it() -> None:
    shown = plain(page()).splitlines()
    told = [f"{word}: {shown[shown.index(word) + 1]}" for word in ("WHO", "LENGTH", "DAY")]
    after = shown[shown.index("DAY") + 2]
    assert " ".join([*told, after]) == " ".join(GRAMMAR.split())


def test_groff_shows_it_without_a_warning() -> None:
    shown = rendered(page())
    for one in TABLE:
        assert one.usage in shown
        assert one.example in shown
    assert f"kith {__version__}" in shown


def test_whatever_stands_in_the_table_is_shown_and_is_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = Declared(".so /etc/passwd", ".br 'x' \\fBy", '\'tis \\n(yr "a" – b', ".", words=("x",))
    monkeypatch.setattr(commands, "TABLE", (*TABLE, hostile))
    shown = rendered(page())
    assert ".br 'x' \\fBy" in shown
    assert '\'tis \\n(yr "a" - b.' in shown.replace("--", "-")
