"""Messages for a phone, in every language: of the kind of the letter they stand for, with its reason, and short enough.

What holds of each by itself: test_letters.py; what is particular to English: test_short_messages.py.
"""

import itertools
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from helpers.persons import NOW, both, leaving
from kith.clock import instant
from kith.deliver.render import Renderer
from kith.digest import Voice
from kith.model import Reason
from kith.suggest.drafting import LANGUAGES, SHORT, TEXTS, DraftPlan, plan, short

RENDERER = Renderer(Path(__file__).parent.parent.parent / "templates")
LETTERS = 4
LONGEST = 160  # characters: one text message in GSM 03.38
NAMING = ("text-owed-reply.txt.j2", "text-no-answer.txt.j2")
FIRST = sorted({SHORT, *(f"text-{file}" for file in TEXTS)} - {"text-again.txt.j2"})
VALUES = {
    "first": "Karen",
    "greeting": "",
    "goodbye": "",
    "own_name": "Sam",
    "last_by": "them",
    "ago": "month",
    "month": "April",
    "year": "",
    "subject": "handover notes",
    "due": "before",
    "day": "Thursday",
    "dated": 0,
    "place": "Initech",
    "last_day": "31 December",
    "left": "",
    "address": "sam@new.example",
    "phone": "",
}

# What each language calls a mail of a friend, of somebody who is Sie, and one's own; and what thanks have in common.
WORDS = {
    "en": ("your mail", "your mail", "my mail", "thank"),
    "de": ("deine mail", "ihre mail", "meine mail", "dank"),
    "fr": ("ton message", "votre message", "mon message", "merci"),
    "es": ("tu mensaje", "su mensaje", "mi mensaje", "gracias|agradec"),
    "it": ("tuo messaggio", "suo messaggio", "mio messaggio", "grazie"),
    "pt": ("tua mensagem", "sua mensagem", "minha mensagem", "agradec|agradeç"),
    "nl": ("je mail", "uw mail", "mijn mail", "dank"),
}
WAYS = list(itertools.product(LANGUAGES, range(LETTERS), (0, 1)))


def of_kind(file: str, language: str, letter: int, formal: int, **changed: str) -> str:
    given = {**VALUES, **changed, "formal": formal if language != "en" else 0, "pick": letter}
    return RENDERER.message(DraftPlan(f"drafts/{language}/{file}", given))


def opening(message: str) -> str:
    """The first sentence behind the greeting."""
    return re.split(r"(?<=[.?]) ", re.sub(r"^.*?Karen[,.] ", "", message))[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "again", "file"),
    [
        ("fading", False, "text"),
        ("cadence", False, "text"),
        ("dormant", False, "text"),
        ("second e-mail", False, "text"),
        ("owed reply", False, "text-owed-reply"),
        ("no answer", False, "text-no-answer"),
        ("thank-you", False, "text-thank-you"),
        ("my transition", False, "text-my-transition"),
        ("holiday", False, "text-holiday"),
        ("fading", True, "text-again"),
        ("owed reply", True, "text-again"),
    ],
)
def test_the_message_is_of_the_kind_of_the_letter(language: str, kind: str, again: bool, file: str) -> None:
    reasons, friend = [Reason(kind, True, "")], both([190, 160, 130, 100, 70])
    letter = plan(
        friend, reasons, None, instant(NOW), ZoneInfo("UTC"), "Sam", Voice(language), again, move=leaving()
    )
    message = short(letter)
    assert message.template == f"drafts/{language}/{file}.txt.j2"
    if language != "en":
        assert message.instead
        assert message.instead.template == f"drafts/en/{file}.txt.j2"


@pytest.mark.parametrize(("language", "letter", "formal"), WAYS)
def test_a_message_says_why_it_comes(language: str, letter: int, formal: int) -> None:
    theirs, thanks = WORDS[language][formal], WORDS[language][3]
    mine = WORDS[language][2]
    for subject, quoted in (("handover notes", ' "handover notes"'), ("", "")):
        owed = of_kind("text-owed-reply.txt.j2", language, letter, formal, subject=subject)
        assert theirs in owed.lower()
        assert quoted in owed
        reminder = of_kind("text-no-answer.txt.j2", language, letter, formal, last_by="me", subject=subject)
        assert mine in reminder.lower()
        assert theirs not in reminder.lower()
        assert quoted in reminder
        thank_you = of_kind("text-thank-you.txt.j2", language, letter, formal, last_by="me", subject=subject)
        assert re.search(thanks, thank_you, re.IGNORECASE)
        assert "handover" not in thank_you


@pytest.mark.parametrize(("language", "letter", "formal"), WAYS)
def test_a_second_message_is_none_of_the_first_ones_and_speaks_of_no_mail(
    language: str, letter: int, formal: int
) -> None:
    second = of_kind("text-again.txt.j2", language, letter, formal)
    assert second == of_kind("text-again.txt.j2", language, letter, formal, last_by="", subject="")
    firsts = {of_kind(file, language, n, formal, subject="") for file in FIRST for n in range(LETTERS)}
    assert len(firsts) == len(FIRST) * LETTERS
    assert opening(second) not in {opening(one) for one in firsts}
    assert not any(word in second.lower() for word in WORDS[language][:3])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", sorted(f"text-{file}" for file in TEXTS))
def test_a_subject_never_makes_two_messages_out_of_one(language: str, file: str) -> None:
    names = [
        ("", "A" * 20, "S" * 20),
        ("Sehr geehrte Frau Doktor Schmidt,", "", "Sam Okafor-Lindqvist"),
        ("Hi Karen,", "Karen", "Sam"),
    ]
    for (greeting, first, own_name), letter, formal in itertools.product(names, range(LETTERS), (0, 1)):
        for length in range(1, 61):
            changed = {"greeting": greeting, "first": first, "own_name": own_name, "subject": "x" * length}
            changed["holiday"] = ("midsummer", "lunar new year", "rosh hashanah", "thanksgiving")[length % 4]
            text = of_kind(file, language, letter, formal, **changed)
            assert len(text) <= LONGEST, text
            if file in NAMING and own_name == "Sam" and length <= 40:
                assert "x" * length in text  # of a usual one nothing is left away
