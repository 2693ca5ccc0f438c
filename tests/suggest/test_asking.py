"""Whether a draft asks how somebody likes to be reached: at a good moment, once, in words of its own."""

import itertools
import re
from pathlib import Path
from typing import Any

import pytest

from helpers.persons import NOW, days_ago, leaving, look, person
from helpers.ways import values
from kith.deliver.render import Renderer
from kith.model import Person, Reach
from kith.suggest.asking import asked_at, moment
from kith.suggest.drafting import LANGUAGES, DraftPlan
from suggest.test_letters import ADDRESS

RENDERER = Renderer(Path(__file__).parent.parent.parent / "templates")
QUIET = [220, 190, 160, 130, 100]


def friend(**more: Any) -> Person:
    """Both have written in each of their conversations."""
    return person(sent=QUIET, received=QUIET, **more)


def asks(one: Person, lead: str, asked: int | None = None, **more: object) -> str:
    return moment(look(one, **more).case, lead, asked)  # type: ignore[arg-type]


def test_the_good_moments() -> None:
    once = person(sent=[29], received=[30])
    assert asks(once, "second e-mail") == "the second exchange"
    assert asks(friend(), "fading") == "the second exchange"
    assert asks(friend(), "fading", told=[(90, "fading")]) == ""
    assert asks(friend(), "dormant") == ""
    assert asks(friend(), "new job") == "their new job"
    assert asks(friend(), "my transition", move=leaving()) == "your move"


@pytest.mark.parametrize(
    "lead", ["owed reply", "no answer", "birthday", "holiday", "moved", "bounced address"]
)
def test_a_reply_a_wish_and_a_search_ask_nothing(lead: str) -> None:
    assert asks(friend(), lead) == ""


def test_a_new_job_is_no_moment_where_they_have_not_answered() -> None:
    assert asks(person(sent=[90, 20], received=[100]), "new job") == ""


def test_who_has_said_or_declines_something_is_not_asked() -> None:
    assert asks(friend(channel="mail"), "fading") == ""
    assert asks(friend(reach=Reach(declines=("phone",))), "fading") == ""


def test_once_and_again_after_a_year() -> None:
    assert asks(friend(), "fading", asked=days_ago(364)[0]) == ""
    assert asks(friend(), "fading", asked=days_ago(366)[0]) != ""


def test_only_what_was_sent_within_a_month_has_asked() -> None:
    drafted = days_ago(90)
    assert asked_at(person(sent=[89]), drafted) == NOW - 89 * 86_400
    assert asked_at(person(sent=[91]), drafted) is None
    assert asked_at(person(sent=[50]), drafted) is None
    assert asked_at(person(), drafted) is None


@pytest.mark.parametrize(
    ("language", "kind"),
    list(
        itertools.product(
            LANGUAGES,
            ("fading", "cadence", "second-e-mail", "how-it-went", "thank-you", "new-job", "dormant"),
        )
    ),
)
def test_the_sentence_is_a_paragraph_above_the_goodbye_and_no_second_question(
    language: str, kind: str
) -> None:
    told = set()
    for given in values(language):
        if given["subject"]:
            continue
        letter = DraftPlan(f"drafts/{language}/{kind}.txt.j2", given)
        (_, plain), (_, asking) = RENDERER.draft(letter), RENDERER.draft(letter.asking())
        before, after = plain.split("\n\n"), asking.split("\n\n")
        place = len(before) - 1 if given["own_name"] else len(before)
        assert after[:place] + after[place + 1 :] == before
        sentence = after[place]
        assert re.fullmatch(r"[A-ZÜ][^\n?!.]{40,160}\.", sentence), sentence
        assert 12 <= len(sentence.split()) <= 26
        if language in ADDRESS:
            assert not re.search(ADDRESS[language][0 if given["formal"] else 1], sentence), sentence
        told.add((given["formal"], sentence))
    assert len(told) >= (2 if language == "en" else 3)
