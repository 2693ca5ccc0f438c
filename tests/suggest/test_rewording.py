"""What a model may do to a draft, and what it may not: a table of answers, and a promise about all others."""

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.effort import within
from kith.suggest.rewording import LONGEST, accepted, prompt, rewordable

DRAFT = """Hi Karen,

It has been a while, so here is a short hello from me. I last wrote to you in April, about "Handover notes 2024".

How have things been with you since then? A line or two is plenty, and there is no need to answer quickly.

Best wishes,
Sam Okafor"""
GOOD = """Hi Karen,

Just a short hello from me, as it has been a while. My last mail to you was in April, about "Handover notes 2024".

How have you been since then? There's no need to answer quickly, and a line or two would be plenty.

Best wishes,
Sam Okafor"""

GERMAN = """Liebe Karen,

es ist eine Weile her, deshalb schicke ich dir einen kurzen Gruß. Zuletzt habe ich dir im April geschrieben.

Wie geht es dir seither? Ein paar Zeilen genügen, und du musst dich nicht beeilen.

Herzliche Grüße
Sam"""
GOOD_GERMAN = """Liebe Karen,

weil es eine Weile her ist, kommt ein kurzer Gruß von mir. Im April habe ich dir zuletzt geschrieben.

Wie ist es dir seither ergangen? Lass dir ruhig Zeit mit der Antwort, ein paar Zeilen genügen.

Herzliche Grüße
Sam"""


def swap(old: str, new: str, count: int = -1) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, count)


@pytest.mark.parametrize(
    "answer",
    [
        GOOD,
        f"\n{GOOD}\n\n",
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n\n", "  \n\n\n"),
        f"<think>Karen, he says. 12 ideas!</think>\n{GOOD}",
        swap("There's no need", "And no need"),
        swap("since then?", "these days, Karen?"),
        swap("Just a short", "Only a short"),
        swap("Just a short", "Sending a short"),
    ],
)
def test_other_words_of_the_same_letter_are_taken(answer: str) -> None:
    body, why = accepted(DRAFT, answer)
    assert why == ""
    assert body is not None
    assert body.startswith("Hi Karen,\n\n")
    assert body.endswith("\n\nBest wishes,\nSam Okafor")


REFUSED = {
    "": "the answer is empty",
    " \n ": "the answer is empty",
    "I cannot help with that.": "another greeting",
    swap("Hi Karen,", "Hey Karen,"): "another greeting",
    swap("Hi Karen,", "Hi  Karen,"): "another greeting",
    "Here is the mail:\n\n" + GOOD: "another greeting",
    f"```\n{GOOD}\n```": "another greeting",
    swap("Best wishes", "Love"): "another goodbye",
    swap("Sam Okafor", "Sam Okafor\n\nP.S. Call me"): "another goodbye",
    swap("\n\nBest wishes,\nSam Okafor", ""): "another goodbye",
    swap('2024".\n\nHow', '2024". How'): "other paragraphs",
    swap("a while. My", "a while.\nMy"): "other paragraphs",
    swap("a while. My", "a while.\n\nMy"): "other paragraphs",
    swap("plenty.", "plenty. " + "It is so good to hear from you again, and so on. " * 3): "too long",
    swap("plenty.", "plenty. " + "It is so good. " * 70): f"more than {LONGEST} characters",
    swap(" There's no need to answer quickly, and a line or two would be plenty.", "")
        .replace(", as it has been a while", ""): "too short",
    swap("be plenty.", "be plenty, all right?"): "one question more",
    swap("plenty.", "plenty. It is all fine. Do as you please."): "more sentences or fewer",
    swap("plenty.", "plenty. You are fired."): "a verdict on the reader",
    swap("plenty.", "plenty, as you are fired."): "a verdict on the reader",
    swap("plenty.", "plenty; you're fired."): "a verdict on the reader",
    swap("plenty.", "plenty. You bore everyone."): "a verdict on the reader",
    swap("plenty.", "plenty: I love you and we should get married."): "a verdict on the reader",
    swap("plenty.", "plenty, and I despise you."): "a verdict on the reader",
    swap("plenty.", "plenty, and we should get married."): "a verdict on the reader",
    swap("a line or two would be plenty", "a name is all I never need from you again"): "a new negation",
    swap("a line or two would be plenty", "please do not write again"): "a new negation",
    swap("a line or two would be plenty", "don't write again"): "a new negation",
    swap("a line or two would be plenty", "I can’t stand it"): "a new negation",
    swap("a line or two would be plenty", "no line would be plenty"): "a new negation",
    swap("plenty", "200 words"): "a new number",
    swap("plenty", "two weeks of work"): "a new number or date",
    swap("in April", "in January"): "a new number or date",
    swap("since then", "since Christmas"): "a new number or date",
    swap("plenty", "plenty, tomorrow"): "a new number or date",
    swap("Handover notes 2024", "Handover notes 2025"): "another quotation",
    swap('"Handover notes 2024"', "the Handover notes"): "another quotation",
    swap('"Handover notes 2024"', "“Handover notes 2024”"): "another quotation",
    swap("a line", 'a "short" line'): "another quotation",
    swap("a while.", "a while, as Peter says."): "a new name",
    swap("Just a", "Peter and I send a"): "a new name",
    swap("There's", "Peter says there's"): "a new name",
    swap("There's", "Will says there's"): "a new name",
    swap("a while.", "a WHILE."): "a new name",
    swap("quickly", "quickly from iPhone"): "a new name",
    swap("plenty.", "plenty, see kith.example for more."): "a link",
    swap("plenty.", "plenty: sam@example for more."): "a link",
    swap("plenty.", "plenty: ftp://x for more."): "a link",
    swap("Just a short", "**Just** a short"): "a character that has no place in a note",
    swap("Just a short", "- Just a short"): "a character that has no place in a note",
    swap("Just a short", "# Just a short"): "a character that has no place in a note",
    swap("about", "about [topic],"): "a character that has no place in a note",
    swap("about", "about {topic},"): "a character that has no place in a note",
    swap("about", "about (your news),"): "a character that has no place in a note",
    swap("Just", "<b>Just</b>"): "a character that has no place in a note",
    swap("plenty.", "plenty \N{GRINNING FACE}."): "a character that has no place in a note",
    swap("plenty.", "plenty \N{EM DASH} really."): "a character that has no place in a note",
    swap("plenty", "pl\N{CYRILLIC SMALL LETTER IE}nty"): "a character that has no place in a note",
    swap("plenty", "plen\N{ZERO WIDTH SPACE}ty"): "a character that nobody types",
    swap("plenty", "plenty\x1b[31m"): "a character that nobody types",
    swap("plenty", "plenty\N{RIGHT-TO-LEFT OVERRIDE}"): "a character that nobody types",
    swap("plenty", "plenty\ud800"): "a character that nobody types",
    GOOD.replace("Just a short hello from me, as it has been a while. My last mail to you was in April, about",
                 "Bonjour de ma part, il y a un moment que je ne vous ai pas écrit et voici ce que je pense de")
        .replace("How have you been since then? There's no need to answer quickly, and a line or two would be plenty.",
                 "Comment allez vous depuis ? Il ne faut pas répondre vite, quelques lignes de vous me suffisent bien.")
        : "hardly a word of the draft",
}  # fmt: skip


@pytest.mark.parametrize("answer", REFUSED)
def test_anything_else_is_refused_with_the_reason(answer: str) -> None:
    assert accepted(DRAFT, answer) == (None, REFUSED[answer])


def test_german_nouns_are_no_names_and_names_are_no_nouns() -> None:
    assert accepted(GERMAN, GOOD_GERMAN)[1] == ""
    assert accepted(GERMAN, GOOD_GERMAN.replace("der Antwort", "der Herrlichkeit"))[1] == ""
    assert accepted(GERMAN, GOOD_GERMAN.replace("der Antwort", "der Anna"))[1] == "a new name"
    assert accepted(GERMAN, GOOD_GERMAN.replace("der Antwort", "der ANTWORT"))[1] == "a new name"
    assert (
        accepted(GERMAN, GOOD_GERMAN.replace("Lass dir", "Lassen Sie sich"))[1] == "another form of address"
    )
    assert accepted(GERMAN, GOOD_GERMAN.replace("Im April", "Im Mai"))[1] == "a new number or date"


def test_what_cannot_be_taken_apart_or_checked_is_left_alone() -> None:
    for draft in (
        "Hi Karen,",
        "Hi Karen, how have you been since we met there, and what is it that you do now",
        "Karen how have you been since we met there, and what is it that you do now?",
        "Hi Karen, how are you? This is the end of it and has no full stop",
        "Hi Karen,\n\nBest wishes,\nSam",
        "Ahoj Karen,\n\nuž je to nějaký čas, co jsme si naposledy psali. Jak se máš?\n\nMěj se hezky\nSam",
        "",
        "\n\n",
    ):
        assert not rewordable(draft)
        assert accepted(draft, GOOD)[0] is None
    assert rewordable(DRAFT)
    assert rewordable(DRAFT.removesuffix("\n\nBest wishes,\nSam Okafor"))


def test_a_draft_without_a_goodbye_gets_none() -> None:
    bare, good = (text.removesuffix("\n\nBest wishes,\nSam Okafor") for text in (DRAFT, GOOD))
    assert accepted(bare, good) == (good, "")
    assert accepted(bare, GOOD)[1] == "other paragraphs"


@pytest.mark.parametrize(
    "piece", [" ", "\n", "\r\n", "<think>", '"', "a.", "„", "«", "Hi Karen,\n\n", "? ", "e\u0301"]
)
def test_a_flood_is_judged_at_once(piece: str) -> None:
    with within(5):
        assert accepted(DRAFT, piece * 200_000)[0] is None
        assert accepted(DRAFT, GOOD.replace("Just", piece * 300))[0] is None


def test_the_model_is_told_the_draft_and_nothing_else() -> None:
    rules, note = prompt(DRAFT)
    assert (rules["role"], note["role"]) == ("system", "user")
    assert note["content"] == f"BEGIN\n{DRAFT}\nEND"
    assert not any(word in rules["content"] for word in ("Karen", "Sam"))
    assert json.loads(json.dumps([rules, note])) == [rules, note]


PIECES = st.sampled_from(
    [*re.findall(r"\S+|\n\n|\n", GOOD), *re.findall(r"\S+", DRAFT), "\n\n", "\n", "Peter", "Anna,", "three", "17", "?",
     "https://evil.example", "a@b", "[name]", "<b>", "\x00", "\u202e", "May", "I", "please", "Мария", "\u2028", '"x"']
)  # fmt: skip
PATCH = st.tuples(st.integers(0, len(GOOD)), st.integers(0, 30), st.one_of(PIECES, st.text(max_size=20)))


def patched(patches: list[tuple[int, int, str]]) -> str:
    text = GOOD
    for at, length, piece in patches:
        text = text[:at] + piece + text[at + length :]
    return text


@given(st.one_of(
    st.text(),
    st.lists(PIECES, max_size=80).map(" ".join),
    st.lists(PATCH, max_size=3).map(patched),
    st.lists(PIECES, max_size=60).map(lambda words: f"Hi Karen,\n\n{' '.join(words)}\n\nBest wishes,\nSam Okafor"),
))  # fmt: skip
def test_whatever_the_model_says_only_a_letter_of_the_same_kind_is_taken(answer: str) -> None:
    body, why = accepted(DRAFT, answer)
    assert (body is None) == bool(why)
    if body is None:
        return
    assert len(body) <= LONGEST
    assert body.split("\n")[0] == "Hi Karen,"
    assert body.split("\n")[-2:] == ["Best wishes,", "Sam Okafor"]
    assert body.count("\n\n") == DRAFT.count("\n\n")
    assert body.count("?") <= DRAFT.count("?")
    assert body.count('"Handover notes 2024"') == 1
    assert re.findall(r"\d+", body) == ["2024"]
    assert set(body) - set(DRAFT) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,;:!?'’…¿¡-"
    ) | {char for char in body if "LATIN" in unicodedata.name(char, "")}
    for word in ("Peter", "Anna", "May", "three", "evil", "Мария"):
        assert word not in re.findall(r"\w+", body)
