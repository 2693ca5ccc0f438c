"""Telling the user that the store cannot be used: into the first INBOX that takes it, once a day, by IMAP alone (what
left by SMTP could not be found at once).

Promises at most one a day in all INBOXes. What is noted says so, and the mailbox where nothing is: the Message-ID is
the same all day long (UTC), and where a letter with it lies in any folder (Trash too), no other is placed. While
nobody knows whether an account has it, it is looked for there and goes nowhere else.
"""

import hmac
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from kith import files
from kith.clock import instant
from kith.config.settings import Account, Settings
from kith.deliver import mailbox
from kith.errors import DeliveryUncertain, FolderUnavailable, KithError, LoginRefused
from kith.imap.folders import listing
from kith.imap.session import Session
from kith.jobs.alarm.notices import compose_notice
from kith.jobs.alarm.store_trouble import StoreTrouble
from kith.jobs.credentials import account_credential, signed_in
from kith.jobs.reading.look import Watch
from kith.journal import Journal
from kith.people.address import domain_of
from kith.suggest.alarm import DAY, Kind, Notice, Outage
from kith.suggest.notice import words

AGAIN, REFUSED = (
    600,
    DAY // 2,
)  # seconds until it is tried again to tell; where a login was refused: no hammering


@dataclass(frozen=True, slots=True)
class StoreNotice:
    """Tells of a `StoreTrouble`, and has it remember so. Times are unix seconds."""

    settings: Settings
    environ: Mapping[str, str]
    zone: tzinfo
    journal: Journal

    def tell(
        self,
        trouble: StoreTrouble,
        now: int,
        watch: Watch,
        *,
        by_timer: bool = False,
        closed: Collection[str] = (),
    ) -> None:
        """Tell it, where it is not told for today. No login is made at accounts that are `closed`, nor at any
        `by_timer` where it could not be noted: each new run would try a wrong password again."""
        if trouble.told_at is not None and 0 <= now - trouble.told_at < DAY:  # ahead: a clock gone wrong
            return
        if trouble.retry_at is not None and 0 < trouble.retry_at - now <= REFUSED:
            return
        if trouble.retry_at is None:  # else it was said, and each failure to tell is
            self.journal.alarm("nothing can be written down", trouble.why)
        trouble.retry_at = now + AGAIN
        if not trouble.note(self.settings, self.environ) and by_timer:
            return
        known = trouble.doubtful in self.settings.accounts and 0 <= now - trouble.told_on < DAY
        if not known:
            trouble.doubtful, trouble.told_on = "", now
        name, letter = _letter(trouble, self.settings, self.zone)
        for table, account in sorted(
            self.settings.accounts.items(), key=lambda one: one[0] != trouble.doubtful
        ):
            if table not in closed and self._tried(trouble, table, account, name, letter, now, watch):
                trouble.told_at, trouble.retry_at, trouble.doubtful = now, None, ""
            if trouble.doubtful or trouble.told_at == now:
                break
        trouble.note(self.settings, self.environ)

    def _tried(
        self,
        trouble: StoreTrouble,
        table: str,
        account: Account,
        name: str,
        letter: bytes,
        now: int,
        watch: Watch,
    ) -> bool:
        """Whether it lies in this account now. Nobody knows while the trouble is `doubtful`."""
        state_dir = files.state_dir(self.settings, self.environ)
        try:
            credential = account_credential(table, account, self.environ, state_dir, lambda: now)
            with signed_in(credential, account, watch) as session, session.doing("placing a notice"):
                if not _lies_there(session, name):
                    trouble.doubtful = table
                    trouble.note(self.settings, self.environ)
                    try:
                        mailbox.append(session.client, b"INBOX", letter)
                    except DeliveryUncertain:
                        raise
                    except KithError:
                        trouble.doubtful = ""
                        raise
        except KithError as refused:
            self.journal.delivery_failed(name, refused)
            pause = REFUSED if isinstance(refused, LoginRefused) else AGAIN
            trouble.retry_at = max(trouble.retry_at or 0, now + pause)
            return False
        self.journal.delivered(name, f"in INBOX of {account.email}")
        return True


def _letter(trouble: StoreTrouble, settings: Settings, zone: tzinfo) -> tuple[str, bytes]:
    """Its Message-ID, the same for a day (UTC), and the notice."""
    outage, at = Outage("store", trouble.code, trouble.since, 0, trouble.why), trouble.told_on
    said = words(Notice(Kind.TROUBLE, at, 1, (outage,), ()), zone)
    what = f"kith without a store {settings.recipient} {instant(at):%Y-%m-%d}"
    mark = hmac.new(_secret(settings), what.encode(), "sha256").hexdigest()
    name = f"<kith.{mark[:33]}@{domain_of(settings.recipient)}>"
    return name, compose_notice(settings, settings.name, said, name, at)


def _secret(settings: Settings) -> bytes:
    """What strangers do not know, so that none can place a letter with this Message-ID first and silence the notice.

    The store's own secret cannot be read now. The whole configuration is known to nobody who may not read it, and is
    the same at the next start; machine-id(5), a key and never shown, is added where there is one. Whoever may read
    both files on this machine could silence the notice for a day; the journal says it all the same.
    """
    machine = b""
    with suppress(OSError):  # a container often has none
        machine = Path("/etc/machine-id").read_bytes()
    return machine + settings.model_dump_json().encode()


def _lies_there(session: Session, name: str) -> bool:
    """Whether the letter lies in any folder: INBOX first, and where the user put it away."""
    for folder in listing(session):
        with suppress(FolderUnavailable):  # no reason to keep silent
            if mailbox.holds(session.client, folder.raw, name):
                return True
    return False
