"""Reasons that the newest messages give: an answer owed or missing, a first exchange, thanks."""

import pytest

from helpers.persons import both, days_ago, kinds, look, person, reason, said
from kith.model import Direction
from kith.suggest import wording
from kith.suggest.reasons.subjects import asks, thanks

SENT = Direction.SENT


# Owed reply


@pytest.mark.parametrize(
    ("silent", "subject", "fires"),
    [(2.9, "Lunch?", False), (3.0, "Lunch?", True), (4.9, "Lunch", False), (5.0, "Lunch", True), (30.0, "Lunch", True),
     (30.1, "Lunch?", False)],
)  # fmt: skip
def test_a_reply_is_owed_from_the_fifth_day_to_a_month_and_to_a_question_from_the_third(
    silent: float, subject: str, fires: bool
) -> None:
    ada = person(sent=[300, 200], received=[silent])
    assert reason(look(ada, exchanges=[said(subject, silent)]), "owed reply").fires is fires


def test_what_is_owed_is_said_with_its_subject() -> None:
    ada = person(sent=[300, 200], received=[6])
    asked = reason(look(ada, exchanges=[said("Lunch on Friday?", 6)]), "owed reply")
    assert asked.text == (
        'Ada asked you something 6 days ago ("Lunch on Friday?"); no answer of yours was found.'
    )
    assert asked.touches == days_ago(6)
    wrote = reason(look(ada, exchanges=[said("", 6)]), "owed reply")
    assert wrote.text == "Ada wrote to you 6 days ago; no answer of yours was found."


def test_nothing_is_owed_to_an_answer_whosever_the_question_mark_in_its_subject_is() -> None:
    ada = person(sent=[300, 8], received=[6])
    for subject in ("Re: thanks", "Re: on Friday?"):
        assert "owed reply" not in kinds(look(ada, exchanges=[said(subject, 6, answers=True)]))


def test_nothing_is_owed_to_one_of_many_letters_or_once_answered_or_called() -> None:
    to_many = look(person(sent=[300], received=[6]), exchanges=[said("Lunch?", 6, people=3)])
    answered = look(
        person(sent=[300, 5], received=[6]), exchanges=[said("Re: Lunch?", 5, SENT), said("Lunch?", 6)]
    )
    called = look(person(sent=[300], received=[6], logged=days_ago(2)), exchanges=[said("Lunch?", 6)])
    for found in (to_many, answered, called):
        assert "owed reply" not in [one.kind for one in found.reasons]


# No answer


@pytest.mark.parametrize(("silent", "fires"), [(6.9, False), (7.0, True), (30.0, True), (30.1, False)])
def test_an_unanswered_question_is_remembered_after_a_week_for_a_month(silent: float, fires: bool) -> None:
    ada = person(sent=[silent], received=[300, 200])
    found = reason(look(ada, exchanges=[said("Can you help?", silent, SENT)]), "no answer")
    assert found.fires is fires


def test_an_unanswered_question_is_told_once_and_a_statement_never() -> None:
    ada = person(sent=[20], received=[300, 200])
    question = [said("Can you help?", 20, SENT)]
    assert look(ada, exchanges=question).lead is not None
    assert look(ada, exchanges=question, told=[(15, "no answer")]).lead is None
    assert "no answer" not in kinds(look(ada, exchanges=[said("FYI", 20, SENT)]))


@pytest.mark.parametrize("subject", ["Re: Lunch?", "Re: Can you help?", "FW: what is this?"])
def test_the_users_own_answer_or_reminder_is_no_new_question(subject: str) -> None:
    ada = person(sent=[300, 8], received=[200, 9])
    found = look(ada, exchanges=[said(subject, 8, SENT, answers=True), said("Lunch?", 9)])
    assert not {"no answer", "owed reply", "thank-you"} & set(kinds(found))


# Second e-mail


@pytest.mark.parametrize(("silent", "fires"), [(13.9, False), (14.0, True), (45.0, True), (45.1, False)])
def test_a_first_exchange_wants_a_second_in_two_to_six_weeks(silent: float, fires: bool) -> None:
    li = both([silent + 1, silent])
    assert reason(look(li), "second e-mail").fires is fires


def test_a_second_conversation_or_one_that_was_no_exchange_asks_for_no_second_note() -> None:
    assert "second e-mail" not in kinds(look(both([60, 20])))
    assert "second e-mail" not in kinds(look(person(sent=[20], named=True)))


def test_an_exchange_of_months_or_beside_a_set_cadence_is_no_first_one() -> None:
    month, months = ([20 + day for day in range(0, last, 3)][::-1] for last in (31, 61))
    assert "second e-mail" in kinds(look(both(month)))
    assert "second e-mail" not in kinds(look(both(months)))
    assert kinds(look(both([21, 20], every=90, named=True))) == []


# Thank-you


@pytest.mark.parametrize(("silent", "fires"), [(20.9, False), (21.0, True), (60.0, True), (60.1, False)])
def test_thanks_are_followed_up_in_three_to_nine_weeks(silent: float, fires: bool) -> None:
    li = person(sent=[300, silent], received=[250, silent + 1])
    found = reason(look(li, exchanges=[said("Thank you for the introduction", silent, SENT)]), "thank-you")
    assert found.fires is fires
    assert found.text == (
        f'You thanked Ada {wording.span(silent)} ago ("Thank you for the introduction") and have not written '
        "since; say what came of it."
    )


def test_what_came_of_a_reminder_is_not_reminded_of_again() -> None:
    """ "Thank you again" is what kith itself had asked for three weeks ago, and "Any news?" the reminder it drafted."""
    for kind, subject in [("thank-you", "Thank you again"), ("no answer", "Any news?")]:
        one = person(sent=[300, 21], received=[250])
        written = [said(subject, 21, SENT)]
        assert kind in kinds(look(one, exchanges=written))
        assert kind not in kinds(look(one, exchanges=written, told=[(23, kind)]))
        assert kind in kinds(look(one, exchanges=written, told=[(90, kind)]))
        assert kind in kinds(look(one, exchanges=written, told=[(23, "fading")]))


def test_an_answer_to_their_thanks_is_no_thanks_of_mine() -> None:
    li = person(sent=[300, 25], received=[250, 26])
    found = look(li, exchanges=[said("Re: Thank you", 25, SENT, answers=True), said("Thank you", 26)])
    assert "thank-you" not in kinds(found)


@pytest.mark.parametrize(
    ("subject", "asked"),
    [("Lunch?", True), ("Lunch on Friday? :-)", True), ("¿Comemos el viernes", True), ("Frage: Miete", True),
     ("午餐？", True), ("What? No.", False), ("Lunch", False), ("", False), ("http://x.example/?a=b", False)],
)  # fmt: skip
def test_a_question_is_known_by_its_mark(subject: str, asked: bool) -> None:
    assert asks(subject) is asked


@pytest.mark.parametrize(
    ("subject", "thanked"),
    [("Thank you!", True), ("Re: thanks for lunch", True), ("Vielen Dank", True), ("Merci pour tout", True),
     ("Muchas gracias", True), ("Obrigada", True), ("Dank je wel", True), ("Many thanks for Tuesday", True),
     ("Thank you card for Granny", False), ("Draft of the thank you letter", False), ("Thanks in advance", False),
     ("Merci Hospital visit", False), ("No thanks", False), ("Dankbar", False), ("Thanksgiving", False), ("", False)],
)  # fmt: skip
def test_thanks_are_known_in_the_languages_of_the_drafts(subject: str, thanked: bool) -> None:
    assert thanks(subject) is thanked
