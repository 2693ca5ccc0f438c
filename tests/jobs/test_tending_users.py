"""Drafts that the user has touched are the user's for good; those that nobody touched make way for newer words."""

from pathlib import Path

import pytest

from helpers.drafted import KAREN, TOM, a_world, digests, in_drafts, write
from helpers.maildir import MailboxOnDisk
from helpers.mailer import mailer
from helpers.tended import KARENS, TOMS, all_drafts, because, later, tend, with_drafts
from helpers.world import World
from kith.jobs.delivering.drafting import Drafter
from kith.jobs.posting import post
from kith.jobs.scan import Unwatched


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    return with_drafts(mailbox, tmp_path)


class TestEdited:
    @pytest.mark.parametrize("expunge", [False, True], ids=["as Thunderbird", "as neomutt"])
    def test_saved_anew_it_is_the_users_for_good(self, expunge: bool, world: World) -> None:
        with mailer(world.mailbox) as program:
            kept = program.raw(2)
            fields = {"Message_ID": _id(kept)} if expunge else {}
            program.save_anew(2, expunge=expunge, **fields)
        later(world, hours=6)
        assert tend(world) == {KARENS: "placed", TOMS: "edited"}
        assert because(world, TOMS) == "you saved it anew"
        later(world, days=30)
        world.received(TOM, 1)
        tend(world)
        assert sum(b"one line of my own" in raw for raw in world.mailbox.messages("Drafts")) == 1

    @pytest.mark.parametrize(
        ("flag", "why"), [(b"\\Flagged", "you flagged it"), (b"\\Answered", "you answered it")]
    )
    def test_marked_it_is_left_alone_however_old(self, flag: bytes, why: str, world: World) -> None:
        with mailer(world.mailbox) as program:
            program.mark(flag, 2)
        later(world, days=14)
        assert tend(world) == {KARENS: "removed", TOMS: "edited"}
        assert because(world, TOMS) == why
        assert set(in_drafts(world.mailbox)) == {TOMS}
        with mailer(world.mailbox) as program:
            assert b"\\Deleted" not in program.flags(2)

    def test_changed_in_place_it_is_the_users(self, world: World) -> None:
        """No server should allow it; a Maildir that is edited by hand does."""
        (path,) = (path for path in (world.mailbox.folder("Drafts") / "cur").iterdir()
                   if b"To: Tom" in path.read_bytes())  # fmt: skip
        path.write_bytes(path.read_bytes().replace(b"Whitfield", b"Whitfeild"))
        later(world, days=14)
        assert tend(world) == {KARENS: "removed", TOMS: "edited"}
        assert len(world.mailbox.messages("Drafts")) == 1

    def test_a_copy_of_it_in_a_folder_that_is_numbered_anew_stays(self, world: World) -> None:
        with mailer(world.mailbox) as program:
            program.save(program.raw(2))
        world.mailbox.bump_uidvalidity("Drafts")
        later(world, days=14)
        assert tend(world) == {KARENS: "removed", TOMS: "edited"}
        assert len(world.mailbox.messages("Drafts")) == 2

    def test_an_older_draft_of_the_users_own_is_no_edition_of_kiths(
        self, mailbox: MailboxOnDisk, tmp_path: Path
    ) -> None:
        mailbox.folder("Drafts", r"\Drafts")
        mailbox.deliver(b"To: tom@example.net\r\nMessage-ID: <own@mailer.example>\r\n\r\nhi\r\n", "Drafts")
        (tmp_path / "more").mkdir()
        with mailer(mailbox) as program:
            assert program.uids() == [1]
        world = _with_drafts_behind(mailbox, tmp_path / "more")
        with mailer(mailbox) as program:
            program.delete(3)
        later(world, hours=6)
        assert tend(world)[TOMS] == "placed"
        later(world, days=1)
        assert tend(world)[TOMS] == "dropped"


def test_a_newer_draft_of_kiths_own_is_no_edition_of_the_older_one(world: World) -> None:
    with mailer(world.mailbox) as program:
        program.delete(2)
    later(world, hours=6)
    with world.kith() as place:
        digester = place.digester()
        assert digester.claim(digester.compose(world.now, only="tom"))
        assert post(place, Unwatched()) == []
    assert TOMS in in_drafts(world.mailbox)
    for _ in range(5):
        later(world, hours=6)
        tend(world)
    with world.kith() as place:
        found = [(one.state, one.because) for one in place.store.tended.about(TOMS)]
    assert found == [("dropped", "you deleted it; the next digest came"), ("placed", "")]


class TestWrittenAnew:
    def rewritten(self, world: World) -> None:
        """The digest could not leave for three hours, and says something else of Tom then."""
        with world.kith() as place:
            write(place)
            Drafter(place.settings, place.store, place.environ, place.clock, place.journal).place_waiting(
                Unwatched()
            )
        later(world, hours=3)
        world.sent(KAREN, 0.01)
        world.sent("Tom Whitfield <tom@example.net>", 239, subject="A newer subject")
        world.received(TOM, 238, subject="A newer subject")
        world.scan()

    def test_the_older_draft_makes_way_for_the_newer_words(
        self, mailbox: MailboxOnDisk, tmp_path: Path
    ) -> None:
        mailbox.folder("Drafts", r"\Drafts")
        world = a_world(mailbox, tmp_path)
        self.rewritten(world)
        before = in_drafts(mailbox)[TOMS]
        with world.kith() as place:
            assert place.digester().renew(world.now)
            assert post(place, Unwatched()) == []
            states = {one.address: one.state for one in all_drafts(place)}
        after = in_drafts(mailbox)
        assert set(after) == {TOMS}
        assert after[TOMS].get_content() != before.get_content()
        assert states == {KARENS: "sent", TOMS: "placed"}
        (digest,) = digests(mailbox)
        assert "An older draft" not in digest
        assert "in your Drafts folder" in " ".join(digest.split())

    def test_what_they_have_written_meanwhile_is_answered_by_the_draft_that_lies_there(
        self, mailbox: MailboxOnDisk, tmp_path: Path
    ) -> None:
        mailbox.folder("Drafts", r"\Drafts")
        world = a_world(mailbox, tmp_path)
        with world.kith() as place:
            write(place)
            Drafter(place.settings, place.store, place.environ, place.clock, place.journal).place_waiting(
                Unwatched()
            )
        later(world, days=5)
        world.received(TOM, 4, subject="Can you help?")
        world.scan()
        with world.kith() as place:
            assert place.digester(place.reader(Unwatched())).renew(world.now)
            assert post(place, Unwatched()) == []
        assert in_drafts(mailbox)[TOMS]["Subject"] == "Re: Can you help?"
        assert "An older draft" not in " ".join(digests(mailbox))

    def test_one_the_user_has_edited_stays_and_the_digest_says_so(
        self, mailbox: MailboxOnDisk, tmp_path: Path
    ) -> None:
        mailbox.folder("Drafts", r"\Drafts")
        world = a_world(mailbox, tmp_path)
        self.rewritten(world)
        with mailer(mailbox) as program:
            program.save_anew(2, expunge=True)
        with world.kith() as place:
            assert place.digester().renew(world.now)
            assert post(place, Unwatched()) == []
        (draft,) = mailbox.messages("Drafts")
        assert b"one line of my own" in draft
        (digest,) = digests(mailbox)
        assert "Your own version of a draft to them lies in your folder" in " ".join(digest.split())


def _id(raw: bytes) -> str:
    return next(line for line in raw.decode().splitlines() if line.startswith("Message-ID:")).split()[1]


def _with_drafts_behind(mailbox: MailboxOnDisk, folder: Path) -> World:
    world = a_world(mailbox, folder)
    with world.kith() as place:
        write(place)
        assert post(place, Unwatched()) == []
        assert [one.uid for one in place.store.tended.living()] == [2, 3]
    return world
