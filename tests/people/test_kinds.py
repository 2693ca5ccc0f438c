"""What tells a machine by its conduct, and what the user's own letters outweigh."""

from dataclasses import replace
from typing import Any

import pytest

from helpers.persons import tally
from kith.counts import Correspondent, Habits
from kith.model import Kind, Skip
from kith.people.behaviour import punctual
from kith.people.kinds import kind

DAY = 86_400
NOON = tuple(number * DAY + 12 * 3600 + number for number in range(12))
ANY_TIME = tuple(number * DAY + number * 7001 for number in range(12))
NO_HABITS = Habits()


def of(
    spec: str = "ada@example.org",
    sent: tuple[int, ...] = (),
    received: tuple[int, ...] = (),
    habits: Habits = NO_HABITS,
    **more: Any,
) -> tuple[Kind, str]:
    habits = replace(habits, punctual=punctual(received))
    return kind([Correspondent(spec, "", tally(*sent), tally(*received), habits=habits, **more)])


def test_who_writes_doubtful_mail_only_is_a_robot_and_the_words_say_why() -> None:
    habits = Habits(openings=3, repeats=1, doubted=2, doubt="the address of a desk, a firm's name")
    found = of(received=(1, 2, 3), habits=habits)
    assert found == (Kind.ROBOT, "3 messages, you never wrote: the address of a desk, a firm's name")


def test_a_friend_with_one_doubtful_message_stays_a_person() -> None:
    assert (
        of(received=(1, 2, 3), habits=Habits(openings=3, repeats=1, doubted=1, doubt="x"))[0] is Kind.PERSON
    )


@pytest.mark.parametrize(
    ("sent", "answers", "expected"), [(2, 0, Kind.PERSON), (1, 1, Kind.PERSON), (1, 0, Kind.ROBOT)]
)
def test_somebody_written_to_twice_or_once_and_answering_is_beyond_doubt(
    sent: int, answers: int, expected: Kind
) -> None:
    habits = Habits(
        openings=9, repeats=9, answers=answers, doubted=9, doubt="an address named after a program"
    )
    assert of(sent=tuple(range(sent)), received=tuple(range(9)), habits=habits)[0] is expected


def test_the_same_subject_again_and_again_is_a_machine() -> None:
    found = of(received=(1, 2), habits=Habits(openings=10, repeats=9))
    assert found == (Kind.ROBOT, "10 messages, 9 with the same subject, you never wrote")


def test_a_few_letters_of_one_subject_are_none() -> None:
    assert of(received=(1, 2, 3, 4), habits=Habits(openings=4, repeats=4))[0] is Kind.PERSON
    assert of(received=(1, 2), habits=Habits(openings=12, repeats=6))[0] is Kind.PERSON


def test_a_flood_is_a_machine_though_it_was_answered_by_mistake_and_passed_something_on() -> None:
    """A real mailbox: 1,395 messages of a schedule crawler under a person's name, answered once."""
    habits = Habits(openings=1394, repeats=1046, answers=1)
    found = of(sent=(7,), received=(1, 2, 3), habits=habits)
    assert found == (Kind.ROBOT, "1395 messages, 1046 with the same subject, you wrote once")


def test_a_colleague_who_reports_daily_and_is_written_to_stays_a_person() -> None:
    assert of(sent=(7, 9), received=(1,), habits=Habits(openings=500, repeats=500))[0] is Kind.PERSON


def test_who_writes_by_the_clock_and_gets_no_answer_is_a_machine() -> None:
    found = of(received=NOON[:6], habits=Habits(openings=6, repeats=1))
    assert found == (Kind.ROBOT, "6 messages, nearly all at the same time of day, you never wrote")
    assert of(received=ANY_TIME[:6], habits=Habits(openings=6, repeats=1))[0] is Kind.PERSON


def test_the_clock_goes_over_midnight() -> None:
    late = tuple(number * DAY - 200 + 100 * (number % 5) for number in range(1, 8))
    assert of(received=late, habits=Habits(openings=7, repeats=1))[0] is Kind.ROBOT


def test_a_dozen_messages_without_an_answer_either_way_need_less_doubt() -> None:
    found = of(received=ANY_TIME, habits=Habits(openings=12, repeats=2, doubted=3, doubt="Errors-To"))
    assert found == (Kind.ROBOT, "12 messages, none an answer, you never wrote: Errors-To")
    answered = Habits(openings=11, repeats=2, answers=1, doubted=3, doubt="Errors-To")
    assert of(received=ANY_TIME, habits=answered)[0] is Kind.PERSON
    assert of(received=ANY_TIME, habits=Habits(openings=12, repeats=2))[0] is Kind.PERSON


def test_strong_marks_name_themselves_whatever_else_did_not_count_since() -> None:
    habits = Habits(openings=4, repeats=1, automatic="List-Unsubscribe")
    found = of(skipped={Skip.AUTOMATIC: 3, Skip.GROUP: 1}, because="to 9 people", habits=habits)
    assert found == (Kind.ROBOT, "3 automatic messages (List-Unsubscribe), you never wrote")


def test_of_several_spellings_one_by_the_clock_decides_if_it_wrote_nearly_all() -> None:
    def both(by_the_clock: int, others: int) -> Kind:
        clock = Correspondent(
            "a@b.c", "", received=tally(*NOON[:by_the_clock]), habits=Habits(punctual=by_the_clock)
        )
        other = Correspondent("a+x@b.c", "", received=tally(*ANY_TIME[:others]), habits=Habits(punctual=1))
        return kind([clock, other])[0]

    assert both(8, 2) is Kind.ROBOT
    assert both(6, 2) is Kind.PERSON
