"""The command line as a user and as a script meet it: contracts, exit codes, what goes to stdout."""

import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from helpers.command_line import Run, runner
from helpers.maildir import MailboxOnDisk
from helpers.smtp_sink import SmtpSink
from helpers.world import World, today
from kith.cli import VERBS


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Karen is due, Tom wrote yesterday, a newsletter comes every day."""
    noon = today().replace(hour=12, minute=0, second=0)  # so that no conversation lies across midnight
    world = World(mailbox, tmp_path, now=noon)
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240, subject="Handover notes")
    world.friends("Tom Whitfield <tom@example.net>", 60, 30, 1)
    world.received("letters@example.net", 3, 2, 1, List_Unsubscribe="<mailto:u@example.net>")
    return world


@pytest.fixture
def kith(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command line in this process: (exit code, stdout, stderr)."""
    return runner(world, monkeypatch, capsys)


def test_scan_prints_the_contract(kith: Run) -> None:
    code, out, err = kith("scan", "--json")
    found = json.loads(out)
    assert code == 0, err
    assert found["messages_seen"] == 19
    assert found["touches"] == 16
    assert found["people"] == 2
    assert found["skipped"] == {"automatic": 3}
    assert {"account": "home", "name": "INBOX", "new": 11} in found["folders"]
    assert isinstance(found["seconds"], float)
    assert json.loads(kith("scan", "--json")[1])["messages_seen"] == 0


def test_people_prints_the_contract(kith: Run) -> None:
    kith("scan")
    karen, tom = json.loads(kith("people", "--json")[1])
    assert karen.keys() >= {
        "name", "addresses", "last_sent", "last_received", "last_touch", "last_direction", "sent", "received",
        "rhythm_days", "due", "channel", "kind",
    }  # fmt: skip
    assert (karen["name"], karen["addresses"], karen["kind"]) == (
        "Karen Holm",
        ["karen@example.net"],
        "person",
    )
    assert (karen["sent"], karen["received"], karen["due"], karen["rhythm_days"]) == (5, 5, True, 40.0)
    assert karen["last_touch"] == karen["last_received"] > karen["last_sent"]
    assert karen["last_touch"].endswith("Z")
    assert (tom["last_direction"], tom["due"], tom["channel"]) == ("received", False, None)


def test_people_takes_words_and_flags(kith: Run) -> None:
    kith("scan")
    names = lambda *arguments: [one["name"] for one in json.loads(kith("people", "--json", *arguments)[1])]  # noqa: E731
    assert names("TOM") == ["Tom Whitfield"]
    assert names("holm", "karen") == ["Karen Holm"]
    assert names("--due") == ["Karen Holm"]
    assert len(names("--all")) == 3
    assert names("nobody") == []


def test_people_in_a_pipe_are_lines_with_tabs(kith: Run) -> None:
    kith("scan")
    header, *lines = kith("people")[1].splitlines()
    assert header.split("\t")[0] == "NAME"
    assert [line.split("\t")[0] for line in lines] == ["Tom Whitfield", "Karen Holm"]
    assert lines[1].split("\t")[5] == "due"


def test_why_shows_touches_reasons_and_what_did_not_count(kith: Run) -> None:
    kith("scan")
    code, out, _ = kith("why", "karen")
    assert code == 0
    assert "Due now." in out
    assert re.search(r"20\d\d-\d\d-\d\d \(.*\): they wrote  \"Handover notes\"", out)
    assert "+ fading: 3 of 4 times you are back in touch within" in out
    assert '"Handover notes"' in out
    assert "home/INBOX <" in out
    _, out, _ = kith("why", "letters@example.net")
    assert "robot: 3 automatic messages (List-Unsubscribe), you never wrote" in out
    assert "3 messages did not count" in out
    found = json.loads(kith("why", "--json", "Tom Whitfield")[1])
    assert found["touches"][0].keys() >= {"at", "direction", "account", "folder", "message_id"}


def test_why_somebody_unknown_or_two_at_once_says_what_to_do(kith: Run) -> None:
    kith("scan")
    code, out, err = kith("why", "zebulon")
    assert (code, out) == (1, "")
    assert "kith people --all" in err
    assert "fits 3 correspondents" in kith("why", "example.net")[2]


def test_a_dry_run_prints_the_contract_and_changes_nothing(kith: Run, mailbox: MailboxOnDisk) -> None:
    kith("scan")
    day = f"{today() + timedelta(days=3):%Y-%m-%d}"
    first = kith("digest", "--dry-run", "--json", "--as-of", day)
    assert first == kith("digest", "--dry-run", "--json", "--as-of", day)
    found = json.loads(first[1])
    assert found.keys() >= {"as_of", "subject", "suggestions", "not_shown"}
    karen = next(one for one in found["suggestions"] if one["person"] == "Karen Holm")
    assert karen.keys() >= {"number", "person", "addresses", "reasons", "channel", "draft"}
    assert karen["draft"].keys() >= {"to", "subject", "body", "in_reply_to"}
    assert karen["reasons"][0].keys() >= {"kind", "text", "evidence"}
    assert kith("digest", "--dry-run")[1].startswith("Subject: ")
    assert not any(b"X-Kith" in raw for raw in mailbox.messages())


def test_digest_delivers_now_and_does_not_repeat_itself(kith: Run, mailbox: MailboxOnDisk) -> None:
    kith("scan")
    code, out, err = kith("digest")
    assert (code, out) == (0, "")
    assert "Delivered to sam@example.org" in err
    assert sum(b"X-Kith" in raw for raw in mailbox.messages()) == 1
    code, out, err = kith("digest")
    assert (code, out) == (0, "")
    assert "Nobody is due" in err


def test_a_letter_that_waits_is_delivered_by_the_next_digest(
    kith: Run, world: World, mailbox: MailboxOnDisk
) -> None:
    kith("scan")
    with SmtpSink(faults={"data": "451 4.3.0 later"}) as sink:
        world.settings = f'[smtp]\nhost = "{sink.host}"\nport = {sink.port}\nsecurity = "none"\n'
        code, _, err = kith("digest")
        assert code == 75
        assert "the letter is kept" in err
        assert kith("status")[0] == 1
        sink.faults.clear()
        code, _, err = kith("digest")
        assert (code, len(sink.letters)) == (0, 1)
        assert "Delivered" in err
    assert kith("status")[0] == 0


def test_a_refused_digest_is_said_so_and_is_trouble(kith: Run, world: World) -> None:
    kith("scan")
    with SmtpSink(faults={"data": "554 5.7.1 no digests here"}) as sink:
        world.settings = f'[smtp]\nhost = "{sink.host}"\nport = {sink.port}\nsecurity = "none"\n'
        code, _, err = kith("digest")
    assert code == 1
    assert "kept" not in err
    code, out, _ = kith("status")
    assert code == 1
    assert "refused" in out
    assert "no digests here" in out


def test_as_of_without_dry_run_and_a_date_that_is_none_are_usage_errors(kith: Run) -> None:
    assert kith("digest", "--as-of", "2030-01-01")[0] == 2
    code, _, err = kith("digest", "--dry-run", "--as-of", "someday")
    assert code == 2
    assert "2026-12-24" in err


def test_status_tells_looks_and_troubles(kith: Run, world: World) -> None:
    assert "not read yet" in kith("status")[1]
    kith("scan")
    code, out, _ = kith("status")
    assert code == 0
    assert "home: last look today" in out
    assert "next digest" in out
    world.port = 9
    assert kith("scan")[0] == 75
    code, out, _ = kith("status", "--json")
    assert code == 1
    assert json.loads(out)["ok"] is False


def test_a_refused_login_leaves_with_77(kith: Run, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "not the password")
    code, _, err = kith("scan")
    assert code == 77
    assert "not the password" not in err


def test_config_validates_shows_and_gives_an_example(kith: Run, world: World) -> None:
    assert kith("config", "validate")[0] == 0
    assert kith("config", "path")[1].strip() == str(world.folder / "kith.toml")
    assert "max_people = 5" in kith("config", "show")[1]
    assert "[accounts." in kith("config", "example")[1]
    world.settings = "max_peple = 3"
    code, out, err = kith("people")
    assert (code, out) == (78, "")
    assert "max_peple" in err


def test_a_terminal_without_unicode_is_served_too(world: World) -> None:
    world.friends("Jürgen Müller <j@example.net>", 30)
    world.run("scan")
    environ = {**world.process_environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(world.command("people"), env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert r"J\xfcrgen" in done.stdout


def test_every_setting_has_an_effect(kith: Run, world: World) -> None:
    world.settings = '[people]\nvcards = ["~/.contacts"]\n'
    assert kith("config", "validate") == (0, "", "The configuration is right: home.\n")


def test_what_leaves_the_machine_is_named(kith: Run, world: World) -> None:
    world.settings = '[llm]\nurl = "https://llm.example.org/v1"\nmodel = "m"\nallow_remote = true\n'
    assert "goes to https://llm.example.org/v1" in kith("config", "validate")[2]


def test_an_unknown_verb_is_answered_with_the_nearest_one(kith: Run) -> None:
    code, _, err = kith("poeple")
    assert code == 2
    assert 'did you mean "people"' in err


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_every_verb_has_its_help(kith: Run, verb: str) -> None:
    code, out, _ = kith(*filter(None, [verb, "--help"]))
    assert code == 0
    assert "Usage: kith" in out


def test_the_help_page_loads_none_of_the_heavy_libraries(world: World) -> None:
    heavy = "imapclient jinja2 mailparser pydantic rich schedule sqlite3"
    code = (
        "import sys; from kith.cli import run_command_line; run_command_line(['--help']); "
        f"print(sorted(set('{heavy}'.split()) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=world.process_environ, capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("columns", ["60", "80", "120"])
@pytest.mark.parametrize("verb", [(), ("config",)])
def test_the_first_screen_breaks_nothing_off(
    verb: tuple[str, ...], columns: str, kith: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    code, out, _ = kith(*verb, "--help")
    assert code == 0
    assert [line for line in out.splitlines() if line.endswith("...") and not line.startswith("Usage:")] == []
    if not verb:
        greeting = [
            line.split() for line in out.splitlines() if " kith demo " in line or " kith init " in line
        ]
        assert [words[:3] for words in greeting] == [["New", "here?", "kith"], ["kith", "init", "your"]]


def test_help_of_a_verb_is_asked_for_in_either_way(kith: Run) -> None:
    assert kith("help", "config", "show") == kith("config", "show", "--help")
    assert kith("help") == kith("--help")
    code, _, err = kith("help", "scna")
    assert code == 2
    assert 'did you mean "scan"?' in err
