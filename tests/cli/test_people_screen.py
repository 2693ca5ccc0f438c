"""`kith people` on a terminal: pictures of several widths, and what holds for every name and every terminal."""

import io
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from helpers.persons import NOW, person
from kith.cli.people_screen import people_lines, show_people
from kith.cli.screen import Screen
from kith.cli.sparkline import QUARTERS, key, sparkline
from kith.model import Kind
from kith.suggest.assessing import Assessment, Known, assess_all
from kith.suggest.quarters import FEWEST
from pages.cast import ZONE, cast, held

WIDTHS = (60, 80, 120, 200)


class Terminal(io.StringIO):
    """A stream that calls itself a terminal; nothing but its answers is made up."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def terminal_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "LINES", "PAGER"):
        monkeypatch.delenv(name, raising=False)


def screen(columns: int, encoding: str = "utf-8") -> Screen:
    found = Screen(Terminal(encoding))
    found.console.width = columns
    return found


def text(found: list[Assessment], columns: int, encoding: str = "utf-8") -> list[str]:
    """The lines without their looks."""
    lines = people_lines(found, NOW, ZONE, screen(columns, encoding))
    return ["".join(words for words, _ in line) for line in lines]


def written(found: list[Assessment], monkeypatch: pytest.MonkeyPatch, columns: int = 120) -> str:
    """What a terminal of this width gets, with all its escapes."""
    monkeypatch.setenv("COLUMNS", str(columns))
    stream = Terminal()
    show_people(found, NOW, ZONE, stream)
    return stream.getvalue()


@pytest.mark.parametrize("columns", WIDTHS)
def test_the_picture_at(columns: int) -> None:
    held(f"people-{columns}.txt", "\n".join(line.rstrip() for line in text(cast(), columns)) + "\n")


@pytest.mark.parametrize("columns", [*WIDTHS, 1, 20, 33, 47, 300])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_no_line_is_wider_than_the_terminal(columns: int, encoding: str) -> None:
    lines = text(cast(), columns, encoding)
    assert max(map(cell_len, lines)) <= max(columns, 20)
    "\n".join(lines).encode(encoding)


@given(name=st.text(max_size=60), columns=st.sampled_from(WIDTHS))
def test_whatever_a_name_is_the_columns_stay_where_they_are(name: str, columns: int) -> None:
    others = [person("tom@example.net", sent=[3, 40], received=[41], name="Tom")]
    found = assess_all(
        [person("ada@example.org", sent=[2, 50], received=[51], name=name), *others], Known(), NOW
    )
    header, *lines = text(found, columns)[:3]
    at = header.index("LAST TOUCH")
    for line, day in zip(lines, ("Sat 28 Nov", "Fri 27 Nov"), strict=True):
        before, _, _ = line.rpartition(day)
        assert cell_len(before) == at
        assert not {char for char in line if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"}}


def test_a_hostile_name_moves_no_cursor_and_sets_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [one for one in cast() if "script" in one.person.name]
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    plain = written(found, monkeypatch, 200)
    assert "<script>alert(1)</script> [31m" in plain
    assert not {char for char in plain if unicodedata.category(char) in {"Cc", "Cf"}} - {"\n"}


@given(st.text(max_size=120), st.integers(20, 100))
def test_a_sentence_of_anybody_is_folded_to_lines_that_fit_and_only_shown(said: str, columns: int) -> None:
    on = screen(columns)
    lines = ["".join(words for words, _ in line) for line in on.wrapped(said, "bold", 4)]
    assert all(cell_len(line) <= columns for line in lines)
    assert all(line.isprintable() for line in lines)
    letters = ["".join(text.split()) for text in ("".join(lines), on.shown(said))]
    assert letters[0] == letters[1]


def test_colours_are_there_on_a_terminal_and_gone_by_no_color_and_on_a_dumb_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "\x1b[36m" in written(cast(), monkeypatch)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[36m" not in written(cast(), monkeypatch)
    assert "\x1b[1m" in written(cast(), monkeypatch), "bold is no colour"
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in written(cast(), monkeypatch)


def test_who_is_due_is_said_in_a_word_not_by_colour_alone() -> None:
    found = cast()
    lines = text(found, 60)[1 : len(found) + 1]
    assert [line.split("  ")[0].strip() != "" for line in lines] == [True] * len(found)
    assert sum(" due " in line for line in lines) == sum(one.due for one in found) > 0


def test_a_list_without_machines_or_channels_has_no_such_columns() -> None:
    persons = [one for one in cast() if one.person.kind is Kind.PERSON and not one.person.channel]
    assert "KIND" not in text(persons, 200)[0]
    assert "CHANNEL" not in text(persons, 200)[0]
    assert "KIND" in text(cast(), 200)[0]


@given(st.lists(st.integers(0, 60), min_size=QUARTERS, max_size=QUARTERS))
def test_every_mark_of_a_sparkline_is_told_by_its_key(counts: list[int]) -> None:
    for blocks in (True, False):
        told = dict(part.removesuffix(" or more").split(" ") for part in key(blocks).split(", "))
        for mark, count in zip(sparkline(counts, blocks), counts, strict=True):
            assert int(told[mark]) == max(few for few in (0, *FEWEST) if count >= few)


def test_ten_thousand_people_are_shown_in_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    found = assess_all(
        [
            person(f"p{number}@example.org", sent=[number % 900, 40], received=[50])
            for number in range(10_000)
        ],
        Known(),
        NOW,
    )
    began = time.process_time()
    shown = written(found, monkeypatch)
    assert time.process_time() - began < 10  # of the processor; a tenth of it here
    assert shown.count("\n") > 10_000
