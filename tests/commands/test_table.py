"""The table is whole: every command has words, an example that is understood, and its place in the documentation."""

import re
from pathlib import Path

import pytest

from commands.test_grammar import NAMES, TODAY
from kith.commands.command import Called, Command, Names
from kith.commands.grammar import parse
from kith.commands.languages import VERBS
from kith.commands.table import NOBODY, TABLE, WORDS, Declared, help_text

DESIGN = (Path(__file__).resolve().parents[2] / "docs/design.md").read_text("utf-8")
LENA = Called(("lena@example.org",), "Lena Berg", ("Lena Berg", "Lena"))
RAVI = Called(("ravi@x.example",), "Ravi Patel", ("Ravi",))
KNOWN = Names((*(one for one in NAMES.people if "Ravi" not in one.name), LENA, RAVI), NAMES.numbers)


@pytest.mark.parametrize("one", TABLE, ids=lambda one: one.usage)
def test_the_example_of_a_command_is_that_command(one: Declared) -> None:
    (found,) = parse(one.example, TODAY, KNOWN)
    assert isinstance(found, Command)
    assert found.verb == one.verb
    assert bool(found.person) == (one.about != NOBODY and one.usage != "[WHO] undo")


@pytest.mark.parametrize("one", TABLE, ids=lambda one: one.usage)
def test_the_help_and_the_documentation_have_it(one: Declared) -> None:
    assert f"  {one.usage}\n" in help_text()
    assert f" {one.example}\n" in help_text()  # on one line, to be copied
    assert one.meaning.split()[0] in help_text(one.verb)
    assert f"| `{one.usage.replace('|', chr(92) + '|')}` | {one.meaning} | `{one.example}` |" in DESIGN


def test_the_documentation_has_no_other() -> None:
    table = DESIGN.split("\n## Commands\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(.+?)` \| .* \|$", table, re.MULTILINE)
    assert len(rows) == len(TABLE)


def test_no_word_means_two_commands() -> None:
    words = [word for one in TABLE for word in one.words]
    assert len(words) == len(set(words))
    assert not set(words) & {one.verb for one in TABLE}
    english = {word: one.verb for one in TABLE for word in (one.verb, *one.words)}
    assert all(VERBS[word] == verb for word, verb in english.items() if word in VERBS)
    assert set(VERBS.values()) <= {one.verb for one in TABLE}
    assert all(re.fullmatch(r"[^\W\d_]+", word) and word == word.casefold() for word in WORDS)


def test_help_of_one_command_has_its_other_words_and_nothing_else() -> None:
    assert "later" in help_text("snooze")
    assert help_text("later") == help_text("snooze")
    assert "birthday" not in help_text("snooze")
    assert help_text("nonsense") == help_text()
