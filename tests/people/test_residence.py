"""Where somebody lives: told by what is sure, and by nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.persons import person
from kith.model import Reach, Somebody
from kith.people.countries import ISO, name
from kith.people.residence import of_address, residence


def somebody(*addresses: str, phone: str = "", country: str = "") -> Somebody:
    known = person(addresses[0] if addresses else "", reach=Reach(phone), country=country)
    return Somebody(
        known.name, addresses, known.kind, "", reach=known.reach, country=known.country, country_by="as set"
    )


@pytest.mark.parametrize(
    ("spec", "country"),
    [
        ("karen@example.cz", "CZ"),
        ("karen@mail.example.co.uk", "GB"),
        ("karen@example.com.tr", "TR"),
        ("karen@example.us", "US"),
        ("karen@example.com", ""),
        ("karen@example.org", ""),
        ("karen@example.io", ""),  # sold to everybody
        ("karen@example.co", ""),
        ("karen@example.me", ""),
        ("karen@example.tv", ""),
        ("karen@example.ai", ""),
        ("karen@example.eu", ""),  # no country
        ("karen@example.su", ""),  # no country any more
        ("karen@mail.ru", ""),  # mail for half a continent
        ("karen@firm.ru", "RU"),
        ("karen@xn--h1alffa9f.xn--p1ai", ""),
        ("karen@cz", ""),
        ("karen@example.zz", ""),
        ("karen@example.c", ""),
        ("karen", ""),
        ("", ""),
        ("@", ""),
        ("karen@.cz.", ""),
        ("karen@example.cz\n", ""),
        ("karen@example.ÇZ", ""),
    ],
)
def test_the_end_of_an_address_tells_a_country_where_it_is_no_brand(spec: str, country: str) -> None:
    assert of_address(spec) == country


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("+420 603 123 456", "CZ"),
        ("+421.603.123.456", "SK"),
        ("+44 20 7946 0018", "GB"),
        ("+39 06 1234567", "IT"),
        ("+49 (30) 1234567", "DE"),
        ("+7 495 123 45 67", "RU"),
        ("+7 701 123 45 67", "KZ"),
        ("+1 212 555 0100", ""),  # two dozen countries
        ("+599 9 123 4567", ""),
        ("+262 262 12 34 56", ""),
        ("+999 123 456 789", ""),
        ("420603123456", ""),
        ("+42", ""),
        ("+420 603 123 456 ext. 7", ""),
        ("+٤٢٠٦٠٣١٢٣٤٥٦", ""),
        ("", ""),
        ("+420" + "6" * 5000, ""),
    ],
)
def test_a_country_code_tells_a_country_where_it_is_not_shared(number: str, country: str) -> None:
    assert residence(somebody(phone=number)).country == country


@pytest.mark.parametrize(
    ("one", "country", "because"),
    [
        (somebody("a@b.de", phone="+420 603 123 456", country="AT"), "AT", "as set"),
        (somebody("a@b.de", phone="+420 603 123 456"), "CZ", "their number begins with +420"),
        (somebody("a@b.de", phone="+7 701 123 45 67"), "KZ", "their number begins with +77"),
        (somebody("a@b.de", phone="+1 212 555 0100"), "DE", "their address ends in .de"),
        (somebody("a@b.com", "a@b.co.uk"), "GB", "their address ends in .uk"),
        (somebody("a@b.cz", "a@c.cz"), "CZ", "their address ends in .cz"),
        (somebody("a@b.cz", "a@b.de"), "", "their addresses are of 2 countries"),
        (somebody("a@b.com"), "", "neither an address nor a number of theirs tells"),
        (somebody("a@b.com", country="Atlantis"), "", "neither an address nor a number of theirs tells"),
        (somebody(), "", "neither an address nor a number of theirs tells"),
    ],
)
def test_the_strongest_sign_decides_and_is_named(one: Somebody, country: str, because: str) -> None:
    found = residence(one)
    assert found.country == country
    assert found.because.startswith(because)


def test_a_name_and_a_language_tell_nothing() -> None:
    assert residence(person("a@b.com", name="Jan Novák")).country == ""


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=4))
def test_whatever_is_written_there_it_is_a_country_or_none(spec: str, phone: str, country: str) -> None:
    found = residence(somebody(spec, f"a@{spec}.{country}", phone=phone, country=country))
    assert found.country in {"", *ISO}
    assert found.because.isprintable()


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("CZ", "Czechia"),
        ("US", "the United States"),
        ("NL", "the Netherlands"),
        ("AE", "the United Arab Emirates"),
    ],
)
def test_a_country_is_called_as_behind_in(country: str, said: str) -> None:
    assert name(country) == said
