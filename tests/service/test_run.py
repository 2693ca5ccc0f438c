"""The daemon as a process: ready, stopped, reloaded, alone on its state, and alive when an account is not."""

import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.notify import NotifySocket
from helpers.scripted_imap import ScriptedImap, hang
from helpers.world import World, today


class Daemon:
    """`kith run` over a world, with somebody listening where systemd would."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.systemd = world, NotifySocket(folder)

    def start(self) -> None:
        command = self.world.command("run")
        environ = {**self.world.process_environ, "NOTIFY_SOCKET": str(self.systemd.path)}
        self.process = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True)

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Ask it to stop; gives the exit code and all it logged. Ten seconds are far more than it may take."""
        self.process.send_signal(number)
        _, log = self.process.communicate(timeout=10)
        return self.process.returncode, log


@pytest.fixture
def daemon(mailbox: MailboxOnDisk, tmp_path: Path) -> Iterator[Daemon]:
    daemon = Daemon(World(mailbox, tmp_path, now=today()), tmp_path)
    with daemon.systemd:
        yield daemon
        if daemon.process.poll() is None:
            daemon.process.kill()
            daemon.process.communicate()


def test_it_reads_the_mail_says_so_and_stops_when_told(daemon: Daemon) -> None:
    daemon.world.friends("karen@example.net", 30)
    daemon.start()
    assert daemon.systemd.wait_for("READY=1")
    assert daemon.systemd.wait_for("STATUS=idle")
    assert daemon.systemd.wait_for("WATCHDOG=1")
    code, log = daemon.stop()
    assert code == 0
    assert "2 new message(s), 2 touch(es)" in log
    assert daemon.systemd.wait_for("STOPPING=1")


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_at_once_even_while_a_server_keeps_it_waiting(
    daemon: Daemon, scripted_imap: ScriptedImap, asked: int
) -> None:
    scripted_imap.rules.append((rb"LIST", hang))
    daemon.world.port = scripted_imap.port
    daemon.start()
    assert scripted_imap.hanging.wait(20)
    code, log = daemon.stop(asked)
    assert code == 0
    assert "stopped" in log
    assert "Traceback" not in log


def test_a_hangup_reads_the_configuration_again(daemon: Daemon) -> None:
    daemon.start()
    assert daemon.systemd.wait_for("STATUS=idle")
    daemon.world.settings = '[digest]\nwhen = "daily 03:21"\ntimezone = "UTC"\n'
    daemon.world.config_file()
    daemon.process.send_signal(signal.SIGHUP)
    assert daemon.systemd.wait_for("RELOADING=1")
    assert daemon.systemd.wait_for("READY=1", times=2)
    assert daemon.systemd.wait_for("03:21")
    assert daemon.stop()[0] == 0


def test_a_broken_configuration_leaves_the_old_one_in_force(daemon: Daemon) -> None:
    daemon.start()
    assert daemon.systemd.wait_for("STATUS=idle")
    daemon.world.settings = '[digest]\nwhen = "sometimes"\n'
    daemon.world.config_file()
    daemon.process.send_signal(signal.SIGHUP)
    assert daemon.systemd.wait_for("READY=1", times=2)
    code, log = daemon.stop()
    assert code == 0
    assert "the old one stays in force" in log


def test_a_second_daemon_on_the_same_state_leaves_with_75(daemon: Daemon) -> None:
    daemon.start()
    assert daemon.systemd.wait_for("READY=1")
    second = daemon.world.run("run")
    assert second.returncode == 75
    assert "another kith" in second.stderr


def test_a_configuration_that_is_wrong_ends_with_78(daemon: Daemon) -> None:
    daemon.world.settings = "nonsense = 1"
    daemon.start()
    _, log = daemon.process.communicate(timeout=20)
    assert daemon.process.returncode == 78
    assert "nonsense" in log


def test_an_account_that_is_down_is_in_the_status_and_the_daemon_goes_on(daemon: Daemon) -> None:
    daemon.world.port = 9
    daemon.start()
    assert daemon.systemd.wait_for("1 account(s) in trouble")
    code, log = daemon.stop()
    assert code == 0
    assert re.search(r"next try in 3\d s", log)  # half a minute, and up to a quarter more by chance
    assert "pw" not in log.split()


def test_once_reads_and_leaves(daemon: Daemon) -> None:
    daemon.world.friends("karen@example.net", 30)
    daemon.start()
    daemon.stop()
    done = daemon.world.run("run", "--once")
    assert done.returncode == 0


def test_a_store_that_is_damaged_ends_it_with_78_and_nothing_is_sent(daemon: Daemon) -> None:
    """Also when the damage is only found once it runs: here a page that the look needs."""
    daemon.world.friends("karen@example.net", 30)
    daemon.start()
    daemon.systemd.wait_for("STATUS=idle")
    daemon.stop()
    path = daemon.world.state / "kith.db"
    raw = path.read_bytes()
    path.write_bytes(raw[:8192] + b"\xff" * (len(raw) - 8192))
    daemon.start()
    _, log = daemon.process.communicate(timeout=30)
    assert daemon.process.returncode == 78
    assert "kith rebuild" in log
    assert path.read_bytes()[8192:] == b"\xff" * (len(raw) - 8192)
    (only,) = (raw for raw in daemon.world.mailbox.messages() if b"X-Kith" in raw)
    assert b"X-Kith: notice" in only, "and Sam is told"
