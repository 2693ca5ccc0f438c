"""The lines to the servers: kept from look to look, left when they are dead, one at a time."""

import os
import signal
from pathlib import Path

from helpers.lying_world import letter, look_at, lying_world
from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import Conversation, ScriptedImap, hang, once, then_close
from helpers.world import World
from kith.errors import AccountDown
from kith.imap.conversation import Limits
from kith.jobs.reading.lines import Lines


def test_a_server_that_stands_still_costs_its_own_account_its_time_and_no_other(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """Rows 12 and 51: stuck in the middle of a command; the limits are short here."""
    scripted_imap.rules.append((rb"^UID FETCH", hang))
    world = lying_world(scripted_imap, tmp_path)
    lines = Lines(world.clock, limits=Limits(connect=1, read=0.2, command=0.3, goodbye=0.1))
    (look,) = look_at(world, lines=lines)
    assert isinstance(look.failure, AccountDown)


def test_a_stopped_dovecot_is_an_account_that_is_down_and_nothing_worse(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """Row 51: SIGSTOP between two looks; the line that was kept is left, and the next look is whole."""
    world = World(mailbox, tmp_path)
    world.received("karen@example.net", 5)
    lines = Lines(world.clock, keep=True, limits=Limits(connect=5, read=1, command=2, goodbye=0.1))
    assert look_at(world, lines=lines)[0].messages == 1
    pids = mailbox.server.session_pids(mailbox.user)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        world.received("karen@example.net", 4)
        (look,) = look_at(world, lines=lines)
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    assert (look.failure, look.messages) == (None, 1)
    lines.close()


def test_a_kept_line_is_used_again_and_left_after_a_sleep(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """Row 51: the wall clock went an hour further than the monotonic one, so the machine slept."""
    world = lying_world(scripted_imap, tmp_path)
    clock = world.clock
    slept = [0.0]
    clock.monotonic = lambda: clock.at.timestamp() - slept[0]  # type: ignore[method-assign]
    lines = Lines(clock, keep=True)
    for _ in range(3):
        look_at(world, lines=lines)
        clock.advance(minutes=10)
    assert scripted_imap.connections == 1
    slept[0] = 3600
    clock.advance(hours=1)
    assert look_at(world, lines=lines)[0].failure is None
    assert scripted_imap.connections == 2
    lines.close()


def test_a_kept_line_the_server_has_dropped_is_no_trouble(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """Row 58's cause: servers hang up on the idle; that costs a login and no line in the journal."""
    world = lying_world(scripted_imap, tmp_path)
    lines = Lines(world.clock, keep=True)
    look_at(world, lines=lines)
    scripted_imap.rules.append((rb"^NOOP", once(then_close(b"* BYE idle for too long\r\n"))))
    scripted_imap.headers[4] = letter(4)
    (look,) = look_at(world, lines=lines)
    assert (look.failure, look.messages, scripted_imap.connections) == (None, 1, 2)
    lines.close()


def looks_at_work(world: World, server: ScriptedImap, healed_by: int) -> list[tuple[int, set[str], int]]:
    """Four looks on a line that is kept, with new mail before each, from the moment Work can no longer be opened by
    connections before the `healed_by`-th: connections so far, folders in trouble, failures that were counted."""
    server.folders = {b"INBOX": b"", b"Work": b""}
    lines = Lines(world.clock, keep=True)
    look_at(world, lines=lines)

    def opened(conversation: Conversation) -> None:
        ill = server.connections < healed_by
        server.give(conversation, b"TAG NO [SERVERBUG] Mailbox was deleted under us\r\n" if ill else None)

    server.rules.append((rb'^EXAMINE "Work"', opened))
    found = []
    for number in range(4, 8):
        server.headers[number] = letter(number)
        world.clock.advance(minutes=10)
        (look,) = look_at(world, lines=lines)
        with world.kith() as place:
            counted = place.store.cursors.standings("home")[b"Work"].failures
        found.append((server.connections, set(look.troubles), counted))
    lines.close()
    return found


def test_a_folder_that_fails_on_a_kept_line_is_tried_on_a_new_one(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """Row 21: Dovecot says so for the life of a session when another has numbered the folder anew."""
    world = lying_world(scripted_imap, tmp_path)
    looks = looks_at_work(world, scripted_imap, healed_by=2)
    assert looks == [(1, {"Work"}, 0), (2, set(), 0), (2, set(), 0), (2, set(), 0)]
    with world.kith() as place:
        assert place.store.cursors.standings("home")[b"Work"].cursor.high == 7


def test_a_folder_that_fails_on_new_lines_too_is_left_alone(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """Row 44: three times on a line that was new."""
    looks = looks_at_work(lying_world(scripted_imap, tmp_path), scripted_imap, healed_by=99)
    assert looks == [(1, {"Work"}, 0), (2, {"Work"}, 1), (3, {"Work"}, 2), (4, {"Work"}, 3)]


def test_one_connection_at_a_time(dovecot_with: object, tmp_path: Path) -> None:
    """Row 38: a server that allows one is enough, look after look."""
    server = dovecot_with(max_connections=1)  # type: ignore[operator]
    world = World(server.add_user(), tmp_path)
    world.received("karen@example.net", 5)
    for _ in range(3):
        world.scan()


def test_a_server_that_is_started_again_in_the_middle_costs_one_look(
    dovecot_with: object, tmp_path: Path
) -> None:
    """The whole server is ended while a window is on its way, and comes back."""
    from helpers.wire import TO_CLIENT, Wire

    server = dovecot_with()  # type: ignore[operator]
    world = World(server.add_user(), tmp_path)
    world.friends("karen@example.net", *range(10, 60, 10))

    def restart() -> None:
        server.fall()
        server.rise()

    with Wire(server.host, server.port) as wire:
        world.port = wire.port
        wire.when(TO_CLIENT, rb"FETCH \(UID", restart, before=True)
        (look,) = look_at(world)
        assert isinstance(look.failure, AccountDown)
        assert world.scan().failure is None
    with world.kith() as place:
        (karen,) = place.store.people.correspondents()
    assert (karen.sent.number, karen.received.number) == (5, 5)
