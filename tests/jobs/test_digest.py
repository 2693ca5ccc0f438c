"""Composing the digest and dealing with its appointments, on a store filled from a real mailbox."""

import email
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import MONDAY, World
from kith.clock import unix
from kith.jobs.composing.suggesting import digest_row

KAREN = "Karen Holm <karen@example.net>"


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Karen is silent for longer than usual, Tom wrote yesterday, the newsletter is a robot."""
    world = World(mailbox, tmp_path, settings='[digest]\ntimezone = "UTC"\nwhen = "mon 07:30"\n')
    world.friends(KAREN, 400, 360, 320, 280, 240, subject="Handover notes")
    world.friends("Tom Whitfield <tom@example.net>", 90, 60, 30, 1)
    world.received("letters@example.net", *range(1, 30), List_Unsubscribe="<mailto:u@example.net>")
    return world


def test_who_is_silent_for_long_is_suggested_and_nobody_else(world: World) -> None:
    world.scan()
    with world.kith() as place:
        composed = place.digester().compose(world.now)
    assert [one.person.addresses for one in composed.digest.suggestions] == [("karen@example.net",)]
    (row,) = digest_row(composed.digest, composed.rendered.subject)["suggestions"]  # type: ignore[misc]
    assert row["draft"]["to"] == "karen@example.net"
    assert row["reasons"][0]["kind"] == "fading"
    assert row["reasons"][0]["evidence"][0]["message_id"].startswith("<")


def test_the_same_store_and_instant_give_the_same_bytes(world: World) -> None:
    world.scan()
    letters = []
    for _ in range(2):
        with world.kith() as place:
            letters.append(place.digester().compose(world.now).letter)
    assert letters[0] == letters[1]
    assert letters[0].content.count(b"Message-ID: " + letters[0].message_id.encode()) == 1


def test_the_letter_has_both_parts_and_nothing_remote(world: World) -> None:
    world.scan()
    with world.kith() as place:
        letter = email.message_from_bytes(place.digester().compose(world.now).letter.content)
    leaves = [part for part in letter.walk() if not part.is_multipart()]
    parts = {part.get_content_type(): part.get_payload(decode=True) for part in leaves}
    assert set(parts) == {"text/plain", "text/html"}
    assert all(b"Karen Holm" in part for part in parts.values())  # type: ignore[operator]
    assert b"http:" not in parts["text/html"] + parts["text/plain"]  # type: ignore[operator]
    assert b"https:" not in parts["text/html"] + parts["text/plain"]  # type: ignore[operator]
    assert (letter["Auto-Submitted"], letter["X-Kith"].split()[0]) == ("auto-generated", "digest")
    assert (letter["To"], letter.get_content_type()) == ("sam@example.org", "multipart/alternative")


def test_a_set_cadence_wins_over_what_was_learned(world: World) -> None:
    world.settings += '[[person]]\nname = "Karen"\nemail = ["karen@example.net"]\nevery = "1y"\n'
    world.scan()
    with world.kith() as place:
        assert place.digester().compose(world.now).digest.suggestions == ()


def test_somebody_named_who_never_wrote_is_suggested_too(world: World) -> None:
    world.settings += '[[person]]\nname = "Old Friend"\nemail = ["old@example.net"]\nevery = "1y"\n'
    world.scan()
    with world.kith() as place:
        names = [one.person.name for one in place.digester().compose(world.now).digest.suggestions]
    assert names == ["Old Friend", "Karen Holm"]


class TestAppointments:
    """`when = "mon 07:30"` in UTC; the world begins on a Monday at eight."""

    def test_the_first_run_waits_for_the_next_appointment(self, world: World) -> None:
        world.scan()
        with world.kith() as place:
            assert not place.digester().when_due(world.now)
            assert place.store.ledger.waiting() == []

    def test_each_appointment_is_kept_once(self, world: World) -> None:
        world.scan()
        with world.kith() as place:
            place.digester().when_due(world.now)
            world.clock.advance(days=7)
            assert [place.digester().when_due(world.clock.now()) for _ in range(3)] == [True, False, False]
            (letter,) = place.store.ledger.waiting()
            assert letter.slot == unix(datetime(2026, 11, 30, 7, 30, tzinfo=UTC))

    def test_weeks_asleep_are_caught_up_once_and_labelled_late(self, world: World) -> None:
        world.scan()
        with world.kith() as place:
            place.digester().when_due(world.now)
            world.clock.advance(days=24)
            assert [place.digester().when_due(world.clock.now()) for _ in range(3)] == [True, False, False]
            (letter,) = place.store.ledger.waiting()
            assert b"meant for" in letter.content

    def test_nothing_is_written_before_the_mailbox_has_been_read_once(self, world: World) -> None:
        with world.kith() as place:
            place.digester().when_due(world.now)
            world.clock.advance(days=7)
            assert not place.digester().when_due(world.clock.now())
        world.scan()
        with world.kith() as place:
            assert place.digester().when_due(world.clock.now())

    def test_nobody_due_is_no_mail_and_the_appointment_is_over(
        self, mailbox: MailboxOnDisk, tmp_path: Path
    ) -> None:
        quiet = World(mailbox, tmp_path)
        quiet.scan()
        with quiet.kith() as place:
            place.digester().when_due(quiet.now)
            quiet.clock.advance(days=7)
            assert place.digester().when_due(quiet.clock.now())
            assert not place.digester().when_due(quiet.clock.now())
            assert place.store.ledger.waiting() == []

    def test_a_clock_that_was_years_ahead_costs_at_most_one_period(self, world: World) -> None:
        world.scan()
        with world.kith() as place:
            place.digester().when_due(world.now)
            world.clock.advance(days=4 * 365)
            place.digester().when_due(world.clock.now())
            world.clock.at = MONDAY
            assert not place.digester().when_due(world.clock.now())
            world.clock.advance(days=7)
            assert place.digester().when_due(world.clock.now())

    def test_a_clock_set_back_over_an_appointment_does_not_repeat_it(self, world: World) -> None:
        world.scan()
        with world.kith() as place:
            place.digester().when_due(world.now)
            world.clock.advance(days=7)
            assert place.digester().when_due(world.clock.now())
            world.clock.advance(hours=-2)
            assert not place.digester().when_due(world.clock.now())
            world.clock.advance(hours=2)
            assert not place.digester().when_due(world.clock.now())

    def test_another_time_in_the_settings_starts_afresh(self, world: World) -> None:
        world.scan()
        with world.kith() as place:
            place.digester().when_due(world.now)
        world.settings = world.settings.replace("mon 07:30", "daily 07:45")
        with world.kith() as place:
            assert not place.digester().when_due(world.clock.now())
            world.clock.advance(days=1)
            assert place.digester().when_due(world.clock.now())


def test_the_same_silence_is_suggested_once(world: World) -> None:
    world.scan()
    with world.kith() as place:
        place.digester().when_due(world.now)
        world.clock.advance(days=7)
        place.digester().when_due(world.clock.now())
        world.clock.advance(days=7)
        place.digester().when_due(world.clock.now())
        (letter,) = place.store.ledger.waiting()
        suggested = place.store.ledger.suggestions(letter.number)
        assert suggested == ["tom@example.net", "karen@example.net"]  # he wrote last, a week ago
        assert place.digester().compose(world.clock.now()).digest.not_shown == 2


def test_a_second_note_after_one_that_was_not_answered_asks_nothing(world: World) -> None:
    """Karen answered for years; the newest note to her nobody has answered."""
    world.scan()
    with world.kith() as place:
        (first,) = place.digester().compose(world.now).digest.suggestions
    world.sent(KAREN, 110, subject="Hello again")
    world.scan()
    with world.kith() as place:
        (second,) = place.digester().compose(world.now).digest.suggestions
    assert "?" in first.draft.body
    assert "?" not in second.draft.body
    assert len(second.draft.body.split()) < len(first.draft.body.split())


def test_who_is_suggested_again_in_one_silence_gets_other_words(world: World) -> None:
    world.settings += '[[person]]\nemail = ["karen@example.net"]\nevery = "2w"\n'
    world.scan()
    bodies = []
    with world.kith() as place:
        for _ in range(2):
            composed = place.digester().compose(world.clock.now())
            bodies += [
                one.draft.body for one in composed.digest.suggestions if one.person.name == "Karen Holm"
            ]
            place.digester().claim(composed)
            world.clock.advance(days=14)
    first, second = bodies
    assert first != second


def test_two_owed_replies_of_one_digest_have_different_letters(world: World) -> None:
    for name in ("ana", "eve"):
        world.friends(f"{name.title()} Ash <{name}@example.net>", 60, 30)
        world.received(f"{name.title()} Ash <{name}@example.net>", 8, subject="Friday?")
    world.scan()
    with world.kith() as place:
        owed = [
            one.draft.body.split("\n\n")[1]
            for one in place.digester().compose(world.now).digest.suggestions
            if one.reasons[0].kind == "owed reply"
        ]
    assert len(owed) == 2
    assert owed[0] != owed[1]


def test_the_next_digest_tells_who_was_written_to(world: World) -> None:
    world.scan()
    with world.kith() as place:
        place.digester().claim(place.digester().compose(world.now))
    world.clock.advance(days=3)
    world.now = world.clock.now()
    world.sent(KAREN, 1)
    world.friends("Eve Ash <eve@example.net>", 300, 280, 260, 240)
    world.scan()
    with world.kith() as place:
        digest = place.digester().compose(world.clock.now()).digest
    assert digest.since_last_time == ("You wrote to Karen Holm.",)
    assert [one.person.name for one in digest.suggestions] == ["Eve Ash"]


class TestALetterThatCannotLeave:
    """It waits in the ledger while the mail server is down, and is written anew before it goes."""

    def test_it_drops_whom_the_user_wrote_to_meanwhile(self, world: World) -> None:
        world.friends("Eve Ash <eve@example.net>", 300, 280, 260, 240)
        world.scan()
        with world.kith() as place:
            composed = place.digester().compose(world.now)
            place.digester().claim(composed)
            assert not place.digester().renew(world.now)
        world.clock.advance(days=2)
        world.now = world.clock.now()
        world.sent(KAREN, 1)
        world.scan()
        with world.kith() as place:
            assert place.digester().renew(world.now)
            (letter,) = place.store.ledger.waiting()
        assert letter.message_id == composed.letter.message_id
        assert b"Eve Ash" in letter.content
        assert b"karen@example.net" not in letter.content

    def test_it_is_closed_when_nobody_is_due_any_more(self, world: World) -> None:
        world.scan()
        with world.kith() as place:
            place.digester().claim(place.digester().compose(world.now))
        world.clock.advance(days=2)
        world.now = world.clock.now()
        world.sent(KAREN, 1)
        world.scan()
        with world.kith() as place:
            place.digester().renew(world.now)
            assert place.store.ledger.waiting() == []

    def test_one_that_may_have_left_is_not_touched(self, world: World) -> None:
        world.scan()
        with world.kith() as place:
            place.digester().claim(place.digester().compose(world.now))
            (letter,) = place.store.ledger.waiting()
            place.store.ledger.leaving(letter.number, unix(world.now))
            world.clock.advance(days=2)
            assert not place.digester().renew(world.clock.now())


def test_as_of_a_day_nothing_later_is_told(world: World) -> None:
    world.friends("Eve Ash <eve@example.net>", 300, 270, 240, 210, 100, 2, subject="Lunch?")
    world.scan()
    then = world.now - timedelta(days=130)
    with world.kith() as place:
        composed = place.digester().compose(then)
    assert composed.digest.suggestions
    latest = unix(then) + 86_400
    told = [
        one.at for person in composed.digest.suggestions for why in person.reasons for one in why.evidence
    ]
    assert all(at <= latest for at in told)
    assert all(at <= latest for person in composed.digest.suggestions for at in person.person.times)
    assert b"not long ago" not in composed.letter.content
