"""`kith transition` as a user meets it: shown first, started by a word, changed, ended."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from helpers.command_line import Run, runner
from helpers.maildir import MailboxOnDisk
from helpers.world import World, today

LAST_DAY = (today() + timedelta(days=40)).date()
LEAVING = f"leaving Initech on {LAST_DAY}, reach me at sam@new.example, +1 202 555 0100"
PRIYA, RAVI, KAREN = "priya@initech.example", "ravi@initech.example", "karen@example.net"


@pytest.fixture
def kith(
    mailbox: MailboxOnDisk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs one command line in this process, after a scan: (exit code, stdout, stderr)."""
    world = World(mailbox, tmp_path, now=today(), me=("sam@initech.example",))
    world.friends(f"Priya Nair <{PRIYA}>", 200, 150, 100, 60, 20)
    world.friends(f"Ravi Patel <{RAVI}>", 180, 90, 15)
    world.friends(f"Karen Holm <{KAREN}>", 170, 80, 12)
    run = runner(world, monkeypatch, capsys)
    run("scan")
    return run


def plan(kith: Run, *more: str) -> dict[str, Any]:
    (found,) = json.loads(kith("transition", "show", "--json", *more)[1])
    return found  # type: ignore[no-any-return]


def people(found: dict[str, Any]) -> list[str]:
    return [one["address"] for one in found["people"]]


def test_a_plan_is_shown_and_nothing_is_started_before_it_is_said(kith: Run) -> None:
    code, out, err = kith("transition", LEAVING)
    assert code == 0
    assert out.startswith("Leaving Initech (initech.example), last day ")
    assert "From then on: sam@new.example or +1 202 555 0100." in out
    assert f"Priya Nair <{PRIYA}>\n                   planned; known by an address there alone" in out
    assert "Nothing is started" in err
    assert kith("transition", "show")[0] == 2
    shown = json.loads(kith("transition", LEAVING, "--json")[1])
    assert (shown["state"], people(shown)) == ("proposed", [PRIYA, RAVI])
    assert kith("transition", "show")[0] == 2


def test_started_twice_it_is_one_plan(kith: Run) -> None:
    assert kith("transition", LEAVING, "--start")[0] == 0
    _, out, err = kith("transition", LEAVING, "--start")
    assert "under way already" in err
    assert "The plan is under way; 0 of 2 told." in out
    assert people(plan(kith)) == [PRIYA, RAVI]


def test_flags_say_it_as_well(kith: Run) -> None:
    flags = (
        "--from",
        "initech.example",
        "--on",
        str(LAST_DAY),
        "--reach",
        "sam@new.example",
        "--name",
        "the lab",
    )
    found = json.loads(kith("transition", *flags, "--json", "--start")[1])
    assert (found["place"], found["leaving"], found["phone"], found["state"]) == (
        "the lab", "initech.example", None, "under way"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("leaving Initech",), "still wanted: your last day there (--on 2026-12-31); where you can be reached"),
        ((f"leaving Hooli on {LAST_DAY}, reach me at sam@new.example",), 'none of your addresses is known'),
        ((f"leaving hooli.example on {LAST_DAY}, reach me at sam@new.example",), "hooli.example is none of yours"),
        ((f"leaving Initech on {LAST_DAY}, reach me at sam2@initech.example",), "goes away too"),
        (("add", "karen"), "no plan is under way; begin one with"),
        (("fire me",), "is not understood"),
        (("add",), 'whom? Such as: kith transition add "Karen Holm"'),
        (("move", "karen"), "to which day?"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_named_with_what_to_do(
    kith: Run, words: tuple[str, ...], why: str
) -> None:
    code, out, err = kith("transition", *words)
    assert (code, out) == (2, "")
    assert why in err


def test_a_plan_is_changed_paused_and_ended(kith: Run) -> None:
    kith("transition", LEAVING, "--start")
    assert kith("transition", "add", "karen")[0] == 0
    assert set(people(plan(kith))) == {PRIYA, RAVI, KAREN}
    assert "nothing has changed" in kith("transition", "add", "karen")[2]
    kith("transition", "drop", "ravi")
    assert set(people(plan(kith))) == {PRIYA, KAREN}
    day = str(LAST_DAY - timedelta(days=3))
    kith("transition", "move", "Karen Holm", day)
    assert {one["address"]: one["day"] for one in plan(kith)["people"]}[KAREN] == day
    assert "is not in the plan" in kith("transition", "move", "ravi", "--on", day)[2]
    kith("transition", "pause")
    assert plan(kith)["state"] == "paused"
    kith("transition", "resume")
    kith("transition", "end")
    assert plan(kith)["state"] == "called off"
    assert "no plan is under way" in kith("transition", "add", "ravi")[2]
    kith("transition", "resume")
    assert plan(kith)["state"] == "under way"
    assert kith("transition", "drop", "nobody")[0] == 1


def test_of_two_plans_the_one_that_is_meant_has_to_be_said(kith: Run) -> None:
    kith("transition", LEAVING, "--start")
    kith(
        "transition",
        f"leaving sam@example.org on {LAST_DAY}, reach me at sam@new.example",
        "--name",
        "home",
        "--start",
    )
    assert "several plans are under way; say which: --of initech.example or --of sam@example.org" in " ".join(
        kith("transition", "drop", "priya")[2].split()
    )
    assert kith("transition", "drop", "priya", "--of", "Initech")[0] == 0
    assert people(plan(kith, "--of", "initech.example")) == [RAVI]
    assert "is in your plan for Initech already" in kith("transition", "add", "ravi", "--of", "home")[2]


def test_why_tells_of_the_plan_and_forget_takes_somebody_out_of_it(kith: Run) -> None:
    kith("transition", LEAVING, "--start")
    assert "my transition: You leave Initech on " in kith("why", "priya")[1]
    kith("forget", "priya", "--yes")
    assert people(plan(kith)) == [RAVI]


class Terminal(io.StringIO):
    """Somebody sits there and has typed this."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "state"), [("y\n", "under way"), ("n\n", "")])
def test_on_a_terminal_it_asks_and_y_starts_it(
    kith: Run, monkeypatch: pytest.MonkeyPatch, typed: str, state: str
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    _, _, err = kith("transition", LEAVING)
    assert "Start it?" in err
    if state:
        assert plan(kith)["state"] == state
    else:
        assert kith("transition", "show")[0] == 2
