"""What a draft says, and that every letter on file is complete, true and of the right length."""

import itertools
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kith.clock import unix
from kith.deliver.render import Renderer
from kith.model import Direction, Evidence, Kind, Person, Reason
from kith.suggest.drafting import KINDS, DraftPlan, last_contact, pick, plan

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
ZONE = ZoneInfo("Europe/Prague")
NOW = datetime(2026, 11, 30, 6, 31, tzinfo=UTC)
QUIET = (Reason("quiet", True, "it has been 7"),)
LETTERS = 4  # of each kind; see templates/drafts/en


def karen(**touches: tuple[int, ...]) -> Person:
    return Person("Karen Holm", ("karen@example.org",), Kind.PERSON, "", **touches)


def evidence(direction: Direction, subject: str | None, days: int = 230) -> Evidence:
    at = unix(NOW - timedelta(days=days))
    return Evidence(at, direction, "personal", "Sent", "<1@example.org>", subject)


def letters() -> list[tuple[DraftPlan, str, str]]:
    """Every letter on file, for every way the last contact can have gone."""
    lasts = [None, *itertools.starmap(evidence, itertools.product(Direction, ["handover notes", None]))]
    renderer, found = Renderer(TEMPLATES), []
    for kind, last, letter in itertools.product(KINDS, lasts, range(LETTERS)):
        draft = plan(karen(), [Reason(kind, True, "")], last, NOW, ZONE, "Sam")
        draft = DraftPlan(draft.template, {**draft.variables, "pick": letter})
        found.append((draft, *renderer.draft(draft)))
    return found


def test_every_letter_is_complete_as_it_stands() -> None:
    for draft, subject, body in letters():
        first, *_, goodbye, name = body.split("\n")
        assert (first, goodbye, name) == ("Hi Karen,", "Best wishes,", "Sam")
        assert not re.search(r"[\[\]{}<>]|None|  |\n\n\n", subject + body), draft
        assert body.count("?") == 1, draft


def test_every_letter_has_the_length_that_gets_answered() -> None:
    """docs/design.md, "Drafts": 40 to 80 words, a subject of 2 to 4."""
    for draft, subject, body in letters():
        words = len(body.removesuffix("Best wishes,\nSam").removeprefix("Hi Karen,").split())
        assert 40 <= words <= 80, (draft, words)
        assert 2 <= len(subject.split()) <= 4


def test_no_letter_apologises_flatters_or_talks_of_the_weather() -> None:
    unwanted = r"sorry|apolog|weather|hope this|finds you|amazing|wonderful|great to|touch base"
    assert not [body for _, _, body in letters() if re.search(unwanted, body, re.IGNORECASE)]


def test_all_letters_of_a_kind_differ() -> None:
    told = {(draft.template, subject) for draft, subject, _ in letters()}
    assert len(told) == LETTERS * len(KINDS)


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (
            evidence(Direction.SENT, "Re: handover notes"),
            'I last wrote to you in April, about "handover notes".',
        ),
        (evidence(Direction.SENT, "[ticket 7]"), "I last wrote to you in April."),
        (
            evidence(Direction.RECEIVED, "Lunch"),
            'Your last mail reached me in April, about "Lunch"; thank you',
        ),
        (evidence(Direction.LOGGED, None), "We were last in touch in April."),
        (evidence(Direction.SENT, None, days=30), "I last wrote to you a few weeks ago."),
    ],
)
def test_a_letter_says_what_is_known_of_the_last_contact_and_no_more(last: Evidence, said: str) -> None:
    _, body = Renderer(TEMPLATES).draft(plan(karen(), QUIET, last, NOW, ZONE, "Sam"))
    assert said in body


def test_without_names_the_letter_still_stands() -> None:
    nobody = Person("Dr. Holm", ("holm@example.org",), Kind.PERSON, "")
    _, body = Renderer(TEMPLATES).draft(plan(nobody, QUIET, None, NOW, ZONE, ""))
    assert body.startswith("Hello,\n\n")
    assert "Best wishes" not in body


def test_the_first_reason_that_fires_chooses_the_letter() -> None:
    reasons = [Reason("quiet", False, ""), Reason("unheard of", True, ""), Reason("cadence", True, "")]
    assert plan(karen(), reasons, None, NOW, ZONE, "").template == "drafts/en/cadence.txt.j2"
    assert plan(karen(), [], None, NOW, ZONE, "").template == "drafts/en/quiet.txt.j2"


def test_the_choice_of_a_letter_is_the_same_in_every_process() -> None:
    code = (
        "from kith.suggest.drafting import pick; from kith.model import Person, Kind;"
        "print(pick(Person('', ('karen@example.org',), Kind.PERSON, ''), 'quiet', 2026))"
    )
    seen = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=DAEMON
    )
    assert int(seen.stdout) == pick(karen(), "quiet", 2026)


def test_a_person_written_to_again_gets_other_words() -> None:
    before, after = karen(sent=(1,)), karen(sent=(1, 2))
    assert pick(before, "cadence", 2026) % LETTERS != pick(after, "cadence", 2026) % LETTERS


def test_people_get_different_letters() -> None:
    people = [Person("", (f"p{n}@example.org",), Kind.PERSON, "") for n in range(60)]
    assert {pick(person, "quiet", 2026) % LETTERS for person in people} == set(range(LETTERS))


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (evidence(Direction.SENT, "Re: handover notes"), 'You wrote in April, "Re: handover notes".'),
        (evidence(Direction.RECEIVED, "Lunch?"), 'Karen wrote in April, "Lunch?"'),
        (evidence(Direction.RECEIVED, "Lunch\r\n\u202ex", days=1), 'Karen wrote yesterday, "Lunch x".'),
        (evidence(Direction.LOGGED, None, days=4), "You noted a contact on Thursday 26 November."),
        (None, "No contact found in your mail so far."),
    ],
)
def test_the_last_contact_is_told_with_date_writer_and_subject(last: Evidence | None, said: str) -> None:
    assert last_contact(karen(), last, unix(NOW), ZONE) == said


def test_without_evidence_the_touch_itself_dates_the_last_contact() -> None:
    assert last_contact(karen(sent=(unix(NOW) - 86400,)), None, unix(NOW), ZONE) == "You wrote yesterday."


DAEMON = TEMPLATES.parent / "daemon"
