"""1,374 malformed or odd messages, delivered into Dovecot and read over IMAP: none ends the reading, none is lost."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from helpers.judged import looking
from helpers.maildir import MailboxOnDisk
from helpers.world import MONDAY, World
from kith.mail import facts

_MESSAGES = 1374
_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]*@([a-z0-9]+\.)+[a-z]{2,}")


def owners(paths: list[Path]) -> tuple[str, ...]:
    """Whom the messages were written to, as far as a configuration takes it: they are mine."""
    firsts = (facts.read(path.read_bytes()[:65536], None, 0, MONDAY).to[:1] for path in paths)
    return tuple(sorted({one.spec for first in firsts for one in first if _PLAIN.fullmatch(one.spec)}))


def test_every_message_is_a_touch_or_skipped_or_set_aside_with_a_reason(
    corpus: Callable[[str], Path],
    mailbox: MailboxOnDisk,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every third message goes to Sent; the first address in To is mine."""
    paths = sorted(corpus("torture").glob("*.eml"))
    assert len(paths) == _MESSAGES
    world = World(mailbox, tmp_path, me=owners(paths))
    arrived = world.now - timedelta(days=400)
    for number, path in enumerate(paths):
        mailbox.deliver(path.read_bytes(), "Sent" if number % 3 == 0 else "INBOX", arrived)
    look = world.scan()
    with world.kith() as place, looking(place.store) as db:
        stored = Counter(
            reason or "touches"
            for (reason,) in db.execute("SELECT reason FROM message LEFT JOIN skip ON skip.id = message.skip")
        )
        (aside,) = db.execute("SELECT count(*) FROM quarantine WHERE reason <> ''").fetchone()
        (reasonless,) = db.execute("SELECT count(*) FROM skip WHERE because = ''").fetchone()
        (latest,) = db.execute(
            "SELECT max(at) FROM (SELECT at FROM touch UNION ALL SELECT at FROM uncounted)"
        ).fetchone()
        counting = db.execute("SELECT count(DISTINCT message) FROM touch").fetchone()[0]
    skipped = sum(look.tally.values()) - sum(
        look.tally[what] for what in ("touches", "duplicate", "unreadable")
    )
    table = {
        **stored,
        "duplicate": look.tally["duplicate"],
        "skipped first, then a copy counted": skipped - (stored.total() - stored["touches"]),
        "set aside": aside,
    }
    with capsys.disabled():
        print("\ntorture over IMAP:", ", ".join(f"{what} {count}" for what, count in sorted(table.items())))
    assert look.failure is None
    assert look.messages == _MESSAGES
    assert sum(table.values()) == _MESSAGES
    assert stored["touches"] == counting
    assert reasonless == 0
    assert latest <= (arrived + timedelta(days=1)).timestamp()


def test_a_second_look_finds_nothing_new(
    corpus: Callable[[str], Path], mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = World(mailbox, tmp_path)
    for path in sorted(corpus("torture").glob("*.eml"))[::10]:
        mailbox.deliver(path.read_bytes(), "INBOX", world.now - timedelta(days=400))
    world.scan()
    assert world.scan().messages == 0
