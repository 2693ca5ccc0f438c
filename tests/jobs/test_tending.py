"""What becomes of the drafts in the Drafts folder of a real server, and what the user is told of it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from helpers.drafted import TOM, a_world, digests, in_drafts, write
from helpers.maildir import MailboxOnDisk
from helpers.mailer import mailer
from helpers.tended import KARENS, TOMS, because, later, since_last_time, tend, with_drafts
from helpers.world import World
from kith.commands.events import BY_DRAFT
from kith.jobs.orders.obeying import obey
from kith.jobs.people import assessed
from kith.jobs.posting import post
from kith.jobs.scan import Unwatched


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    return with_drafts(mailbox, tmp_path)


def say(world: World, line: str) -> str:
    with world.kith() as place:
        (result,) = obey(place.store, place.settings, place.zone, line, world.clock.now())
    return result.text


def due(world: World, name: str) -> bool:
    with world.kith() as place:
        found = assessed(place.store, place.settings, int(world.now.timestamp()))
    (one,) = (one for one in found if one.person.name == name)
    return one.due


class TestUntouched:
    def test_while_nothing_happens_they_lie_there_and_nobody_asks_the_server(self, world: World) -> None:
        before = tend(world)
        assert "2 drafts in your Drafts folder, not sent yet" in world.run("status").stdout
        later(world, hours=5)
        with world.kith() as place:
            assert place.tender().due() == []
        assert before == tend(world) == {KARENS: "placed", TOMS: "placed"}
        assert set(in_drafts(world.mailbox)) == {KARENS, TOMS}

    def test_they_are_looked_at_again_after_six_hours(self, world: World) -> None:
        later(world, hours=6)
        with world.kith() as place:
            assert len(place.tender().due()) == 2
            place.tender().tend(Unwatched())
            assert place.tender().due() == []
        assert set(in_drafts(world.mailbox)) == {KARENS, TOMS}
        assert world.mailbox.flags("Drafts") == ["DS", "DS"]

    def test_who_writes_meanwhile_has_their_draft_taken_out_and_the_digest_tells(self, world: World) -> None:
        later(world, days=2)
        world.received(TOM, 1, subject="By the way")
        assert tend(world) == {KARENS: "placed", TOMS: "removed"}
        assert set(in_drafts(world.mailbox)) == {KARENS}
        assert since_last_time(world) == (
            "Taken out of your Drafts folder, unsent: Tom Whitfield (they wrote)."
        )

    def test_mail_from_before_the_digest_that_is_seen_only_after_it_counts_too(self, world: World) -> None:
        later(world, hours=1)
        world.received(TOM, 0.1)  # before the digest, in which it was not known
        assert tend(world)[TOMS] == "removed"

    @pytest.mark.parametrize(
        ("line", "why"),
        [("called tom", "you called"), ("tom snooze 3w", "put off"), ("tom never", "never again"),
         ("tom skip", "not this time")],
    )  # fmt: skip
    def test_a_command_settles_it(self, line: str, why: str, world: World) -> None:
        later(world, hours=1)
        say(world, line)
        assert tend(world) == {KARENS: "placed", TOMS: "removed"}
        assert because(world, TOMS) == why
        assert set(in_drafts(world.mailbox)) == {KARENS}

    def test_a_command_of_before_the_digest_settles_nothing(
        self, mailbox: MailboxOnDisk, tmp_path: Path
    ) -> None:
        world = a_world(mailbox, tmp_path)
        with world.kith() as place:
            early = world.clock.now() - timedelta(days=3)
            obey(place.store, place.settings, place.zone, "tom snooze 1d", early)
        world = with_drafts(mailbox, tmp_path)
        later(world, hours=1)
        assert tend(world) == {KARENS: "placed", TOMS: "placed"}

    def test_a_command_that_is_taken_back_settles_nothing(self, world: World) -> None:
        later(world, hours=1)
        say(world, "tom never")
        say(world, "undo")
        assert tend(world) == {KARENS: "placed", TOMS: "placed"}

    def test_after_two_weeks_it_is_old(self, world: World) -> None:
        later(world, days=13)
        assert tend(world) == {KARENS: "placed", TOMS: "placed"}
        later(world, days=1)
        assert tend(world) == {KARENS: "removed", TOMS: "removed"}
        assert in_drafts(world.mailbox) == {}
        assert since_last_time(world) == (
            "Taken out of your Drafts folder, unsent: Karen Holm (two weeks old), Tom Whitfield (two weeks old)."
        )

    def test_the_next_digest_makes_room_before_its_own_drafts_are_placed(self, world: World) -> None:
        later(world, days=7)
        world.friends("Eve Ash <eve@example.net>", 300, 280, 260, 240)
        world.scan()
        with world.kith() as place:
            write(place)
            assert post(place, Unwatched()) == []
        assert set(in_drafts(world.mailbox)) == {"eve@example.net"}
        assert because(world, TOMS) == "the next digest came"
        assert "next digest came" not in " ".join(digests(world.mailbox))
        assert "Karen Holm (the next digest came), Tom Whitfield (the next" in since_last_time(world)

    def test_what_a_digest_has_told_is_not_told_again(self, world: World) -> None:
        later(world, days=14)
        tend(world)
        world.friends("Eve Ash <eve@example.net>", 300, 280, 260, 240)
        world.scan()
        with world.kith() as place:
            first = place.digester().compose(world.clock.now())
            assert place.digester().compose(world.clock.now()).letter.content == first.letter.content
            assert place.digester().claim(first)
        assert "Taken out" in " ".join(first.digest.since_last_time)
        later(world, hours=1)
        assert "Taken out" not in since_last_time(world)

    def test_switched_off_what_was_placed_is_still_tidied_away(self, world: World) -> None:
        world.settings = "[drafts]\nmailbox = false\n"
        later(world, days=14)
        assert set(tend(world).values()) == {"removed"}
        assert in_drafts(world.mailbox) == {}

    def test_a_folder_that_is_numbered_anew_hides_nothing(self, world: World) -> None:
        """UIDs of before mean nothing then: it is found by its Message-ID."""
        world.mailbox.bump_uidvalidity("Drafts")
        later(world, days=14)
        assert set(tend(world).values()) == {"removed"}
        assert in_drafts(world.mailbox) == {}


class TestSent:
    def test_any_mail_to_them_closes_the_suggestion_and_takes_the_draft_away(self, world: World) -> None:
        assert due(world, "Tom Whitfield")
        later(world, days=1)
        world.sent(TOM, 0.5, subject="Something else")
        assert tend(world) == {KARENS: "placed", TOMS: "sent"}
        assert set(in_drafts(world.mailbox)) == {KARENS}
        assert not due(world, "Tom Whitfield")
        assert since_last_time(world) == "You wrote to Tom Whitfield."
        later(world, days=7)
        world.scan()
        with world.kith() as place:
            found = place.digester().compose(world.clock.now()).digest.suggestions
        assert "Tom Whitfield" not in [one.person.name for one in found]

    def test_the_draft_itself_sent_leaves_nothing(self, world: World) -> None:
        with mailer(world.mailbox) as program:
            raw = program.raw(2)
            program.delete(2)
        later(world, hours=1)
        sent = raw.replace(b"Mon, 23 Nov 2026 08:00", b"Mon, 23 Nov 2026 08:30")
        world.mailbox.deliver(sent, "Sent", world.now)
        assert tend(world) == {KARENS: "placed", TOMS: "sent"}
        assert since_last_time(world) == "You wrote to Tom Whitfield."

    def test_one_sent_from_where_kith_cannot_see_it_yet_is_waited_for(self, world: World) -> None:
        with mailer(world.mailbox) as program:
            program.delete(2)
        later(world, hours=6)
        assert tend(world)[TOMS] == "placed"
        later(world, hours=6)
        world.sent(TOM, 0.25)
        assert tend(world)[TOMS] == "sent"


class TestDropped:
    def test_thrown_away_it_means_not_this_time_after_a_day(self, world: World) -> None:
        with mailer(world.mailbox) as program:
            program.delete(2)
        later(world, hours=6)
        assert tend(world)[TOMS] == "placed"
        later(world, hours=23)
        assert tend(world)[TOMS] == "placed"
        later(world, hours=1)
        assert tend(world) == {KARENS: "placed", TOMS: "dropped"}
        assert since_last_time(world) == "Not this time: Tom Whitfield, because you deleted the draft."
        assert not due(world, "Tom Whitfield")
        with world.kith() as place:
            (event,) = place.store.events.all()
        assert (event.source, event.verb, event.person) == (BY_DRAFT, "skip", TOMS)
        shown = world.run("why", "tom").stdout
        assert '"skip (its draft was deleted)" (deleted draft)' in shown
        assert "2026-11-23: thrown away (you deleted it)" in shown
        (draft,) = json.loads(world.run("why", "tom", "--json").stdout)["drafts"]
        assert (draft["state"], draft["because"]) == ("dropped", "you deleted it")

    def test_marked_as_deleted_it_is_thrown_away_and_stays_marked(self, world: World) -> None:
        with mailer(world.mailbox) as program:
            program.mark(b"\\Deleted", 2)
        for _ in range(2):
            later(world, days=1)
            tend(world)
        assert tend(world)[TOMS] == "dropped"
        with mailer(world.mailbox) as program:
            assert b"\\Deleted" in program.flags(2)

    def test_undo_takes_the_skip_back(self, world: World) -> None:
        with mailer(world.mailbox) as program:
            program.delete(2)
        for _ in range(2):
            later(world, days=1)
            tend(world)
        assert say(world, "undo tom") == 'Taken back: "skip (its draft was deleted)"'
        assert since_last_time(world) == ""
        with world.kith() as place:
            assert place.store.wishes.newest(1 << 40) == {}

    def test_a_day_in_which_no_mail_was_read_proves_nothing(self, world: World) -> None:
        with mailer(world.mailbox) as program:
            program.delete(2)
        later(world, hours=6)
        tend(world)
        later(world, days=2)
        assert tend(world, scan=False)[TOMS] == "placed"
        assert tend(world)[TOMS] == "placed"  # looked at a moment ago
        later(world, hours=6)
        assert tend(world)[TOMS] == "dropped"

    def test_deleted_when_it_was_out_of_date_it_says_nothing_about_this_round(self, world: World) -> None:
        later(world, hours=1)
        say(world, "called tom")
        with mailer(world.mailbox) as program:
            program.delete(2)
        for _ in range(3):
            later(world, days=1)
            tend(world)
        with world.kith() as place:
            (tom,) = place.store.tended.about(TOMS)
            assert [one.verb for one in place.store.events.all()] == ["called"]
        assert (tom.state, tom.because) == ("dropped", "you deleted it; you called")
