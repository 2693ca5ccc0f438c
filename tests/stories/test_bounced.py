"""Mail to somebody came back: nobody is told to write there again."""

from pathlib import Path

from helpers.maildir import MailboxOnDisk
from helpers.reports import report
from helpers.world import World
from kith.jobs.people import assessed
from kith.jobs.why import why

KAREN = "Karen Holm <karen@example.net>"
LAST = "<the-last-letter-to-karen@example.org>"


def world_with_karen(mailbox: MailboxOnDisk, folder: Path) -> World:
    """Once a month until spring, then one more letter."""
    world = World(mailbox, folder)
    world.friends(KAREN, *range(460, 200, -30), subject="Handover notes")
    world.sent(KAREN, 150, Message_ID=LAST)
    return world


def due(world: World, but: str = "") -> list[str]:
    """Who is due; `but`: leaving out those who are for this reason, which tells that mail came back."""
    with world.kith() as place:
        now = int(world.now.timestamp())
        everybody = assessed(place.store, place.settings, now)
        return [one.person.name for one in everybody if one.due and one.lead != (but or None)]


def test_whose_mail_came_back_is_not_suggested_until_they_write(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = world_with_karen(mailbox, tmp_path)
    world.scan()
    assert due(world) == ["Karen Holm"]
    mailbox.deliver(
        report("karen@example.net", LAST, date="Fri, 26 Jun 2026 09:00:00 +0000"), "INBOX", world.now
    )
    world.scan()
    assert due(world) == []
    with world.kith() as place:
        found = why(place.store, place.settings, "karen", int(world.now.timestamp()))
    (told,) = found.assessment.against
    assert told.text == (
        "Your mail came back 4 months ago (5.1.1: 550 5.1.1 <karen@example.net> User unknown) and nothing has come "
        "from them since."
    )
    world.received(KAREN, 100)
    world.scan()
    assert due(world) == ["Karen Holm"]


def test_a_delayed_and_a_forged_report_hide_nobody(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = world_with_karen(mailbox, tmp_path)
    world.scan()
    for number, raw in enumerate([
        report("karen@example.net", LAST, action="delayed", status="4.4.1"),
        report("karen@example.net", "<guessed-by-a-stranger@example.org>"),
        report("karen@example.net", ""),
    ]):  # fmt: skip
        mailbox.deliver(raw.replace(b"<about.", b"<about%d." % number), "INBOX", world.now)
    assert world.scan().tally["automatic"] == 3
    assert due(world) == ["Karen Holm"]


def test_the_other_address_is_written_to_where_there_is_one(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = world_with_karen(mailbox, tmp_path)
    world.settings = '[[person]]\nemail = ["karen@example.net", "karen@home.example"]\n'
    mailbox.deliver(report("karen@example.net", LAST), "INBOX", world.now)
    world.scan()
    with world.kith() as place:
        composed = place.digester().compose(world.now)
    assert [one.draft.to for one in composed.digest.suggestions] == ["karen@home.example"]


def test_reports_are_read_once_whatever_folder_they_lie_in(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = world_with_karen(mailbox, tmp_path)
    raw = report("karen@example.net", LAST)
    for folder in ("INBOX", "Archive"):
        mailbox.deliver(raw, folder, world.now)
    world.scan()
    with world.kith() as place:
        waiting = place.store._db.execute("SELECT count(*) FROM report").fetchone()
        known = place.store._db.execute("SELECT count(*) FROM failure").fetchone()
    assert (waiting, known) == ((0,), (1,))


def test_who_has_another_address_is_told_about_by_kith_why_too(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = world_with_karen(mailbox, tmp_path)
    world.settings = '[[person]]\nemail = ["karen@example.net", "karen@home.example"]\n'
    mailbox.deliver(report("karen@example.net", LAST), "INBOX", world.now)
    world.scan()
    with world.kith() as place:
        found = why(place.store, place.settings, "karen", int(world.now.timestamp()))
    assert found.assessment.person.addresses == ("karen@home.example", "karen@example.net")


def test_a_letter_to_a_group_that_came_back_counts_too(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = World(mailbox, tmp_path)
    world.friends(KAREN, *range(460, 200, -30), subject="Handover notes")
    others = ", ".join(f"p{number}@example.net" for number in range(6))
    world.sent(f"{KAREN}, {others}", 150, Message_ID=LAST, subject="My new address")
    world.scan()
    assert due(world) == ["Karen Holm"]
    mailbox.deliver(report("karen@example.net", LAST), "INBOX", world.now)
    world.scan()
    assert due(world, but="bounced address") == []


def test_of_a_heap_of_reports_all_are_read_whatever_folder_they_lie_in(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = world_with_karen(mailbox, tmp_path)
    mailbox.deliver(report("karen@example.net", LAST), "Archive", world.now)
    for number in range(260):
        mailbox.deliver(
            report(f"p{number}@example.net", f"<not-mine-{number}@spam.example>"), "Archive", world.now
        )
    world.scan()
    with world.kith() as place:
        assert place.store._db.execute("SELECT count(*) FROM report").fetchone() == (0,)
        (octets,) = place.store._db.execute("SELECT octets FROM account").fetchone()
    assert due(world, but="bounced address") == []
    assert octets > 260 * 500  # they count towards the day's budget
