"""App passwords are pasted as they are shown, with blanks in them that are not meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.providers.passwords import without_display_blanks


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("abcd efgh ijkl mnop", "abcdefghijklmnop"),
        ("  abcd\xa0efgh ijkl mnop ", "abcdefghijklmnop"),
        ("abcdefghijklmnop", "abcdefghijklmnop"),
        ("abcd-efgh-ijkl-mnop", "abcd-efgh-ijkl-mnop"),
        ("correct horse battery", "correct horse battery"),
        (" mine has blanks at its ends ", " mine has blanks at its ends "),
    ],
)
def test_only_what_is_shown_in_fours_loses_its_blanks(typed: str, meant: str) -> None:
    assert without_display_blanks(typed) == meant


@given(st.text())
def test_nothing_else_is_ever_changed(typed: str) -> None:
    meant = without_display_blanks(typed)
    assert meant == typed or len(meant) == 16
