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


LATER = LAST_DAY + timedelta(days=21)


def said(kith: Run, *words: str) -> dict[str, Any]:
    return json.loads(kith("transition", *words, "--json")[1])  # type: ignore[no-any-return]


def test_a_plan_under_way_is_corrected_by_saying_it_again(kith: Run) -> None:
    kith("transition", LEAVING, "--start")
    kith("transition", "move", "ravi", str(LAST_DAY - timedelta(days=3)))
    kith("transition", "add", "karen", "--on", str(LAST_DAY))
    before = plan(kith)
    code, out, err = kith("transition", f"leaving Initech on {LATER}, reach me at sam@other.example")
    assert code == 0
    assert "What would change:" in out
    assert "Last day: " in out
    assert "Address: sam@other.example instead of sam@new.example." in out
    assert "Priya Nair <priya@initech.example>: " in out
    assert "Nothing has changed: the same with --start does it." in err
    assert plan(kith) == before
    _, out, err = kith("transition", f"leaving Initech on {LATER}, reach me at sam@other.example", "--start")
    assert "Changed." in err
    assert "This plan is under way. What changes:" in out
    after = plan(kith)
    assert (after["last_day"], after["reach"], after["phone"]) == (
        str(LATER),
        "sam@other.example",
        before["phone"],
    )
    day = {one["address"]: one["day"] for one in after["people"]}
    was = {one["address"]: one["day"] for one in before["people"]}
    assert (day[RAVI], day[KAREN]) == (was[RAVI], was[KAREN])  # their days are the user's own
    assert day[PRIYA] > was[PRIYA]
    assert "under way already" in kith("transition", f"leaving Initech on {LATER}", "--start")[2]


def test_one_part_is_enough_and_the_others_stay(kith: Run) -> None:
    kith("transition", LEAVING, "--start")
    changed = said(kith, "--reach", "sam@other.example", "--start")
    assert (changed["reach"], changed["last_day"], changed["changed"]) == (
        "sam@other.example",
        str(LAST_DAY),
        True,
    )
    assert changed["changes"] == ["Address: sam@other.example instead of sam@new.example."]
    shown = said(kith, "--phone", "none")
    assert (shown["phone"], shown["changed"]) == ("+1 202 555 0100", False)
    assert said(kith, "--phone", "none", "--start")["phone"] is None
    assert said(kith, f"leaving Initech on {LATER}", "--start")["last_day"] == str(LATER)
    assert "goes away too" in kith("transition", "--reach", "sam2@initech.example")[2]


def test_who_was_dropped_by_hand_does_not_come_back_with_another_day_or_another_plan(kith: Run) -> None:
    kith("transition", LEAVING, "--start")
    kith("transition", "drop", "ravi")
    said(kith, f"leaving Initech on {LATER}", "--start")
    assert people(plan(kith)) == [PRIYA]
    kith("transition", "end")
    _, out, _ = kith("transition", LEAVING, "--start")
    assert "Left out, since you dropped them from your earlier plan: Ravi Patel." in out
    assert people(json.loads(kith("transition", "show", "--json")[1])[-1]) == [PRIYA]


def test_who_finds_no_place_before_another_last_day_falls_out_and_comes_back_with_more_time(
    kith: Run,
) -> None:
    kith("transition", LEAVING, "--start")
    assert said(kith, f"leaving Initech on {LATER}", "--most", "1")[
        "changes"
    ]  # who is in it is not cut off by --most
    assert people(plan(kith)) == [PRIYA, RAVI]


@pytest.mark.parametrize(("typed", "changed"), [("y\n", True), ("n\n", False)])
def test_on_a_terminal_it_asks_before_it_changes(
    kith: Run, monkeypatch: pytest.MonkeyPatch, typed: str, changed: bool
) -> None:
    kith("transition", LEAVING, "--start")
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    assert "Change it?" in kith("transition", f"leaving Initech on {LATER}")[2]
    assert (plan(kith)["last_day"] == str(LATER)) == changed


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            f"left Initech on {today().date() - timedelta(days=200)}",
            "Your last day is over: as many as fit are told",
        ),
        (f"leaving Initech on {today().date()}", "No digest comes before your last day is over"),
        (f"moving to Brno on {today().date()}", "No digest comes before the day you move is over"),
    ],
)
def test_where_nobody_can_be_told_in_time_it_says_so_and_fills_the_next_digest(
    kith: Run, text: str, why: str
) -> None:
    _, out, _ = kith("transition", f"{text}, reach me at sam@new.example")
    assert why in out
    assert len({one["day"] for one in said(kith, f"{text}, reach me at sam@new.example")["people"]}) == 1


def test_a_move_tells_the_closest_and_no_address_goes_away(kith: Run) -> None:
    code, out, _ = kith("transition", f"moving to Brno on {LAST_DAY}, +1 202 555 0100")
    assert code == 0
    assert out.startswith("Moving to Brno on ")
    assert "You can be reached at: sam@example.org or +1 202 555 0100." in out
    assert "planned; among those you are closest to in your mail" in out
    found = said(kith, "--to", "Brno", "--on", str(LAST_DAY), "--start")
    assert (found["kind"], found["place"], found["leaving"]) == ("moving", "Brno", None)
    assert set(people(found)) == {PRIYA, RAVI, KAREN}
    assert all(one["day"] <= str(LAST_DAY) for one in found["people"])
    assert said(kith, "moving to Ostrava", "--start")["changes"] == ["Where to: Ostrava instead of Brno."]
    assert kith("transition", "drop", "karen", "--of", "Ostrava")[0] == 0
    assert "two plans" in kith("transition", f"leaving Initech and moving to Brno on {LAST_DAY}")[2]
