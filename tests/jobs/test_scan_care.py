"""No message stops a folder: who ends the reading each time is found out, and nobody else is set aside."""

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from helpers.judged import looking
from helpers.lying_world import letters, look_at, lying_world
from helpers.scripted_imap import Conversation, ScriptedImap, close
from helpers.world import World
from kith.store.db import FILE
from kith.store.trouble import Attempt, Trouble


def breaks_on(uid: int, server: ScriptedImap) -> None:
    """The line breaks whenever this message is asked for."""
    from helpers.imap_answers import asked_uids, usual_answer

    def answer(conversation: Conversation) -> None:
        if uid in asked_uids(conversation.line, server.headers):
            close(conversation)
        server.give(conversation, usual_answer(conversation))

    server.rules.append((rb"^UID FETCH", answer))


def test_a_message_that_breaks_the_line_is_alone_after_two_breaks_and_set_aside_after_four(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """Row D4: it cannot block its folder, and it is named."""
    scripted_imap.headers = letters(100)
    breaks_on(37, scripted_imap)
    world = lying_world(scripted_imap, tmp_path)
    failures = 0
    while look_at(world)[0].failure is not None:
        failures += 1
    assert failures == 4
    with world.kith() as place, looking(place.store) as db:
        assert place.store.people.correspondents()[0].received.number == 99
        assert db.execute("SELECT uid FROM quarantine").fetchall() == [(37,)]
        assert place.store.trouble.left_out() == ["home: 1 message in INBOX could not be read"]


class Deadly:
    """The process that looks at the mailbox is killed whenever it asks for one of these messages."""

    def __init__(self, server: ScriptedImap, world: World, *uids: int) -> None:
        self.server, self.world, self.victim, self.uids = server, world, 0, set(uids or (37,))
        server.rules.append((rb"^UID FETCH", self.answer))

    def answer(self, conversation: Conversation) -> None:
        from helpers.imap_answers import asked_uids, usual_answer

        if self.uids & set(asked_uids(conversation.line, self.server.headers)):
            os.kill(self.victim, signal.SIGKILL)
            close(conversation)
        self.server.give(conversation, usual_answer(conversation))

    def deaths(self) -> int:
        """How often kith is started and dies before it comes to its end."""
        for deaths in range(12):
            process = self.world.start("scan")
            self.victim = process.pid
            process.communicate(timeout=300)
            if process.returncode == 0:
                return deaths
            assert process.returncode == -signal.SIGKILL
        pytest.fail("it dies again and again")


def due_again(world: World) -> None:
    """The time of everything that was set aside has come."""
    with closing(sqlite3.connect(world.state / FILE)) as db, db:
        db.execute("UPDATE quarantine SET retry_at = 0 WHERE retry_at IS NOT NULL")


def test_a_message_that_ends_the_process_does_so_three_times_and_once_more_when_it_is_tried_again(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """Row D4: the process dies (here: is killed) on one message of a hundred; then 99 are there and one is named."""
    scripted_imap.headers = letters(100)
    world = lying_world(scripted_imap, tmp_path)
    deadly = Deadly(scripted_imap, world)
    assert deadly.deaths() == 3
    with world.kith() as place:
        assert place.store.people.correspondents()[0].received.number == 99
        assert place.store.trouble.left_out() == ["home: 1 message in INBOX could not be read"]
    due_again(world)
    assert deadly.deaths() == 1
    due_again(world)
    assert deadly.deaths() == 0
    with world.kith() as place:
        assert place.store.trouble.left_out() == ["home: 1 message in INBOX could not be read"]


def test_three_such_messages_cost_three_deaths_each_and_nobody_else_anything(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """That is why the units have no limit of starts."""
    scripted_imap.headers = letters(100)
    world = lying_world(scripted_imap, tmp_path)
    assert Deadly(scripted_imap, world, 37, 38, 90).deaths() == 9
    with world.kith() as place, looking(place.store) as db:
        assert place.store.people.correspondents()[0].received.number == 97
        assert db.execute("SELECT uid FROM quarantine").fetchall() == [(37,), (38,), (90,)]


def test_a_message_that_ended_the_process_by_chance_is_there_when_it_is_tried_again(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """Three deaths in a row, of which the message was not the cause; and then the line breaks."""
    scripted_imap.headers = letters(100)
    world = lying_world(scripted_imap, tmp_path)
    assert Deadly(scripted_imap, world).deaths() == 3
    scripted_imap.rules.clear()
    due_again(world)
    breaks_on(37, scripted_imap)
    assert world.run("scan").returncode == 75
    scripted_imap.rules.clear()
    due_again(world)
    assert world.run("scan").returncode == 0
    with world.kith() as place, looking(place.store) as db:
        assert place.store.people.correspondents()[0].received.number == 100
        assert db.execute("SELECT uid FROM quarantine").fetchall() == []


@pytest.mark.parametrize("breaks", [1, 2, 3])
def test_a_message_read_alone_at_one_death_only_is_not_set_aside(
    scripted_imap: ScriptedImap, tmp_path: Path, breaks: int
) -> None:
    """Whatever breaks by chance three times is nobody's fault: the store ends as if nothing had been."""
    scripted_imap.headers = letters(100)
    world = lying_world(scripted_imap, tmp_path)
    for _ in range(breaks):
        breaks_on(37, scripted_imap)
        assert look_at(world)[0].failure is not None
    scripted_imap.rules.clear()
    assert look_at(world)[0].failure is None
    with world.kith() as place, looking(place.store) as db:
        assert place.store.people.correspondents()[0].received.number == 100
        assert db.execute("SELECT uid FROM quarantine").fetchall() == []
        assert db.execute("SELECT * FROM attempt").fetchall() == []


class Death(BaseException):
    """The end of the process, as far as one look can tell."""


def test_a_death_right_after_a_window_was_written_down_leaves_nothing_to_be_read_with_care(
    scripted_imap: ScriptedImap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted_imap.headers = letters(200)
    world = lying_world(scripted_imap, tmp_path)

    def dies(*_: object) -> None:
        raise Death

    with monkeypatch.context() as patched:
        patched.setattr(Trouble, "rest", dies)
        with pytest.raises(Death):
            look_at(world)
    with world.kith() as place, looking(place.store) as db:
        assert db.execute("SELECT * FROM attempt").fetchall() == []
    look_at(world)
    with world.kith() as place:
        assert place.store.people.correspondents()[0].received.number == 200


def test_a_look_back_ends_the_care_for_what_is_inside_of_what_was_read(
    scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    scripted_imap.headers = letters(200)
    world = lying_world(scripted_imap, tmp_path)
    look_at(world)
    with world.kith() as place:
        cursor = place.store.cursors.standings("home")[b"INBOX"].cursor
        with place.store.transaction():
            place.store.trouble.rest(cursor.folder, Attempt(1, 200, 1, "an old one"))
    world.clock.advance(hours=25)
    scripted_imap.headers |= letters(1, 300)
    assert look_at(world)[0].failure is None
    with world.kith() as place, looking(place.store) as db:
        assert db.execute("SELECT * FROM attempt").fetchall() == []
