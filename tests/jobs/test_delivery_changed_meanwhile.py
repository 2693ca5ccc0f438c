"""The configuration is changed while a letter may have been taken: what counts is how it left, and where to.

Reliability E2 (docs/reliability.md). SMTP took the letter and gave no answer, or said "later"; INBOX took it, and the
line was cut. Then comes another way of delivery, another address, another order of accounts; one renamed, one gone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from helpers.dovecot import Dovecot
from helpers.maildir import MailboxOnDisk
from helpers.smtp_sink import DROP, Accepted, SmtpSink, into_maildir
from helpers.wire import TO_CLIENT, Wire
from helpers.world import World
from jobs.test_delivery import LATER, a_world, deliver, digests, smtp, write
from kith.errors import DeliveryPutOff, DeliveryRefused, DeliveryUncertain
from kith.jobs.delivering.arrivals import BELIEVED, HOLD
from kith.jobs.scan import Unwatched
from kith.journal import Journal
from kith.service.run import Daemon
from kith.service.signals import Signals
from kith.service.systemd import Systemd

IMAP = '[digest]\ndeliver = "imap"\n'


def arriving(mailbox: MailboxOnDisk) -> Callable[[Accepted], None]:
    put = into_maildir(mailbox.root)

    def deliver_to(letter: Accepted) -> None:
        put(letter)
        mailbox.server.own(mailbox.root)

    return deliver_to


@pytest.mark.parametrize("answer", [DROP, LATER], ids=["no answer", "451"])
@pytest.mark.parametrize("smtp_stays", [True, False])
def test_what_smtp_may_bring_is_not_placed_by_imap_within_ten_minutes(
    mailbox: MailboxOnDisk, tmp_path: Path, answer: str, smtp_stays: bool
) -> None:
    late: list[Accepted] = []
    with SmtpSink(faults={"accepted": answer}, deliver_to=late.append) as sink:
        world = a_world(mailbox, tmp_path, smtp(sink))
        with world.kith() as place:
            message_id = write(place)
            deliver(place)
        world.settings = IMAP + (smtp(sink) if smtp_stays else "")
        world.clock.advance(minutes=2)
        with world.kith() as place:
            (failure,) = deliver(place)
        assert "on its way" in str(failure)
        assert digests(mailbox) == []
    for letter in late:
        arriving(mailbox)(letter)
    world.clock.advance(minutes=2)
    with world.kith() as place:
        assert deliver(place) == []
        assert place.store.ledger.waiting() == []
    assert digests(mailbox) == [message_id]


def test_what_smtp_took_and_put_off_is_found_though_there_is_no_smtp_any_more(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with SmtpSink(faults={"accepted": LATER}, deliver_to=arriving(mailbox)) as sink:
        world = a_world(mailbox, tmp_path, smtp(sink))
        with world.kith() as place:
            message_id = write(place)
            assert [type(one) for one in deliver(place)] == [DeliveryPutOff]
    world.settings = ""
    world.clock.advance(minutes=11)
    with world.kith() as place:
        assert deliver(place) == []
        newest = place.store.ledger.newest()
    assert newest is not None
    assert newest.answer == "found in your mailbox"
    assert digests(mailbox) == [message_id]


def test_what_smtp_never_brought_is_placed_by_imap_after_ten_minutes(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    with SmtpSink(faults={"accepted": DROP}) as sink:
        world = a_world(mailbox, tmp_path, smtp(sink))
        with world.kith() as place:
            message_id = write(place)
            deliver(place)
    world.settings = ""
    world.clock.advance(seconds=HOLD)
    with world.kith() as place:
        assert deliver(place) == []
    assert digests(mailbox) == [message_id]


def test_a_letter_put_off_goes_no_second_time_within_ten_minutes_by_hand_or_by_a_timer(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """Another try fails before the letter is given: what the first one may have brought is not forgotten for that."""
    late: list[Accepted] = []
    with SmtpSink(faults={"accepted": LATER}, deliver_to=late.append) as sink:
        world = a_world(mailbox, tmp_path, smtp(sink))
        with world.kith() as place:
            message_id = write(place)
            deliver(place)
            sink.faults = {}
            world.clock.advance(minutes=1)
            (failure,) = deliver(place)  # as `kith digest` does
            assert isinstance(failure, DeliveryUncertain)
            (waiting,) = place.store.ledger.waiting()
            assert waiting.state == "written", (
                "it is rewritten, and does not count, as one that is still here"
            )
            world.clock.advance(minutes=1)
            daemon = Daemon(place, Signals(Journal()), Systemd({}))
            assert daemon.once() != 0
            daemon.lines.close()
            assert len(sink.letters) == 1
            world.clock.advance(seconds=HOLD)
            sink.faults = {"mail": LATER}
            assert len(deliver(place)) == 1
            arriving(mailbox)(late[0])
            sink.faults = {}
            world.clock.advance(hours=1)
            assert deliver(place) == []
    assert len(sink.letters) == 1
    assert digests(mailbox) == [message_id]


@dataclass
class Changing(World):
    """Sam's accounts by name, in the order of the configuration: any of these may change."""

    accounts: dict[str, tuple[str, MailboxOnDisk]] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        secrets = {f"PASSWORD_{box.user.upper()}": box.password for _, box in self.accounts.values()}
        return {**super().environ, **secrets}

    @property
    def toml(self) -> str:
        tables = (
            f'[accounts.{name}]\nemail = "{email}"\nhost = "{box.host}"\nport = {self.ports.get(name, box.port)}\n'
            f'user = "{box.user}"\nsecurity = "none"\npassword_env = "PASSWORD_{box.user.upper()}"\n'
            for name, (email, box) in self.accounts.items()
        )
        return "\n".join((*tables, self.settings))


HOME, WORK = "sam@example.org", "sam@work.example"


def two_accounts(dovecot: Dovecot, folder: Path) -> tuple[Changing, MailboxOnDisk, MailboxOnDisk]:
    """Karen is due; the digest goes to the first account, home."""
    home, work = dovecot.add_user(), dovecot.add_user()
    world = Changing(home, folder, accounts={"home": (HOME, home), "work": (WORK, work)})
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240)
    with world.kith() as place:
        assert [look.failure for look in place.scanner().scan(Unwatched())] == [None, None]
    return world, home, work


def taken_without_an_answer(world: Changing, home: MailboxOnDisk, way: str) -> str:
    """The digest lies in home's INBOX, and kith does not know; gives its Message-ID. No way but IMAP is left."""
    if way == "smtp":
        with SmtpSink(faults={"accepted": DROP}, deliver_to=arriving(home)) as sink:
            world.settings = smtp(sink)
            with world.kith() as place:
                message_id = write(place)
                assert [type(one) for one in deliver(place)] == [DeliveryUncertain]
        world.settings = ""
        return message_id
    with Wire(home.host, home.port) as wire:
        world.ports = {"home": wire.port}
        wire.when(TO_CLIENT, rb"APPENDUID", wire.cut, before=True)
        with world.kith() as place:
            message_id = write(place)
            assert [type(one) for one in deliver(place)] == [DeliveryUncertain]
    world.ports = {}
    return message_id


@pytest.mark.parametrize("way", ["smtp", "imap"])
@pytest.mark.parametrize("change", ["order", "to", "to another", "name"])
def test_a_letter_in_doubt_is_looked_for_where_it_went(
    dovecot: Dovecot, tmp_path: Path, way: str, change: str
) -> None:
    world, home, work = two_accounts(dovecot, tmp_path)
    message_id = taken_without_an_answer(world, home, way)
    if change == "order":
        world.accounts = dict(reversed(world.accounts.items()))
    elif change == "name":
        world.accounts = {"work": (WORK, work), "private": (HOME, home)}
    else:
        world.settings = f'[digest]\nto = "{WORK if change == "to" else "sam@elsewhere.example"}"\n'
    world.clock.advance(seconds=HOLD + 60)
    with world.kith() as place:
        assert deliver(place) == []
        assert place.store.ledger.waiting() == []
    assert digests(home) == [message_id]
    assert digests(work) == []


@pytest.mark.parametrize("way", ["smtp", "imap"])
def test_a_letter_in_doubt_whose_account_is_gone_is_waited_for_then_given_up_and_told(
    dovecot: Dovecot, tmp_path: Path, way: str
) -> None:
    """Never twice: it is not placed into the other account; where it may lie is said, and who it named is due again."""
    world, home, work = two_accounts(dovecot, tmp_path)
    message_id = taken_without_an_answer(world, home, way)
    world.accounts = {"work": (WORK, work)}
    world.clock.advance(seconds=BELIEVED - 60)
    with world.kith() as place:
        (failure,) = deliver(place)
        assert isinstance(failure, DeliveryUncertain)
        assert f"the mailbox of {HOME}, which is no longer in your configuration" in str(failure)
    world.clock.advance(seconds=60)
    with world.kith() as place:
        (failure,) = deliver(place)
        assert isinstance(failure, DeliveryRefused)
        newest = place.store.ledger.newest()
        assert place.store.ledger.suggested() == {}
    assert newest is not None
    assert newest.state == "refused"
    assert "look for it there" in newest.answer
    assert digests(home) == [message_id]
    assert digests(work) == []


def test_an_account_that_is_put_back_within_the_hour_is_asked(dovecot: Dovecot, tmp_path: Path) -> None:
    world, home, work = two_accounts(dovecot, tmp_path)
    message_id = taken_without_an_answer(world, home, "imap")
    before, world.accounts = world.accounts, {"work": (WORK, work)}
    world.clock.advance(minutes=30)
    with world.kith() as place:
        assert len(deliver(place)) == 1
    world.accounts = before
    world.clock.advance(hours=2)
    with world.kith() as place:
        assert deliver(place) == []
    assert (digests(home), digests(work)) == ([message_id], [])
