"""A mailbox with a few correspondents on a real server, a home without kith in it, and `kith init` run there."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.authorization_server import CLIENT, AuthorizationServer
from helpers.maildir import MailboxOnDisk
from helpers.set_up import PASSWORD, Init
from helpers.world import World, today
from kith.cli import run_command_line


@pytest.fixture
def box(mailbox: MailboxOnDisk) -> MailboxOnDisk:
    mailbox.password = PASSWORD
    for name in ("Sent", "Drafts", "Trash", "Junk"):
        mailbox.folder(name, f"\\{name}")
    return mailbox


@pytest.fixture
def world(box: MailboxOnDisk, tmp_path: Path) -> World:
    world = World(box, tmp_path, now=today().replace(hour=12))
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240)
    world.friends("Petr Novák <petr@example.net>", 60, 30, 2)
    return world


@pytest.fixture
def init(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Init:
    """One `kith init` in a home of its own, with the password on its standard input: (exit code, stdout, stderr)."""
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "STATE_DIRECTORY", "KITH_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))

    def run(*arguments: str, typed: str = f"{PASSWORD}\n") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        capsys.readouterr()
        code = run_command_line(["init", *arguments])
        said = capsys.readouterr()
        assert PASSWORD not in said.out + said.err
        return code, said.out, said.err

    return run


@pytest.fixture
def flags(box: MailboxOnDisk) -> list[str]:
    """Everything that is needed, with the usual answer to the rest."""
    return [
        "--email", "sam@example.org", "--host", box.host, "--port", str(box.tls_port), "--user", box.user,
        "--ca-file", str(box.ca_file), "--password-stdin", "--yes",
    ]  # fmt: skip


@pytest.fixture
def authority(box: MailboxOnDisk, tmp_path: Path) -> Iterator[AuthorizationServer]:
    with AuthorizationServer(tmp_path / "authority", box.token) as server:
        yield server


@pytest.fixture
def by_oauth(flags: list[str], authority: AuthorizationServer) -> list[str]:
    """The flags of a first run."""
    rest = [flag for flag in flags if flag != "--password-stdin"]
    at = ["--issuer", authority.issuer, "--issuer-ca-file", str(authority.ca_file)]
    return [*rest, "--client-id", CLIENT, *at]
