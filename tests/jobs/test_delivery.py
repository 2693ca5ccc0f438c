"""Handing letters over: by APPEND to Dovecot or by SMTP, once each, whatever breaks on the way."""

import email
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.smtp_sink import DROP, SmtpSink, into_maildir
from helpers.wire import TO_CLIENT, TO_SERVER, Wire
from helpers.world import World
from kith.errors import (
    AccountDown,
    DeliveryPutOff,
    DeliveryRefused,
    DeliveryUncertain,
    KithError,
    StoreBusy,
)
from kith.jobs.delivering.arrivals import BELIEVED, HOLD
from kith.jobs.scan import Unwatched
from kith.jobs.workplace import Workplace


def a_world(mailbox: MailboxOnDisk, folder: Path, settings: str = "", port: int | None = None) -> World:
    """Karen is due; everything has been read."""
    world = World(mailbox, folder, settings=settings, port=port)
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240)
    world.scan()
    return world


def write(place: Workplace) -> str:
    """A digest waits in the ledger; gives its Message-ID."""
    composed = place.digester().compose(place.clock.now())
    assert place.digester().claim(composed)
    return composed.letter.message_id


def deliver(place: Workplace) -> list[KithError]:
    return place.postman().deliver_waiting(Unwatched())


def digests(mailbox: MailboxOnDisk) -> list[str]:
    """Message-IDs of the digests in INBOX."""
    letters = [email.message_from_bytes(raw) for raw in mailbox.messages()]
    return [str(letter["Message-ID"]) for letter in letters if letter["X-Kith"]]


def smtp(sink: SmtpSink) -> str:
    return f'[smtp]\nhost = "{sink.host}"\nport = {sink.port}\nsecurity = "none"\n'


def test_without_smtp_the_digest_is_placed_into_inbox_unread(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = a_world(mailbox, tmp_path)
    with world.kith() as place:
        message_id = write(place)
        assert deliver(place) == []
        assert place.store.ledger.waiting() == []
    assert digests(mailbox) == [message_id]
    assert mailbox.flags()[-1] == ""


def test_the_delivered_digest_is_no_touch_and_its_values_are_not_kept_in_the_ledger(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = a_world(mailbox, tmp_path)
    with world.kith() as place:
        write(place)
        deliver(place)
        newest = place.store.ledger.newest()
    assert newest is not None
    assert (newest.state, newest.said) == ("delivered", "")
    assert world.scan().tally["kith"] == 1


def test_with_smtp_the_digest_is_sent_to_the_user_only(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    with SmtpSink() as sink:
        world = a_world(mailbox, tmp_path, smtp(sink))
        with world.kith() as place:
            message_id = write(place)
            assert deliver(place) == []
    (accepted,) = sink.letters
    assert accepted.recipients == ("sam@example.org",)
    assert email.message_from_bytes(accepted.content)["Message-ID"] == message_id
    assert digests(mailbox) == []


def test_an_append_whose_answer_is_lost_is_found_and_not_repeated(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with Wire(mailbox.host, mailbox.port) as wire:
        world = a_world(mailbox, tmp_path, port=wire.port)
        wire.when(TO_CLIENT, rb"APPENDUID", wire.cut, before=True)
        with world.kith() as place:
            message_id = write(place)
            (failure,) = deliver(place)
            assert isinstance(failure, DeliveryUncertain)
            assert deliver(place) == []
            assert place.store.ledger.waiting() == []
    assert digests(mailbox) == [message_id]


def test_an_append_that_never_got_there_is_made_again(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    with Wire(mailbox.host, mailbox.port) as wire:
        world = a_world(mailbox, tmp_path, port=wire.port)
        wire.when(TO_SERVER, rb"APPEND", wire.cut, before=True)
        with world.kith() as place:
            message_id = write(place)
            assert deliver(place) != []
            assert deliver(place) == []
    assert digests(mailbox) == [message_id]


def test_a_mailbox_out_of_reach_keeps_the_letter(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = a_world(mailbox, tmp_path)
    world.port = 9
    with world.kith() as place:
        message_id = write(place)
        (failure,) = deliver(place)
        assert isinstance(failure, AccountDown)
        assert place.postman().deliver_waiting(Unwatched(), patient=True) == []  # not before its time
    world.port = None
    with world.kith() as place:
        deliver(place)
    assert digests(mailbox) == [message_id]


def test_smtp_that_took_the_letter_and_broke_off_is_looked_after_in_the_mailbox(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with SmtpSink(faults={"accepted": DROP}, deliver_to=into_maildir(mailbox.root)) as sink:
        world = a_world(mailbox, tmp_path, smtp(sink))
        with world.kith() as place:
            message_id = write(place)
            (failure,) = deliver(place)
            assert isinstance(failure, DeliveryUncertain)
            mailbox.server.own(mailbox.root)
            sink.faults.clear()
            assert deliver(place) == []
    assert len(sink.letters) == 1
    assert digests(mailbox) == [message_id]


def test_a_letter_that_smtp_may_still_bring_is_waited_for_then_sent_again(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with SmtpSink(faults={"accepted": DROP}) as sink:
        world = a_world(mailbox, tmp_path, smtp(sink))
        with world.kith() as place:
            write(place)
            deliver(place)
            sink.faults.clear()
            world.clock.advance(seconds=HOLD - 60)
            (failure,) = deliver(place)
            assert "on its way" in str(failure)
            assert len(sink.letters) == 1
            world.clock.advance(seconds=120)
            assert deliver(place) == []
    assert len(sink.letters) == 2  # the first never reached the mailbox


LATER = "451 4.3.0 try again later"


def test_smtp_that_took_the_letter_and_says_later_does_not_get_it_again(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """RFC 5321 section 4.2.1: it has said that it did not take it. The mailbox knows better."""
    with SmtpSink(faults={"accepted": LATER}, deliver_to=into_maildir(mailbox.root)) as sink:
        world = a_world(mailbox, tmp_path, smtp(sink))
        with world.kith() as place:
            message_id = write(place)
            (failure,) = deliver(place)
            assert isinstance(failure, DeliveryPutOff)
            mailbox.server.own(mailbox.root)
            world.clock.advance(seconds=HOLD)
            assert place.postman().deliver_waiting(Unwatched(), patient=True) == []
            newest = place.store.ledger.newest()
    assert newest is not None
    assert (newest.state, newest.answer) == ("delivered", "found in your mailbox")
    assert len(sink.letters) == 1
    assert digests(mailbox) == [message_id]


def test_what_smtp_took_and_put_off_is_found_too_when_the_digest_is_to_be_placed_by_imap_meanwhile(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with SmtpSink(faults={"accepted": LATER}, deliver_to=into_maildir(mailbox.root)) as sink:
        world = a_world(mailbox, tmp_path, smtp(sink))
        with world.kith() as place:
            message_id = write(place)
            deliver(place)
        mailbox.server.own(mailbox.root)
        world.settings = f'[digest]\ndeliver = "imap"\n{smtp(sink)}'
        with world.kith() as place:
            assert deliver(place) == []
    assert digests(mailbox) == [message_id]


def test_smtp_that_puts_a_letter_off_gets_it_after_ten_minutes_and_it_counts_once(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """Greylisting at the final dot, six times: no letter in doubt, which would use up what may leave in a day."""
    with SmtpSink(faults={"end": LATER}, deliver_to=into_maildir(mailbox.root)) as sink:
        world = a_world(mailbox, tmp_path, smtp(sink))
        with world.kith() as place:
            message_id = write(place)
            for _ in range(6):
                assert [type(failure) for failure in deliver(place)] == [DeliveryPutOff]
                (waiting,) = place.store.ledger.waiting()
                assert waiting.state == "written"
                assert waiting.tried_at is not None
                assert waiting.retry_at is not None
                assert waiting.retry_at - waiting.tried_at >= HOLD
                world.clock.advance(seconds=HOLD - 1)
                if waiting.tries == 1:
                    assert place.postman().deliver_waiting(Unwatched(), patient=True) == []
                    assert place.store.ledger.waiting() == [waiting]
                world.clock.advance(seconds=1)
            sink.faults.clear()
            assert deliver(place) == []
    mailbox.server.own(mailbox.root)
    assert digests(mailbox) == [message_id]


def test_smtp_that_puts_a_letter_off_is_believed_after_an_hour_where_the_mailbox_cannot_be_asked(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with SmtpSink(faults={"end": LATER}, deliver_to=into_maildir(mailbox.root)) as sink:
        world = a_world(mailbox, tmp_path, smtp(sink))
        with world.kith() as place:
            message_id = write(place)
            deliver(place)
        world.port = 9
        sink.faults.clear()
        world.clock.advance(seconds=BELIEVED - 1)
        with world.kith() as place:
            (failure,) = deliver(place)
            assert "cannot be asked" in str(failure)
            (waiting,) = place.store.ledger.waiting()
            assert waiting.state == "written"
            assert sink.letters == []
        world.clock.advance(seconds=1)
        with world.kith() as place:
            assert deliver(place) == []
    mailbox.server.own(mailbox.root)
    assert digests(mailbox) == [message_id]


def test_a_letter_the_server_will_never_take_is_closed_with_its_words(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with SmtpSink(faults={"data": "554 5.7.1 no digests here"}) as sink:
        world = a_world(mailbox, tmp_path, smtp(sink))
        with world.kith() as place:
            write(place)
            (failure,) = deliver(place)
            newest = place.store.ledger.newest()
            assert place.store.ledger.waiting() == []
    assert isinstance(failure, DeliveryRefused)
    assert newest is not None
    assert newest.state == "refused"
    assert "no digests here" in newest.answer


def test_two_at_once_do_not_deliver_the_same_letter(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = a_world(mailbox, tmp_path)
    with world.kith() as first, world.kith() as second:
        write(first)
        with first.store.alone("delivery"), pytest.raises(StoreBusy):
            deliver(second)
    assert digests(mailbox) == []


def test_a_folder_that_cannot_be_opened_does_not_hold_a_letter_back(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with Wire(mailbox.host, mailbox.port) as wire:
        world = a_world(mailbox, tmp_path, port=wire.port)
        mailbox.folder("Locked").joinpath("cur").chmod(0)
        wire.when(TO_SERVER, rb"APPEND", wire.cut, before=True)
        with world.kith() as place:
            message_id = write(place)
            assert deliver(place) != []
            assert deliver(place) == []
    assert digests(mailbox) == [message_id]


def test_two_who_write_at_once_do_not_suggest_the_same_person(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = a_world(mailbox, tmp_path)
    with world.kith() as first, world.kith() as second:
        with first.store.alone("digest"), pytest.raises(StoreBusy):
            second.digester().write(world.now)
        assert first.digester().write(world.now).digest.suggestions != ()
        assert second.digester().write(world.now).digest.suggestions == ()
