"""App passwords are pasted as they are shown, with blanks in them that are not meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.providers.passwords import as_meant, without_display_blanks
from kith.providers.table import known_at


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


@pytest.mark.parametrize(
    ("host", "meant"),
    [
        ("imap.gmail.com", "deepblueseasalt1"),
        ("imap.mail.yahoo.com", "deepblueseasalt1"),
        ("imap.example.org", "deep blue seas alt1"),
        ("posteo.de", "deep blue seas alt1"),
    ],
)
def test_four_words_are_a_pass_phrase_but_where_the_provider_makes_app_passwords(
    host: str, meant: str
) -> None:
    assert as_meant("deep blue seas alt1", known_at(host)) == meant
