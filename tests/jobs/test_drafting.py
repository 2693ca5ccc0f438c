"""Drafts in the Drafts folder of a real server: threaded, in the right account, known for later."""

import hashlib
from itertools import count
from pathlib import Path

from helpers.dovecot import Dovecot
from helpers.drafted import (
    ASKED,
    BEFORE,
    KAREN,
    TOM,
    a_world,
    digests,
    in_drafts,
    placed,
    states,
    write,
)
from helpers.judged import looking
from helpers.maildir import MailboxOnDisk
from helpers.world import World
from kith.jobs.identity import forget, to_forget
from kith.jobs.posting import as_it_lies, post
from kith.jobs.scan import Unwatched


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


def test_a_question_of_ones_own_that_nobody_answered_is_followed_up_in_its_thread(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    mailbox.folder("Drafts", r"\Drafts")
    world = World(mailbox, tmp_path)
    world.friends(KAREN, 100, 70, 40)
    world.sent("karen@example.net", 10, subject="Shall we meet?", Message_ID=ASKED, References=BEFORE[0])
    world.scan()
    with world.kith() as place:
        write(place)
        post(place, Unwatched())
    (draft,) = in_drafts(mailbox).values()
    assert (draft["To"].addresses[0].addr_spec, draft["Subject"]) == (
        "karen@example.net",
        "Re: Shall we meet?",
    )
    assert (draft["In-Reply-To"], draft["References"]) == (ASKED, f"{BEFORE[0]} {ASKED}")


def test_a_message_whose_id_is_none_begins_a_new_thread(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    mailbox.folder("Drafts", r"\Drafts")
    world = World(mailbox, tmp_path)
    world.friends(KAREN, 100, 70, 40)
    world.received(KAREN, 10, subject="Is Brno still hiring?", Message_ID="<an-id-without-its-right-half>")
    world.scan()
    with world.kith() as place:
        write(place)
        post(place, Unwatched())
    (draft,) = in_drafts(mailbox).values()
    assert (draft["In-Reply-To"], draft["References"]) == (None, None)


def test_a_placed_draft_is_no_touch(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    mailbox.folder("Drafts", r"\Drafts")
    world = a_world(mailbox, tmp_path)
    with world.kith() as place:
        before = place.store.people.correspondents()
        write(place)
        post(place, Unwatched())
        assert len(placed(place)) == 2
    world.scan()
    with world.kith() as place:
        assert place.store.people.correspondents() == before


def test_switched_off_after_it_was_written_it_is_not_placed(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    mailbox.folder("Drafts", r"\Drafts")
    world = a_world(mailbox, tmp_path)
    with world.kith() as place:
        write(place)
    world.settings += "[drafts]\nmailbox = false\n"
    with world.kith() as place:
        assert post(place, Unwatched()) == []
    assert mailbox.messages("Drafts") == []
    assert len(digests(mailbox)) == 1


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
