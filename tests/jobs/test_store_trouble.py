"""The note of a store trouble: whatever lies in its place, kith starts, and believes nothing that cannot be."""

import json
from dataclasses import asdict
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kith.config.load import load
from kith.config.settings import Settings
from kith.jobs.alarm.store_notice import _letter
from kith.jobs.alarm.store_trouble import NOTE, ROOM, StoreTrouble, make_room_for_note
from kith.suggest.alarm import DAY, URGENT

NOW = 1_800_000_000
GOOD = {"why": "x", "code": 75, "since": NOW - 10, "tried": 0.0}
BAD = {
    "a number that is text": {**GOOD, "tried": "abc"},
    "an instant that is text": {**GOOD, "told_at": "x"},
    "an instant that is yes": {**GOOD, "told_at": True},
    "no instant": {**GOOD, "since": None},
    "a fraction": {**GOOD, "since": 1e30},
    "beyond all years": {**GOOD, "since": 999_999_999_999_999_999},
    "the day after tomorrow": {**GOOD, "retry_at": NOW + 2 * DAY},
    "before all years": {**GOOD, "told_on": -1},
    "endless": {**GOOD, "tried": float("inf")},
    "not a number": {**GOOD, "tried": float("nan")},
    "no code": {**GOOD, "code": 4711},
    "no text": {**GOOD, "why": ["x"]},
    "no account": {**GOOD, "doubtful": 7},
    "less": {"why": "x"},
    "a list": [GOOD],
}


def configured(folder: Path, name: str = "Sam") -> Settings:
    return load(
        f'name = "{name}"\nstate_dir = "{folder}"\n[accounts.home]\nemail = "sam@example.org"\n'
        'host = "imap.example.org"\npassword_env = "X"\n',
        "kith.toml",
    )


def noted(folder: Path, raw: bytes) -> StoreTrouble | None:
    (folder / NOTE).write_bytes(raw)
    return StoreTrouble.noted(configured(folder), {}, NOW)


def test_a_good_note_is_taken(tmp_path: Path) -> None:
    assert noted(tmp_path, json.dumps(GOOD).encode().ljust(ROOM)) == StoreTrouble("x", 75, NOW - 10)


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_is_no_note(name: str, tmp_path: Path) -> None:
    assert noted(tmp_path, json.dumps(BAD[name]).encode()) is None


@pytest.mark.parametrize(
    "raw", [b"[" * 4000, b'{"a":' * 700, b"[" * 100_000, b"", b"null", b"\xff\xfe", b"{" + b" " * 9000]
)
def test_neither_is_what_is_deep_long_or_empty(raw: bytes, tmp_path: Path) -> None:
    assert noted(tmp_path, raw) is None


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(sorted(asdict(StoreTrouble("", 0, 0)))), anything))
def test_whatever_a_note_says_it_is_none_or_one_that_goes_on(
    tmp_path: Path, fields: dict[str, object]
) -> None:
    found = noted(tmp_path, json.dumps({**GOOD, **fields}).encode())
    if found is not None:
        found.goes_on(NOW, 43_200)
        assert found.is_ripe(43_200) == (found.tried >= URGENT)
        assert max(found.since, found.told_at or 0, found.retry_at or 0, found.told_on) <= NOW + DAY


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=2000), st.integers(0, NOW), st.floats(0, 1e9))
def test_whatever_is_noted_is_read_again_and_the_room_is_what_it_was(
    tmp_path: Path, why: str, at: int, tried: float
) -> None:
    trouble = StoreTrouble(why, 75, at, tried, told_at=at)
    assert trouble.note(configured(tmp_path), {})
    found = StoreTrouble.noted(configured(tmp_path), {}, NOW)
    assert found is not None
    assert (found.since, found.tried, found.told_at) == (at, tried, at)
    assert (tmp_path / NOTE).stat().st_size == ROOM
    make_room_for_note(configured(tmp_path), {})
    assert StoreTrouble.noted(configured(tmp_path), {}, NOW) is None
    assert (tmp_path / NOTE).stat().st_size == ROOM
    assert (tmp_path / NOTE).stat().st_mode & 0o777 == 0o600


def test_the_pauses_of_a_timer_count_as_the_alarm_by_timer_counts_them() -> None:
    trouble, at = StoreTrouble("x", 75, NOW), NOW
    ripe = []
    for _ in range(4):
        trouble.goes_on(at, 43_200)
        ripe.append(trouble.is_ripe(43_200))
        at += DAY
    assert ripe == [False, False, True, True]


def test_the_notices_message_id_is_not_to_be_known_without_the_configuration(tmp_path: Path) -> None:
    trouble = StoreTrouble("x", 75, NOW, told_on=NOW)
    one, same, other = (
        _letter(trouble, configured(tmp_path, name), UTC)[0] for name in ("Sam", "Sam", "Sam O.")
    )
    assert one == same != other
