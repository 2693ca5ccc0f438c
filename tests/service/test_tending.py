"""When the daemon, and the verbs, look after the drafts: after a look, once, on a line of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpers.dovecot import Dovecot
from helpers.drafted import TOM, in_drafts
from helpers.judged import looking
from helpers.maildir import MailboxOnDisk
from helpers.tended import KARENS, TOMS, later, stand, with_drafts
from helpers.wire import TO_SERVER, Wire
from helpers.world import World, today
from kith.jobs.orders.obeying import obey
from kith.journal import Journal
from kith.service.run import Daemon
from kith.service.signals import Signals
from kith.service.systemd import Systemd


@pytest.fixture
def wire(mailbox: MailboxOnDisk) -> Iterator[Wire]:
    with Wire(mailbox.host, mailbox.port) as wire:
        yield wire


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path, wire: Wire) -> World:
    world = with_drafts(mailbox, tmp_path)
    world.port = wire.port
    return world


@pytest.fixture
def daemon(world: World) -> Iterator[Daemon]:
    with world.kith() as place:
        daemon = Daemon(place, Signals(Journal()), Systemd({}))
        yield daemon
        daemon.lines.close()


def logins(wire: Wire) -> int:
    return wire.sent().upper().count(b" AUTHENTICATE ") + wire.sent().upper().count(b" LOGIN ")


def steps(daemon: Daemon) -> None:
    for step in (daemon.look, daemon.tend, daemon.write, daemon.hand_over):
        step()


def test_while_nothing_is_to_be_done_the_line_is_kept_and_nobody_else_connects(
    world: World, daemon: Daemon, wire: Wire
) -> None:
    for _ in range(3):
        steps(daemon)
        later(world, minutes=10)
    assert logins(wire) == 1


def test_what_a_look_has_found_is_acted_on_at_once_and_on_one_line_at_a_time(
    world: World, daemon: Daemon, wire: Wire
) -> None:
    steps(daemon)
    later(world, minutes=10)
    world.received(TOM, 0.001)
    steps(daemon)
    assert stand(daemon.place) == {KARENS: "placed", TOMS: "removed"}
    assert set(in_drafts(world.mailbox)) == {KARENS}
    assert logins(wire) == 2
    steps(daemon)  # half a minute later
    assert logins(wire) == 2


def test_a_server_that_bears_one_connection_is_never_asked_for_a_second(
    dovecot_with: Callable[..., Dovecot], tmp_path: Path
) -> None:
    world = with_drafts(dovecot_with(max_connections=1).add_user(), tmp_path)
    with world.kith() as place:
        daemon = Daemon(place, Signals(Journal()), Systemd({}))
        steps(daemon)
        later(world, minutes=10)
        world.received(TOM, 0.001)
        steps(daemon)
        daemon.lines.close()
        assert stand(place) == {KARENS: "placed", TOMS: "removed"}


def test_without_news_nobody_asks_who_is_whom_and_the_folder_is_looked_into_every_six_hours(
    world: World, daemon: Daemon, wire: Wire
) -> None:
    steps(daemon)
    asked = list[str]()
    with looking(daemon.place.store) as db:
        db.set_trace_callback(asked.append)
    for _ in range(35):
        later(world, minutes=10)
        daemon.look()
        daemon.tend()
    assert asked
    assert not any("LEFT JOIN summary" in statement for statement in asked)
    later(world, minutes=10)
    daemon.look()
    daemon.tend()
    assert any("LEFT JOIN summary" in statement for statement in asked)
    assert b'EXAMINE "Drafts"' in wire.sent() or b"EXAMINE Drafts" in wire.sent()


def test_what_was_said_on_the_command_line_is_news(world: World, daemon: Daemon) -> None:
    steps(daemon)
    later(world, minutes=10)
    place = daemon.place
    obey(place.store, place.settings, place.zone, "called tom", world.clock.now())
    steps(daemon)
    assert stand(place) == {KARENS: "placed", TOMS: "removed"}


def test_a_try_that_failed_is_made_again_without_news(world: World, daemon: Daemon, wire: Wire) -> None:
    steps(daemon)
    later(world, minutes=10)
    world.received(TOM, 0.001)
    wire.when(TO_SERVER, rb"SELECT", wire.cut, before=True)
    steps(daemon)
    assert stand(daemon.place)[TOMS] == "placed"
    later(world, minutes=10)
    steps(daemon)
    assert stand(daemon.place)[TOMS] == "removed"


@pytest.mark.parametrize("verb", [("run", "--once"), ("digest",)])
def test_the_verbs_tend_them_too(verb: tuple[str, ...], mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = with_drafts(mailbox, tmp_path, now=today())
    world.received(TOM, -0.0001)
    world.scan()
    done = world.run(*verb)
    assert done.returncode == 0, done.stderr
    with world.kith() as place:
        assert stand(place) == {KARENS: "placed", TOMS: "removed"}
    assert set(in_drafts(mailbox)) == {KARENS}
