"""What looks unanswered and is not: an invitation accepted, an answer to all. Nobody is told to answer again."""

from pathlib import Path

from helpers.maildir import MailboxOnDisk
from helpers.world import World
from kith.jobs.people import assessed

KAREN = "Karen Holm <karen@example.net>"
ALL = ", ".join(f"p{number}@example.net" for number in range(6))


def leads(world: World) -> list[str | None]:
    world.scan()
    with world.kith() as place:
        found = assessed(place.store, place.settings, int(world.now.timestamp()))
    return [one.lead for one in found if one.person.name == "Karen Holm"]


def known(mailbox: MailboxOnDisk, folder: Path) -> World:
    world = World(mailbox, folder)
    world.friends(KAREN, 60, 30)
    return world


def test_an_unanswered_letter_is_owed_an_answer(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = known(mailbox, tmp_path)
    world.received(KAREN, 7, subject="Who comes on Friday?")
    assert leads(world) == ["owed reply"]


def test_an_invitation_my_calendar_has_accepted_is_answered(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = known(mailbox, tmp_path)
    world.received(KAREN, 7, subject="Lunch at Petr's")
    world.sent(KAREN, 6.5, subject="Accepted: Lunch at Petr's", Auto_Submitted="auto-generated")
    assert leads(world) == [None]


def test_an_invitation_is_answered_in_the_calendar(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = known(mailbox, tmp_path)
    world.received(KAREN, 7, subject="Invitation: Lunch at Petr's")
    assert leads(world) == [None]


def test_an_answer_to_all_is_an_answer(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = known(mailbox, tmp_path)
    world.received(KAREN, 7, subject="Who comes on Friday?")
    world.sent(f"{KAREN}, {ALL}", 6, subject="Re: Who comes on Friday?")
    assert leads(world) == [None]


def test_their_answer_to_all_is_an_answer_to_my_question(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = known(mailbox, tmp_path)
    world.sent(KAREN, 9, subject="Who comes on Friday?")
    assert leads(world) == ["no answer"]
    message = world.letter(KAREN, f"sam@example.org, {ALL}", 8, subject="Re: Who comes on Friday?")
    mailbox.deliver(message, "INBOX", world.now)
    assert leads(world) == [None]


def test_my_calendars_answers_make_no_robot_of_anybody(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = World(mailbox, tmp_path)
    world.received(KAREN, 90)
    world.sent(KAREN, *range(10, 60, 5), subject="Accepted: Standup", Auto_Submitted="auto-generated")
    world.scan()
    with world.kith() as place:
        (found,) = assessed(place.store, place.settings, int(world.now.timestamp()))
    assert str(found.person.kind) == "person"
