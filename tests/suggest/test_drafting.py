"""Which letter is taken, what goes into it, and what the English ones say. See test_letters.py for all of them."""

import itertools
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from helpers.fresh_python import fresh_python
from helpers.persons import leaving
from kith.clock import unix
from kith.deliver.render import Renderer
from kith.model import Direction, Evidence, Kind, Person, Reason
from kith.suggest.drafting import KINDS, VARIANTS, DraftPlan, another, last_contact, pick, plan, variant

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
ZONE = ZoneInfo("Europe/Prague")
NOW = datetime(2026, 11, 30, 6, 31, tzinfo=UTC)
QUIET = (Reason("fading", True, "it has been 7"),)
LETTERS = 4  # of each kind; see templates/drafts/en


def karen(**touches: tuple[int, ...]) -> Person:
    return Person("Karen Holm", ("karen@example.org",), Kind.PERSON, "", **touches)


def evidence(direction: Direction, subject: str | None, days: int = 230) -> Evidence:
    at = unix(NOW - timedelta(days=days))
    return Evidence(at, direction, "personal", "Sent", "<1@example.org>", subject)


def letters(*kinds: str) -> list[tuple[DraftPlan, str, str]]:
    """Every letter on file of these kinds or of all, for every way the last contact can have gone."""
    lasts = [None, *itertools.starmap(evidence, itertools.product(Direction, ["handover notes", None]))]
    renderer, found = Renderer(TEMPLATES), []
    for kind, last, letter in itertools.product(kinds or KINDS, lasts, range(LETTERS)):
        draft = plan(karen(), [Reason(kind, True, "")], last, NOW, ZONE, "Sam", move=leaving())
        draft = DraftPlan(draft.template, {**draft.variables, "pick": letter})
        found.append((draft, *renderer.draft(draft)))
    return found


# In the thread of the mail they are about. They ask nothing: their question stands there already, or it is the other
# who asked; a second one would be one more thing to answer.
REPLIES = ("owed reply", "no answer")


@pytest.mark.parametrize("kind", KINDS)
def test_an_english_letter_greets_by_name_asks_one_thing_and_is_signed(kind: str) -> None:
    """What holds in every language: tests/suggest/test_letters.py."""
    for draft, _, body in letters(kind):
        first, *_, goodbye, name = body.split("\n")
        assert (first, goodbye, name) == ("Hi Karen,", "Best wishes,", "Sam")
        asked = body.count("?")
        assert asked == (0 if kind in REPLIES else 1) or (kind == "holiday" and not asked), draft


def test_a_reply_keeps_the_subject_and_any_other_letter_has_two_to_four_words_of_its_own() -> None:
    for draft, subject, _ in letters():
        if draft.variables["subject"] and draft.template in map(template, REPLIES):
            assert subject == "Re: handover notes"
        else:
            assert 2 <= len(subject.split()) <= 4


def template(kind: str) -> str:
    return f"drafts/en/{kind.replace(' ', '-')}.txt.j2"


def test_a_question_as_subject_is_named_and_not_asked_for_again_or_answered() -> None:
    """What owes a reply, or waits for one, is usually called "Lunch on Friday?"."""
    for kind, way in zip(REPLIES, (Direction.RECEIVED, Direction.SENT), strict=True):
        last = evidence(way, "Re: Lunch on Friday?", days=9)
        subject, body = Renderer(TEMPLATES).draft(
            plan(karen(), [Reason(kind, True, "")], last, NOW, ZONE, "Sam")
        )
        assert subject == "Re: Lunch on Friday?"
        assert body.count('mail about "Lunch on Friday?"') == body.count("?") == 1


def test_no_reminder_reproaches_and_no_reply_invents_an_answer() -> None:
    reproach = r"\bstill waiting|not (?:yet )?(?:answered|replied|heard)|never (?:answered|replied)|why|again"
    assert not [body for _, _, body in letters("no answer") if re.search(reproach, body, re.IGNORECASE)]
    answer = r"\b(?:yes|no|agree|attach|below|soon|tomorrow|will|shall|can|cannot)\b|n't\b"
    assert not [body for _, _, body in letters("owed reply") if re.search(answer, body, re.IGNORECASE)]


def test_thanks_name_nothing_that_only_the_user_knows() -> None:
    """Known is that a subject said thanks: not what for, nor that it helped."""
    guessed = r"help|advice|support|favou?r|meeting|met\b|introduc|kind|generous|useful|handover"
    assert not [body for _, _, body in letters("thank-you") if re.search(guessed, body, re.IGNORECASE)]


def test_no_letter_apologises_flatters_or_talks_of_the_weather() -> None:
    unwanted = (
        r"sorry|apolog|weather|hope this|finds you|amazing|wonderful|great to|touch base|thinking of you"
    )
    assert not [body for _, _, body in letters() if re.search(unwanted, body, re.IGNORECASE)]


def test_all_letters_of_a_kind_differ() -> None:
    """By their words, and by their subject where it is their own: a list of drafts should not look like a mailing."""
    openings = {(draft.template, body.split(".")[0]) for draft, _, body in letters()}
    assert len({opening for _, opening in openings}) == len(openings)
    fresh = [kind for kind in KINDS if kind not in REPLIES]
    told = {subject for _, subject, _ in letters(*fresh)}
    assert len(told) == LETTERS * len(fresh)


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
            'Your last mail about "Lunch" reached me in April; thank you for it.',
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
    reasons = [Reason("fading", False, ""), Reason("unheard of", True, ""), Reason("cadence", True, "")]
    assert plan(karen(), reasons, None, NOW, ZONE, "").template == "drafts/en/cadence.txt.j2"
    owed = [Reason("owed reply", True, ""), *reasons]
    assert plan(karen(), owed, None, NOW, ZONE, "").template == "drafts/en/owed-reply.txt.j2"
    assert plan(karen(), [], None, NOW, ZONE, "").template == "drafts/en/fading.txt.j2"


def test_the_choice_of_a_letter_is_the_same_in_every_process() -> None:
    code = (
        "from kith.suggest.drafting import pick; from kith.model import Person, Kind;"
        "print(pick(Person('', ('karen@example.org',), Kind.PERSON, ''), 'fading', 2026))"
    )
    assert int(fresh_python(code)) == pick(karen(), "fading", 2026)


def test_a_person_written_to_again_gets_other_words() -> None:
    before, after = karen(sent=(1,)), karen(sent=(1, 2))
    assert pick(before, "cadence", 2026) % LETTERS != pick(after, "cadence", 2026) % LETTERS


def test_people_get_different_letters() -> None:
    people = [Person("", (f"p{n}@example.org",), Kind.PERSON, "") for n in range(60)]
    assert {pick(person, "fading", 2026) % LETTERS for person in people} == set(range(LETTERS))


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


def test_of_one_digest_no_two_letters_of_a_kind_are_the_same_as_long_as_there_are_others() -> None:
    letter, taken = letters("owed reply")[0][0], set[tuple[str, int]]()
    for _ in range(VARIANTS):
        found = another(letter, taken)
        assert variant(found) not in taken
        taken.add(variant(found))
    assert another(letter, taken) == letter
    assert another(letter, {("drafts/en/other.txt.j2", letter.variables["pick"] % VARIANTS)}) == letter
