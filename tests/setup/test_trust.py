"""`kith init` at a server whose certificate nobody vouches for: flags are named, and at a terminal the user may."""

import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from helpers.at_terminal import PATIENCE, answered, ended
from helpers.maildir import MailboxOnDisk
from helpers.set_up import PASSWORD, Init, config_of

Terminal = Callable[..., "pexpect.spawn[str]"]
ROOT = Path(__file__).resolve().parents[2]
HASH = re.compile(r"It shows (sha256:[0-9a-f]{64}): ")


@pytest.fixture
def terminal(box: MailboxOnDisk, tmp_path: Path) -> Iterator[Terminal]:
    """`kith init` for Sam's mailbox, at a terminal of its own."""
    gone = {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "KITH_CONFIG", "STATE_DIRECTORY"}
    environ = {name: value for name, value in os.environ.items() if name not in gone}
    environ |= {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "daemon"), "NO_COLOR": "1", "TERM": "dumb"}
    environ |= {"PATH": "/usr/bin:/bin"}
    begun: list[pexpect.spawn[str]] = []

    def run(*arguments: str) -> "pexpect.spawn[str]":
        command = ["-c", "from kith.cli import main; main()", "init", "--no-scan", *arguments]
        child = pexpect.spawn(
            sys.executable, command, env=environ, encoding="utf-8", timeout=PATIENCE, dimensions=(50, 200)
        )
        begun.append(child)
        return child

    yield run
    for child in begun:
        child.close(force=True)


@pytest.fixture
def server(box: MailboxOnDisk) -> list[str]:
    return [
        "--email", "sam@example.org", "--host", box.host, "--port", str(box.tls_port), "--user", box.user,
        "--secret", "file", "--yes",
    ]  # fmt: skip


def account(home: Path) -> dict[str, object]:
    (found,) = tomllib.loads(config_of(home).read_text())["accounts"].values()
    assert isinstance(found, dict)
    return found


def test_the_flags_are_named_where_there_is_no_file_yet(init: Init, server: list[str]) -> None:
    code, _, err = init(*server, "--password-stdin")
    assert code == 78
    assert (
        "name its file with --ca-file; if it signed its own, that file there or its hash with --tls-fingerprint"
        in err
    )
    assert "`ca_file`" not in err


def test_the_authoritys_file_is_taken_at_a_terminal(
    terminal: Terminal, server: list[str], box: MailboxOnDisk, tmp_path: Path
) -> None:
    child = terminal(*server)
    said = answered(
        child, ("hidden", PASSWORD), ("enter alone: another server", "/no/such/file"),
        ("want a file that is there", str(box.ca_file)), ("hidden", PASSWORD),
    )  # fmt: skip
    code, last = ended(child)
    assert code == 0, said + last
    assert account(tmp_path)["ca_file"] == str(box.ca_file)


def test_the_hash_that_is_shown_is_the_one_that_works(
    terminal: Terminal, server: list[str], tmp_path: Path
) -> None:
    child = terminal(*server)
    answered(child, ("hidden", PASSWORD))
    child.expect(HASH)
    assert child.match
    shown = child.match[1]
    answered(child, ("enter alone: another server", shown), ("hidden", PASSWORD))
    code, last = ended(child)
    assert code == 0, last
    assert account(tmp_path)["tls_fingerprint"] == shown


def test_a_file_of_an_authority_that_is_none_is_named_before_anybody_is_asked(
    init: Init, tmp_path: Path
) -> None:
    bad = tmp_path / "ca.pem"
    bad.write_text("no certificate\n")
    code, _, err = init("--email", "sam@example.test", "--ca-file", str(bad), "--password-stdin", "--yes")
    assert code == 2
    assert f"--ca-file {bad} cannot be used: no certificates in PEM form are in it." in err
    assert "X509" not in err
