"""Drafts in the Drafts folder of a real server: threaded, once each, and never in the way of the digest."""

import email
import email.policy
import hashlib
from collections.abc import Callable
from email.message import EmailMessage
from itertools import count
from pathlib import Path

import pytest

from helpers.dovecot import Dovecot
from helpers.judged import looking
from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import Conversation, ScriptedImap, close
from helpers.wire import TO_CLIENT, TO_SERVER, Wire
from helpers.world import World
from kith.errors import StoreBusy
from kith.jobs.identity import forget, to_forget
from kith.jobs.posting import as_it_lies, post
from kith.jobs.scan import Unwatched
from kith.jobs.workplace import Workplace
from kith.store.drafts import Placement

KAREN, TOM = "Karen Holm <karen@example.net>", "Tom Whitfield <tom@example.net>"
ASKED, BEFORE = "<asked@letters.example>", ("<one@letters.example>", "<two@letters.example>")


def a_world(mailbox: MailboxOnDisk, folder: Path, **more: object) -> World:
    """Karen asked something ten days ago, in a thread; Tom is silent for longer than usual."""
    world = World(mailbox, folder, **more)  # type: ignore[arg-type]
    world.friends(KAREN, 100, 70, 40)
    world.received(KAREN, 10, subject="Is Brno still hiring?", Message_ID=ASKED, References=" ".join(BEFORE))
    world.friends(TOM, 400, 360, 320, 280, 240, subject="Handover notes")
    world.scan()
    return world


def write(place: Workplace, *, reading: bool = True) -> None:
    """A digest waits in the ledger."""
    digester = place.digester(place.reader(Unwatched()) if reading else None)
    assert digester.claim(digester.compose(place.clock.now()))


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def in_drafts(mailbox: MailboxOnDisk, folder: str = "Drafts") -> dict[str, EmailMessage]:
    """What lies in the Drafts folder, by whom it is to."""
    messages = [parsed(raw) for raw in mailbox.messages(folder)]
    found = {message["To"].addresses[0].addr_spec: message for message in messages}
    assert len(found) == len(messages)
    return found


def digests(mailbox: MailboxOnDisk) -> list[str]:
    """The text of the digests in INBOX."""
    messages = [parsed(raw) for raw in mailbox.messages()]
    bodies = [message.get_body(("plain",)) for message in messages if message["X-Kith"]]
    return [body.get_content() for body in bodies if body]


def states(place: Workplace) -> dict[str, str]:
    newest = place.store.ledger.newest()
    assert newest
    return {one.address: one.state for one in place.store.drafts.of(newest.number)}


def placed(place: Workplace) -> list[Placement]:
    newest = place.store.ledger.newest()
    assert newest
    return [one for one in place.store.drafts.of(newest.number) if one.state == "placed"]


def test_the_answer_to_an_owed_reply_lies_in_drafts_with_the_whole_thread(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    mailbox.folder("Entwürfe", r"\Drafts")
    world = a_world(mailbox, tmp_path)
    with world.kith() as place:
        write(place)
        assert post(place, Unwatched()) == []
    drafts = in_drafts(mailbox, "Entwürfe")
    karen = drafts["karen@example.net"]
    assert dict(karen.items()) == {
        "From": "Sam Okafor <sam@example.org>",
        "To": "Karen Holm <karen@example.net>",
        "Subject": "Re: Is Brno still hiring?",
        "Date": "Mon, 23 Nov 2026 08:00:00 +0000",
        "Message-ID": karen["Message-ID"],
        "In-Reply-To": ASKED,
        "References": " ".join((*BEFORE, ASKED)),
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
    }
    assert karen["Message-ID"].endswith("@example.org>")
    assert b"kith" not in karen.as_bytes().lower()
    tom = drafts["tom@example.net"]
    assert tom["In-Reply-To"] is None
    assert tom["References"] is None
    assert mailbox.flags("Entwürfe") == ["DS", "DS"]
    assert len(digests(mailbox)) == 1


def test_what_lies_there_is_known_for_later_and_its_words_are_not_kept(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    mailbox.folder("Drafts", r"\Drafts")
    world = a_world(mailbox, tmp_path)
    with world.kith() as place:
        write(place)
        post(place, Unwatched())
        karen, tom = placed(place)
        with looking(place.store) as db:
            kept = db.execute("SELECT content FROM draft UNION SELECT said FROM letter").fetchall()
    assert kept == [(None,)]
    hashes = {hashlib.sha256(raw.replace(b"\n", b"\r\n")).digest() for raw in mailbox.messages("Drafts")}
    assert {karen.sha256, tom.sha256} == hashes
    assert (karen.answers, tom.answers) == (ASKED, "")
    assert {karen.uid, tom.uid} == {1, 2}
    assert karen.uidvalidity
    assert (karen.folder, karen.folder_name, karen.account) == (b"Drafts", "Drafts", "home")
    assert karen.placed_at == int(world.now.timestamp())


def test_the_digest_says_of_each_draft_where_it_lies_once_it_does(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    mailbox.folder("Entwürfe", r"\Drafts")
    world = a_world(mailbox, tmp_path)
    with world.kith() as place:
        digest = place.digester().compose(place.clock.now()).digest
        write(place)
        (letter,) = place.store.ledger.waiting()
        before = as_it_lies(digest, place.store.drafts.of(letter.number), ())
        post(place, Unwatched())
        after = as_it_lies(digest, place.store.drafts.of(letter.number), ())
    assert [one.placed for one in before.suggestions] == ["", ""]
    assert [one.placed for one in after.suggestions] == ["Entwürfe", "Entwürfe"]


def test_who_wants_none_gets_none(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    mailbox.folder("Drafts", r"\Drafts")
    world = a_world(mailbox, tmp_path, settings="[drafts]\nmailbox = false\n")
    with world.kith() as place:
        write(place)
        assert post(place, Unwatched()) == []
        assert states(place) == {}
    assert mailbox.messages("Drafts") == []
    assert len(digests(mailbox)) == 1


def test_for_somebody_who_likes_to_be_called_no_mail_is_prepared(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    mailbox.folder("Drafts", r"\Drafts")
    settings = '[[person]]\nname = "Karen Holm"\nemail = ["karen@example.net"]\nprefers = "person"\n'
    world = a_world(mailbox, tmp_path, settings=settings)
    with world.kith() as place:
        write(place)
        post(place, Unwatched())
    assert set(in_drafts(mailbox)) == {"tom@example.net"}


def test_the_draft_goes_to_the_account_that_the_last_exchange_lies_in(
    mailbox: MailboxOnDisk, dovecot: Dovecot, tmp_path: Path
) -> None:
    work = dovecot.add_user()
    settings = f"""
[accounts.work]
email = "sam@work.example"
host = "{work.host}"
port = {work.port}
user = "{work.user}"
security = "none"
password_env = "MAIL_PASSWORD"
"""
    for box in (mailbox, work):
        box.folder("Drafts", r"\Drafts")
    world = World(mailbox, tmp_path, settings=settings)
    world.friends(TOM, 400, 360, 320, 280, 240)
    at_work = World(work, tmp_path / "work", _ids=count(1000))
    for ago in (400, 360, 320, 280, 240):
        at_work.sent(KAREN, ago + 0.1)
        raw = at_work.letter(KAREN, "sam@work.example", ago)
        work.deliver(raw, "INBOX")
    with world.kith() as place:
        assert all(look.failure is None for look in place.scanner().scan(Unwatched()))
        write(place)
        assert post(place, Unwatched()) == []
    assert set(in_drafts(mailbox)) == {"tom@example.net"}
    (karen,) = in_drafts(work).values()
    assert karen["From"].addresses[0].addr_spec == "sam@work.example"
    assert karen["Message-ID"].endswith("@work.example>")


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
    assert "no draft was put" not in " ".join(digests(mailbox)[-1].split())
    assert len(digests(mailbox)) == 2


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

    def test_a_server_that_hangs_up_on_every_draft_does_not_keep_the_digest(
        self, scripted_imap: ScriptedImap, mailbox: MailboxOnDisk, tmp_path: Path
    ) -> None:
        world = a_world(mailbox, tmp_path)
        scripted_imap.folders = {b"INBOX": rb"\HasNoChildren", b"Drafts": rb"\Drafts"}
        scripted_imap.rules += [(rb"APPEND .?Drafts", close), (rb"APPEND .?INBOX", b"TAG OK done\r\n")]
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


def test_a_digest_written_anew_takes_its_drafts_along_and_leaves_those_that_lie_there(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    mailbox.folder("Drafts", r"\Drafts")
    world = a_world(mailbox, tmp_path)
    world.friends("Eve Ash <eve@example.net>", 300, 280, 260, 240)
    world.scan()
    with world.kith() as place:
        write(place)
        (letter,) = place.store.ledger.waiting()
        eve, karen, _ = place.store.drafts.of(letter.number)
        with place.store.transaction():
            place.store.drafts.leaving(karen, b"Drafts", "Drafts")
            place.store.drafts.placed(karen, 1, 1, 0)
    world.clock.advance(hours=3)
    world.now = world.clock.now()
    world.sent(TOM, 0.05)
    world.scan()
    with world.kith() as place:
        assert place.digester().renew(world.now)
        (letter,) = place.store.ledger.waiting()
        now = {one.address: one for one in place.store.drafts.of(letter.number)}
    assert set(now) == {"karen@example.net", "eve@example.net"}
    assert now["karen@example.net"].state == "placed"
    assert now["eve@example.net"].message_id == eve.message_id
    assert now["eve@example.net"].content != eve.content  # its Date at least


def test_forgotten_people_leave_no_draft_behind_in_the_store(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    mailbox.folder("Drafts", r"\Drafts")
    world = a_world(mailbox, tmp_path)
    with world.kith() as place:
        write(place)
        forget(place.store, to_forget(place.store, place.settings, "karen@example.net"), 0)
        place.digester().renew(place.clock.now())
        assert post(place, Unwatched()) == []
        assert states(place) == {"tom@example.net": "placed"}
    assert b"karen" not in (world.state / "kith.db").read_bytes().lower()
    assert set(in_drafts(mailbox)) == {"tom@example.net"}
