"""`kith reload`: it returns when the new configuration is in force, or says why it is not."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.command_line import Run, runner
from helpers.maildir import MailboxOnDisk
from helpers.notify import NotifySocket
from helpers.scripted_imap import ScriptedImap, hang
from helpers.world import World, today
from kith.errors import StoreBusy
from kith.service.configured import NOTE, birth, read_note
from kith.service.reload import reload


class Running:
    """`kith run` over a world, and `kith reload` in the test's own process."""

    def __init__(self, world: World, folder: Path, run: Run) -> None:
        self.world, self.kith, self.systemd = world, run, NotifySocket(folder)

    def start(self) -> None:
        environ = {**self.world.process_environ, "NOTIFY_SOCKET": str(self.systemd.path)}
        self.process = subprocess.Popen(
            self.world.command("run"), env=environ, stderr=subprocess.PIPE, text=True
        )
        assert self.systemd.wait_for("READY=1")

    def stop(self) -> str:
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=10)[1]

    def configure(self, settings: str) -> None:
        self.world.settings = settings
        self.world.config_file()


@pytest.fixture
def running(
    mailbox: MailboxOnDisk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Running]:
    world = World(mailbox, tmp_path, now=today())
    running = Running(world, tmp_path, runner(world, monkeypatch, capsys))
    with running.systemd:
        yield running
        stderr = getattr(running, "process", None) and running.process.stderr
        if stderr and not stderr.closed:
            running.process.kill()
            running.process.communicate()


def test_when_it_returns_the_new_configuration_is_in_force(running: Running) -> None:
    running.start()
    for minute in range(10, 30):
        running.configure(f'[digest]\nwhen = "daily 03:{minute}"\ntimezone = "UTC"\n')
        assert running.kith("reload") == (0, "", "kith: the configuration as it is now is in force\n")
        note = read_note(running.world.state)
        assert note is not None
        assert any(f"03:{minute}" in line for line in running.systemd.by_now())
    assert running.stop().count("configuration read again") == 20


def test_one_that_cannot_be_used_is_refused_before_the_daemon_is_disturbed(running: Running) -> None:
    running.start()
    running.configure('[digest]\nwhen = "sometimes"\n')
    code, _, said = running.kith("reload")
    assert code == 78
    assert "sometimes" in said
    assert "the old configuration stays in force" in said
    assert "old" not in running.stop()


def test_what_the_daemon_itself_refuses_is_told_too(running: Running) -> None:
    """As where the file is broken only between the two looks at it: what it says of the text that lies there counts."""
    running.start()
    running.configure("nonsense = 1\n")
    os.kill(running.process.pid, signal.SIGHUP)
    assert running.systemd.wait_for("READY=1", times=2)
    note = read_note(running.world.state)
    assert note is not None
    assert note.reading == 2
    assert "nonsense" in note.refused


def test_many_at_once_each_return(running: Running) -> None:
    running.start()
    command = running.world.command("reload")
    many = [subprocess.Popen(command, env=running.world.process_environ) for _ in range(4)]
    assert [one.wait(60) for one in many] == [0, 0, 0, 0]
    running.stop()


def test_a_daemon_that_is_kept_waiting_is_told_of(running: Running, scripted_imap: ScriptedImap) -> None:
    scripted_imap.rules.append((rb"LIST", hang))
    running.world.port = scripted_imap.port
    running.start()
    assert scripted_imap.hanging.wait(20)
    with pytest.raises(StoreBusy, match="a server keeps it waiting"):
        reload(running.world.config_file(), running.world.environ, patience=0.1)
    running.stop()


def test_a_daemon_that_ends_meanwhile_is_told_of(running: Running, scripted_imap: ScriptedImap) -> None:
    scripted_imap.rules.append((rb"LIST", hang))
    running.world.port = scripted_imap.port
    running.start()
    assert scripted_imap.hanging.wait(20)
    threading.Timer(0.2, running.process.kill).start()
    code, _, said = running.kith("reload")
    assert code == 1
    assert "ended while it read the configuration" in said


def test_where_nothing_runs_it_says_so_and_signals_nobody(
    mailbox: MailboxOnDisk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A note of an earlier daemon, whose number has gone to somebody else: SIGHUP would end them."""
    world = World(mailbox, tmp_path, now=today())
    kith = runner(world, monkeypatch, capsys)
    assert kith("reload")[0] == 1
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander:
        born = birth(bystander.pid)
        assert born is not None
        world.state.mkdir()
        note = {"pid": bystander.pid, "born": born - 1, "reading": 1, "text": "", "refused": ""}
        (world.state / NOTE).write_text(json.dumps(note))
        code, _, said = kith("reload")
        assert (code, bystander.poll()) == (1, None)
        bystander.communicate(b"\n")
    assert "no kith runs on" in said
    assert bystander.returncode == 0


def test_the_note_is_the_users_alone(running: Running) -> None:
    running.start()
    assert (running.world.state / NOTE).stat().st_mode & 0o777 == 0o600
    running.stop()


@given(st.binary(max_size=60) | st.sampled_from([b"{}", b"[]", b'{"pid": 1}', b"7", b"\xff"]))
def test_any_other_file_in_its_place_is_no_note(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / NOTE).write_bytes(raw)
    assert read_note(folder) is None


def test_what_a_daemon_was_killed_over_while_it_wrote_its_note_is_taken_away_by_the_next(
    running: Running,
) -> None:
    state = running.world.state
    state.mkdir(mode=0o700, exist_ok=True)
    (state / f".{NOTE}-6itoow8h").write_text("{")
    (state / ".something-else").write_text("")
    running.start()
    note = read_note(state)
    running.stop()
    assert note is not None
    assert note.pid == running.process.pid
    assert [path.name for path in state.iterdir() if path.name.startswith(".")] == [".something-else"]
