"""What is particular to the letters in French, Spanish, Italian and Portuguese: registers, genders, marks, spellings.

What holds in every language: tests/suggest/test_letters.py.
"""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kith.deliver.render import Renderer
from kith.suggest.drafting import SHORT, TEXTS, DraftPlan

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
RENDERER = Renderer(TEMPLATES)
LANGUAGES = ("fr", "es", "it", "pt")
APRIL = {"fr": "avril", "es": "abril", "it": "aprile", "pt": "abril"}

DAY = {"fr": "31 décembre", "es": "31 de diciembre", "it": "31 dicembre", "pt": "31 de dezembro"}
GOODBYE = {"place": "Hooli", "address": "sam@new.example", "phone": "+1 202 555 0100"}  # of a goodbye alone

KINDS = (
    "my-transition", "cadence", "fading", "dormant", "second-e-mail", "how-it-went", "thank-you", "new-job", "moved",
    "no-answer", "owed-reply", "holiday", "again",
)  # fmt: skip
REPLIES = ("owed-reply", "no-answer")
WISHES = ("birthday", "anniversary")
MESSAGES = (SHORT, *(f"text-{file}" for file in sorted(TEXTS)))

# Who writes to whom: first, the user's own greeting and goodbye where they are known, and the name below.
SIDES = (
    {"first": "Karen", "greeting": "", "goodbye": "", "own_name": "Sam Roth"},
    {"first": "Karen", "greeting": "Ahoj Karen!", "goodbye": "S pozdravem", "own_name": "Sam Roth"},
    {"first": "", "greeting": "", "goodbye": "", "own_name": ""},
    {"first": "", "greeting": "Ahoj,", "goodbye": "S pozdravem", "own_name": ""},
)
SUBJECTS = ("", "handover notes", "Lunch on Friday?", "the 'Blue' «book»")
EVERY_CASE = [*itertools.product(LANGUAGES, (*KINDS, *WISHES))]


class Letter(NamedTuple):
    """A letter as it would leave: `core` is its body without greeting and sign-off."""

    values: dict[str, Any]
    subject: str
    body: str

    @property
    def core(self) -> str:
        paragraphs = self.body.split("\n\n")[1:]
        return "\n\n".join(paragraphs[:-1] if self.values["own_name"] else paragraphs)

    @property
    def own_words(self) -> str:
        """The core without what is quoted."""
        return re.sub("[«“].*[»”]", "…", self.core)


def values(language: str, **fixed: object) -> Iterator[dict[str, Any]]:
    """Every combination of what a template may be told; `fixed` narrows it down."""
    times = [(ago, "", "") for ago in ("recent", "weeks", "")]
    times += [("month", APRIL[language], year) for year in ("", "2025")]
    for pick, formal, last_by, (ago, month, year), side, subject in itertools.product(
        range(4), (0, 1), ("me", "them", "both", ""), times, SIDES, SUBJECTS
    ):
        told = {"pick": pick, "formal": formal, "last_by": last_by, "ago": ago, "month": month, "year": year}
        told |= {"subject": subject, **side, "due": "before", "day": "X", "dated": 0}
        told |= {**GOODBYE, "last_day": DAY[language], "left": int(subject == "")}
        if all(told[key] == value for key, value in fixed.items()):
            yield told


def letters(language: str, kind: str, **fixed: object) -> list[Letter]:
    name = f"drafts/{language}/{kind}.txt.j2"
    return [Letter(told, *RENDERER.draft(DraftPlan(name, told))) for told in values(language, **fixed)]


@pytest.mark.parametrize(("language", "kind"), EVERY_CASE)
def test_what_is_said_of_the_last_touch_is_what_is_known(language: str, kind: str) -> None:
    for letter in letters(language, kind):
        told = letter.values
        assert APRIL[language] not in letter.core or told["ago"] == "month"
        if "2025" in letter.core:
            assert (told["year"], APRIL[language] in letter.core) == ("2025", True)
        if kind in REPLIES:  # about that one mail
            assert ("handover notes" in letter.core) == (told["subject"] == "handover notes")
        if kind == "again":
            assert not re.search("[«“]|2025", letter.core)
        if kind in ("cadence", "fading", "dormant"):
            known = bool(told["ago"]) and told["last_by"] in ("me", "them")
            assert ("handover notes" in letter.core) == (known and told["subject"] == "handover notes")
            assert (APRIL[language] in letter.core) == (told["ago"] == "month")
        if kind not in REPLIES:  # an old question is not asked anew
            assert "Lunch" not in letter.core


# Words of the one register that may not stand in a letter of the other.
NEAR = {
    "fr": r"\b(?:tu|te|toi|ton|ta|tes|tiens?|tiennes?)\b|\bt'",
    "es": r"\b(?:tú|te|ti|tu|tus|tuy[oa]s?|contigo)\b|[ai]rte\b(?<!parte)",
    "it": r"\b(?:tu|te|ti|tuo|tua|tue|tuoi)\b|[aei]rti\b(?<!parti)",
    "pt": r"\b(?:te|ti|contigo|teus?|tuas?)\b",
}
POLITE = {
    "fr": r"\b(?:vous|votre|vos|vôtres?)\b|\w+ez\b(?<!assez)(?<!chez)",
    "es": r"\b(?:usted|le|su|sus|suy[oa]s?)\b|rle\b",
    "it": r"(?<=[\w,] )(?:Lei|Le|La|Suo|Sua|Sue|Suoi)\b|\b(?:Suo|Sua|Sue)\b|rLe\b",
    "pt": r"\b(?:lhe|seus?|suas?)\b",
}


@pytest.mark.parametrize(("language", "kind"), EVERY_CASE)
def test_no_letter_mixes_the_registers(language: str, kind: str) -> None:
    for formal, foreign in ((0, POLITE), (1, NEAR)):
        for letter in letters(language, kind, formal=formal, greeting=""):
            assert not re.search(foreign[language], letter.own_words), letter
            assert not re.search(foreign[language], letter.subject if kind not in REPLIES else ""), letter


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_to_somebody_close_and_a_polite_one_differ(language: str) -> None:
    for kind in ("cadence", "fading", "dormant", "second-e-mail"):
        same = {"last_by": "me", "ago": "weeks", "subject": "", "first": "Karen", "greeting": ""}
        near, polite = (letters(language, kind, formal=formal, **same) for formal in (0, 1))
        assert all(one.core != other.core for one, other in zip(near, polite, strict=True))


# Told of nobody: man or woman, of the writer or the reader; and no apology, flattery or weather.
UNTOLD = {
    "fr": r"ravie?\b|content|heureu|désolé|excus|occupée?\b|restée?s\b|prête?\b|génial|météo|j'espère que",
    "es": r"encantad|content[oa]|ocupad[oa]|bienvenid|nosotr|junt[oa]s|mism[oa]|disculp|perdón|siento|espero que",
    "it": r"content[oa]|liet[oa]|occupat[oa]|sentit[oie]\b|stat[aie]\b|scritti|vist[oie]\b|scus|spiace|spero che",
    "pt": r"obrigad|content|ocupad[oa]|grat[oa]\b|juntos|desculp|lamento|sinto muito|espero que|senhora?\b",
}
# Spelt or said otherwise on the other side of the sea. A friend is te, ti, contigo and tua on both; tu, você and the
# verbs of tu are not, nor is a pronoun behind its verb.
ONE_SIDED = (
    r"conta[c]?to|fa[c]?to\b|[aâ]mos\b(?<!lamos)|você|\btu\b|\b(?:és|estás|tens|vais|andas|podes|queres|puderes|quiseres)\b"
    r"|-(?:me|te|se|lhe|nos|l[ao])\b|est\w+ (?:a \w+r\b|\w+ndo\b)|precis\w+ de \w+r\b|\bjeito|ó[mn]ic"
)


@pytest.mark.parametrize(("language", "kind"), EVERY_CASE)
def test_no_letter_tells_man_from_woman_or_says_what_nobody_asked_for(language: str, kind: str) -> None:
    for letter in letters(language, kind):
        said = letter.own_words.replace("di vista", "").replace("è stato", "")
        assert not re.search(UNTOLD[language], said, re.IGNORECASE), letter
        if language == "pt":
            assert not re.search(ONE_SIDED, said, re.IGNORECASE), letter


@pytest.mark.parametrize(("language", "file"), list(itertools.product(LANGUAGES, MESSAGES)))
def test_a_message_for_a_phone_keeps_to_the_same_rules(language: str, file: str) -> None:
    for told in values(language, greeting=""):
        text = RENDERER.message(DraftPlan(f"drafts/{language}/{file}", told))
        said = re.sub('".*"', "…", text).replace("di vista", "").replace("è stato", "")
        assert not re.search((POLITE, NEAR)[told["formal"]][language], said), text
        assert not re.search(UNTOLD[language], said, re.IGNORECASE), text
        if language == "pt":
            assert not re.search(ONE_SIDED, said, re.IGNORECASE), text
        if language == "fr":
            assert not re.search("[^\u00a0\u202f][?;:]", said), text
            assert not re.search(r"\b(?:de|que|le|je|ne|se|te) [aeiouéèêàh]", said), text
        if language == "es":
            assert said.count("¿") == said.count("?"), text
        assert text.endswith(told["own_name"]), text


@pytest.mark.parametrize(("language", "kind"), EVERY_CASE)
def test_each_language_sets_its_marks_as_it_does(language: str, kind: str) -> None:
    for letter in letters(language, kind, greeting=""):
        if language == "fr":
            assert not re.search(
                "[^\u00a0\u202f][?;:»]|«[^\u00a0\u202f]", letter.core.replace("Friday?", "")
            ), letter
            assert not re.search(r"\b(?:de|que|le|je|ne|se|te) [aeiouéèêàh]", letter.own_words), letter
        else:
            assert not re.search("[\u00a0\u202f]", letter.core)
        if language == "es":
            assert letter.core.count("¿") == letter.own_words.count("?")
        opening, closing = "“”" if language == "pt" else "«»"
        assert letter.core.count(opening) == letter.core.count(closing) <= 1
        for start in re.findall(r"(?:[.?]\s|\n)([^\W\d_])", letter.core.replace("\n\n", "\n")):
            assert start.isupper(), letter
