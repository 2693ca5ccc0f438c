"""What the user writes to kith by mail is done once, and told; what anybody else writes is not."""

from datetime import timedelta
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import World
from helpers.writing import digest, letters, look, mail, said_so_far, says, since, text
from kith.commands.tokens import token
from kith.jobs.obeying import obey
from kith.jobs.scan import Unwatched
from kith.mail.ids import letter_id
from kith.store.answers import PAUSES

KAREN, RAVI = "karen@example.net", "ravi@example.net"
TIMELESS = '[digest]\ntimezone = "Europe/Prague"\n'


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Karen and Ravi are due, in this order; there are Sent, Drafts, Archive and Trash."""
    for name, use in (
        ("Sent", r"\Sent"),
        ("Drafts", r"\Drafts"),
        ("Archive", r"\Archive"),
        ("Trash", r"\Trash"),
    ):
        mailbox.folder(name, use)
    world = World(mailbox, tmp_path, settings=TIMELESS)
    world.friends(f"Karen Holm <{KAREN}>", 400, 360, 320, 280, 240, subject="Handover notes")
    world.friends(f"Ravi Patel <{RAVI}>", 300, 270, 240, 210, 150, subject="Lunch")
    world.scan()
    return world


def numbers(world: World) -> dict[str, int]:
    with world.kith() as place:
        return {address: number for number, address in place.store.ledger.numbers().items()}


def test_an_answer_is_obeyed_at_the_next_look_and_told_in_the_next_digest(world: World) -> None:
    sent = digest(world)
    number = numbers(world)
    says(world, f"{number[KAREN]} called yesterday\n{number[RAVI]} snooze 3w\n", to=sent)
    results = look(world)
    assert [one.understood for one in results] == [True, True]
    told = since(world)
    assert "Noted: you called Karen Holm on 22 November." in told
    assert any("Put off: Ravi Patel" in sentence for sentence in told)
    assert len(letters(world)) == 1, "what was understood gets no mail"


def test_a_mail_is_obeyed_once_through_looks_copies_and_a_reading_from_the_start(world: World) -> None:
    sent = digest(world)
    raw = says(world, "1 done\n", to=sent)
    look(world)
    world.mailbox.deliver(raw, "Archive", world.clock.now())  # a copy, moved by a rule
    world.mailbox.deliver(raw, "Sent", world.clock.now())  # and one that a program filed twice
    look(world)
    world.settings += '[people]\nignore = ["nobody@example.net"]\n'  # other rules: everything is read again
    look(world)
    world.mailbox.bump_uidvalidity("Sent")
    look(world)
    assert said_so_far(world) == ["1 done"]


def test_a_copy_with_another_message_id_does_nothing(world: World) -> None:
    sent = digest(world)
    at = world.clock.now()
    says(world, "1 more\n", to=sent, at=at)
    says(world, "1 more\n", to=sent, at=at, Message_ID="<rewritten.by.the.server@example.org>")
    look(world)
    assert said_so_far(world) == ["1 more"]


def test_answers_are_obeyed_in_the_order_of_their_dates_not_of_their_arrival(world: World) -> None:
    sent = digest(world)
    now = world.clock.now()
    says(world, "1 every 6w\n", to=sent, at=now - timedelta(minutes=5))
    says(world, "1 every 3w\n", to=sent, at=now - timedelta(minutes=50))
    look(world)
    assert said_so_far(world) == ["1 every 3w", "1 every 6w"]


def test_today_is_the_day_on_which_the_mail_was_written(world: World) -> None:
    sent = digest(world)
    says(world, "1 met yesterday\n", to=sent)
    world.clock.advance(days=3)
    look(world)
    assert any("on 22 November" in sentence for sentence in since(world))


def test_a_forged_answer_in_inbox_does_nothing(world: World) -> None:
    """Threat A1: everything a stranger can know is right, but it does not lie in Sent."""
    sent = digest(world)
    for folder in ("INBOX", "Archive"):
        world.mailbox.deliver(mail(world, "1 never\n", to=sent), folder, world.clock.now())
        world.mailbox.deliver(mail(world, "pause\n", subject="kith"), folder, world.clock.now())
    assert look(world) == []
    assert said_so_far(world) == []
    assert len(letters(world)) == 1


def test_an_answer_in_spam_trash_or_drafts_does_nothing(world: World) -> None:
    sent = digest(world)
    world.mailbox.folder("Junk", r"\Junk")
    for folder in ("Junk", "Trash", "Drafts"):
        world.mailbox.deliver(mail(world, "1 never\n", to=sent), folder, world.clock.now())
    world.mailbox.deliver(mail(world, "1 never\n", to=sent), "Sent", world.clock.now(), flags="D")
    assert look(world) == []


def test_a_link_is_obeyed_where_a_program_keeps_no_sent_mail(world: World) -> None:
    sent = digest(world)
    with world.kith() as place:
        good = token(place.store.ledger.secret(), letter_id(sent["Message-ID"]), RAVI, "later")
    raw = mail(world, "Send this mail as it is.\n", subject=f"kith: later 2w, Ravi ({good})")
    world.mailbox.deliver(raw, "INBOX", world.clock.now())
    look(world)
    assert any("Put off: Ravi Patel" in sentence for sentence in since(world))
    again = mail(
        world, "x\n", subject=f"kith: later 9w, Ravi ({good})", Message_ID="<replayed@evil.example.org>"
    )
    world.mailbox.deliver(again, "INBOX", world.clock.now())
    assert look(world) == [], "a token outside of Sent is good once"


def test_a_link_whose_digest_is_forgotten_goes_by_the_name_in_it(world: World) -> None:
    says(world, "x\n", subject="kith: never, Karen Holm (aaaaaaaa)")
    look(world)
    assert any("Never suggested again: Karen Holm" in sentence for sentence in since(world))


@pytest.mark.parametrize(
    ("subject", "said"),
    [("kith: called Karen yesterday", ""), ("kith", "called Karen yesterday\n-- \nSam Okafor\n"),
     ("Kith:", "Hi kith,\n\ncalled Karen yesterday\n\nCheers,\nSam\nAcme Corp. 12\n")],
)  # fmt: skip
def test_a_note_to_oneself_is_obeyed(world: World, subject: str, said: str) -> None:
    says(world, said, subject=subject)
    (result,) = look(world)
    assert result.understood
    assert "Noted: you called Karen Holm on 22 November." in since(world)
    assert letters(world) == []


def test_a_note_to_the_tagged_address_needs_no_word_in_its_subject(world: World) -> None:
    says(
        world,
        "met Ravi 12 nov\n",
        subject="Ravi Patel prefers text +44 20 7946 0018",
        To="sam+kith@example.org",
    )
    look(world)
    assert any("Ravi Patel prefers a text (+44 20 7946 0018)" in sentence for sentence in since(world))


def test_other_mail_to_oneself_is_not_even_read(world: World) -> None:
    digest(world)
    says(world, "1 never\n", subject="Milk, bread")
    with world.kith() as place:
        looks = place.scanner().scan(Unwatched())
        assert [one.commands for one in looks] == [[]]
    assert said_so_far(world) == []


def test_with_commands_by_mail_switched_off_nothing_is_read(world: World) -> None:
    sent = digest(world)
    world.settings += "[commands]\nmail = false\n"
    says(world, "1 done\n", to=sent)
    assert look(world) == []
    assert said_so_far(world) == []


def test_what_was_not_understood_is_answered_once_in_the_thread(world: World) -> None:
    sent = digest(world)
    raw = says(world, "1 done\nsnoze the lot\nhelp snooze\n", to=sent)
    look(world)
    look(world)
    assert said_so_far(world) == ["1 done"]
    _, answer = letters(world)
    said = text(answer)
    assert answer["In-Reply-To"] in raw.decode()
    assert sent["Message-ID"] in answer["References"]
    assert answer["Subject"] == f"Re: {sent['Subject']}"
    assert answer["Auto-Submitted"] == "auto-replied"
    assert '"snoze the lot"' in said
    assert '"snooze"' in said
    assert "not before then; two weeks" in said
    assert "noted that you were in touch today" in said
    assert said.startswith("~~ answer-above-this-line ~~ kith-")


def test_an_answer_to_kiths_answer_means_the_same_numbers_and_the_choices_it_gave(world: World) -> None:
    world.friends("Alex Kim <alex.kim@example.net>", 200, 100)
    world.friends("Alex Lee <alex.lee@example.net>", 180, 90)
    world.scan()
    sent = digest(world)
    highest = max(numbers(world).values())
    says(world, "alex called\n", to=sent)
    (result,) = look(world)
    assert not result.understood
    answer = letters(world)[-1]
    said = text(answer)
    choice = next(line.split(".")[0].strip() for line in said.splitlines() if "alex.lee@example.net" in line)
    assert int(choice) > highest
    says(world, f"{choice} called\n1 done\n\n> {said.splitlines()[0]}\n", to=answer)
    assert [one.understood for one in look(world)] == [True, True]
    told = since(world)
    assert "Noted: you called Alex Lee today." in told or any("you called Alex Lee" in one for one in told)
    assert len(letters(world)) == 2


def test_kith_never_answers_itself_nor_a_robot(world: World) -> None:
    sent = digest(world)
    for fields in ({"Auto_Submitted": "auto-replied"}, {"X_Kith": "answer"}, {"Precedence": "bulk"}):
        says(world, "nonsense\n", to=sent, copy=False, **fields)
    assert look(world) == []
    assert len(letters(world)) == 1


def test_a_greeting_and_a_signature_are_no_lines_for_kith(world: World) -> None:
    sent = digest(world)
    says(world, "Hi,\n1 done\n\nBest regards\nSam Okafor\nKaren Holm Street 12\n", to=sent)
    assert [one.line for one in look(world)] == ["1 done"]
    assert len(letters(world)) == 1


def test_an_answer_between_the_quoted_lines_is_about_the_person_above(world: World) -> None:
    sent = digest(world)
    quoted = []
    for line in text(sent).splitlines():
        quoted.append(f"> {line}")
        if line.startswith("2. "):
            quoted.append("she is in Brno now" if "Karen" in line else "he is in Brno now")
        if line.startswith("1. "):
            quoted.append("called")
    says(world, "\n".join(quoted), to=sent)
    assert [one.understood for one in look(world)] == [True, True]
    told = " ".join(since(world))
    assert "you called" in told
    assert "in Brno now" in told


def test_undo_and_the_command_line_share_one_ledger(world: World) -> None:
    sent = digest(world)
    world.mailbox.deliver(mail(world, "1 never\n", to=sent), "Sent", world.clock.now())
    look(world)
    with world.kith() as place:
        (undone,) = obey(place.store, place.settings, place.zone, "undo", place.clock.now())
    assert "never" in undone.text
    assert not any("Never suggested" in sentence for sentence in since(world))


@pytest.mark.parametrize(("tidy", "place"), [("archive", "Archive"), ("trash", "Trash"), ("leave", "INBOX")])
def test_the_copy_in_inbox_is_marked_as_read_and_put_where_the_user_wants_it(
    world: World, tidy: str, place: str
) -> None:
    world.settings += f'[commands]\ntidy = "{tidy}"\n'
    sent = digest(world)
    raw = says(world, "1 done\n", to=sent)
    world.mailbox.deliver(b"Subject: gone\n\nof another program's\n", "INBOX", world.clock.now(), flags="T")
    look(world)
    held = [one.replace(b"\r\n", b"\n") for one in world.mailbox.messages(place)]
    at = held.index(raw.replace(b"\r\n", b"\n"))
    assert "S" in world.mailbox.flags(place)[at]
    assert len(world.mailbox.messages("Sent")) == 11
    assert any(b"of another" in one for one in world.mailbox.messages()), (
        "deleted by somebody else, and still there"
    )


def test_a_copy_that_comes_later_is_put_away_later_and_one_that_never_comes_is_forgotten(
    world: World,
) -> None:
    sent = digest(world)
    raw = says(world, "1 done\n", to=sent, copy=False)
    look(world)
    world.mailbox.deliver(raw, "INBOX", world.clock.now(), flags="")
    world.clock.advance(seconds=PAUSES[0])
    look(world)
    assert len(world.mailbox.messages("Archive")) == 1
    says(world, "2 done\n", to=sent, copy=False)
    for pause in (0, *PAUSES):
        world.clock.advance(seconds=pause)
        look(world)
    with world.kith() as place:
        world.clock.advance(days=9)
        assert place.tidier().due() == []


def test_where_a_server_keeps_everything_in_one_folder_the_sent_label_tells(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """Gmail: only All Mail is read, and a forged answer lies there as well."""
    for name, use in (("Sent", r"\Sent"), ("Everything", r"\All")):
        mailbox.folder(name, use)
    world = World(mailbox, tmp_path, settings=TIMELESS)
    days = (400, 360, 320, 280, 240)
    world.sent(f"Karen Holm <{KAREN}>", *(ago + 0.1 for ago in days), folder="Everything")
    world.received(f"Karen Holm <{KAREN}>", *days, folder="Everything")
    world.scan()
    sent = digest(world)
    mine, forged = mail(world, "1 every 6w\n", to=sent), mail(world, "1 never\n", to=sent)
    for raw, folders in ((mine, ("Everything", "Sent")), (forged, ("Everything", "INBOX"))):
        for folder in folders:
            mailbox.deliver(raw, folder, world.clock.now())
    look(world)
    assert said_so_far(world) == ["1 every 6w"]
