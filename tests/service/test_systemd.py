"""What reaches systemd's socket: one datagram with the right keys, whatever people are called."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.clock import SystemClock
from kith.service.systemd import Systemd


class Manager:
    """The end of the socket that systemd holds."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.sock.bind(address.replace("@", "\0", 1))
        self.sock.settimeout(5)
        self.systemd = Systemd({"NOTIFY_SOCKET": address})

    def heard(self) -> str:
        """The one datagram that came in."""
        said = self.sock.recv(65536).decode("utf-8")
        self.sock.setblocking(False)
        with pytest.raises(BlockingIOError):
            self.sock.recv(65536)
        self.sock.settimeout(5)
        return said


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Manager]:
    address = str(tmp_path / "notify") if request.param == "path" else f"@kith-test-{os.getpid()}"
    made = Manager(address)
    yield made
    made.sock.close()


def test_each_message_is_what_sd_notify_wants(manager: Manager) -> None:
    systemd = manager.systemd
    told = [
        (systemd.ready, "READY=1"),
        (lambda: systemd.ready("idle"), "READY=1\nSTATUS=idle"),
        (lambda: systemd.status("next digest Mon 08:00"), "STATUS=next digest Mon 08:00"),
        (systemd.alive, "WATCHDOG=1"),
        (lambda: systemd.reloading(12.3456789), "RELOADING=1\nMONOTONIC_USEC=12345678"),
        (systemd.stopping, "STOPPING=1"),
    ]
    for tell, wanted in told:
        assert tell() is True
        assert manager.heard() == wanted


def test_a_reload_carries_the_clock_that_systemd_compares_with(manager: Manager) -> None:
    before = SystemClock().monotonic()
    manager.systemd.reloading(SystemClock().monotonic())
    _, _, usec = manager.heard().partition("MONOTONIC_USEC=")
    assert before - 0.001 <= int(usec) / 1_000_000 <= SystemClock().monotonic()


@pytest.mark.parametrize(
    "name",
    [
        "Karen\nWATCHDOG=trigger",
        "Karen\r\nMAINPID=1",
        "Karen\x85FDSTORE=1",
        "Karen\u2028STOPPING=1",
        "Karen\0READY=1",
        "Karen\x1b[2J\u202egnp.exe",
    ],
    ids=repr,
)
def test_no_name_forges_a_message(manager: Manager, name: str) -> None:
    manager.systemd.status(f"digest for {name} sent")
    said = manager.heard()
    assert said.startswith("STATUS=digest for Karen")
    assert len(said.splitlines()) == 1
    assert "\0" not in said


def test_names_from_everywhere_arrive_as_they_are_written(manager: Manager) -> None:
    manager.systemd.status("Łukasz, 鍵, José: due")
    assert manager.heard() == "STATUS=Łukasz, 鍵, José: due"


def test_a_status_of_any_length_fits_into_what_systemd_reads(manager: Manager) -> None:
    manager.systemd.status("鍵" * 100_000)
    assert len(manager.heard().encode()) < 4096


@given(st.text(st.characters(codec=None), max_size=400))
def test_any_text_at_all_is_one_line_of_status(text: str) -> None:
    address = f"@kith-any-{os.getpid()}"
    manager = Manager(address)
    try:
        manager.systemd.status(text)
        said = manager.heard()
    finally:
        manager.sock.close()
    assert said.startswith("STATUS=")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "address", [None, "", "vsock:2:1234", "relative", "@", "/", "/no/such/socket", "/x\0y"]
)
def test_where_nobody_listens_nothing_happens(address: str | None) -> None:
    systemd = Systemd({} if address is None else {"NOTIFY_SOCKET": address})
    assert systemd.ready() is False
    assert systemd.status("text") is False
    assert systemd.stopping() is False


def test_a_manager_that_does_not_read_does_not_stop_the_work(
    manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kith.service.systemd.PATIENCE_SECONDS", 0.01)
    told = 0
    while manager.systemd.alive():
        told += 1
    assert told >= 1


@pytest.mark.parametrize(
    ("environ", "nap"),
    [
        ({}, 30),
        ({"WATCHDOG_USEC": "900000000"}, 30),
        ({"WATCHDOG_USEC": "3000000"}, 1.5),
        ({"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": str(os.getpid())}, 1.5),
        ({"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "1"}, 30),
        ({"WATCHDOG_USEC": "soon"}, 30),
        ({"WATCHDOG_USEC": "0"}, 30),
    ],
)
def test_the_loop_sleeps_at_most_half_as_long_as_the_watchdog(environ: dict[str, str], nap: float) -> None:
    assert Systemd(environ).nap_seconds(30) == nap
