"""The sample digests say what kith says today: their reasons are worded as `kith.suggest.reasons` words them, and
drafts and points are not written by hand."""

import re
from dataclasses import replace

import pytest

from digests.cases import BUILT_IN, NAMES, letter_of, told, written
from helpers.persons import DAY, NOW, both, leaving, look, person, reason, said
from kith.model import Direction, Occasion, Signal
from kith.suggest.assessing import Assessment, Known, assess_all
from kith.suggest.reasons import FOR
from kith.suggest.reasons.case import Wishing
from kith.suggest.rewording import accepted

SENT = Direction.SENT


def on_a_day(kind: str) -> list[Assessment]:
    """Whose day is today, tomorrow and in three days, round and not."""
    days = [Occasion(kind, 11, 30), Occasion(kind, 12, 1), Occasion(kind, 12, 3), Occasion(kind, 12, 3, 1986)]
    days += [Occasion(kind, 12, 1, 1986)]
    return [look(both([100, 80, 60], occasions=(day,))) for day in days]


def told_of(kind: str, what: str, because: str) -> Signal:
    return Signal(kind, "ada@example.org", NOW - 9 * DAY, what, True, because)


SPOKEN = {  # people of whom each kind is true, in all its wordings
    "my transition": [
        *(look(both([90, 20]), move=leaving(because=why)) for why in ("domain", "account", "colleague")),
        look(both([90, 20]), move=leaving(what="", place="Brno", because="close")),
    ],
    "birthday": on_a_day("birthday"),
    "anniversary": on_a_day("anniversary"),
    "owed reply": [
        look(person(sent=[300], received=[6]), exchanges=[said(subject, 6)])
        for subject in ("Lunch?", "Lunch", "")
    ],
    "no answer": [look(person(sent=[9], received=[300]), exchanges=[said("Lunch?", 9, SENT)])],
    "new job": [
        look(both([300]), signals=[told_of("new-job", "Head of Tides, Acme", "a mail from LinkedIn")])
    ],
    "moved": [
        look(both([300]), signals=[told_of("new-address", "ada@acme.example", "mail from there")]),
        look(both([300]), signals=[told_of("gone", "", "their automatic reply")]),
    ],
    "bounced address": [
        look(
            replace(both([300]), addresses=addresses), signals=[told_of("bounced", "", "5.1.1: No such user")]
        )
        for addresses in (("ada@home.example", "ada@example.org"), ("ada@example.org",))
    ],
    "second e-mail": [look(person(sent=[29], received=[30]))],
    "thank-you": [look(person(sent=[30], received=[300]), exchanges=[said("Thank you!", 30, SENT)])],
    "cadence": [look(person(sent=[60], every=42, named=True)), look(person(every=42, named=True))],
    "fading": [look(both(days)) for days in ([220, 190, 160, 130, 100], [260, 200, 150], [200, 100])],
    "holiday": [
        assess_all([one], Known(wishing={"ada@example.org": wishing}), NOW + 21 * 86_400)[0]
        for wishing in (Wishing("CZ", "", "The Brno trip"), Wishing("CZ", "", "", "moved to Brno"))
        for one in (both([300, 70]), person(sent=[300], received=[70]))
    ],
    "dormant": [look(both([1700, 1650, 1600, 1550, 1500])), look(both([1700, 1600, 1500]))],
}


def form(sentence: str) -> str:
    """A sentence without what differs from person to person: names, subjects, numbers and lengths of time."""
    sentence = re.sub(r'\("[^"]*"\)', "(subject)", sentence)
    sentence = re.sub(r"3 of 4 times|Half the time", "Mostly", sentence)
    sentence = re.sub(r"\b[A-Z]\w+day \d+ \w+", "that date", sentence)
    sentence = re.sub(r"(?:\d+ )?(?:day|week|month|year)s?\b", "time", sentence)
    sentence = re.sub(r"\d+( gap| conversation)s?", r"some\1", re.sub(r"been \d+\.", "been time.", sentence))
    sentence = re.sub(r"^\w+(?='s (?:birth|anni))|(?<=; )\w+(?= turns)", "Name", sentence)
    sentence = re.sub(r"the \d+th|turns \d+", "some", sentence)
    sentence = re.sub(r"^\w+(?= asked you| wrote to you)", "Name", sentence)
    sentence = re.sub(r'(?:you|[A-Z]\w+) last wrote time ago, about "[^"]*"', "X last wrote", sentence)
    sentence = re.sub(r'says "[^"]*"', "says so", sentence)
    sentence = re.sub(
        r"\d+ (?:January|November)", "date", re.sub(r"\S+@\S+|\b\w+\.(?:example|org)\b", "there", sentence)
    )
    sentence = re.sub(r"^\w+(?= wrote from|'s automatic)|(?<=says that )\w+(?= has)", "Name", sentence)
    sentence = re.sub(r"position: .*", "position.", re.sub(r"\(5\.1.*?\)", "(why)", sentence))
    sentence = re.sub(
        r"(?<=, and )\w+(?= is known| writes to you there| has, or had,| is among those)", "Name", sentence
    )
    return re.sub(r"(?<=You thanked )\w+", "Name", sentence)


OWN_TEMPLATE = "long-draft"  # two letters as a user might write their own templates, for their length


def forms(kind: str, people: list[Assessment]) -> set[str]:
    return {form(reason(one, kind).text) for one in people}


@pytest.mark.parametrize("name", sorted({*NAMES} - {"hostile"}))
def test_each_reason_of_a_sample_is_worded_as_kith_words_it(name: str) -> None:
    for row in told(name).get("person", []):
        for sentence in (row["why"], *row.get("also", [])):
            kind = row["kind"] if sentence == row["why"] else "fading"
            assert form(sentence) in forms(kind, SPOKEN[kind])


@pytest.mark.parametrize("name", sorted({*NAMES} - {OWN_TEMPLATE}))
def test_drafts_and_points_of_a_sample_are_kiths_own_or_what_a_model_may_make_of_them(name: str) -> None:
    case = told(name)
    for row in case.get("person", []):
        assert "points" not in row
        assert "subject" not in row
        if "reworded" in row:
            own = {key: value for key, value in row.items() if key != "body"}
            _, draft = written(own, letter_of(row, case), BUILT_IN)
            assert row["body"] != draft
            assert accepted(draft, row["body"]) == (row["body"], "")
        else:
            assert "body" not in row


def test_there_is_a_sample_of_every_reason() -> None:
    kinds = [row["kind"] for row in told("all-reasons")["person"]]
    others = [row["kind"] for row in told("before-christmas")["person"]]
    assert [rule.kind for rule in FOR] == list(SPOKEN)
    assert kinds == [kind for kind in SPOKEN if kind not in others]
