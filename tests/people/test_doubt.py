"""Weak marks: a human whose own name has a machine's word in it, a desk with somebody at it, what programs write."""

from datetime import UTC, datetime

import pytest

from kith.mail import facts
from kith.people import forms, subjects
from kith.people.doubt import doubt

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def doubted(sender: str, subject: str = "lunch", more: str = "") -> str:
    header = f"From: {sender}\r\nTo: sam@example.org\r\nSubject: {subject}\r\n{more}\r\n"
    return doubt(facts.read(header.encode(), NOW, 1000, NOW))


@pytest.mark.parametrize(
    "sender",
    ["Ms. Update <anna.update@example.org>", "Ines Root <root.ines@example.org>",
     "Julia Report <julia.report@news.example>", '"Report, Julia" <julia_report@example.org>',
     "Olaf Digest <digest-olaf@example.org>", "Jan Bot <bot.jan@example.org>"],
)  # fmt: skip
def test_who_is_called_like_a_program_and_writes_under_that_name_is_none(sender: str) -> None:
    assert doubted(sender) == ""


@pytest.mark.parametrize("sender", ["Marc Alert <marc@example.org>", "Willa Weekly <willa@example.org>"])
def test_nor_does_such_a_name_add_to_a_subject(sender: str) -> None:
    assert doubted(sender, "dinner on 2026-11-20") == ""


@pytest.mark.parametrize(
    "sender",
    ["Update <anna.update@example.org>", "Shipment Tracking <shipment.tracking@example.org>",
     "Holm Updates <holm.updates@example.org>", "Holm Report <holm.report@holm.example>",
     "Weekly Report <weekly.report@example.org>", "Ms. Report <report@example.org>",
     "Anna Berg <anna.update@example.org>", "Anna Update <x.anna.update@example.org>"],
)  # fmt: skip
def test_a_plural_a_firm_two_such_words_or_another_name_is_a_machines(sender: str) -> None:
    assert "an address named after a program" in doubted(sender, "Weekly report")


def test_an_own_name_excuses_no_other_mark() -> None:
    assert doubted("Ines Root <root.ines@example.org>", more="Errors-To: x@example.org\r\n") == "Errors-To"


def test_a_desk_whose_answers_go_to_somebody_of_the_firm_has_somebody_at_it() -> None:
    office = "Holm Advisers <office@holm.example>"
    assert doubted(office, "Invoice 2026-113", "Reply-To: maria@holm.example\r\n") == ""
    for other in (
        "maria@elsewhere.example",
        "sales@holm.example",
        "ticket_23aj49j1029828689414@holm.example",
    ):
        assert doubted(office, "Invoice 2026-113", f"Reply-To: {other}\r\n")


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("Holm <backup@example.org>", "nightly run"),
        ("Floor 3 <scanner@example.org>", "Scan from MFP123"),
        ("Kopie <kopierer@example.org>", "x"),
        ("Holm <voicemail@example.org>", "x"),
        ("Holm <anrufbeantworter@example.org>", "x"),
        ("Holm <meetings@example.org>", "Cloud Recording available"),
        ("Holm <share@example.org>", "Ann shared a folder with you"),
        ("Банк <info@example.org>", "Выписка по счёту"),
        ("Банк <info@example.org>", "Виписка за травень"),
    ],
)
def test_machines_at_home_and_at_the_office_and_banks_in_cyrillic(sender: str, subject: str) -> None:
    assert doubted(sender, subject)


@pytest.mark.parametrize("local", ["peter.drucker", "ann.printer", "paula.sharer"])
def test_surnames_that_are_devices_are_people(local: str) -> None:
    assert not forms.machine(f"{local}@example.org")
    assert not forms.desk(f"{local}@example.org")


def test_via_stands_behind_somebodys_name() -> None:
    assert forms.on_behalf("Ada Holm via Example")
    assert not forms.on_behalf("Via Appia")
    assert not forms.on_behalf("Olivia Holm")


@pytest.mark.parametrize(
    ("subject", "asks"),
    [("Lunch today?", True), ("Kommst du mit, Ada?", True), ("Обед?", True), ("Lunch today", False),
     ("Did you know we ship for nothing?", False), ("Order 12 received?", False), ("50% off?", False)],
)  # fmt: skip
def test_a_short_question_asked_again_is_nothing_repeated(subject: str, asks: bool) -> None:
    def opening(number: int) -> int | None:
        header = f"From: ada@example.org\r\nSubject: {subject}\r\nMessage-ID: <{number}@example.org>\r\n\r\n"
        return subjects.opening(facts.read(header.encode(), NOW, 1000, NOW))

    assert (opening(1) != opening(2)) is asks
