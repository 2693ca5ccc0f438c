"""Reading a real mailbox on Dovecot: what counts, what does not, and that nothing is read twice."""

from pathlib import Path

import pytest

from helpers.judged import looking
from helpers.maildir import MailboxOnDisk
from helpers.world import SAM, World
from kith.clock import unix
from kith.errors import AccountDown, LoginRefused
from kith.jobs.people import assessed
from kith.jobs.scan import Unwatched
from kith.model import Kind, Person, Skip


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    return World(mailbox, tmp_path)


def people(world: World) -> dict[str, Person]:
    with world.kith() as place:
        found = assessed(place.store, place.settings, unix(world.clock.now()), everything=True)
        return {one.person.addresses[0]: one.person for one in found}


def test_mail_in_both_directions_becomes_touches_with_their_dates(world: World) -> None:
    world.sent("Karen Holm <karen@example.net>", 30)
    world.received("Karen Holm <karen@example.net>", 20)
    look = world.scan()
    karen = people(world)["karen@example.net"]
    assert (look.messages, look.tally["touches"]) == (2, 2)
    assert (karen.name, karen.kind) == ("Karen Holm", Kind.PERSON)
    assert karen.last_sent == world.now.timestamp() - 30 * 86400
    assert karen.last_received == world.now.timestamp() - 20 * 86400


def test_a_second_look_sees_nothing_and_opens_no_folder(world: World) -> None:
    world.friends("karen@example.net", 30, 60)
    world.scan()
    again = world.scan()
    assert again.messages == 0
    assert again.whole


def test_only_new_mail_is_read_at_the_next_look(world: World) -> None:
    world.friends("karen@example.net", 30)
    world.scan()
    world.received("karen@example.net", 1)
    look = world.scan()
    assert (look.messages, look.tally["touches"]) == (1, 1)


def missing(world: World) -> int:
    """Addresses of which nothing is kept, so that everybody who reads has to go over their touches."""
    with world.kith() as place, looking(place.store) as db:
        (count,) = db.execute(
            "SELECT count(*) FROM address WHERE id NOT IN (SELECT address FROM summary)"
        ).fetchone()
        return int(count)


def test_at_the_end_of_a_whole_look_what_is_counted_of_everybody_is_kept(world: World) -> None:
    world.friends("karen@example.net", 30, 60)
    world.received("robot@example.net", 3, Auto_Submitted="auto-generated")
    with world.kith() as place:
        (look,) = place.scanner().scan(Unwatched(), portion=1)
    assert look.more
    assert missing(world) > 0
    world.scan()
    assert missing(world) == 0
    world.received("karen@example.net", 1)
    world.scan()
    assert missing(world) == 0


def test_a_message_in_several_folders_is_one_touch(world: World) -> None:
    world.received("karen@example.net", 5, Message_ID="<one@example.net>")
    world.received("karen@example.net", 5, folder="Archive", Message_ID="<one@example.net>")
    look = world.scan()
    assert look.tally[Skip.DUPLICATE] == 1
    assert len(people(world)["karen@example.net"].received) == 1


def test_mail_sent_from_a_further_address_of_mine_in_any_folder_counts(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = World(mailbox, tmp_path, me=("sam@old.example",))
    raw = world.letter("sam@old.example", "karen@example.net", 9)
    mailbox.deliver(raw, "Archive/2025", world.now)
    world.scan()
    assert len(people(world)["karen@example.net"].sent) == 1


def test_drafts_and_junk_are_not_read(world: World) -> None:
    for folder in ("Drafts", "Junk", "Entwürfe"):
        world.received("karen@example.net", 5, folder=folder)
    assert world.scan().messages == 0


def test_mail_that_counts_for_nobody_keeps_its_reason(world: World) -> None:
    world.received("news@example.net", 3, List_Unsubscribe="<mailto:u@example.net>")
    world.received("robot@example.net", 3, Auto_Submitted="auto-generated")
    world.sent(SAM, 3)
    look = world.scan()
    assert dict(look.tally) == {Skip.AUTOMATIC: 2, Skip.SELF: 1, Skip.UNREADABLE: 0}
    assert people(world)["news@example.net"].because.startswith("1 automatic message (List-Unsubscribe)")


def test_a_further_address_of_mine_makes_old_mail_count_anew(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    world = World(mailbox, tmp_path)
    mailbox.deliver(world.letter("karen@example.net", "sam@alias.example", 9), "INBOX", world.now)
    world.scan()
    assert people(world)["karen@example.net"].received == ()
    world.me = ("sam@alias.example",)
    world.scan()
    assert len(people(world)["karen@example.net"].received) == 1


def test_a_renumbered_folder_is_read_again_and_changes_nothing(world: World, mailbox: MailboxOnDisk) -> None:
    world.friends("karen@example.net", 30, 60)
    world.scan()
    before = people(world)
    mailbox.bump_uidvalidity("INBOX")
    look = world.scan()
    assert look.tally[Skip.DUPLICATE] == 2
    assert people(world) == before


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_encrypted_line_is_read_as_well(world: World, mailbox: MailboxOnDisk, security: str) -> None:
    world.friends("karen@example.net", 30)
    world.security = security
    world.port = mailbox.tls_port if security == "tls" else mailbox.port
    assert world.scan().tally["touches"] == 2


def test_a_refused_login_is_told_as_such_and_waits(world: World) -> None:
    """Row 14: at a real server."""
    world.mailbox.password = "wrong"
    with world.kith() as place:
        for pause in (300, 3600):
            (look,) = place.scanner().scan(Unwatched())
            assert isinstance(look.failure, LoginRefused)
            assert place.store.cursors.retry_at("home") == world.now.timestamp() + pause
        assert place.scanner().scan(Unwatched(), patient=True) == []


def test_one_account_down_does_not_stop_the_others(mailbox: MailboxOnDisk, tmp_path: Path) -> None:
    gone = """
[accounts.gone]
email = "sam@gone.example"
host = "127.0.0.1"
port = 9
security = "none"
password_env = "MAIL_PASSWORD"
"""
    world = World(mailbox, tmp_path, settings=gone)
    world.received("karen@example.net", 5)
    with world.kith() as place:
        looks = {look.account: look for look in place.scanner().scan(Unwatched())}
        health = {one.account: one for one in place.store.cursors.health(["home", "gone"])}
    assert looks["home"].failure is None
    assert looks["home"].messages == 1
    assert isinstance(looks["gone"].failure, AccountDown)
    assert health["gone"].failing_since == world.now.timestamp()
    assert health["home"].looked_at == world.now.timestamp()


def test_several_accounts_with_a_copy_each_make_one_touch(
    mailbox: MailboxOnDisk, dovecot: object, tmp_path: Path
) -> None:
    second = mailbox.server.add_user()
    more = f"""
[accounts.work]
email = "sam@work.example"
host = "{second.host}"
port = {second.port}
user = "{second.user}"
security = "none"
password_env = "MAIL_PASSWORD"
"""
    world = World(mailbox, tmp_path, settings=more)
    raw = world.letter("karen@example.net", f"{SAM}, sam@work.example", 4)
    mailbox.deliver(raw, "INBOX", world.now)
    second.deliver(raw, "INBOX", world.now)
    with world.kith() as place:
        place.scanner().scan(Unwatched())
    assert len(people(world)["karen@example.net"].received) == 1
