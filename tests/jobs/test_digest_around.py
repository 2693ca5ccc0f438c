"""What stands around the people of a digest: its subject, a word in the first one, who found no room."""

import email
from datetime import timedelta
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import World


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Karen is silent for longer than usual, Tom wrote yesterday."""
    world = World(mailbox, tmp_path, settings='[digest]\ntimezone = "UTC"\nwhen = "mon 07:30"\n')
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240, subject="Handover notes")
    world.friends("Tom Whitfield <tom@example.net>", 90, 60, 30, 1)
    return world


def test_a_plain_subject_names_nobody_and_the_letter_itself_does(world: World) -> None:
    world.settings += 'subject = "plain"\n'  # it ends with [digest]
    world.scan()
    with world.kith() as place:
        composed = place.digester().compose(world.now)
    assert composed.rendered.subject == "1 note to write (23 Nov)"
    assert email.message_from_bytes(composed.letter.content)["Subject"] == "1 note to write (23 Nov)"
    assert "1. Karen Holm" in composed.rendered.text


def test_the_first_letter_is_the_first_also_when_it_is_written_anew_and_no_later_one_is(world: World) -> None:
    world.scan()
    with world.kith() as place:
        digester = place.digester()
        first = digester.write(world.now)
        assert first.digest.first
        (waiting,) = place.store.ledger.waiting()
        later = world.now + timedelta(hours=3)
        assert digester.compose(later, instead_of=waiting).digest.first
        assert not digester.compose(later).digest.first


def test_old_ties_that_found_no_room_are_told_apart_from_the_others(world: World) -> None:
    for name in "abcdefghijklmnopqrstu":  # of whom three are the strongest tenth, and one is shown
        world.friends(f"{name.title()} Old <{name}@example.net>", 2900, 2890, 2880, 2870, 2860, 2000)
    world.scan()
    with world.kith() as place:
        composed = place.digester().compose(world.now)
    digest = composed.digest
    assert [one.reasons[0].kind for one in digest.suggestions] == ["fading", "dormant"]
    by_chance = "picked by chance" in digest.suggestions[1].reasons[0].text
    assert digest.not_shown == digest.dormant == 2 + by_chance
    flat = " ".join(composed.rendered.text.split())
    more = f"NOT SHOWN {2 + by_chance} more are due, all of them old ties"
    assert f"{more}; a digest brings back one of those at most." in flat
