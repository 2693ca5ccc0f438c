"""The sample digests say what kith says today: their reasons are worded as `kith.suggest.reasons` words them."""

import re

import pytest

from digests.cases import NAMES, told
from helpers.persons import both, look, person, reason, said
from kith.model import Direction
from kith.suggest.assessing import Assessment
from kith.suggest.reasons import FOR

SENT = Direction.SENT
SPOKEN = {  # people of whom each kind is true, in all its wordings
    "owed reply": [
        look(person(sent=[300], received=[6]), exchanges=[said(subject, 6)])
        for subject in ("Lunch?", "Lunch", "")
    ],
    "no answer": [look(person(sent=[9], received=[300]), exchanges=[said("Lunch?", 9, SENT)])],
    "second e-mail": [look(person(sent=[29], received=[30]))],
    "thank-you": [look(person(sent=[30], received=[300]), exchanges=[said("Thank you!", 30, SENT)])],
    "cadence": [look(person(sent=[60], every=42, named=True)), look(person(every=42, named=True))],
    "fading": [look(both(days)) for days in ([220, 190, 160, 130, 100], [260, 200, 150], [200, 100])],
    "dormant": [look(both([1700, 1650, 1600, 1550, 1500])), look(both([1700, 1600, 1500]))],
}


def form(sentence: str) -> str:
    """A sentence without what differs from person to person: names, subjects, numbers and lengths of time."""
    sentence = re.sub(r'\("[^"]*"\)', "(subject)", sentence)
    sentence = re.sub(r"3 of 4 times|Half the time", "Mostly", sentence)
    sentence = re.sub(r"(?:\d+ )?(?:day|week|month|year)s?\b", "time", sentence)
    sentence = re.sub(r"\d+( gap| conversation)s?", r"some\1", re.sub(r"been \d+\.", "been time.", sentence))
    sentence = re.sub(r"^\w+(?= asked you| wrote to you)", "Name", sentence)
    return re.sub(r"(?<=You thanked )\w+", "Name", sentence)


def forms(kind: str, people: list[Assessment]) -> set[str]:
    return {form(reason(one, kind).text) for one in people}


@pytest.mark.parametrize("name", sorted({*NAMES} - {"hostile"}))
def test_each_reason_of_a_sample_is_worded_as_kith_words_it(name: str) -> None:
    for row in told(name).get("person", []):
        assert form(row["why"]) in forms(row["kind"], SPOKEN[row["kind"]])


def test_there_is_a_sample_of_every_reason() -> None:
    kinds = [row["kind"] for row in told("all-reasons")["person"]]
    assert kinds == [rule.kind for rule in FOR] == list(SPOKEN)
