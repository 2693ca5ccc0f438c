"""Short messages, and what to talk about: true, short, nothing invented."""

import itertools
import re
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.persons import NOW, both, look, person, said
from kith.clock import instant
from kith.deliver.render import Renderer
from kith.digest import Voice
from kith.model import Direction, Evidence, Person, Reason
from kith.suggest.drafting import SHORT, DraftPlan, plan, short
from kith.suggest.talking import POINTS, points

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
RENDERER = Renderer(TEMPLATES)
ZONE = ZoneInfo("Europe/Prague")
LETTERS = 4
LONGEST = 160  # characters: one text message in GSM 03.38
SIE = Voice("de", "Sehr geehrte Frau Holm,", "Viele Grüße", "", True)
QUIET = [190, 160, 130, 100, 70]  # days ago


def evidence(day: float, subject: str | None, direction: Direction = Direction.SENT) -> Evidence:
    return Evidence(NOW - int(day * 86_400), direction, "personal", "Sent", "<1@example.org>", subject)


ALL = {
    "greeting": "",
    "goodbye": "",
    "formal": 0,
    "ago": "month",
    "month": "April",
    "year": "",
}  # as letters have


def message(letter: int, **changed: str) -> str:
    values = {
        "first": "Karen",
        "own_name": "Sam",
        "last_by": "me",
        "subject": "handover notes",
        **ALL,
        **changed,
    }
    return RENDERER.message(DraftPlan(f"drafts/en/{SHORT}", {**values, "pick": letter}))


WHOLE = list(itertools.product(
    range(LETTERS), ["Karen", ""], ["Sam", ""], ["me", "them", "both", ""], ["handover notes", "Lunch?", ""]
))  # fmt: skip


@pytest.mark.parametrize(("letter", "first", "own_name", "last_by", "subject"), WHOLE)
def test_a_short_message_is_complete_as_it_stands(
    letter: int, first: str, own_name: str, last_by: str, subject: str
) -> None:
    text = message(letter, first=first, own_name=own_name, last_by=last_by, subject=subject)
    assert text.startswith("Hi Karen, " if first else "Hello, ")
    assert text.endswith("? Sam" if own_name else "?")
    assert 20 < len(text) <= LONGEST
    assert text.count("?") == 1 + (subject == "Lunch?" and last_by in ("me", "them"))
    assert "\n" not in text
    for unwanted in ("Subject", "[", "{", "sorry", "://", "  ", " .", " ,", '""', "..", "?."):
        assert unwanted not in text


def test_there_are_four_of_them_for_every_way_the_last_contact_went() -> None:
    for last_by in ("me", "them", "both", ""):
        assert len({message(letter, last_by=last_by) for letter in range(LETTERS)}) == LETTERS
        assert message(LETTERS, last_by=last_by) == message(0, last_by=last_by)


def test_the_longest_names_and_subjects_still_make_one_text() -> None:
    for letter, last_by in itertools.product(range(LETTERS), ("me", "them", "both", "")):
        text = message(letter, first="A" * 20, own_name="S" * 20, last_by=last_by, subject="x" * 60)
        assert len(text) <= LONGEST
        assert (
            len(message(letter, first="A" * 20, own_name="S" * 20, last_by=last_by, subject="x" * 36))
            <= LONGEST
        )


def test_a_subject_is_said_only_by_whose_mail_it_was() -> None:
    for letter in range(LETTERS):
        theirs, mine = message(letter, last_by="them"), message(letter, last_by="me")
        assert 'about "handover notes"' in theirs
        assert 'about "handover notes"' in mine
        assert re.search(r"your (last )?mail", theirs)
        assert not re.search(r"your (last )?mail", mine)
        assert "handover" not in message(letter, last_by="both") + message(letter, last_by="")


def test_what_was_usual_with_a_dormant_tie_is_not_said_to_be_usual() -> None:
    asleep = both([900 + day for day in range(400, 0, -25)])
    assert " or less was usual" in told(asleep, subject=None, day=925)[0]


def test_it_is_of_the_letters_language_and_signed_with_the_first_name() -> None:
    letter = plan(both(QUIET), [Reason("fading", True, "")], None, instant(NOW), ZONE, "Sam Okafor")
    assert (short(letter).template, short(letter).variables["own_name"]) == ("drafts/en/text.txt.j2", "Sam")
    elsewhere = DraftPlan("drafts/de/fading.txt.j2", {**letter.variables, "own_name": "S. Okafor"})
    assert (short(elsewhere).template, short(elsewhere).variables["own_name"]) == (
        "drafts/de/text.txt.j2",
        "S. Okafor",
    )


def test_the_whole_name_stands_below_a_message_to_somebody_who_is_sie() -> None:
    letter = plan(both(QUIET), [Reason("fading", True, "")], None, instant(NOW), ZONE, "Sam Okafor", SIE)
    assert RENDERER.message(short(letter)).startswith("Sehr geehrte Frau Holm, ")
    assert RENDERER.message(short(letter)).endswith(" Sam Okafor")
    assert RENDERER.message(short(letter.instead or letter)).endswith("? Sam")  # English has no such form


def test_a_template_of_ones_own_that_begins_with_a_subject_costs_only_a_sentence(tmp_path: Path) -> None:
    own = tmp_path / "drafts/en" / SHORT
    own.parent.mkdir(parents=True)
    own.write_text("Subject: Hello\n\nHi!\n")
    renderer = Renderer(TEMPLATES, tmp_path)
    values = {"first": "Karen", "own_name": "Sam", "last_by": "me", "subject": "", "pick": 0, **ALL}
    assert renderer.message(DraftPlan(f"drafts/en/{SHORT}", values)) == message(0, subject="")


def told(
    one: Person, *exchanges: object, subject: str | None = "handover notes", day: float = 70
) -> tuple[str, ...]:
    found = look(one, exchanges=exchanges)  # type: ignore[arg-type]
    assert found.ready
    return points(found, evidence(day, subject), NOW, ZONE)


def test_what_to_say_to_somebody_who_has_been_quiet() -> None:
    assert told(both(QUIET)) == (
        '"handover notes" was the last subject between you, in September: go on from there.',
        "It has been 10 weeks, and a gap of 5 weeks or less is usual: ask how they have been.",
    )


def test_without_a_subject_the_history_is_told_instead() -> None:
    assert told(both(QUIET), subject=None) == (
        "It has been 10 weeks, and a gap of 5 weeks or less is usual: ask how they have been.",
        "You have had 5 conversations since 24 May 2026.",
    )


def test_a_cadence_is_told_as_the_user_set_it() -> None:
    one = person(sent=[100, 60], every=42, named=True)
    assert told(one, subject=None, day=60)[0] == (
        "It has been 8 weeks, and you want to be in touch every 6 weeks: ask how they have been."
    )


@pytest.mark.parametrize(
    ("one", "exchange", "point"),
    [
        (
            person(sent=[300, 200], received=[6]),
            said("Lunch?", 6),
            'Ada wrote to you, "Lunch?": give your answer now.',
        ),
        (
            person(received=[300, 200], sent=[8]),
            said("Could you help?", 8, Direction.SENT),
            'You asked something by mail, "Could you help?": ask it again.',
        ),
        (
            person(received=[300, 200], sent=[30]),
            said("Thank you for the tour", 30, Direction.SENT),
            'You said thank you by mail, "Thank you for the tour": tell what came of it.',
        ),
    ],
)
def test_what_is_left_open_comes_first_and_is_said_once(one: Person, exchange: object, point: str) -> None:
    subject = exchange.subject  # type: ignore[attr-defined]
    first, second = told(one, exchange, subject=subject, day=6)
    assert first == point
    assert subject not in second


def test_to_somebody_never_written_to_nothing_is_made_up() -> None:
    found = look(person(every=42, named=True))
    assert points(found, None, NOW, ZONE) == (
        "No mail between you was found: begin with how you know each other.",
        "You want to be in touch every 6 weeks.",
    )


@given(st.text(max_size=80), st.sampled_from([QUIET, [400, 60], [60]]))
def test_there_are_two_points_of_one_line_whatever_the_subject(subject: str, days: list[float]) -> None:
    found = look(replace(both(days), every=30, named=True))
    said_of_it = points(found, evidence(days[-1], subject), NOW, ZONE)
    assert len(said_of_it) == POINTS
    for point in said_of_it:
        assert point.isprintable()
        assert len(point) < 160
        assert point.endswith(".")
