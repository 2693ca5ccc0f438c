"""What the newest message with somebody says: read on a real server, and kept nowhere."""

import threading
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import ScriptedImap, drip, hang
from helpers.wire import Wire
from helpers.world import MONDAY, SAM, TestClock, World
from kith.jobs.composing import context
from kith.jobs.composing.context import Context, context_of
from kith.jobs.posting import post
from kith.jobs.reading.lines import Lines
from kith.jobs.scan import Unwatched
from kith.jobs.workplace import Workplace
from kith.model import Evidence

KAREN = "Karen Holm <karen@example.net>"
ASKED = "<asked@letters.example>"
SECRET_WORDS = "Zanzibar haberdashery"
QUESTION = "Könntest du mir bis Freitag sagen, ob die Stelle in Brünn noch frei ist?"
BODY = f"""Lieber Sam,

vielen Dank für deinen Brief über {SECRET_WORDS}; ich habe mich sehr gefreut, dass du noch an uns denkst.
{QUESTION}

Viele Grüße
Karen

Am 3. November 2026 um 09:12 schrieb Sam Okafor <sam@example.org>:
> Shall we meet in Vienna?
"""


def letter(world: World, body: str = BODY, **fields: str) -> bytes:
    message = EmailMessage()
    told = {
        "From": KAREN, "To": SAM, "Subject": "Brünn", "Date": format_datetime(world.now - timedelta(days=10)),
        "Message-ID": ASKED,
        "References": "<one@letters.example> <two@letters.example>",
    }  # fmt: skip
    for name, value in (told | fields).items():
        message[name] = value
    message.set_content(body)
    return message.as_bytes()


def a_world(mailbox: MailboxOnDisk, folder: Path, raw: bytes | None = None, **more: object) -> World:
    world = World(mailbox, folder, **more)  # type: ignore[arg-type]
    world.friends(KAREN, 100, 70, 40)
    mailbox.deliver(raw or letter(world), "INBOX", world.now - timedelta(days=10), flags="")
    world.scan()
    return world


def newest(place: Workplace) -> list[Evidence]:
    return place.store.people.evidence(["karen@example.net"], newest=1)


def read(world: World) -> dict[str, Context]:
    with world.kith() as place:
        return dict(place.reader(Unwatched())(newest(place)))


def test_the_question_the_language_and_the_thread_are_read_off(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    assert read(a_world(mailbox, tmp_path)) == {
        ASKED: Context(
            question=QUESTION,
            formal=False,
            sender="karen@example.net",
            to=("sam@example.org",),
            language="de",
            references=("<one@letters.example>", "<two@letters.example>"),
            subject="Brünn",
        )
    }


def test_nothing_is_marked_as_read_and_nothing_is_changed(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    with Wire(mailbox.host, mailbox.port) as wire:
        world = a_world(mailbox, tmp_path, port=wire.port)
        flags = mailbox.flags()
        assert read(world)
        said = wire.sent().upper()
    assert mailbox.flags() == flags
    for verb in (b" SELECT ", b" STORE ", b" APPEND ", b"EXPUNGE", b" BODY["):
        assert verb not in said


def test_of_the_text_nothing_is_kept_in_the_store_or_the_journal(
    mailbox: MailboxOnDisk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    world = a_world(mailbox, tmp_path)
    with world.kith() as place:
        digester = place.digester(place.reader(Unwatched()))
        composed = digester.compose(world.now)
        assert composed.digest.suggestions[0].draft.references  # it was read
        assert digester.claim(composed)
    kept = b"".join(path.read_bytes() for path in world.state.iterdir())
    for words in (SECRET_WORDS, "haberdashery", "gefreut"):
        assert words.encode() not in kept
        assert words not in caplog.text


def test_the_question_stands_in_the_digest_and_in_the_store_only_until_that_has_left(
    mailbox: MailboxOnDisk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    world = a_world(mailbox, tmp_path)
    with world.kith() as place:
        digester = place.digester(place.reader(Unwatched()))
        composed = digester.compose(world.now)
        assert QUESTION in composed.digest.suggestions[0].reasons[0].text
        assert digester.claim(composed)
        assert post(place, Unwatched()) == []
        dump = "\n".join(place.store._db.iterdump())
    assert "Stelle in" not in dump
    assert "Stelle in" not in caplog.text


def test_a_folder_numbered_anew_is_searched_by_the_message_id(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = a_world(mailbox, tmp_path)
    mailbox.bump_uidvalidity()
    assert read(world)[ASKED].question == QUESTION


def test_another_message_under_the_number_is_not_taken_for_it(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    """As after a repair that kept the UIDVALIDITY."""
    world = a_world(mailbox, tmp_path)
    with world.kith() as place:
        (one,) = newest(place)
        there = place.store.people.place(one)
        assert there
        assert place.reader(Unwatched())([one])
        wrong = there.uid - 1
        with place.store.transaction():
            place.store._db.execute("UPDATE message SET uid = ? WHERE uid = ?", (wrong, there.uid))
        assert place.reader(Unwatched())([one])[ASKED].question == QUESTION


def test_a_message_that_is_gone_is_unknown(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = a_world(mailbox, tmp_path)
    mailbox.remove()
    assert read(world) == {}


def test_of_a_huge_message_the_beginning_is_read(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    with Wire(mailbox.host, mailbox.port) as wire:
        world = World(mailbox, tmp_path, port=wire.port)
        world = a_world(mailbox, tmp_path, letter(world, BODY + "> old words\n" * 200_000), port=wire.port)
        before = len(wire.answered())
        assert read(world)[ASKED].question == QUESTION
        assert len(wire.answered()) - before < 65_536 + 10_000


def test_no_more_than_thirty_messages_are_read(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = World(mailbox, tmp_path)
    for number in range(33):
        fields = {"Message-ID": f"<number{number:02}.asked@letters.example>"}
        mailbox.deliver(letter(world, **fields), "INBOX", world.now - timedelta(days=10), flags="")
    world.scan()
    with world.kith() as place:
        evidence = place.store.people.evidence(["karen@example.net"], newest=33)
        assert len(evidence) == 33
        assert set(place.reader(Unwatched())(evidence)) == {one.message_id for one in evidence[:30]}


@pytest.mark.parametrize("stall", [hang, drip])
def test_a_server_that_stalls_costs_the_deadline_and_no_digest(
    stall: object,
    scripted_imap: ScriptedImap,
    mailbox: MailboxOnDisk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = a_world(mailbox, tmp_path)
    world.port = scripted_imap.port
    scripted_imap.rules.append((rb"UID SEARCH HEADER", stall))  # type: ignore[arg-type]
    monkeypatch.setattr(context, "SECONDS", 0.3)
    with world.kith() as place:
        digester = place.digester(place.reader(Unwatched()))
        assert digester.compose(world.now).digest.suggestions
    assert scripted_imap.hanging.is_set()
    assert threading.active_count() < 20


def test_a_server_out_of_reach_costs_no_digest(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = a_world(mailbox, tmp_path)
    world.port = 1
    with world.kith() as place:
        reader = place.reader(Unwatched())
        assert reader(newest(place)) == {}
        assert place.digester(reader).compose(world.now).digest.suggestions


def test_the_answer_is_threaded_by_what_the_store_knows_even_then(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = World(mailbox, tmp_path)
    world.friends(KAREN, 100, 70, 40)
    world.received(
        KAREN, 10, subject="Is Brno still hiring?", Message_ID=ASKED, References="<1@letters.example>"
    )
    world.scan()
    drafts = []
    for port in (None, 1):
        world.port = port
        with world.kith() as place:
            (one,) = place.digester(place.reader(Unwatched())).compose(world.now).digest.suggestions
            drafts.append((one.draft.subject, one.draft.in_reply_to, one.draft.references))
    assert drafts == [
        ("Re: Is Brno still hiring?", ASKED, ("<1@letters.example>",)),
        ("Re: Is Brno still hiring?", ASKED, ()),
    ]


@given(st.binary(max_size=2000) | st.text(max_size=500).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_say_something_or_nothing(raw: bytes) -> None:
    _, found = context_of(raw, TestClock(MONDAY))
    assert "\n" not in found.question
    assert "\n" not in found.subject


def test_on_a_kept_line_the_next_look_still_sees_what_is_new(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    with Wire(mailbox.host, mailbox.port) as wire:
        world = a_world(mailbox, tmp_path, port=wire.port)
        lines = Lines(world.clock, keep=True)
        with world.kith() as place:
            place.scanner(lines).scan(Unwatched())
            logins = wire.sent().upper().count(b"AUTHENTICATE")
            mailbox.deliver(world.letter(KAREN, SAM, 0.5), "INBOX")
            assert place.reader(Unwatched(), lines)(newest(place))[ASKED].question == QUESTION
            mailbox.deliver(world.letter(KAREN, SAM, 0.4), "INBOX")
            (look,) = place.scanner(lines).scan(Unwatched())
            lines.close()
    assert look.failure is None
    assert look.messages == 2
    assert wire.sent().upper().count(b"AUTHENTICATE") == logins  # nobody logged in again
