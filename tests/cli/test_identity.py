"""`kith merge`, `split` and `forget` as a user meets them, on mail from a real server."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from helpers.command_line import Run, runner
from helpers.maildir import MailboxOnDisk
from helpers.world import World, today

OLD, NEW, HOME = "ravi@initech.example", "rpatel@hooli.example", "ravi@patel.example"


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Ravi answered from a new job what Sam had sent to the old one; somebody of his name only ever writes."""
    world = World(mailbox, tmp_path, now=today())
    world.friends(f"Ravi Patel <{OLD}>", 400, 360, 320, 280)
    world.sent(f"Ravi Patel <{OLD}>", 241, Message_ID="<lunch@example.org>")
    world.received(
        f'"Patel, Ravi" <{NEW}>', 240, In_Reply_To="<lunch@example.org>", subject="From my new desk"
    )
    world.received(f"Ravi Patel <{HOME}>", 3, 2)
    world.friends("Tom Whitfield <tom@example.net>", 60, 30, 1)
    return world


@pytest.fixture
def kith(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command line in this process, after a scan: (exit code, stdout, stderr)."""
    run = runner(world, monkeypatch, capsys)
    run("scan")
    return run


def addresses(kith: Run) -> list[set[str]]:
    return sorted((set(one["addresses"]) for one in json.loads(kith("people", "--json")[1])), key=sorted)


def test_why_says_what_joined_two_addresses_and_due_follows_the_person(kith: Run) -> None:
    _, out, _ = kith("why", NEW)
    assert f"{OLD} joined with {NEW}: same name, and {NEW} answered what you had sent to {OLD}" in out
    (ravi,) = json.loads(kith("people", "--json", "hooli")[1])
    assert (set(ravi["addresses"]), ravi["received"], ravi["due"]) == ({OLD, NEW}, 5, True)
    assert ravi["addresses"][0] == OLD  # never written to the new one yet


def test_a_split_holds_over_evidence_and_scans_and_a_merge_takes_it_back(kith: Run) -> None:
    before = addresses(kith)
    code, out, _ = kith("split", NEW)
    assert (code, len(out.splitlines())) == (0, 2)
    kith("scan")
    assert {OLD} in addresses(kith)
    assert {NEW} in addresses(kith)
    assert "nothing has changed" in kith("split", OLD, NEW)[2]
    code, out, _ = kith("merge", OLD, NEW)
    assert "joined with" in out
    assert "you merged them" in out
    assert addresses(kith) == before
    assert "nothing has changed" in kith("merge", NEW, OLD)[2]


def test_merging_and_splitting_gives_back_what_there_was(kith: Run) -> None:
    before = addresses(kith)
    kith("merge", OLD, HOME)
    assert {OLD, NEW, HOME} in addresses(kith)
    assert "which of them" in kith("split", "ravi")[2]
    kith("split", HOME)
    assert addresses(kith) == before


def test_a_name_that_fits_several_is_asked_about_with_candidates(kith: Run) -> None:
    code, out, err = kith("merge", "Ravi Patel", "tom")
    assert (code, out) == (1, "")
    assert "fits 2 correspondents" in err
    assert HOME in err
    assert kith("merge", "tom")[0] == kith("merge")[0] == kith("merge", "--proposed", "tom")[0] == 2


def test_what_kith_does_not_dare_is_proposed_and_can_be_declined(kith: Run) -> None:
    found: list[dict[str, Any]] = json.loads(kith("merge", "--proposed", "--json")[1])
    assert {HOME} <= {spec for one in found for spec in one["addresses"]}
    assert f"you never wrote to {HOME}" in kith("merge", "--proposed")[1]
    kith("split", OLD, HOME)
    assert "No two people" in kith("merge", "--proposed")[2]


def test_the_configuration_is_not_contradicted(kith: Run, world: World) -> None:
    world.settings = f'[[person]]\nemail = ["{OLD}", "{HOME}"]\n[[person]]\nemail = ["tom@example.net"]\n'
    assert "change [[person]] there" in kith("split", HOME)[2]
    assert "put their addresses into one [[person]]" in kith("merge", OLD, "tom")[2]
    assert "take the [[person]] out there first" in kith("forget", "tom", "--yes")[2]


def test_forget_asks_and_keeps_out_what_later_scans_read(
    kith: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = addresses(kith)
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    code, _, err = kith("forget", OLD)
    assert code == 1
    assert "Forget Patel, Ravi <ravi@initech.example, rpatel@hooli.example> and 10 touches?" in err
    assert addresses(kith) == before
    code, _, err = kith("forget", OLD, "--yes")
    assert (code, err) == (0, "Forgotten: 2 addresses, 10 touches, 0 suggestions.\n")
    world.friends(f"Ravi Patel <{OLD}>", 0.5)
    world.settings = "[people]\ngroup_limit = 7\n"  # all mail is read again
    kith("scan")
    assert addresses(kith) == [{HOME}, {"tom@example.net"}]
    assert "nobody answers to" in kith("why", OLD)[2]
    kith("forget", "--undo", OLD)
    kith("scan")
    assert {OLD} in addresses(kith)
    assert kith("forget", "--undo", OLD)[0] == 1
