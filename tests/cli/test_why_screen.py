"""`kith why` on a terminal says of each case in tests/why what it says in a pipe, in lines that fit."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from kith.cli.screen import Screen
from kith.cli.views import why_text
from kith.cli.why_screen import why_lines
from pages.cast import held
from why import cases

SHOWN = ("a-fading-friend", "many-reasons-at-once", "a-robot", "logged-by-you")


def text(name: str, folder: Path, columns: int) -> tuple[str, str]:
    """On a terminal of so many columns, and in a pipe."""
    case, _, _ = (cases.FOLDER / f"{name}.txt").read_text("utf-8").partition(f"{cases.RULER}\n")
    found, now = cases.looked_up(case, folder)
    on = Screen(io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    on.console.width = columns
    lines = ["".join(words for words, _ in line) for line in why_lines(found, now, cases.ZONE, on)]
    assert max(map(cell_len, lines)) <= columns
    return "\n".join(line.rstrip() for line in lines) + "\n", why_text(found, now, cases.ZONE)


@pytest.mark.parametrize("name", cases.NAMES)
def test_every_word_of_the_plain_page_is_there_in_its_order(name: str, tmp_path: Path) -> None:
    shown, plain = text(name, tmp_path, 72)
    words = iter(shown.replace("\n", " ").split())
    missing = [word for word in plain.split() if not _found(word, words)]
    assert missing == []


def _found(word: str, words: Iterator[str]) -> bool:
    """Whether it comes further on, perhaps broken in two where it is longer than a line."""
    return any(word == other or (len(word) > 40 and word.startswith(other)) for other in words)


@pytest.mark.parametrize("name", SHOWN)
def test_the_picture_of(name: str, tmp_path: Path) -> None:
    held(f"why-{name}.txt", text(name, tmp_path, 80)[0])


@pytest.mark.parametrize("columns", [20, 29, 30, 39, 41, 42, 45, 46, 50, 53, 54, 56, 64])
def test_the_months_are_a_line_a_year_at_any_width_or_left_out(columns: int, tmp_path: Path) -> None:
    shown, _ = text("a-fading-friend", tmp_path, columns)
    _, found, rest = shown.partition("MONTH BY MONTH")
    assert bool(found) is (columns >= 6 + 12 * 2), "a blank and a figure for each month"
    if found:
        titles, *years = rest.partition("\n\n")[0].splitlines()[1:]
        assert titles.split() == list("JFMAMJJASOND")
        assert [line.split()[0] for line in years] == ["2026", "2025"]
        assert {len(line) for line in (titles, *years)} == {len(titles)}
