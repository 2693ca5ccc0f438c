"""What the user's commands do to digests: pauses, evidence, what is told and when, who is meant by a number."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import MONDAY, World
from kith.clock import unix
from kith.jobs.orders.obeying import Result, obey
from kith.jobs.posting import post
from kith.jobs.scan import Unwatched
from kith.jobs.workplace import Workplace

KAREN, RAVI = "karen@example.net", "ravi@example.net"


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Karen and Ravi are due. The digest is due on Mondays at 07:30 in Prague."""
    settings = '[digest]\ntimezone = "Europe/Prague"\nwhen = "mon 07:30"\n'
    world = World(mailbox, tmp_path, settings=settings)
    world.friends(f"Karen Holm <{KAREN}>", 400, 360, 320, 280, 240, subject="Handover notes")
    world.friends(f"Ravi Patel <{RAVI}>", 300, 270, 240, 210, 150, subject="Lunch")
    world.scan()
    return world


def say(place: Workplace, *lines: str) -> list[Result]:
    return obey(place.store, place.settings, place.zone, "\n".join(lines), place.clock.now())


def delivered(place: Workplace) -> None:
    """A digest by hand, written and handed over."""
    place.digester().write(place.clock.now())
    assert post(place, Unwatched()) == []


def told(place: Workplace, at: datetime | None = None) -> tuple[str, ...]:
    return place.digester().compose(at or place.clock.now()).digest.since_last_time


def test_an_appointment_in_a_pause_is_taken_and_passed_over(world: World) -> None:
    with world.kith() as place:
        place.digester().when_due(world.clock.now())  # counting begins
        say(place, "pause 2w")
        world.clock.advance(days=7)
        assert place.digester().when_due(world.clock.now())
        assert not place.digester().when_due(world.clock.now())
        assert place.store.ledger.newest() is None
        world.clock.advance(days=7)
        assert place.digester().when_due(world.clock.now())
        newest = place.store.ledger.newest()
        assert newest is not None
        assert newest.slot == unix(datetime(2026, 12, 7, 6, 30, tzinfo=UTC))


def test_an_appointment_that_was_slept_through_in_a_pause_is_passed_over_too(world: World) -> None:
    with world.kith() as place:
        place.digester().when_due(world.clock.now())
        say(place, "pause until 1 dec")
        world.clock.advance(days=10)
        assert place.digester().when_due(world.clock.now())
        assert place.store.ledger.newest() is None


def test_a_pause_that_is_ended_or_undone_holds_nothing_up(world: World) -> None:
    with world.kith() as place:
        place.digester().when_due(world.clock.now())
        say(place, "pause", "undo")
        world.clock.advance(days=7)
        assert place.digester().when_due(world.clock.now())
        assert place.store.ledger.newest() is not None


def test_numbers_mean_those_of_the_digest_that_has_left(world: World) -> None:
    with world.kith() as place:
        (before,) = say(place, "1 done")
        assert "the newest digest is not there yet" in before.text
        delivered(place)
        suggested = place.store.ledger.numbers()
        (result,) = say(place, "2 done")
        assert result.command is not None
        assert (result.understood, result.command.person) == (True, suggested[2])
        (gone,) = say(place, "3 done")
        assert "has 1 to 2" in gone.text


def test_a_digest_tells_of_a_command_once_also_when_it_is_given_in_the_same_second(world: World) -> None:
    with world.kith() as place:
        say(place, "karen called yesterday")
        assert told(place) == ("Noted: you called Karen Holm on 22 November.",)
        delivered(place)
        say(place, "ravi note likes tea")
        assert told(place) == ('Noted of Ravi Patel: "likes tea".',)
        say(place, "undo")
        assert told(place) == ()


def test_a_letter_that_is_written_anew_still_tells_what_it_told(world: World) -> None:
    with world.kith() as place:
        say(place, "karen note likes tea")
        place.digester().write(world.clock.now())
        world.clock.advance(hours=3)
        say(place, "ravi prefers none", "undo", "ravi note x")
        assert place.digester().renew(world.clock.now())
        (letter,) = place.store.ledger.waiting()
        assert b"likes tea" in letter.content
        assert b"Noted of Ravi Patel" in letter.content
        assert place.store.ledger.heard() == place.store.events.all()[-1].number


def test_what_was_said_later_is_not_known_to_an_earlier_day(world: World) -> None:
    with world.kith() as place:
        before = place.digester().compose(MONDAY).letter.content
        world.clock.advance(hours=5)
        say(place, "karen called today", "ravi never", "pause")
        assert place.digester().compose(MONDAY).letter.content == before


def test_a_logged_touch_is_the_last_contact_and_the_evidence_of_a_reason(world: World) -> None:
    with world.kith() as place:
        say(place, "karen met 2026-04-09", "karen every 6w")
        world.clock.advance(days=1)
        composed = place.digester().compose(world.clock.now())
        (karen,) = [one for one in composed.digest.suggestions if KAREN in one.person.addresses]
        (reason,) = [one for one in karen.reasons if one.kind == "cadence"]
        (evidence,) = reason.evidence
    assert (evidence.direction, evidence.line) == ("logged", "karen met 2026-04-09")
    assert karen.facts[0] == "You met in April."
    assert "every 6 weeks" in reason.text


def test_a_call_on_the_day_of_a_letter_settles_what_it_left_open(world: World) -> None:
    world.received(f"Karen Holm <{KAREN}>", 6, subject="Is the Brno office still hiring?")
    world.scan()
    day = (world.now - timedelta(days=6)).date()
    with world.kith() as place:
        kinds = [one.reasons[0].kind for one in place.digester().compose(world.now).digest.suggestions]
        assert "owed reply" in kinds
        say(place, f"karen called {day}")
        people = [one.person.addresses[0] for one in place.digester().compose(world.now).digest.suggestions]
        assert KAREN not in people


def test_days_are_those_of_the_users_zone(world: World) -> None:
    world.clock.at = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)  # in Prague it is Sunday already
    with world.kith() as place:
        say(place, "karen called 28 nov", "ravi snooze 1d", "karen met today")
        called, snoozed, met = (one for one in place.store.events.all())
    assert called.when == unix(datetime(2026, 11, 28, 22, 59, 59, tzinfo=UTC))
    assert snoozed.when == unix(datetime(2026, 11, 29, 23, 0, tzinfo=UTC))
    assert met.when == met.at == unix(world.clock.at)


def test_never_is_not_lifted_by_putting_off_and_the_user_is_told(world: World) -> None:
    with world.kith() as place:
        say(place, "karen never")
        (result,) = say(place, "karen snooze 2w")
        assert 'but you said never: "back" takes that back' in result.text
        assert place.store.wishes.newest(1 << 40)[KAREN].kind == "never"


def test_without_a_rhythm_less_says_what_to_say_instead(world: World) -> None:
    world.friends("Ana Reis <ana@example.net>", 5)
    world.scan()
    with world.kith() as place:
        (result,) = say(place, "ana less")
        assert not result.understood
        assert 'such as "every 6w"' in result.text
