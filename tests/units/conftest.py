"""One machine for all tests of the units: booted once, with a real Dovecot in its network, halted after the last."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from helpers import booted
from helpers import dovecot as dovecot_server
from helpers.booted import Booted, CannotBoot
from helpers.dovecot import Dovecot, free_port
from helpers.instance import Instance, copy_units
from helpers.network import Network
from helpers.wire import Wire

Make = Callable[[str], Instance]


def cannot(reason: str) -> None:
    """Skip, in words; on the build machine that is a failure, or nobody would ever notice."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(scope="session")
def network() -> Iterator[Network]:
    """Where the machine and its servers are, and nobody else."""
    if reason := booted.why_not() or dovecot_server.why_not():
        cannot(reason)
    with Network() as network:
        yield network


@pytest.fixture(scope="session")
def dovecot(network: Network) -> Iterator[Dovecot]:
    """A real IMAP server, in the machine's network."""
    with ExitStack() as stack:
        with network.entered():
            server = stack.enter_context(Dovecot())
        yield server


@pytest.fixture(scope="session")
def opt_kith(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """kith's wheel, installed once, to be seen as /opt/kith in every machine."""
    return booted.install(tmp_path_factory.mktemp("opt"))


@pytest.fixture(scope="session")
def main(
    network: Network, dovecot: Dovecot, opt_kith: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Instance]:
    """kith.service, which has started with the machine; 20 letters lie in its mailbox."""
    folder = tmp_path_factory.mktemp("machine")
    machine = Booted(folder, opt_kith, network)
    copy_units(machine)
    machine.enable("kith.service")
    main = Instance(machine, "", dovecot.add_user(), tmp_path_factory.mktemp("main"))
    main.world.friends("Karen Holm <karen@example.net>", *range(30, 40))
    with ExitStack() as stack:
        try:
            stack.enter_context(machine)
        except CannotBoot as reason:
            cannot(f"no machine can be booted here: {reason}")
        yield main


@pytest.fixture(scope="session")
def machine(main: Instance) -> Booted:
    """The booted machine."""
    return main.machine


@pytest.fixture(scope="session", autouse=True)
def late(
    machine: Booted, network: Network, dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Instance]:
    """kith@late, which nobody answered when it started. Now somebody does; its next try comes after half a minute, so
    it is started before the first test and looked at again after the last."""
    late = Instance(machine, "late", dovecot.add_user(), tmp_path_factory.mktemp("late"))
    with network.entered():
        port = free_port()
    late.world.port, late.world.security = port, "none"
    late.configure()
    with ExitStack() as stack:
        stack.callback(late.stop)
        late.start()
        late.wait_for_status(r"1 account\(s\) in trouble")
        with network.entered():
            stack.enter_context(Wire(dovecot.host, dovecot.port, at=port))
        yield late


@pytest.fixture
def instance(machine: Booted, dovecot: Dovecot, tmp_path: Path) -> Iterator[Make]:
    """`instance("sam")`: kith@sam.service over a mailbox of its own, not started yet; stopped after the test."""
    made: list[Instance] = []

    def make(name: str) -> Instance:
        folder = tmp_path / name
        folder.mkdir()
        made.append(Instance(machine, name, dovecot.add_user(), folder))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def wired(network: Network) -> Iterator[Callable[[Instance], Wire]]:
    """`wired(instance)`: a wire to its server that a test can listen to; it speaks clear text then, on loopback."""
    with ExitStack() as stack:

        def wire(instance: Instance, at: int = 0) -> Wire:
            mailbox = instance.world.mailbox
            with network.entered():
                wire = stack.enter_context(Wire(mailbox.host, mailbox.port, at))
            instance.world.port, instance.world.security = wire.port, "none"
            instance.configure()
            return wire

        yield wire
