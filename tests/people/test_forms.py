"""Forms of addresses, names and subjects that machines have, against those people really have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.hostile_headers import SPECS
from kith.people import forms, subjects

MACHINES = """
root cron cron-daemon mailer administrator exchange.administrator order-confirmation confirmit rssfeeds updates
shipment-tracking rundbrief rappel promociones avvisi aanbiedingen potwierdzenie nieuwsbrief benachrichtigungen
""".split()
DESKS = "info support westdesksupport kundenservice service-client pedidos ordini klantenservice biuro custcare".split()
NAMES = "karen k.holm kholm7 c..hall autumn.day bob.orderly mari.newsome paula.feeder joe.root norman.mailer".split()


@pytest.mark.parametrize("local", MACHINES)
def test_an_address_may_be_named_after_a_program(local: str) -> None:
    assert forms.machine(f"{local}@example.org")


@pytest.mark.parametrize("local", DESKS)
def test_an_address_may_be_a_desk(local: str) -> None:
    assert forms.desk(f"{local}@example.org")
    assert not forms.no_reply(f"{local}@example.org")


@pytest.mark.parametrize("local", NAMES)
def test_names_are_neither(local: str) -> None:
    assert not forms.machine(f"{local}@example.org")
    assert not forms.desk(f"{local}@example.org")
    assert not forms.token(f"{local}@example.org")


@pytest.mark.parametrize(
    "local",
    ["nepasrepondre", "no-responder", "nao-responda", "non-rispondere", "keine-antwort", "niet-beantwoorden",
     "nie-odpowiadaj", "svara-inte-noreply", "no.address", "bitte-nicht-antworten", "dev-null", "ikke-svar"],
)  # fmt: skip
def test_nobody_reads_this_in_many_languages(local: str) -> None:
    assert forms.no_reply(f"{local}@example.org")


@pytest.mark.parametrize(
    "local",
    ["r-1-270241-5399979-2-24365-de1-3a9f193c", "body_216095411795471888", "ticket_23aj49j1029828689414",
     "0100018a1b2c3d4e-5f6a7b8c", "reply+aab3kq9x7z", "2.20290.44-t9bsgc0tydu.1", "8f14e45fceea167a5a36"],
)  # fmt: skip
def test_what_a_program_counts_out_is_a_token(local: str) -> None:
    assert forms.token(f"{local}@example.org")


@pytest.mark.parametrize(
    "local",
    ["13912345678", "rahul.9876543210", "karen1984", "anna.1999", "2cool4u", "4ever2gether", "john.smith.2",
     "kevin+dated+1038681510.d5d35b", "s1234567", "ab12cdef", "k.holm+tag8f3a9c1d7e"],
)  # fmt: skip
def test_telephone_numbers_years_and_nicknames_are_none(local: str) -> None:
    assert not forms.token(f"{local}@example.org")


@pytest.mark.parametrize(
    ("spec", "counts"),
    [
        ("bounces+123-abc-sam=example.org@em123.shop.example", True),
        ("bounce-md_30850198.5f3e@mandrill.example", True),
        ("ems+x@bounces.shop.example", True),
        ("karen@example.org", False),
        ("SRS0=HHH=TT=example.org=karen@forwarder.example", False),
        ("bounces+SRS=8aQ2T=XY@forwarder.example", False),
        ("prvs=1234abcdef=karen@example.org", False),
        ("sam+caf_=me=example.net@example.org", False),
        ("", False),
    ],
)
def test_an_envelope_tells_counting_bounces_from_forwarding(spec: str, counts: bool) -> None:
    assert forms.returns(spec.lower()) is counts


@pytest.mark.parametrize(
    ("name", "spec", "same"),
    [
        ("iSilo", "list@isilo.example", True),
        ("Example News", "x@example.org", True),
        ("The Handy Shop", "x@handy.example", True),
        ("Karen Holm", "hello@karenholm.example", False),
        ("Karen Holm", "karen@holm.example", False),
        ("Vipul Ved", "mail@vipul.example", False),
        ("", "x@example.org", False),
    ],
)
def test_a_firm_is_named_as_its_domain_a_person_with_a_domain_of_their_own_is_not(
    name: str, spec: str, same: bool
) -> None:
    assert forms.named_as_domain(name, spec) is same


@pytest.mark.parametrize("name", ["Example Support", "Team Example", "Shop.com", "Holm GmbH", "Daily Comics"])
def test_firms_have_names_of_firms(name: str) -> None:
    assert forms.firm_name(name)


@pytest.mark.parametrize(
    "name", ["Karen Holm", "Tea Mann", "karen@example.com", "Zoë Newsome", "J. R. Clubb", ""]
)
def test_people_do_not(name: str) -> None:
    assert not forms.firm_name(name)


@pytest.mark.parametrize(
    "subject", ["Re: Lunch", "AW: Essen", "SV: Middag", "Antw: Eten", "RE[2]: x", "Odp: x"]
)
def test_answers_are_known_in_many_languages(subject: str) -> None:
    assert subjects.answers(subject)


@given(SPECS | st.text(max_size=80), st.text(max_size=80))
def test_no_form_of_anything_raises(spec: str, text: str) -> None:
    for judge in (forms.machine, forms.desk, forms.token, forms.returns, forms.machine_host, forms.everybody):
        assert judge(spec) in (True, False)
    for read in (
        forms.firm_name,
        subjects.notice,
        subjects.numbers,
        subjects.answers,
        subjects.forwards,
        forms.on_behalf,
    ):
        assert read(text) in (True, False)
    assert forms.named_as_domain(text, spec) in (True, False)
    assert forms.angle(text) == forms.angle(forms.angle(text))
