"""Every letter on file, in every language: complete as it stands, of its measure, true to what the user's mail showed.

A letter is written for each way things can be: who wrote last and when, Sie or du, names and greetings known or not.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from helpers.ways import LETTERS, moving, values
from kith.deliver.render import Renderer
from kith.suggest.drafting import KINDS, LANGUAGES, SHORT, TEXTS, DraftPlan, month_name
from kith.suggest.holidays import TRADITIONS

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
FOLDERS = sorted(path.name for path in (TEMPLATES / "drafts").iterdir())
RENDERER = Renderer(TEMPLATES)

# Words between greeting and goodbye. A hello into a long silence, or every so often, is as long as gets answered. One
# exchange weighs less than a long letter, and thanks are believed when they are short. A reminder is the second note
# into a silence, shorter than the first. What an owed reply says is the user's to write; the letter only opens it. A
# wish is short, or it reads like a circular.
LENGTH = {
    "cadence": (40, 80),
    "fading": (40, 80),
    "dormant": (40, 80),
    "second-e-mail": (25, 50),
    "how-it-went": (25, 50),
    "thank-you": (25, 60),
    "new-job": (30, 60),
    "moved": (30, 60),
    "no-answer": (20, 40),
    "owed-reply": (10, 25),
    "holiday": (15, 40),
    "again": (10, 30),
    "birthday": (10, 30),
    "anniversary": (10, 30),
    "my-transition": (40, 70),
    "my-move": (40, 70),
}
# The user leaves a place, or moves house.
MOVING = ("my-transition", "my-move")
# Good wishes: the day they are for, written before it, on it, and after it.
WISHES = ("birthday", "anniversary")
# In the thread of the mail they are about, whose question stands there already.
REPLIES = ("owed-reply", "no-answer")
ASKING_NOTHING = (*REPLIES, "again")
# Messages for a phone, by the letters they stand for.
MESSAGES = {SHORT: "fading", **{f"text-{file}": file.removesuffix(".txt.j2") for file in sorted(TEXTS)}}

# Words that belong to the other way of addressing somebody: found in a formal letter, found in one that is not.
ADDRESS = {
    "de": (r"\b(?:[Dd]u|[Dd]ir|[Dd]ich|[Dd]ein\w*)\b", r"\b(?:Ihnen|Ihr\w*)\b|(?<=[a-z,] )Sie\b"),
    "nl": (r"\b(?:[Jj]e|[Jj]ij|[Jj]ou|[Jj]ouw)\b", r"\b(?:[Uu]|[Uu]w)\b"),
    "fr": (r"\b(?:[Tt]u|[Tt]e|[Tt]oi|[Tt]on|[Tt]a|[Tt]es)\b|\b[Tt]'", r"\b(?:[Vv]ous|[Vv]otre|[Vv]os)\b"),
    "es": (r"\b(?:[Tt]ú|[Tt]e|[Tt]i|[Tt]us?|[Cc]ontigo)\b", r"\b[Uu]sted\b"),
    "pt": (r"\b(?:[Tt]e|[Tt]i|[Cc]ontigo|[Tt]eus?|[Tt]uas?)\b", r"\b(?:[Ll]hes?|[Ss]eus?|[Ss]uas?)\b"),
    "it": (r"\b(?:[Tt]u|[Tt]i|[Tt]e|[Tt]uo|[Tt]ua|[Tt]uoi|[Tt]ue)\b", r"(?<=[a-z,] )(?:Lei|Le|La|Suo|Sua)\b"),
}


class Letter(NamedTuple):
    """A rendered letter; `text` is what stands between greeting and goodbye, paragraph by paragraph."""

    values: Mapping[str, str | int]
    subject: str
    body: str
    text: list[str]

    @property
    def unquoted(self) -> str:
        """The text without the subject that it quotes, and without what a goodbye tells."""
        text = "\n".join(self.text)
        for told in ("subject", "last_day", "phone", "address"):
            text = text.replace(str(self.values.get(told, "")) or "\0", "x")
        return text


def letters(language: str, kind: str, ways: Iterable[Mapping[str, str | int]]) -> Iterator[Letter]:
    for given in moving(language, ways) if kind in MOVING else ways:
        subject, body = RENDERER.draft(DraftPlan(f"drafts/{language}/{kind}.txt.j2", given))
        paragraphs = body.split("\n\n")
        yield Letter(given, subject, body, paragraphs[1:-1] if given["own_name"] else paragraphs[1:])


@cache
def all_letters(language: str, kind: str) -> list[Letter]:
    """In every way things can be: rendered once, and looked at by many tests."""
    return list(letters(language, kind, values(language)))


class Written(NamedTuple):
    """All letters of one kind in one language."""

    language: str
    kind: str
    letters: list[Letter]


@pytest.fixture(scope="module", params=itertools.product(FOLDERS, LENGTH), ids="-".join)
def written(request: pytest.FixtureRequest) -> Written:
    language, kind = request.param
    return Written(language, kind, all_letters(language, kind))


def test_every_language_is_known_and_has_all_its_letters() -> None:
    assert set(FOLDERS) <= set(LANGUAGES)
    assert {kind.replace(" ", "-") for kind in KINDS} == set(LENGTH) - {"again"}
    for language in FOLDERS:
        files = {path.name for path in (TEMPLATES / "drafts" / language).iterdir()}
        assert files == {f"{kind}.txt.j2" for kind in (*LENGTH, "phrases", "wishes")} | set(MESSAGES), (
            language
        )


def test_every_letter_is_complete_and_of_its_measure(written: Written) -> None:
    """docs/design.md, "Drafts"."""
    least, most = LENGTH[written.kind]
    for letter in written.letters:
        check_frame(letter, int(written.kind in WISHES))
        words = len([word for word in " ".join(letter.text).split() if re.search(r"\w", word)])
        assert least <= words <= most, (words, letter)
        asked = letter.unquoted.count("?")
        assert asked == 0 if written.kind in ASKING_NOTHING else asked <= 1, letter
        if written.kind in REPLIES and letter.values["subject"]:
            assert letter.subject == f"Re: {letter.values['subject']}"
        else:
            assert 1 <= len(letter.subject.split()) <= 5, letter
            assert not re.search(r"[?!.:]$", letter.subject), letter


def check_frame(letter: Letter, wishes: int) -> None:
    """Greeting and goodbye where they belong, nothing left open, and no slip of a template's blanks."""
    given, lines = letter.values, letter.body.split("\n")
    assert not re.search(
        r"[\[\]{}<>\0]|None|  |\n\n\n| [.,;:?!]|\.\.|,,", f"{letter.subject}\n{letter.body}"
    ), letter
    assert "\n".join(letter.text).count("!") == wishes, letter
    assert lines[1] == "", letter
    if given["greeting"]:
        assert lines[0] == given["greeting"], letter
    else:
        assert re.fullmatch(r"[A-ZÀ-Þ].*[,:]", lines[0]), letter
        assert str(given["first"]) in lines[0], letter
    if given["own_name"]:
        assert lines[-1] == given["own_name"], letter
        assert lines[-3] == "", letter
        assert lines[-2] == given["goodbye"] if given["goodbye"] else lines[-2], letter
    elif given["goodbye"]:
        assert str(given["goodbye"]) not in letter.body, letter
    for paragraph in letter.text:
        assert re.fullmatch(r"\S.*\S", paragraph), letter  # on one line, wherever a template breaks its own
        assert paragraph.endswith((".", "?", "…")), letter


def test_every_sentence_begins_as_the_language_has_it(written: Written) -> None:
    """With a capital; in German and Italian the first one goes on after the comma of the greeting."""
    for letter in written.letters:
        greeting = letter.body.split("\n")[0]
        goes_on = written.language in {"de", "it"} and greeting.endswith(",")
        text = " ".join(letter.text)
        plain = text.replace(str(letter.values["subject"]) or "\0", "x")
        plain = plain.replace(str(letter.values["day"]) or "\0", "x")
        beginnings = re.findall(r"(?<=[.?…] )\W*\w", plain)
        assert all(one[-1].isupper() for one in beginnings), letter
        courtesy = re.match(r"(?:Ihr|Ihre|Ihnen|Sie|Lei|La|L|Suo|Sua)\b", text)  # has its capital anywhere
        assert courtesy or re.search(r"\w", text)[0].islower() == goes_on, letter  # type: ignore[index]


def test_no_letter_mixes_two_ways_of_addressing_somebody(written: Written) -> None:
    for letter in written.letters:
        other = ADDRESS.get(written.language, (r"\0", r"\0"))[0 if letter.values["formal"] else 1]
        assert not re.search(other, letter.unquoted), letter


@pytest.mark.parametrize("language", FOLDERS)
def test_all_letters_of_a_language_differ(language: str) -> None:
    """By their opening, and by their subject where it is their own: a list of drafts should not look like a mailing."""
    told: list[str] = []
    for kind in LENGTH:
        found = [one for one in all_letters(language, kind) if not one.values["formal"]]
        seen = {
            (
                one.values["pick"],
                re.split(r"[.?]", one.text[0].replace(str(one.values["day"]) or "\0", "x"))[0],
            )
            for one in found
        }
        assert len({opening for _, opening in seen}) == len(seen), kind
        told += [] if kind in REPLIES else {one.subject for one in found}
    assert len(set(told)) == len(told) == LETTERS * (len(LENGTH) - len(REPLIES))


def test_what_is_known_of_the_last_touch_is_not_embroidered(written: Written) -> None:
    """No month, no year, no subject but those given, and no name but the reader's in the greeting."""
    for letter in written.letters:
        text = letter.unquoted
        day = str(letter.values["day"]) if written.kind in WISHES else ""
        assert day in text, letter
        assert set(re.findall(r"\d+", text)) <= {letter.values["year"], *re.findall(r"\d+", day)}, letter
        months = {month_name(number, written.language) for number in range(1, 13)}
        months -= {letter.values["month"], *day.split()}
        assert not months & set(re.findall(r"\w+", text)), letter
        assert not re.search("Karen|Sam", text), letter


@pytest.mark.parametrize(("language", "file"), list(itertools.product(FOLDERS, MESSAGES)))
def test_a_text_for_a_phone_is_one_short_line(language: str, file: str) -> None:
    """160 characters are one text message (GSM 03.38)."""
    openings = set()
    for given in moving(language, values(language)) if MESSAGES[file] in MOVING else values(language):
        text = RENDERER.message(DraftPlan(f"drafts/{language}/{file}", given))
        unquoted = text.replace(str(given["subject"]) or "\0", "x")
        assert 20 <= len(text) <= 160, (len(text), text)
        assert not re.search(r"[\[\]{}<>\n]|None|  | [.,;:?!]|\.\.|Subject", text), text
        asked = unquoted.count("?")
        assert asked == 0 if MESSAGES[file] in ASKING_NOTHING else asked <= 1, text
        assert text.startswith(str(given["greeting"])), text
        assert text.endswith((".", "?", "Sam")), text
        assert text.endswith("Sam") == bool(given["own_name"]), text
        if language in ADDRESS:
            assert not re.search(ADDRESS[language][0 if given["formal"] else 1], unquoted), text
        check_goes_on(text, given, MESSAGES[file] in WISHES)
        if not any(given[one] for one in ("own_name", "subject", "last_by", "formal")) and not given.get(
            "left"
        ):
            openings.add((given["pick"], text))
    assert len({text for _, text in openings}) == len(openings)
    assert {pick for pick, _ in openings} == set(range(LETTERS))


def check_goes_on(text: str, given: Mapping[str, str | int], wishes: bool) -> None:
    """What follows the greeting: one sentence or two, no names or numbers, with a capital unless after a comma."""
    greeting = str(given["greeting"]) or re.match(r"[^,.]+(?:, Karen)?[,.]", text)[0]  # type: ignore[index]
    said = text.removeprefix(greeting).removesuffix(str(given["own_name"])).strip()
    for told in ("last_day", "address", "phone"):
        said = said.replace(str(given.get(told, "")) or "\0", "x")
    plain = said.replace(str(given["day"]) or "\0", "").replace("!", "", 1) if wishes else said
    assert not re.search(r"\d|Karen|Sam|!", plain), text
    assert not wishes or said.count("!") == 1, text
    for quoted in (given["subject"], given["day"]):
        said = said.replace(str(quoted) or "\0", "x")
    sentences = re.split(r"(?<=[.?…]) ", said)
    assert len(sentences) <= 2, text
    courtesy = re.match(r"(?:I|I'm|Ihre|Il Suo)\b", said)  # these have their capital anywhere
    assert courtesy or said[0].islower() == greeting.endswith(","), text
    assert all(re.search(r"\w", one)[0].isupper() for one in sentences[1:]), text  # type: ignore[index]


@pytest.mark.parametrize("language", FOLDERS)
def test_every_holiday_has_its_wish_in_every_language(language: str) -> None:
    """A Czech Christmas is wished in the language of the letter; the day is named in none."""
    given = next(values(language))
    told = {
        kind: RENDERER.draft(DraftPlan(f"drafts/{language}/holiday.txt.j2", {**given, "holiday": kind}))[1]
        for kind in (*TRADITIONS, "")
    }
    assert told.pop("orthodox christmas") == told["christmas"]
    assert len(set(told.values())) == len(told)
