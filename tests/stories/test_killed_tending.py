"""The process is killed, or its line breaks, at every step of looking after the drafts: nothing but the one untouched
draft that is out of date ever leaves the folder, and the next start finishes it."""

import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from helpers.copies import copy_of
from helpers.drafted import TOM, in_drafts
from helpers.dying import Died, DyingConnection
from helpers.maildir import MailboxOnDisk
from helpers.mailer import mailer
from helpers.tended import KARENS, TOMS, because, later, stand, tend, with_drafts
from helpers.wire import TO_CLIENT, TO_SERVER, Wire
from helpers.world import World
from kith.jobs.delivering.drafting import Drafter
from kith.jobs.posting import post
from kith.jobs.scan import Unwatched
from kith.jobs.workplace import Workplace
from kith.store import Store
from kith.store.db import FILE
from stories.test_killed import Victim, a_world

OWN = b"To: rosa@example.net\r\nMessage-ID: <own@mailer.example>\r\n\r\nNot sure about this one.\r\n"
IN_THE_END = {KARENS: "edited", TOMS: "removed"}


def a_folder(mailbox: MailboxOnDisk, folder: Path, **more: object) -> World:
    r"""Tom wrote, so his draft (UID 2) is out of date. Karen's (UID 1) was edited: the old one is `\Deleted`, the new
    one is UID 3. A draft of the user's own to Rosa (UID 4) is `\Deleted`, too, and may yet be wanted back."""
    world = with_drafts(mailbox, folder, **more)
    with mailer(mailbox) as program:
        program.save_anew(1)
        program.save(OWN)
        program.mark(b"\\Deleted", 4)
    later(world, days=1)
    world.received(TOM, 0.5)
    world.scan()
    return world


def lying(mailbox: MailboxOnDisk) -> dict[int, set[bytes]]:
    with mailer(mailbox) as program:
        return {uid: program.flags(uid) & {b"\\Deleted"} for uid in program.uids()}


THE_OTHERS = {1: {b"\\Deleted"}, 3: set[bytes](), 4: {b"\\Deleted"}}


def nothing_else_is_touched(mailbox: MailboxOnDisk, moment: object) -> None:
    found = lying(mailbox)
    found.pop(2, None)
    assert found == THE_OTHERS, moment


@contextmanager
def dying(world: World, dies_at: int) -> Iterator[tuple[Workplace, DyingConnection]]:
    """A workplace over a store that dies at a statement, its file closed as by a kill."""
    with world.kith() as place:
        connection = sqlite3.connect(world.state / FILE, isolation_level=None)
        statements = DyingConnection(connection, dies_at)
        try:
            store = Store(statements, world.state)  # type: ignore[arg-type]
            yield replace(place, store=store), statements
        finally:
            connection.close()


def test_dying_at_any_statement_of_the_store_ends_as_if_nothing_had_happened(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    first = a_folder(mailbox, tmp_path / "first")
    for dies_at in count(1):
        world = copy_of(first, tmp_path / str(dies_at))
        user = world.mailbox
        with dying(world, dies_at) as (place, statements), suppress(Died):
            place.tender().tend(Unwatched())
        nothing_else_is_touched(user, dies_at)
        assert tend(world) == IN_THE_END, dies_at
        assert lying(user) == THE_OTHERS, dies_at
        if statements.count < dies_at:
            assert dies_at > 20
            return


@pytest.mark.parametrize("answered", [False, True], ids=["before it is seen", "in the middle of the answer"])
def test_a_line_that_breaks_at_any_command_ends_as_if_nothing_had_happened(
    mailbox: MailboxOnDisk, tmp_path: Path, answered: bool
) -> None:
    first = a_folder(mailbox, tmp_path / "first")
    for number in count(1):
        world = copy_of(first, tmp_path / str(number))
        user = world.mailbox
        with Wire(user.host, user.port) as wire:
            world.port = wire.port
            if answered:
                done = rb"\n[A-P]{4}%d (OK|NO)" % number
                trap = wire.when(TO_CLIENT, done, wire.cut, before=True)
            else:
                trap = wire.when(TO_SERVER, rb"([^\n]*\n){%d}" % number, wire.cut, before=True)
            tend(world, scan=False)
            said = wire.sent()
        nothing_else_is_touched(user, number)
        world.port = None
        assert tend(world) == IN_THE_END, number
        assert lying(user) == THE_OTHERS, number
        if not trap.sprung or b"LOGOUT" in said:
            assert number > 8
            return


TRAPS: dict[str, Callable[[Wire, Victim], object]] = {
    "before the STORE": lambda wire, victim: wire.when(
        TO_SERVER, rb"STORE 1 \+FLAGS", victim.kill, before=True
    ),
    "between STORE and EXPUNGE": lambda wire, victim: wire.when(
        TO_SERVER, rb"UID EXPUNGE 1", victim.kill, before=True
    ),
    "with the EXPUNGE on the wire": lambda wire, victim: wire.when(TO_SERVER, rb"UID EXPUNGE 1", victim.kill),
    "between EXPUNGE and commit": lambda wire, victim: wire.when(
        TO_CLIENT, rb"Expunge completed", victim.kill, before=True
    ),
}


@pytest.mark.parametrize("moment", TRAPS)
def test_a_process_that_is_killed_finishes_at_the_next_start(
    moment: str, mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    mailbox.folder("Drafts", r"\Drafts")
    with Wire(mailbox.host, mailbox.port) as wire:
        world, victim = a_world(mailbox, tmp_path, port=wire.port), Victim()
        assert world.run("run", "--once").returncode == 0
        mailbox.deliver(OWN, "Drafts", flags="T")
        assert set(in_drafts(mailbox)) == {KARENS, "rosa@example.net"}
        world.received("Karen Holm <karen@example.net>", 0.0001)
        TRAPS[moment](wire, victim)
        assert victim.run(world, "run", "--once") == -signal.SIGKILL
        for _ in range(2):
            again = world.run("run", "--once")
            assert again.returncode == 0, again.stderr
    assert set(in_drafts(mailbox)) == {"rosa@example.net"}
    with world.kith() as place:
        assert stand(place) == {KARENS: "removed"}


@pytest.mark.parametrize("flag", [b"\\Flagged", b"\\Answered"])
def test_marked_by_the_user_between_the_mark_and_the_expunge_it_is_given_back(
    flag: bytes, mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with Wire(mailbox.host, mailbox.port) as wire:
        world = a_folder(mailbox, tmp_path)
        world.port = wire.port
        wire.when(TO_SERVER, rb"UID EXPUNGE", wire.cut, before=True)
        assert tend(world, scan=False)[TOMS] == "removing"
        assert lying(mailbox) == {**THE_OTHERS, 2: {b"\\Deleted"}}
        with mailer(mailbox) as program:
            program.mark(flag, 2)
        world.port = None
        assert tend(world)[TOMS] == "edited"
        assert lying(mailbox) == {**THE_OTHERS, 2: set()}


def test_saved_anew_by_the_user_after_the_mark_the_new_one_stays(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with Wire(mailbox.host, mailbox.port) as wire:
        world = a_folder(mailbox, tmp_path)
        world.port = wire.port
        wire.when(TO_SERVER, rb"UID EXPUNGE", wire.cut, before=True)
        tend(world, scan=False)
        with mailer(mailbox) as program:
            program.save_anew(2)
        world.port = None
        tend(world)
    assert lying(mailbox) == {**THE_OTHERS, 5: set()}


def test_dying_while_newer_words_take_the_place_of_older_ones_there_is_one_draft_in_the_end(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    first = _written_anew(mailbox, tmp_path / "first")
    for dies_at in count(1, 3):
        world = copy_of(first, tmp_path / str(dies_at))
        user = world.mailbox
        with dying(world, dies_at) as (place, statements), suppress(Died):
            post(place, Unwatched())
        assert len(user.messages("Drafts")) <= 1, dies_at
        with world.kith() as place:
            post(place, Unwatched())
            assert stand(place) == {TOMS: "placed"}, dies_at
        (draft,) = in_drafts(user).values()
        assert "A newer subject" in draft.get_content(), dies_at
        if statements.count < dies_at:
            assert dies_at > 40
            return


def _written_anew(mailbox: MailboxOnDisk, folder: Path) -> World:
    """Tom's draft lies there, and its digest, which could not leave, was written anew with another subject."""
    mailbox.folder("Drafts", r"\Drafts")
    world = World(mailbox, folder)
    world.friends(TOM, 400, 360, 320, 280, 240, subject="Handover notes")
    world.scan()
    with world.kith() as place:
        digester = place.digester()
        assert digester.claim(digester.compose(world.now))
        drafter = Drafter(place.settings, place.store, place.environ, place.clock, place.journal)
        drafter.place_waiting(Unwatched())
    later(world, hours=3)
    world.friends(TOM, 238, subject="A newer subject")
    world.scan()
    with world.kith() as place:
        assert place.digester().renew(world.now)
    return world


def test_what_was_told_of_the_end_is_told_once_however_often_it_was_begun(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = a_folder(mailbox, tmp_path)
    tend(world)
    assert because(world, TOMS) == "they wrote"
    with world.kith() as place:
        assert len(place.store.tended.to_tell(1 << 40, None)) == 1
