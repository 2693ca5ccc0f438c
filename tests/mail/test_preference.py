"""How somebody likes to be reached, by their own words: one channel and a number, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.config import reach
from kith.mail.preference import Preference, preference_of


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("Text me on +44 20 7946 0018, that's easiest.", Preference("text", "+442079460018")),
        ("I'm well, thanks.\nI'd rather have a text than a mail.\nTill soon", Preference("text")),
        ("LinkedIn is best for me these days.", Preference("linkedin")),
        ("SMS", Preference("text")),
        ("A call, please", Preference("phone")),
        ("My number is +1 (202) 555-0100.", Preference("text", "+12025550100")),
        ("Mail suits me best.", Preference("mail")),
        ("Ruf lieber an!", Preference("phone")),
        ("Ruf mich lieber an, als zu mailen: +49 (0)170 1234567", Preference("phone", "+491701234567")),
        ("Am liebsten per SMS.", Preference("text")),
        ("Appelle-moi plutôt au +33 1 23 45 67 89", Preference("phone", "+33123456789")),
        ("Je préfère un SMS plutôt qu'un mail.", Preference("text")),
        ("Prefiero un mensaje de vez en cuando.", Preference("text")),
        ("Meglio una telefonata.", Preference("phone")),
        ("Prefiro uma mensagem.", Preference("text")),
        ("Liever een berichtje dan een mail.", Preference("text")),
    ],
)
def test_a_preference_is_found_in_the_languages_of_the_drafts(words: str, wanted: Preference) -> None:
    assert preference_of(words) == wanted


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Thanks for the note, all well here. The tide tables are out.",
        "He told me by mail that it rained, and the call was short.",
        "A text or a call is best.",
        "Please don't call me.",
        "No texts, please.",
        "Bitte nicht anrufen.",
        "I prefer tea.",
        "My number is 0171 1234567.",
        "The parcel has the number +12.",
        "Text me on +44 20 7946 0018, or call +1 202 555 0100, whichever is best",
    ],
)
def test_what_says_nothing_or_two_things_or_not_is_no_preference(words: str) -> None:
    assert preference_of(words) is None


@given(st.text(max_size=300) | st.text("+0123456789 ()-./text me call better", max_size=120))
def test_whatever_is_written_a_number_is_one_that_can_be_dialled(words: str) -> None:
    found = preference_of(words)
    if found and found.number:
        assert reach.phone(found.number) == found.number


def test_a_long_text_is_read_in_no_time() -> None:
    assert preference_of("+1 " * 100_000 + "prefer " * 100_000) is None
