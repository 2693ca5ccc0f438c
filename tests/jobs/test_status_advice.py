"""What `kith status` advises on a terminal: something to do for all that is wrong, and nothing where all is well."""

import io
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kith.cli.screen import Screen
from kith.cli.status_screen import status_lines
from kith.jobs.status_advice import advice

ZONE = ZoneInfo("Europe/Prague")
ACCOUNT = {
    "account": "home", "last_look": "2026-11-30T06:00:00Z", "failing_since": None, "failure": None, "left": False,
    "megabytes_today": 0.0, "daily_megabytes": 500, "oldest_message": None,
}  # fmt: skip
WELL: dict[str, Any] = {
    "ok": True, "wrong": [], "alarm": None, "now": "2026-11-30T06:30:00Z", "accounts": [ACCOUNT], "first_reading": [],
    "messages_read": 12, "next_digest": "2026-12-07T06:30:00Z", "paused": None, "last_digest": None, "waiting": [],
    "drafts": 0, "left_out": [], "alerts": [],
}  # fmt: skip
FAILING = {**ACCOUNT, "failure": "home: the server\x1b[2J is gone", "failing_since": "2026-11-30T05:00:00Z"}
REFUSED = {"at": "2026-11-30T05:00:00Z", "state": "refused", "answer": "554 no"}
WAITING = {"written": "2026-11-30T05:00:00Z", "tries": 3, "error": "451 later"}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"wrong": ["home cannot be read"], "accounts": [FAILING]}, "`kith scan` looks at once"),
        (
            {"wrong": ["home has not been looked at for 3 days; is kith running?"]},
            "`systemctl --user status kith`",
        ),
        (
            {"wrong": ["the newest digest was refused"], "last_digest": REFUSED},
            "`kith digest` writes another one",
        ),
        (
            {"wrong": ["a letter to you waits in vain"], "waiting": [WAITING]},
            "`kith digest` tries to deliver",
        ),
        (
            {"wrong": ["not every folder can be read"], "left_out": ["home: folder X could not be read: no"]},
            "The folders are named below",
        ),
    ],
)
def test_there_is_something_to_do(row: dict[str, Any], told: str) -> None:
    row = {**WELL, "ok": False, **row}
    assert any(told in sentence for sentence in advice(row))
    lines = shown(row)
    assert lines[0] == f"NOT WELL: {row['wrong'][0]}"
    assert told in " ".join(" ".join(lines).split())
    assert all(line.isprintable() and len(line) <= 80 for line in lines)


def test_where_all_is_well_that_is_all() -> None:
    assert advice(WELL) == []
    assert shown(WELL)[:3] == [
        "All is well.", "next digest: 7 December 07:30", "home: last look today 07:00",
    ]  # fmt: skip


def test_an_account_that_was_left_wants_no_advice() -> None:
    assert advice({**WELL, "accounts": [{**FAILING, "left": True}]}) == []


def test_a_pause_stands_where_the_next_digest_would() -> None:
    row = {**WELL, "next_digest": None, "paused": {"since": "2026-11-29T05:00:00Z", "until": None}}
    assert shown(row)[1].startswith("paused by you without an end")


def shown(row: dict[str, Any]) -> list[str]:
    on = Screen(io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    on.console.width = 80
    return ["".join(words for words, _ in line) for line in status_lines(row, ZONE, on)]
