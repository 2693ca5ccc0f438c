"""`kith do` as a user meets it, on mail from a real server: said, shown everywhere, and taken back without a trace."""

import io
import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from helpers.command_line import Run, runner
from helpers.maildir import MailboxOnDisk
from helpers.world import World, today
from kith.suggest.wording import MONTHS

KAREN, TOM, RAVI = "karen@example.net", "tom@example.net", "ravi@example.net"


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Karen and Ravi are due, Tom wrote yesterday."""
    noon = today().replace(hour=12, minute=0, second=0)
    world = World(mailbox, tmp_path, settings='[digest]\ntimezone = "UTC"\n', now=noon)
    world.friends(f"Karen Holm <{KAREN}>", 400, 360, 320, 280, 240, subject="Handover notes")
    world.friends(f"Ravi Patel <{RAVI}>", 300, 270, 240, 210, 150, subject="Lunch")
    world.friends(f"Tom Whitfield <{TOM}>", 60, 30, 1)
    return world


@pytest.fixture
def kith(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command line in this process, after a scan: (exit code, stdout, stderr)."""
    run = runner(world, monkeypatch, capsys)
    run("scan")
    return run


def people(kith: Run, *arguments: str) -> dict[str, dict[str, Any]]:
    return {one["addresses"][0]: one for one in json.loads(kith("people", "--json", *arguments)[1])}


def everything(kith: Run) -> tuple[str, ...]:
    """All that kith says about these people and would mail."""
    return (
        kith("people", "--json")[1],
        kith("people", "--muted", "--json")[1],
        *(kith("why", who)[1] for who in (KAREN, TOM, RAVI)),
        kith("digest", "--dry-run", "--as-of", str(today().date() + timedelta(days=1)))[1],
    )


def digest(kith: Run) -> list[str]:
    """Whom the digest would suggest."""
    return [
        one["addresses"][0] for one in json.loads(kith("digest", "--dry-run", "--json")[1])["suggestions"]
    ]


def in_words(days_ago: int) -> str:
    day = today().date() - timedelta(days=days_ago)
    return f"{day.day} {MONTHS[day.month - 1]}" + ("" if day.year == today().year else f" {day.year}")


def test_a_call_ends_a_silence_and_is_shown_as_evidence(kith: Run) -> None:
    assert KAREN in digest(kith)
    code, out, err = kith("do", "called Karen 3 days ago, about the notes")
    assert (code, out, err) == (
        0,
        f'Karen Holm: noted that you called on {in_words(3)}: "about the notes"\n',
        "",
    )
    karen = people(kith)[KAREN]
    assert (karen["last_direction"], karen["due"], karen["sent"], karen["received"]) == (
        "logged",
        False,
        5,
        5,
    )
    assert KAREN not in digest(kith)
    page = kith("why", "karen")[1]
    assert "you called\n      logged by you on" in page
    assert '"called Karen 3 days ago, about the notes"' in page
    (touch, *_) = json.loads(kith("why", "karen", "--json")[1])["touches"]
    assert (touch["direction"], touch["line"]) == ("logged", "called Karen 3 days ago, about the notes")


@pytest.mark.parametrize(
    "line",
    ["karen done", "karen called yesterday", "ravi snooze 3w", "karen skip", "karen never", "tom every 3d", "ravi less",
     "tom more", "karen prefers none", "karen prefers text +44 20 7946 0018", "karen note likes tea", "pause",
     "ravi birthday 3 may"],
)  # fmt: skip
def test_undo_restores_what_there_was_and_undone_it_holds_again(kith: Run, line: str) -> None:
    before = everything(kith)
    assert kith("do", line)[0] == 0
    after = everything(kith)
    assert after != before or line == "pause"
    assert kith("do", "undo")[1] == f'Taken back: "{line}"\n'
    assert everything(kith) == before
    assert kith("do", "undo")[1] == f'Holds again: "{line}"\n'
    assert everything(kith) == after
    kith("do", "undo")
    assert everything(kith) == before


def test_a_line_about_several_is_undone_as_one_or_for_one_of_them(kith: Run) -> None:
    kith("digest")
    numbered = json.loads(kith("why", KAREN, "--json")[1])
    assert numbered["due"]
    assert len(kith("do", "1-2 never")[1].splitlines()) == 2
    assert people(kith, "--muted").keys() == {KAREN, RAVI}
    kith("do", "undo karen")
    assert people(kith, "--muted").keys() == {RAVI}
    kith("do", "undo karen")
    kith("do", "karen note x")
    kith("do", "undo")
    assert people(kith, "--muted").keys() == {KAREN, RAVI}
    kith("do", "tom never")
    kith("do", "undo")
    assert people(kith, "--muted").keys() == {KAREN, RAVI}


def test_the_next_digest_tells_what_was_said_since_the_last_and_once(kith: Run) -> None:
    kith("do", "tom called yesterday", "karen snooze 2w")
    text = kith("digest", "--dry-run")[1]
    assert f"Noted: you called Tom Whitfield on {in_words(1)}." in " ".join(text.split())
    assert f"Put off: Karen Holm, until {in_words(-14)}." in " ".join(text.split())
    assert kith("digest")[0] == 0  # Ravi
    kith("do", "karen back")
    text = " ".join(kith("digest", "--dry-run")[1].split())
    assert "Suggested again: Karen Holm." in text
    assert "Noted: you called" not in text


def test_what_is_not_understood_is_said_line_by_line_and_the_rest_is_done(
    kith: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "sys.stdin", io.StringIO("kren done\ntom never\n7 done\nsnooze karen until yesterday\n")
    )
    code, out, err = kith("do", "-")
    assert code == 1
    assert out == "Tom Whitfield: never suggested again\n"
    assert [line.split('"')[1] for line in err.splitlines()] == [
        "kren done",
        "7 done",
        "snooze karen until yesterday",
    ]
    assert 'did you mean "Karen Holm"?' in err
    assert people(kith, "--muted").keys() == {TOM}


def test_json_has_an_object_for_each_line_and_person(kith: Run) -> None:
    code, out, _ = kith("do", "--json", "tom every 3w", "frobnicate it")
    every, unknown = json.loads(out)
    assert code == 1
    assert (every["understood"], every["command"]["verb"], every["command"]["days"]) == (True, "every", 21)
    assert (every["command"]["person"], len(every["events"])) == (TOM, 1)
    assert (unknown["understood"], unknown["line"], unknown["events"]) == (False, "frobnicate it", [])


def test_a_command_outranks_the_configuration_until_it_is_undone(kith: Run, world: World) -> None:
    world.settings += (
        f'[[person]]\nemail = ["{KAREN}"]\nevery = "4m"\nprefers = "mail"\ndeclines = ["text"]\n'
    )
    assert people(kith)[KAREN]["rhythm_days"] == 122
    kith("do", "karen every 6w", "karen prefers text +44 20 7946 0018")
    assert (people(kith)[KAREN]["rhythm_days"], people(kith)[KAREN]["channel"]) == (42, "text")
    page = kith("why", "karen")[1]
    assert "your configuration says every 4 months; your command holds until you undo it" in page
    assert "your configuration says they prefer mail" in page
    (suggestion,) = [one for one in json.loads(kith("digest", "--dry-run", "--json")[1])["suggestions"]
                     if KAREN in one["addresses"]]  # fmt: skip
    assert (suggestion["channel"], suggestion["draft"]["to"]) == ("text", "+44 20 7946 0018")
    kith("do", "undo karen")
    kith("do", "karen note x", "undo karen")
    assert people(kith)[KAREN]["rhythm_days"] == 42
    assert people(kith)[KAREN]["channel"] == "mail"


def test_less_and_more_start_from_what_is_usual(kith: Run) -> None:
    usual = people(kith)[KAREN]["rhythm_days"]
    kith("do", "karen less")
    assert people(kith)[KAREN]["rhythm_days"] == round(usual * 1.5)
    kith("do", "karen more")
    assert people(kith)[KAREN]["rhythm_days"] == usual


def test_a_pause_is_in_the_status_and_ends(kith: Run) -> None:
    assert json.loads(kith("status", "--json")[1])["paused"] is None
    assert kith("do", "pause")[1] == "No digests until you resume\n"
    status = json.loads(kith("status", "--json")[1])
    assert (status["paused"]["until"], status["next_digest"]) == (None, None)
    assert "paused by you without an end" in kith("status")[1]
    kith("do", "pause 4w")
    status = json.loads(kith("status", "--json")[1])
    assert status["next_digest"] >= status["paused"]["until"]
    kith("do", "resume")
    assert json.loads(kith("status", "--json")[1])["paused"] is None


def test_why_help_and_more_answer_at_once_and_change_nothing(kith: Run, world: World) -> None:
    out = kith("do", "why karen")[1]
    assert out.startswith(f"Karen Holm <{KAREN}>\nperson: ")
    assert "Due now." in out
    assert f"Karen Holm <{KAREN}>: " in kith("do", "more")[1]
    assert "WHO snooze" in kith("do", "help")[1]
    assert "Also: later" in kith("do", "help snooze")[1]
    assert "WHO snooze" in kith("do", "--help")[1]
    with sqlite3.connect(world.state / "kith.db") as db:
        assert db.execute("SELECT count(*) FROM event").fetchone() == (0,)


def test_help_needs_no_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from kith.cli import run_command_line

    monkeypatch.setenv("HOME", str(tmp_path))
    assert run_command_line(["--config", str(tmp_path / "none.toml"), "do", "help"]) == 0
    assert "WHO done" in capsys.readouterr().out


def test_the_same_said_twice_counts_once(kith: Run) -> None:
    kith("do", "karen called yesterday")
    assert "nothing has changed" in kith("do", "called karen yesterday")[1]
    assert "you logged 1" in kith("why", "karen")[1]


def test_forget_takes_out_what_was_said(kith: Run) -> None:
    kith("do", "karen note likes tea")
    assert "1 command." in kith("forget", KAREN, "--yes")[2]
    assert kith("do", "undo")[0] == 1


def test_nothing_said_is_told_as_such(kith: Run) -> None:
    assert kith("do", "undo")[0] == 1
    assert "nothing to undo" in kith("do", "undo")[2]
    assert kith("do", "# remark")[0] == 1
    assert kith("do")[0] == 2
