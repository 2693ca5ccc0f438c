"""The page of the sample mailbox on one day, of which docs/people.png is the picture (`scripts/shots --readme`)."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import tzlocal

from helpers.world import TestClock
from kith.clock import unix
from kith.deliver.people_page import people_page
from kith.jobs.demo import demonstrate
from kith.journal import Journal
from kith.model import Kind
from pages.cast import TEMPLATES, ZONE, held

DAY = datetime(2026, 11, 30, 6, 30, tzinfo=UTC)


@pytest.fixture
def in_prague(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The system's zone is Prague's, as `kith demo` asks for it."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Prague")
        time.tzset()
        tzlocal.reload_localzone()
        yield
    time.tzset()
    tzlocal.reload_localzone()


@pytest.mark.usefixtures("in_prague")
def test_the_page_of_the_sample_mailbox(tmp_path: Path) -> None:
    shown = demonstrate(tmp_path, TestClock(DAY), Journal())
    persons = [one for one in shown.everyone if one.person.kind is Kind.PERSON]
    held("sample.html", people_page(TEMPLATES, persons, unix(DAY), ZONE, 200))
    picture = TEMPLATES.parent / "docs" / "people.png"
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.stat().st_size < 300_000
