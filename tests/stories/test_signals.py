"""From a message in a mailbox on a real server to the digest: they moved, left, have a new position, mail came back."""

from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from helpers.maildir import MailboxOnDisk
from helpers.reports import report
from helpers.world import World
from kith.digest import Suggestion
from kith.jobs.scan import Unwatched
from kith.jobs.why import why

RAVI = "Ravi Patel <ravi@initech.example>"
NEW = "Ravi Patel <ravi.patel@acme.example>"
LAST = "<the-last-letter-to-ravi@example.org>"


def world_with_ravi(mailbox: MailboxOnDisk, folder: Path) -> World:
    """Once a month for a year, and one more letter ten days ago."""
    world = World(mailbox, folder, settings='[digest]\ntimezone = "UTC"\n')
    world.friends(RAVI, *range(400, 40, -30), subject="Tea")
    world.sent(RAVI, 10, Message_ID=LAST)
    return world


def suggested(world: World) -> list[Suggestion]:
    world.scan()
    with world.kith() as place:
        place.librarian().look()
        digester = place.digester(place.reader(Unwatched()))
        return list(digester.compose(world.now).digest.suggestions)


def deliver(
    world: World, days: float, sender: str, subject: str, text: str = "Words nobody may keep.", **fields: str
) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "sam@example.org", subject
    message["Date"] = format_datetime(world.now - timedelta(days=days))
    message["Message-ID"] = f"<{abs(hash((subject, days)))}.delivered@mx.example>"
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    world.mailbox.deliver(message.as_bytes(), "INBOX", world.now - timedelta(days=days))


def test_a_letter_that_came_back_is_no_contact_and_asks_where_they_are(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = world_with_ravi(mailbox, tmp_path)
    mailbox.deliver(
        report("ravi@initech.example", LAST, date="Sat, 14 Nov 2026 09:00:00 +0000"), "INBOX", world.now
    )
    (one,) = suggested(world)
    assert one.reasons[0].kind == "bounced address"
    assert one.reasons[0].text == (
        "Your mail to ravi@initech.example came back on 14 November (5.1.1: 550 5.1.1 <ravi@initech.example> User "
        "unknown), and no other address of theirs is known: ask where they are."
    )
    assert (one.channel, one.draft.to, one.draft.body) == ("person", "", "")
    assert (
        "No address of theirs works any more, and no other way to reach them is known, so there is no draft."
        in one.facts
    )
    with world.kith() as place:
        found = why(place.store, place.settings, "ravi", int(world.now.timestamp()))
    assert len(found.assessment.person.sent) == 12
    assert [str(message.reason) for message in found.uncounted] == ["came-back"]


def test_with_a_number_they_are_texted_and_with_another_address_written_to_there(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = world_with_ravi(mailbox, tmp_path)
    plain = world.settings
    mailbox.deliver(
        report("ravi@initech.example", LAST, date="Sat, 14 Nov 2026 09:00:00 +0000"), "INBOX", world.now
    )
    world.settings = plain + '[[person]]\nemail = ["ravi@initech.example"]\nphone = "+44 20 7946 0018"\n'
    (one,) = suggested(world)
    assert (one.channel, one.draft.to) == ("text", "+44 20 7946 0018")
    assert "ongratul" not in one.draft.body
    world.settings = plain + '[[person]]\nemail = ["ravi@initech.example", "ravi@home.example"]\n'
    (one,) = suggested(world)
    assert (one.channel, one.draft.to) == ("mail", "ravi@home.example")
    assert one.reasons[0].text.endswith("User unknown); write to ravi@home.example.")


def test_who_writes_from_a_new_place_has_moved(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    """The thread went on at the new address, so it is theirs; the draft goes where the user has written."""
    world = world_with_ravi(mailbox, tmp_path)
    world.received(NEW, 2, subject="Hello from here", In_Reply_To=LAST)
    (one,) = suggested(world)
    assert one.reasons[0].kind == "moved"
    assert one.reasons[0].text == (
        "Ravi wrote from acme.example on 21 November; nothing has come from initech.example since."
    )
    assert [evidence.message_id for evidence in one.reasons[0].evidence] != []
    assert one.draft.to == "ravi@initech.example"
    assert "ongratul" not in one.draft.body
    mailbox.deliver(
        report("ravi@initech.example", LAST, date="Sat, 14 Nov 2026 09:00:00 +0000"), "INBOX", world.now
    )
    (one,) = suggested(world)
    assert one.reasons[0].text == (
        "Ravi wrote from acme.example on 21 November; mail to initech.example came back on 14 November."
    )
    assert one.draft.to == "ravi.patel@acme.example"


def test_a_namesake_from_elsewhere_is_a_question_and_changes_nothing(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = world_with_ravi(mailbox, tmp_path)
    world.received(NEW, 2, subject="Hello from here")
    (one,) = suggested(world)
    assert one.reasons[0].text.startswith(
        "Somebody called Ravi Patel wrote from ravi.patel@acme.example on 21 November"
    )
    assert "Is it the same person?" in one.reasons[0].text
    assert one.draft.to == "ravi@initech.example"


def test_an_automatic_reply_says_that_they_left(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = world_with_ravi(mailbox, tmp_path)
    gone = "Ravi Patel is no longer with Initech. His new e-mail address is ravi.patel@acme.example."
    fields = {"Auto_Submitted": "auto-replied", "In_Reply_To": LAST}
    deliver(world, 9.9, RAVI, "Automatic reply: Hello", gone, **fields)
    (one,) = suggested(world)
    assert one.reasons[0].text == (
        "Ravi's automatic reply of 13 November says that they are no longer at initech.example. "
        "It names ravi.patel@acme.example instead."
    )
    assert (one.channel, one.draft.body) == ("person", "")
    with world.kith() as place:
        rows = place.store._db.execute("SELECT * FROM signal").fetchall()
        assert place.store._db.execute("SELECT count(*) FROM telling").fetchone() == (0,)
    assert "no longer" not in repr(rows)
    world.received(RAVI, 5, subject="I am still here")
    assert all(reason.kind != "moved" for one in suggested(world) for reason in one.reasons)


def test_a_strangers_and_an_absence_say_nothing(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = world_with_ravi(mailbox, tmp_path)
    deliver(world, 9, RAVI, "Automatic reply: Hello", "Back on Monday.", Auto_Submitted="auto-replied")
    deliver(
        world, 8, "Mallory <mallory@evil.example>", "Automatic reply: Hello",
        "Ravi Patel is no longer with Initech.", Auto_Submitted="auto-replied", In_Reply_To=LAST,
    )  # fmt: skip
    assert suggested(world) == []
    with world.kith() as place:
        assert place.store._db.execute("SELECT count(*) FROM signal").fetchone() == (0,)


def test_a_network_tells_of_a_new_position(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = world_with_ravi(mailbox, tmp_path)
    subject = "Congratulate Ravi Patel for starting a new position as Head of Tides at Acme"
    deliver(
        world,
        3,
        "LinkedIn <notifications-noreply@linkedin.com>",
        subject,
        List_Unsubscribe="<https://x.example>",
    )
    (one,) = suggested(world)
    assert one.reasons[0].text == (
        "A mail from LinkedIn of 20 November says that Ravi has a new position: Head of Tides, Acme."
    )
    assert "ongratul" in one.draft.body
    assert one.draft.to == "ravi@initech.example"


def test_each_signal_is_told_once(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = world_with_ravi(mailbox, tmp_path)
    deliver(
        world,
        3,
        "LinkedIn <n@linkedin.com>",
        "Congratulate Ravi Patel on the new job",
        List_Unsubscribe="<https://x.example>",
    )
    world.scan()
    with world.kith() as place:
        digester = place.digester()
        assert [one.number for one in digester.write(world.now).digest.suggestions] == [1]
    world.clock.advance(days=16)
    world.now = world.clock.now()
    with world.kith() as place:
        later = place.digester().compose(world.now).digest.suggestions
        assert all(reason.kind != "new job" for one in later for reason in one.reasons)


ENGINEER = "See you there.\n\nBest wishes\nRavi\n\n-- \nRavi Patel\nEngineer\nInitech Ltd\n+44 20 7946 0018\n"
HEAD = ENGINEER.replace("Engineer\nInitech", "Head of Tides\nAcme")


def test_another_position_in_a_signature_is_asked_about_and_of_the_text_it_alone_is_kept(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """The newest messages are read for the digest; the digest that was written keeps what their signatures say."""
    world = world_with_ravi(mailbox, tmp_path)
    deliver(world, 9, RAVI, "Tea on Friday", ENGINEER)
    world.scan()
    with world.kith() as place:
        place.digester(place.reader(Unwatched())).compose(world.now)
        assert place.store._db.execute("SELECT count(*) FROM signal").fetchone() == (0,), "a preview keeps it"
        place.digester(place.reader(Unwatched())).write(world.now)
        kept = place.store._db.execute("SELECT address, kind, what FROM signal").fetchall()
        assert kept == [("ravi@initech.example", "position", "Engineer, Initech Ltd")]
    world.clock.advance(days=60)
    world.now = world.clock.now()
    deliver(world, 4, RAVI, "Coffee on Monday", HEAD)
    (one,) = suggested(world)
    assert (one.reasons[0].kind, one.reasons[0].text) == (
        "new job",
        'Ravi\'s signature of 18 January has "Head of Tides, Acme Ltd"; '
        'on 14 November 2026 it had "Engineer, Initech Ltd". Is the position new?',
    )
    with world.kith() as place:
        place.digester(place.reader(Unwatched())).write(world.now)
        (signal,) = why(
            place.store, place.settings, "ravi", int(world.now.timestamp())
        ).assessment.case.signals
        assert (signal.kind, signal.what, signal.sure) == ("new-job", "Head of Tides, Acme Ltd", False)


def test_what_a_reply_said_long_ago_stands_beside_every_draft_to_that_address(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """It holds nobody back for ever, and is never forgotten in silence; before that, the way it names is named."""
    world = world_with_ravi(mailbox, tmp_path)
    gone = "I am no longer with Initech. You can reach me at ravi@home.example."
    deliver(world, 9.9, RAVI, "Automatic reply: Hello", gone, Auto_Submitted="auto-replied", In_Reply_To=LAST)
    (one,) = suggested(world)
    other = "No address of theirs works any more but perhaps ravi@home.example, which that reply names"
    assert f"{other}; so there is no draft." in one.facts
    with world.kith() as place:
        place.digester().write(world.now)
    world.clock.advance(days=84)
    world.now = world.clock.now()
    (later,) = suggested(world)
    assert later.draft.to == "ravi@initech.example"
    assert later.reasons[0].kind == "fading"
    assert any(
        "no longer at initech.example. It names ravi@home.example instead." in fact for fact in later.facts
    )


def test_a_strangers_mail_under_the_same_id_brings_no_position(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """The newest message is looked up by its id; what came under it has to be from just that address."""
    world = world_with_ravi(mailbox, tmp_path)
    deliver(world, 5, RAVI, "Tea on Friday", ENGINEER)
    world.scan()
    (letter,) = (raw for raw in mailbox.messages() if b"Tea on Friday" in raw)
    mailbox.remove("INBOX")
    mailbox.deliver(letter.replace(b"ravi@initech.example", b"mallory@evil.example"), "INBOX", world.now)
    with world.kith() as place:
        place.digester(place.reader(Unwatched())).write(world.now)
        assert place.store._db.execute("SELECT count(*) FROM signal").fetchone() == (0,)


def test_a_signature_is_held_against_the_card_too(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = world_with_ravi(mailbox, tmp_path)
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ravi Patel\nEMAIL:ravi@initech.example\nTITLE:Engineer\nORG:{}\nEND:VCARD\n"
    (tmp_path / "book.vcf").write_text(card.format("Initech"))
    world.settings += f'[people]\nvcards = ["{tmp_path}/book.vcf"]\n'
    deliver(world, 4, RAVI, "Coffee on Monday", HEAD)
    (one,) = suggested(world)
    assert one.reasons[0].text == (
        'Ravi\'s signature of 19 November has "Head of Tides, Acme Ltd"; your address book has "Engineer, Initech". '
        "Is the position new?"
    )
    (tmp_path / "book.vcf").write_text(card.format("Acme Ltd").replace("Engineer", "Head of Tides"))
    assert suggested(world) == []
