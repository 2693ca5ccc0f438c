"""How a person can be reached, as the user writes it down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.config.load import load
from kith.config.persons import KnownPerson
from kith.errors import Misconfigured
from kith.mail.links import tel

ACCOUNT = """
[accounts.personal]
email = "sam@example.org"
host = "imap.example.org"
password_env = "X"
[[person]]
email = ["karen@example.org"]
"""


def karen(line: str) -> KnownPerson:
    return load(ACCOUNT + line, "config.toml").person[0]


def refused(line: str) -> bool:
    with pytest.raises(Misconfigured) as found:
        karen(line)
    return "1 problem\n" in str(found.value)


def test_nothing_has_to_be_known() -> None:
    one = karen("")
    assert (one.prefers, one.phone, one.profile, one.declines) == (None, None, None, ())


@pytest.mark.parametrize(
    "number",
    [
        "+44 20 7946 0018",
        "+442079460018",
        "+420 601-123-456",
        "+1 (212) 555.0123",
        "+290 2345",
        "+49/30/123456",
    ],
)
def test_a_number_is_kept_as_it_is_written_and_can_be_dialled(number: str) -> None:
    kept = karen(f'phone = "{number}"').phone
    assert kept == number
    assert tel(number)


@pytest.mark.parametrize(
    "number",
    ["", "+", "0044 20 7946 0018", "+44 20", "+0 20 7946 0018", "+1234567890123456", "+44 20 7946 0018x5",
     "++442079460018",
     "+44 20 7946 ００18", " +44 20 7946 0018", "+44 20 7946 0018 "],
)  # fmt: skip
def test_what_nobody_could_dial_from_abroad_is_refused(number: str) -> None:
    assert refused(f'phone = "{number}"')


@given(st.text(st.sampled_from("+0123456789 -./();=x\u0661"), max_size=24))
def test_every_number_that_is_taken_can_be_dialled(number: str) -> None:
    try:
        kept = karen(f'phone = "{number}"').phone
    except Misconfigured:
        return
    assert kept
    assert tel(kept).startswith("tel:+")
    assert 7 <= len(tel(kept)) - len("tel:+") <= 15


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("linkedin.com/in/karen", "linkedin.com/in/karen"),
        ("https://www.linkedin.com/in/karen-holm-1a2b/", "www.linkedin.com/in/karen-holm-1a2b"),
        ("xing.com/profile/Karen_Holm", "xing.com/profile/Karen_Holm"),
        ("de.linkedin.com/in/j%C3%BCrgen", "de.linkedin.com/in/j%C3%BCrgen"),
    ],
)
def test_a_profile_is_kept_without_its_scheme(written: str, kept: str) -> None:
    assert karen(f'profile = "{written}"').profile == kept


@pytest.mark.parametrize(
    "profile",
    ["", "karen", "linkedin.com", "javascript://x/y", "ftp://a.example/b", "a.example/b c", "a.example/b\\nc",
     "user@a.example/b"],
)  # fmt: skip
def test_what_is_no_profile_is_refused(profile: str) -> None:
    assert refused(f'profile = "{profile}"')


def test_a_text_may_be_preferred_before_the_number_is_known() -> None:
    one = karen('prefers = "text"\ndeclines = ["phone", "person"]')
    assert (one.prefers, one.phone, one.declines) == ("text", None, ("phone", "person"))


def test_nobody_prefers_what_they_decline() -> None:
    assert refused('prefers = "text"\ndeclines = ["text"]')
    assert refused('declines = ["none"]')
