"""To whom an answer goes, and from which address: to where the message came from, not to another of the person's."""

from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import World
from kith.digest import Suggestion
from kith.jobs.scan import Unwatched

WORK, HOME = "Karen Holm <karen@work.example>", "Karen Holm <karen@home.example>"
TWO = '[[person]]\nname = "Karen Holm"\nemail = ["karen@work.example", "karen@home.example"]\n'


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Karen writes from work, and sometimes from home."""
    world = World(mailbox, tmp_path, settings=TWO, me=("sam@old.example",))
    world.friends(WORK, 120, 90, 60)
    return world


def suggested(world: World) -> Suggestion:
    world.scan()
    with world.kith() as place:
        (one,) = place.digester(place.reader(Unwatched())).compose(world.now).digest.suggestions
    return one


def test_a_letter_from_home_is_answered_there(world: World) -> None:
    world.received(HOME, 8, subject="My doctor's letter")
    found = suggested(world)
    assert found.reasons[0].kind == "owed reply"
    assert found.draft.to == "karen@home.example"
    assert found.draft.in_reply_to


def test_a_reminder_goes_to_where_the_question_went(world: World) -> None:
    world.sent(HOME, 8, subject="Could you send me the list?")
    found = suggested(world)
    assert (found.reasons[0].kind, found.draft.to) == ("no answer", "karen@home.example")


def test_an_answer_goes_to_where_it_is_wanted_if_that_is_an_address_of_theirs(world: World) -> None:
    world.received(HOME, 8, subject="Are you coming?", Reply_To="karen@work.example")
    assert suggested(world).draft.to == "karen@work.example"


def test_a_stranger_in_reply_to_gets_no_answer(world: World) -> None:
    world.received(HOME, 8, subject="Are you coming?", Reply_To="eve@evil.example")
    assert suggested(world).draft.to == "karen@home.example"


def test_a_letter_to_an_alias_is_answered_from_it(world: World, mailbox: MailboxOnDisk) -> None:
    raw = world.letter(HOME, "sam@old.example", 8, subject="Are you coming?")
    mailbox.deliver(raw, "INBOX", world.now)
    assert suggested(world).draft.sender == "sam@old.example"


def test_any_other_letter_goes_to_the_address_named_first(world: World) -> None:
    world.received(HOME, 55, subject="Hello")
    world.settings = TWO + 'every = "2w"\n'
    assert suggested(world).draft.to == "karen@work.example"
