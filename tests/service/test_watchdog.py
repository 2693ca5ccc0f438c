"""What feeds the watchdog: the work, as it goes on."""

from pathlib import Path

from helpers.maildir import MailboxOnDisk
from helpers.notify import NotifySocket
from helpers.scripted_imap import ScriptedImap, close
from helpers.world import World
from kith.journal import Journal
from kith.service.run import Daemon
from kith.service.signals import Signals
from kith.service.systemd import Systemd

LETTERS = 3


def test_with_many_letters_waiting_for_a_silent_server_the_watchdog_is_fed_for_each(
    mailbox: MailboxOnDisk, scripted_imap: ScriptedImap, tmp_path: Path
) -> None:
    """kith gives up such a server after a minute, and a letter later asks it again: fifteen of them, unfed, and the
    watchdog would end a kith that is well. (This one hangs up at once.)"""
    world = World(mailbox, tmp_path, settings="[digest]\nmax_people = 1\n")
    for name in ("Karen Holm", "Ravi Patel", "Tom Lee"):
        world.friends(f"{name} <{name[:3]}@example.net>", 400, 360, 320, 280, 240)
    world.scan()
    world.port = scripted_imap.port
    scripted_imap.rules.append((rb"APPEND|SELECT|LIST", close))
    with NotifySocket(tmp_path) as systemd, world.kith() as place:
        for _ in range(LETTERS):
            digester = place.digester()
            assert digester.claim(digester.compose(place.clock.now()))
            world.clock.advance(seconds=1)
        daemon = Daemon(place, Signals(Journal()), Systemd({"NOTIFY_SOCKET": str(systemd.path)}))
        before = systemd.by_now().count("WATCHDOG=1")
        daemon.hand_over()
        assert len(place.store.ledger.waiting()) == LETTERS
        assert systemd.by_now().count("WATCHDOG=1") - before >= LETTERS
