"""Drafts and Drafts folders that fail: never in the way of the digest, never twice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.dovecot import Dovecot
from helpers.drafted import (
    a_world,
    digests,
    in_drafts,
    parsed,
    placed,
    states,
    write,
)
from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import Conversation, ScriptedImap, close, drip, hang
from helpers.wire import TO_CLIENT, TO_SERVER, Wire
from kith.errors import StoreBusy
from kith.imap.conversation import Limits
from kith.jobs.delivering import drafting
from kith.jobs.posting import post
from kith.jobs.scan import Unwatched


def no_folder(mailbox: MailboxOnDisk) -> None:
    """There is none."""


def read_only(mailbox: MailboxOnDisk) -> None:
    """Neither new files nor new UIDs can be written there."""
    folder = mailbox.folder("Drafts", r"\Drafts")
    for part in ("cur", "new", "tmp", "."):
        (folder / part).chmod(0o555)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(no_folder, "there is no Drafts folder"), (read_only, "Drafts")],
    ids=["none", "read-only"],
)
def test_without_a_folder_to_write_to_the_digest_comes_all_the_same_and_says_why_once(
    spoil: Callable[[MailboxOnDisk], None], said: str, mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    spoil(mailbox)
    world = a_world(mailbox, tmp_path)
    with world.kith() as place:
        write(place)
        assert post(place, Unwatched()) == []
        assert set(states(place).values()) == {"refused"}
    (first,) = digests(mailbox)
    told = " ".join(first.split())
    assert "no draft was put into your Drafts folder" in told
    assert said in told
    assert told.count("no draft was put") == 1

    world.clock.advance(days=30)
    world.now = world.clock.now()
    world.friends("Eve Ash <eve@example.net>", 300, 280, 260, 240)
    world.scan()
    with world.kith() as place:
        write(place)
        post(place, Unwatched())
        assert states(place)["eve@example.net"] == "refused"
    assert len(digests(mailbox)) == 2
    (second,) = (text for text in digests(mailbox) if "Eve Ash" in text)
    assert "no draft was put" not in " ".join(second.split())


@pytest.mark.parametrize("code", [b"OVERQUOTA", b"NOPERM", b"TRYCREATE", b"LIMIT", b"SERVERBUG"])
def test_an_append_that_is_refused_leaves_the_links_and_a_reason(
    code: bytes, scripted_imap: ScriptedImap, mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """What was read lies on Dovecot; the account then moves to a server that takes the digest and no draft."""
    world, taken = a_world(mailbox, tmp_path), list[bytes]()

    def take(conversation: Conversation) -> None:
        taken.extend(conversation.literals)
        conversation.send(b"TAG OK done\r\n")

    scripted_imap.folders = {b"INBOX": rb"\HasNoChildren", b"Drafts": rb"\Drafts"}
    scripted_imap.rules += [
        (rb"APPEND .?Drafts", b"TAG NO [" + code + b"] at 12:00:01\r\n"),
        (rb"APPEND .?INBOX", take),
    ]
    with world.kith() as place:
        write(place)
    world.port = scripted_imap.port
    with world.kith() as place:
        assert post(place, Unwatched()) == []
        assert states(place) == {"karen@example.net": "refused", "tom@example.net": "refused"}
        assert place.store.ledger.waiting() == []
    body = parsed(*taken).get_body(("plain",))
    assert body
    assert " ".join(body.get_content().split()).count("no draft was put into your Drafts folder") == 1


class TestInterrupted:
    """The line breaks while a draft is put there: nobody knows whether it arrived."""

    @pytest.mark.parametrize(
        ("direction", "moment"),
        [(TO_SERVER, rb"APPEND .?Drafts"), (TO_CLIENT, rb"APPENDUID")],
        ids=["before it arrived", "when it had"],
    )
    def test_it_is_looked_for_at_once_and_lies_there_once(
        self, direction: str, moment: bytes, mailbox: MailboxOnDisk, tmp_path: Path
    ) -> None:
        mailbox.folder("Drafts", r"\Drafts")
        with Wire(mailbox.host, mailbox.port) as wire:
            world = a_world(mailbox, tmp_path, port=wire.port)
            wire.when(direction, moment, wire.cut, before=True)
            with world.kith() as place:
                write(place)
                assert post(place, Unwatched()) == []
                there = [one.address for one in placed(place)]
        assert set(in_drafts(mailbox)) == {"karen@example.net", *there}
        assert "karen@example.net" in there
        assert len(digests(mailbox)) == 1

    def test_one_whose_digest_has_left_is_looked_for_and_never_put_there_late(
        self, mailbox: MailboxOnDisk, tmp_path: Path
    ) -> None:
        mailbox.folder("Drafts", r"\Drafts")
        world = a_world(mailbox, tmp_path)
        with world.kith() as place:
            write(place)
            (letter,) = place.store.ledger.waiting()
            karen, tom = place.store.drafts.of(letter.number)
            mailbox.deliver(karen.content, "Drafts")  # it had arrived
            with place.store.transaction():
                for one in (karen, tom):
                    assert place.store.drafts.leaving(one, b"Drafts", "Drafts")
                place.store.ledger.closed(letter.number, "delivered", "250 ok")
            post(place, Unwatched())
            assert states(place) == {"karen@example.net": "placed", "tom@example.net": "refused"}
            assert [one.uid for one in placed(place)] == [1]
        assert set(in_drafts(mailbox)) == {"karen@example.net"}

    @pytest.mark.parametrize("stall", [close, hang, drip])
    def test_a_server_that_hangs_on_every_draft_does_not_keep_the_digest(
        self,
        stall: Callable[[Conversation], None],
        scripted_imap: ScriptedImap,
        mailbox: MailboxOnDisk,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(drafting, "LIMITS", Limits(connect=5, read=5, command=1))
        world = a_world(mailbox, tmp_path)
        scripted_imap.folders = {b"INBOX": rb"\HasNoChildren", b"Drafts": rb"\Drafts"}
        scripted_imap.rules += [(rb"APPEND .?Drafts", stall), (rb"APPEND .?INBOX", b"TAG OK done\r\n")]
        with world.kith() as place:
            write(place)
        world.port = scripted_imap.port
        with world.kith() as place:
            assert post(place, Unwatched()) == []
            assert place.store.ledger.waiting() == []
            assert "placed" not in states(place).values()
        appended = [line for line in scripted_imap.lines if b"APPEND" in line and b"Drafts" in line]
        with world.kith() as place:
            post(place, Unwatched())
        assert [line for line in scripted_imap.lines if b"APPEND" in line and b"Drafts" in line] == appended


def test_two_processes_do_not_place_at_once(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = a_world(mailbox, tmp_path)
    with world.kith() as one, world.kith() as other:
        write(one)
        with one.store.alone("drafts"), pytest.raises(StoreBusy):
            post(other, Unwatched())


def test_of_a_draft_that_was_handed_over_and_refused_no_folder_is_told(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = a_world(mailbox, tmp_path)
    with world.kith() as place:
        write(place)
        for draft in place.store.drafts.waiting():
            with place.store.transaction():
                assert place.store.drafts.leaving(draft, b"Drafts", "Drafts")
                place.store.drafts.refused(draft, "the server does not take it")
        assert post(place, Unwatched()) == []
    (text,) = digests(mailbox)
    assert "in your Drafts folder" not in text
    assert "a reply in the same thread" not in text


def test_a_digest_written_anew_with_other_words_does_not_say_that_they_lie_in_the_folder(
    dovecot_with: Callable[..., Dovecot], tmp_path: Path
) -> None:
    """The drafts were placed, the letter could not leave for days, and Tom has written meanwhile; the server has no
    UIDPLUS, so the older draft cannot be taken out."""
    mailbox = dovecot_with(capability="IMAP4rev1").add_user()
    mailbox.folder("Drafts", r"\Drafts")
    world = a_world(mailbox, tmp_path)
    with world.kith() as place:
        write(place)
        drafting.Drafter(
            place.settings, place.store, place.environ, place.clock, place.journal
        ).place_waiting(Unwatched())
        assert set(states(place).values()) == {"placed"}
    world.clock.advance(days=5)
    world.now = world.clock.now()
    world.received("Tom Whitfield <tom@example.net>", 4, subject="Can you help?")
    world.scan()
    with world.kith() as place:
        place.digester(place.reader(Unwatched())).renew(place.clock.now())
        assert post(place, Unwatched()) == []
    (text,) = digests(mailbox)
    told = " ".join(text.split())
    tom = told[told.index("Tom Whitfield") :]
    assert 'An older draft to them lies in your folder "Drafts".' in tom
    assert "in your Drafts folder" not in tom.split("HEALTH")[0].split("Karen Holm")[0]
    assert in_drafts(mailbox)["tom@example.net"]["Subject"] != "Re: Can you help?"
    with world.kith() as place:
        assert not place.store.tended.wants_room()  # nor are the newer words kept


def test_whose_draft_lies_in_the_folder_is_not_suggested_again_because_the_digest_was_refused(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    mailbox.folder("Drafts", r"\Drafts")
    world = a_world(mailbox, tmp_path)
    with world.kith() as place:
        write(place)
        drafting.Drafter(
            place.settings, place.store, place.environ, place.clock, place.journal
        ).place_waiting(Unwatched())
        (letter,) = place.store.ledger.waiting()
        with place.store.transaction():
            place.store.ledger.closed(letter.number, "refused", "550 no")
        assert place.digester().compose(place.clock.now()).digest.suggestions == ()


def test_messages_that_cannot_be_read_are_told(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = a_world(mailbox, tmp_path)
    mailbox.remove()
    with world.kith() as place:
        told = place.digester(place.reader(Unwatched())).compose(place.clock.now()).rendered.text
    assert "2 newest messages could not be read" in " ".join(told.split())


def test_with_read_newest_off_no_message_is_read(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = a_world(mailbox, tmp_path)
    world.settings += "[drafts]\nread_newest = false\n"
    with Wire(mailbox.host, mailbox.port) as wire:
        world.port = wire.port
        with world.kith() as place:
            assert place.reader(Unwatched()) is None
            write(place)
        assert wire.sent() == b""
