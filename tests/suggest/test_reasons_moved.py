"""Reasons that signals give: a new position, a move, mail that came back; each told once, while it is new."""

from dataclasses import replace

import pytest

from helpers.persons import DAY, NOW, both, kinds, look, person, reason, said
from kith.model import Bounce, Direction, Occasion, Reach, Signal, Wish
from kith.suggest.assessing import Assessment

SPEC = "ada@example.org"
BACK = Bounce(NOW - 5 * DAY, "5.1.1", "No such user")


def signal(kind: str, days: float, what: str = "", because: str = "", *, sure: bool = True) -> Signal:
    return Signal(kind, SPEC, int(NOW - days * DAY), what, sure, because)


def told(days: float, kind: str, *signals: Signal) -> Assessment:
    return look(both([300, 200, 100]), signals=signals, told=[(days, kind)])


@pytest.mark.parametrize(
    ("kind", "because", "reason_", "last"),
    [("new-job", "a mail from LinkedIn", "new job", 14), ("gone", "their automatic reply", "moved", 30),
     ("new-address", "mail from there", "moved", 30), ("bounced", "5.1.1", "bounced address", 30)],
)  # fmt: skip
def test_each_is_told_at_once_and_not_when_it_is_old(
    kind: str, because: str, reason_: str, last: int
) -> None:
    for days, fires in ((0.1, True), (last, True), (last + 0.1, False)):
        found = look(both([300, 200, 100]), signals=[signal(kind, days, "ada@acme.example", because)])
        assert reason(found, reason_).fires is fires


def test_a_birthday_and_years_in_a_job_are_no_reasons_of_these() -> None:
    found = look(
        both([300, 290, 20]), signals=[signal("birthday", 1), signal("work-anniversary", 1, "5 years")]
    )
    assert not {"new job", "moved", "bounced address"} & {one.kind for one in found.reasons}


def test_a_signal_is_told_once_and_the_same_again_not_within_two_months() -> None:
    job = signal("new-job", 10, "", "a mail from LinkedIn")
    assert not reason(told(5, "new job", job), "new job").fires
    assert not reason(told(40, "new job", job), "new job").fires
    assert reason(told(70, "new job", job), "new job").fires
    assert reason(told(40, "fading", job), "new job").fires


def test_whom_the_user_has_written_to_since_needs_no_reminder() -> None:
    job = signal("new-job", 10, "", "a mail from LinkedIn")
    assert not reason(look(both([300, 200, 9]), signals=[job]), "new job").fires
    assert reason(look(both([300, 200, 11]), signals=[job]), "new job").fires


def test_what_is_sure_has_the_say_before_a_newer_guess() -> None:
    sure = signal("gone", 20, "", "their automatic reply")
    guess = signal("new-address", 2, "ada@evil.example", "mail from there", sure=False)
    assert "no longer at example.org" in reason(look(both([300, 200]), signals=[guess, sure]), "moved").text


@pytest.mark.parametrize("kind", ["gone", "new-address"])
def test_a_guess_is_worded_as_one(kind: str) -> None:
    for because in ("their automatic reply, which answers no letter of yours", "mail from there"):
        guess = signal(kind, 2, "ada@acme.example", because, sure=False)
        text = reason(look(both([300, 200]), signals=[guess]), "moved").text
        assert "may have" in text or "?" in text


def test_whom_another_way_leads_to_is_held_back_by_no_lost_address() -> None:
    """A number or a profile, contact told of since, "back", a cadence of the user's own; birthdays come always."""
    ada = both([300, 290, 280, 200])
    lost = {"signals": [signal("bounced", 40, "", "5.1.1")], "bounce": Bounce(NOW - 40 * DAY, "5.1.1", "")}
    assert look(ada, **lost).lead is None
    assert look(replace(ada, reach=Reach("+44 20 7946 0018")), **lost).lead == "dormant"
    assert (
        look(replace(ada, reach=Reach("+44 20 7946 0018", declines=("text", "phone"))), **lost).lead is None
    )
    assert look(replace(ada, logged=(NOW - 30 * DAY,)), **lost).against == ()
    assert look(replace(ada, every=14), **lost).lead == "cadence"
    assert look(replace(ada, every=14, every_by="family"), **lost).lead is None
    assert look(ada, wish=Wish(NOW - 9 * DAY, "back"), **lost).lead == "dormant"
    assert look(ada, wish=Wish(NOW - 50 * DAY, "back"), **lost).lead is None
    day = Occasion("birthday", 12, 1)
    assert look(replace(ada, occasions=(day,)), **lost).lead == "birthday"


def test_of_whom_no_address_is_left_only_that_is_told_and_then_nothing() -> None:
    asked = [said("Lunch?", 4)]
    ada = person(sent=[300, 200], received=[4])
    lost = look(ada, exchanges=asked, signals=[signal("bounced", 5, "", "5.1.1")], bounce=BACK)
    assert (lost.lead, lost.due) == ("bounced address", True)
    assert kinds(lost) == ["bounced address", "owed reply"]
    old = look(ada, exchanges=asked, signals=[signal("bounced", 40, "", "5.1.1")], bounce=BACK)
    assert (old.lead, old.due) == (None, False)
    assert reason(old, "bounced").text.startswith("Your mail came back 5 days ago")


def test_a_move_that_names_the_lost_address_is_told_for_both() -> None:
    both_of = [
        signal("new-address", 2, "ada@acme.example", "mail from there"),
        signal("bounced", 9, "", "5.1.1"),
    ]
    found = look(both([300, 200]), signals=both_of)
    assert found.lead == "moved"
    assert "mail to example.org came back on" in reason(found, "moved").text
    assert not reason(found, "bounced address").fires


def test_a_first_exchange_that_ended_in_thanks_is_told_once_as_a_second_e_mail() -> None:
    thanks = [said("Thank you for the talk", 30, Direction.SENT)]
    found = look(person(sent=[30], received=[31]), exchanges=thanks)
    assert kinds(found) == ["second e-mail"]
    assert "ended with your thanks" in reason(found, "second e-mail").text
    assert reason(found, "second e-mail").letter == "thank-you"
    assert kinds(look(person(sent=[30], received=[300]), exchanges=thanks))[0] == "thank-you"


def test_an_answer_to_a_question_is_help_received_and_another_answer_is_not() -> None:
    for subject, letter in (("Could you help me?", "how it went"), ("Greetings", "")):
        exchanges = [said(f"Re: {subject}", 29, answers=True), said(subject, 30, Direction.SENT)]
        found = look(person(sent=[30], received=[29]), exchanges=exchanges)
        assert reason(found, "second e-mail").letter == letter
