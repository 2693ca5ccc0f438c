"""1,374 malformed or odd messages out of other projects' tests: each is judged, none is believed too much."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kith.mail import facts, touches
from kith.model import Facts, Verdict
from kith.people.address import Me, normalise
from kith.people.automatic import list_address

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ARRIVED = datetime(2019, 5, 14, 12, tzinfo=UTC)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


@pytest.fixture(scope="module")
def judged(corpus: Callable[[str], Path]) -> dict[str, tuple[Facts, Verdict]]:
    """Every file of the corpus by its name, taken as mail that came to the first address in its To."""
    found = {}
    for path in sorted(corpus("torture").glob("*.eml")):
        mail = path.read_bytes()
        read = facts.read(_BLANK_LINE.split(mail, maxsplit=1)[0], ARRIVED, len(mail), NOW)
        rules = touches.Rules(Me(address.spec for address in read.to[:1]), 5)
        found[path.name] = read, touches.judge(read, rules)
        list_address(read)
    return found


def test_the_corpus_is_whole(judged: dict[str, tuple[Facts, Verdict]]) -> None:
    assert len(judged) == 1374


def test_every_message_gives_touches_or_a_reason(judged: dict[str, tuple[Facts, Verdict]]) -> None:
    for name, (_, verdict) in judged.items():
        assert bool(verdict.touches) != (verdict.skip is not None), name
        assert verdict.skip is None or verdict.because, name


def test_no_date_lies_more_than_a_day_after_arrival(judged: dict[str, tuple[Facts, Verdict]]) -> None:
    latest = int((ARRIVED + timedelta(days=1)).timestamp())
    assert [name for name, (read, _) in judged.items() if read.at is None or read.at > latest] == []


def test_every_address_and_name_is_clean(judged: dict[str, tuple[Facts, Verdict]]) -> None:
    for name, (read, _) in judged.items():
        for address in (*read.senders, *read.to, *read.cc, *read.bcc):
            assert normalise(address.spec) == address.spec, name
            assert address.name.isprintable(), name


def test_most_of_it_can_be_read(judged: dict[str, tuple[Facts, Verdict]]) -> None:
    """A parser that gives up politely on everything would pass the tests above."""
    assert sum(bool(read.senders) for read, _ in judged.values()) > 1100
    reasons = Counter(str(verdict.skip) for _, verdict in judged.values())
    assert reasons["None"] > 250
