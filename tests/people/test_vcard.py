"""vCards as programs write them (tests/cards), and as nobody should: any bytes give cards or faults."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.effort import within
from kith.model import Occasion
from kith.people import vcard
from kith.people.card import Card, Placed, grouped, parted, united, written
from kith.people.countries import country
from kith.people.yearly import day_of, following, nearest, on

CARDS = Path(__file__).parent.parent / "cards"


def read(name: str) -> list[Card]:
    found, faults = vcard.cards((CARDS / name).read_bytes())
    assert faults == []
    return [card for _, card in found]


def one(text: str) -> tuple[Card, list[vcard.Fault]]:
    """The only card, with these lines."""
    ((_, card),), faults = vcard.cards(f"BEGIN:VCARD\r\nFN:Ada\r\n{text}\r\nEND:VCARD\r\n".encode())
    return card, faults


def test_apples_labels_groups_and_years_left_out_are_understood() -> None:
    karen, family = read("apple.vcf")
    assert (karen.name, karen.nicknames, karen.country) == ("Karen Holm", ("Kari",), "GB")
    assert karen.emails == ("karen@example.net", "karen.holm@home.example")
    assert karen.phones == ("+44 7700 900123",)  # the other one can be dialled in one country alone
    assert karen.profiles == ("linkedin.com/in/karenholm",)
    assert karen.occasions == (Occasion("birthday", 11, 26), Occasion("anniversary", 12, 1, 2016))
    assert (karen.org, karen.title) == ("Tidewater Institute", "Head of Tides")
    ((in_family, _),) = grouped([Placed(karen, "a"), Placed(family, "b")])
    assert in_family.groups == ("Family",)


def test_googles_own_groups_are_not_the_users_and_a_firm_is_nobody() -> None:
    ravi, acme = read("google.vcf")
    assert (ravi.groups, ravi.country) == (("Choir",), "CZ")
    assert ravi.occasions == (Occasion("birthday", 4, 15),)
    assert ravi.profiles == ("linkedin.com/in/ravi-rao",)
    assert acme.firm
    assert grouped([Placed(acme, "a")]) == []


def test_version_four_of_nextcloud() -> None:
    (lena,) = read("nextcloud.vcf")
    assert lena.emails == ("lena@example.de", "lena@arbeit.example")  # the preferred one first
    assert (lena.phones, lena.country) == (("+49-170-1234567",), "DE")
    assert lena.groups == ("Freunde, alte", "Chor")
    # 1986 had no 29 February: the day stays, the year was a slip.
    assert lena.occasions == (Occasion("birthday", 2, 29), Occasion("anniversary", 6, 12, 2010))


def test_khards_year_that_stands_for_none() -> None:
    (julia,) = read("khard.vcf")
    assert (julia.name, julia.occasions) == ("Júlia Nováková", (Occasion("birthday", 5, 3),))


def test_outlooks_version_two_with_its_own_letters() -> None:
    (joerg,) = read("outlook.vcf")
    assert (joerg.name, joerg.emails, joerg.country) == ("Jörg Müller", ("joerg@example.de",), "DE")
    assert joerg.phones == ("+49 171 7654321", "+49 30 1234567")
    assert joerg.occasions == (Occasion("birthday", 11, 30, 1970), Occasion("anniversary", 6, 1, 2001))


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("BDAY:19960415", (4, 15, 1996)),
        ("BDAY:1996-04-15", (4, 15, 1996)),
        ("BDAY;VALUE=date-and-or-time:19960415T231000Z", (4, 15, 1996)),
        ("BDAY:1996-04-15T00:00:00+02:00", (4, 15, 1996)),
        ("BDAY:--0415", (4, 15, None)),
        ("BDAY:--04-15", (4, 15, None)),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09", (5, 9, None)),
        ("BDAY;X-APPLE-OMIT-YEAR=1804:1804-05-09", (5, 9, None)),
        ("BDAY:1900-05-03", (5, 3, None)),
        ("BDAY:15.04.1996", (4, 15, 1996)),
        ("BDAY:19960229", (2, 29, 1996)),
    ],
)
def test_every_form_of_a_birthday(line: str, day: tuple[int, int, int | None]) -> None:
    card, faults = one(line)
    assert faults == []
    assert card.occasions == (Occasion("birthday", *day),)


@pytest.mark.parametrize("line", ["BDAY;VALUE=text:circa 1800", "BDAY:19960231", "BDAY:1996", "BDAY:--1301"])
def test_what_is_no_day_is_told_by_line_and_takes_nothing_along(line: str) -> None:
    card, (fault,) = one(line)
    assert (card.name, card.occasions, fault.line) == ("Ada", (), 3)
    assert "is no day that kith can read" in fault.what


def test_one_bad_card_stops_no_other_and_every_fault_has_its_line() -> None:
    raw = b"BEGIN:VCARD\nFN:Ada\nno colon here\nEMAIL:nobody\nBEGIN:VCARD\nFN:Bo\nEND:VCARD\nstray\n"
    found, faults = vcard.cards(raw)
    assert [(line, card.name) for line, card in found] == [(1, "Ada"), (5, "Bo")]
    assert [fault.line for fault in faults] == [1, 3, 4, 8]


def test_a_byte_order_mark_utf16_and_line_ends_of_all_kinds() -> None:
    text = "BEGIN:VCARD\r\nFN:Žofie\r\nEND:VCARD\r\n"
    for raw in (
        b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16"), text.replace("\r", "").encode(),
        text.replace("\n", "").encode(),
    ):  # fmt: skip
        ((_, card),), faults = vcard.cards(raw)
        assert (card.name, faults) == ("Žofie", [])


def test_folded_lines_are_one_line() -> None:
    card, _ = one("EMAIL:ada@exam\r\n ple.org\r\nTITLE:Keeper of\r\n\t the tides")
    assert (card.emails, card.title) == (("ada@example.org",), "Keeper of the tides")


def test_a_line_may_be_folded_inside_a_letter() -> None:
    """RFC 6350 section 3.2: unfolded first, decoded then."""
    for fold in (b"\r\n ", b"\n\t"):
        raw = b"BEGIN:VCARD\r\nFN:Zo\xc3" + fold + b"\xab Karp\xc3" + fold + b"\xa1\r\nEND:VCARD\r\n"
        ((_, card),), faults = vcard.cards(raw)
        assert (card.name, faults) == ("Zoë Karpá", [])


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30), st.integers(1, 9))
def test_a_name_folded_anywhere_is_the_name(name: str, width: int) -> None:
    whole = ("TITLE:" + name.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")).encode()
    head, tail = whole[:6], whole[6:]
    folded = b"\r\n ".join([head, *(tail[at : at + width] for at in range(0, len(tail), width))])
    ((_, card),), _ = vcard.cards(b"BEGIN:VCARD\r\nFN:Ada\r\n" + folded + b"\r\nEND:VCARD\r\n")
    assert card.title == name


def test_a_photograph_of_megabytes_and_ten_thousand_cards_are_read_in_time() -> None:
    photo = b"PHOTO;ENCODING=b;TYPE=JPEG:" + b"\r\n ".join([b"A" * 74] * 60_000)
    with within(5):
        ((_, card),), _ = vcard.cards(
            b"BEGIN:VCARD\r\nFN:Ada\r\n" + photo + b"\r\nEMAIL:a@b.example\r\nEND:VCARD\r\n"
        )
    assert card.emails == ("a@b.example",)
    many = b"".join(b"BEGIN:VCARD\nFN:A\nEMAIL:a%d@b.example\nEND:VCARD\n" % n for n in range(10_000))
    with within(60):
        found, faults = vcard.cards(many)
    assert (len(found), faults) == (10_000, [])


@pytest.mark.parametrize(
    "line",
    [b"FN;" + b"A;" * 4000, b"FN;" + b'a="' * 2500, b"N:" + b"\\" * 8000, b"N:" + b"\\;" * 4000, b"N:" + b";" * 8000,
     b"CATEGORIES:" + b"," * 8000, b"a." * 4000 + b"FN:x", b"FN;a=" + b"a" * 8000, b"FN" + b";a=b" * 2000 + b":x",
     b"BDAY:" + b"1" * 8000],
)  # fmt: skip
def test_a_hostile_line_costs_no_time(line: bytes) -> None:
    """The library alone takes for ever over the first of these (threat D3)."""
    with within(2):
        vcard.cards(b"BEGIN:VCARD\n" + line + b"\nEND:VCARD\n")


NAMES = [
    "FN",
    "N",
    "EMAIL",
    "TEL",
    "BDAY",
    "ADR",
    "CATEGORIES",
    "item1.X-ABDATE",
    "ORG",
    "UID",
    "PHOTO",
    "URL",
]
PARAMS = st.sampled_from(
    [
        "",
        ";TYPE=home",
        ';TYPE="a,b"',
        ";ENCODING=QUOTED-PRINTABLE",
        ";CHARSET=x",
        ";PREF",
        ";ENCODING=b",
        ";VALUE=uri",
    ]
)
VALUES = st.one_of(
    st.text(max_size=30), st.sampled_from(["=C3=", "\\", "a;b", "--0415", "=", "a\n b", "a@b.example"])
)
LINES = st.builds("{}{}:{}".format, st.sampled_from(NAMES), PARAMS, VALUES).map(
    lambda text: text.encode("utf-8", "surrogatepass")
)
ENDS = st.sampled_from([b"BEGIN:VCARD", b"END:VCARD", b" folded", b""])
FILES = st.one_of(st.binary(max_size=300), st.lists(st.one_of(LINES, ENDS), max_size=20).map(b"\n".join))


@given(FILES, FILES)
def test_two_cards_put_together_lose_nothing_and_twice_is_once(raw: bytes, more: bytes) -> None:
    found = [card for part in (raw, more) for _, card in vcard.cards(b"BEGIN:VCARD\n" + part)[0]]
    for one, other in pairwise(found):
        both = united(one, other)
        assert united(both, other) == united(both, one) == both
        for field in ("emails", "phones", "pages", "profiles", "groups", "nicknames"):
            assert set(getattr(one, field)) | set(getattr(other, field)) == set(getattr(both, field))


@given(FILES)
@settings(max_examples=400, deadline=None)
def test_any_bytes_give_cards_or_faults(raw: bytes) -> None:
    found, faults = vcard.cards(b"BEGIN:VCARD\n" + raw)
    lines = raw.count(b"\n") + raw.count(b"\r") + 3
    assert all(1 <= fault.line <= lines for fault in faults)
    for _, card in found:
        assert parted(written(card)) == card
        values = [card.name, *card.emails, *card.groups, *card.nicknames, card.org, card.title, card.uid]
        assert all(value.isprintable() for value in values)


@given(st.text(max_size=20), st.sampled_from(["", "1604"]))
def test_any_text_is_a_day_that_exists_or_none(text: str, omitted: str) -> None:
    if day := day_of(text, omitted):
        born = Occasion("birthday", *day)
        assert on(born, 2024) == date(2024, day[0], day[1])


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.dates(date(2020, 1, 1), date(2020, 12, 31)))
def test_a_day_of_the_year_comes_round(today: date, day: date) -> None:
    born = Occasion("birthday", day.month, day.day)
    assert abs((nearest(born, today) - today).days) <= 183
    assert 0 <= (following(born, today) - today).days <= 366


def test_the_29th_of_february_is_kept_on_the_28th() -> None:
    born = Occasion("birthday", 2, 29, 1996)
    assert (on(born, 2027), on(born, 2028)) == (date(2027, 2, 28), date(2028, 2, 29))


def test_countries_by_name_and_code() -> None:
    found = ["Germany", "Deutschland", "de", "Česko", "USA", "United Kingdom", "Nowhere", ""]
    assert list(map(country, found)) == ["DE", "DE", "DE", "CZ", "US", "GB", "", ""]
