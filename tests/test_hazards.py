"""Every hazard of reading mail has a test, or docs/design.md says why it has none.

The hazards are numbered; a test names those it holds ("Row 12", "Rows 52 to 55") in its docstring or its file's first
line. Rows 1 to 20 are about libraries, 21 to 38 about incremental reading, 39 to 50 folders, 51 to 64 lines and logins,
65 to 88 what a message means. (Rows 89 to 96, clocks and templates, are held by the tests of those.)
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READING, LAST = range(1, 89), 96
_NAMED = re.compile(r"\brows? (\d+(?:(?:, | to | and )\d+)*)", re.IGNORECASE)


def rows(text: str) -> set[int]:
    """The rows a text names."""
    named: set[int] = set()
    for listed in _NAMED.findall(text):
        for low, high in re.findall(r"(\d+)(?: to (\d+))?", listed):
            named |= set(range(int(low), int(high or low) + 1))
    return named


def held() -> set[int]:
    """The rows that the tests and the labelled headers name."""
    files = [*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("tests/headers/*.txt")]
    return set().union(*(rows(path.read_text("utf-8")) for path in files if path != Path(__file__)))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Row 12.", {12}), ("Rows 52 to 55, one line each", {52, 53, 54, 55}), ("Rows 3, 5 and 88: x", {3, 5, 88}),
        ("row 7's poll", {7}), ("Row D4", set()), ("tomorrow 3", set()),
        ("Rows 26, 31, 50 and targets 5", {26, 31, 50}),
    ],
)  # fmt: skip
def test_rows_are_read_as_they_are_written(text: str, named: set[int]) -> None:
    assert rows(text) == named


def test_every_hazard_of_reading_is_tested_or_left_out_with_a_reason() -> None:
    left_out = rows((ROOT / "docs/design.md").read_text("utf-8"))
    assert sorted(set(READING) - held() - left_out) == []
    assert sorted(held() & left_out) == [], "left out, and yet tested"
    assert max(held()) <= LAST
