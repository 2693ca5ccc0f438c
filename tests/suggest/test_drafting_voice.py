"""In whose words a letter is: language, names of months, Sie or du, the user's own greeting, the second note."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from helpers.fresh_python import fresh_python
from kith.clock import unix
from kith.deliver.render import Renderer
from kith.digest import Voice
from kith.model import Direction, Evidence, Kind, Person, Reason
from kith.suggest.drafting import DraftPlan, plan

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
ZONE = ZoneInfo("Europe/Prague")
NOW = datetime(2026, 11, 30, 6, 31, tzinfo=UTC)


def of(last: Evidence | None = None, name: str = "Karen Holm", **more: Any) -> DraftPlan:
    person = Person(name, ("holm@example.org",), Kind.PERSON, "")
    return plan(person, (Reason("fading", True, "it has been 7"),), last, NOW, ZONE, "Sam", **more)


def sent(subject: str | None, days: int = 230) -> Evidence:
    at = unix(NOW - timedelta(days=days))
    return Evidence(at, Direction.SENT, "personal", "Sent", "<1@example.org>", subject)


@pytest.mark.parametrize(
    ("language", "folder"), [("en", "en"), ("de", "de"), ("nl", "nl"), ("pt", "pt"), ("cs", "en"), ("", "en")]
)
def test_the_language_of_the_voice_chooses_the_folder(language: str, folder: str) -> None:
    assert of(voice=Voice(language)).template == f"drafts/{folder}/fading.txt.j2"


def test_a_language_without_letters_takes_no_greeting_into_an_english_one() -> None:
    values = of(voice=Voice("cs", "Ahoj Karen,", "Měj se,", "Samuel", True)).variables
    assert (values["greeting"], values["goodbye"], values["own_name"], values["formal"]) == (
        "",
        "",
        "Samuel",
        0,
    )


@pytest.mark.parametrize(
    ("language", "days", "ago", "month", "year"),
    [
        ("en", 230, "month", "April", ""),
        ("de", 260, "month", "März", ""),
        ("nl", 230, "month", "april", ""),
        ("fr", 230, "month", "avril", ""),
        ("pt", 350, "month", "dezembro", "2025"),
        ("it", 445, "month", "settembre", "2025"),
        ("es", 59, "weeks", "", ""),
        ("de", 13, "recent", "", ""),
    ],
)
def test_the_last_touch_is_dated_in_the_language_of_the_letter(
    language: str, days: int, ago: str, month: str, year: str
) -> None:
    values = of(last=sent(None, days), voice=Voice(language)).variables
    assert (values["ago"], values["month"], values["year"]) == (ago, month, year)


def test_somebody_never_in_touch_is_dated_nowhere() -> None:
    values = of(voice=Voice("fr")).variables
    assert (values["ago"], values["month"], values["year"], values["last_by"]) == ("", "", "", "")


@pytest.mark.parametrize(
    ("language", "name", "formal", "said"),
    [
        ("de", "Karen Holm", None, 0),
        ("de", "Dr. Holm", None, 1),
        ("fr", "K. Holm", None, 1),
        ("pt", "Dr. Holm", None, 0),
        ("en", "Dr. Holm", None, 0),
        ("de", "Karen Holm", True, 1),
        ("nl", "Dr. Holm", False, 0),
        ("en", "Karen Holm", True, 0),
    ],
)
def test_whoever_has_no_first_name_is_addressed_formally_unless_the_mail_shows_otherwise(
    language: str, name: str, formal: bool | None, said: int
) -> None:
    assert of(name=name, voice=Voice(language, formal=formal)).variables["formal"] == said


def test_the_users_own_greeting_goodbye_and_name_go_into_the_letter() -> None:
    voice = Voice("de", "Moin Karen,", "Bis bald", "Sammy", False)
    _, body = Renderer(TEMPLATES).draft(of(last=sent("Umzug"), voice=voice))
    assert body.startswith("Moin Karen,\n\n")
    assert body.endswith("\n\nBis bald\nSammy")
    assert "im April" in body
    assert "es ging um „Umzug“" in body


def test_what_was_learned_is_one_line_without_controls() -> None:
    values = of(voice=Voice("en", "Hi\r\nBcc: x@example.org", "Bye\u202e,")).variables
    assert (values["greeting"], values["goodbye"]) == ("Hi Bcc: x@example.org", "Bye ,")


def test_a_second_note_in_one_silence_is_shorter_and_asks_nothing() -> None:
    first, second = (of(again=again, voice=Voice("nl")) for again in (False, True))
    assert second.template == "drafts/nl/again.txt.j2"
    assert second.variables == first.variables
    (_, long), (_, short) = (Renderer(TEMPLATES).draft(one) for one in (first, second))
    assert "?" in long
    assert "?" not in short
    assert len(short.split()) < len(long.split())


def test_english_letters_do_without_babel() -> None:
    code = (
        "import sys; from kith.suggest.drafting import month_name;"
        "print(month_name(4, 'en'), 'babel' in sys.modules, month_name(4, 'fr'), 'babel' in sys.modules)"
    )
    assert fresh_python(code) == "April False avril True"
