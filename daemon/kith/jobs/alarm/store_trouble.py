"""A store that cannot be used: the disk is full, or the file is damaged, and nothing can be written into it.

What must not be forgotten meanwhile is kept in memory, and in a note: a small file in the state folder, or in
$XDG_RUNTIME_DIR where that takes none. Where neither does, the mailbox remembers: the notice's Message-ID is the same
all day long, and where a letter with it lies in any folder (Trash too), no other is placed. By IMAP alone: what left
by SMTP could not be found at once.
"""

import hmac
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Self

from kith import files
from kith.clock import instant
from kith.config.settings import Settings
from kith.deliver import mailbox
from kith.errors import FolderUnavailable, KithError, LoginRefused
from kith.imap.folders import listing
from kith.imap.session import Session
from kith.jobs.alarm.notices import compose_notice
from kith.jobs.credentials import account_credential, signed_in
from kith.jobs.reading.look import Watch
from kith.journal import Journal
from kith.people.address import domain_of
from kith.suggest.alarm import Kind, Notice, Outage
from kith.suggest.notice import words

NOTE = "store-trouble.json"
DAY = 86_400
AGAIN, REFUSED = (
    600,
    DAY // 2,
)  # seconds until it is tried again to tell; where a login was refused: no hammering


@dataclass(slots=True)
class StoreTrouble:
    """What is known of it. Times are unix seconds; `tried`: seconds in which kith was up and tried."""

    why: str
    code: int
    since: int
    tried: float = 0.0
    told_at: int | None = None
    retry_at: int | None = None  # where telling it failed

    @classmethod
    def of(cls, error: KithError, now: int, noted: Self | None = None) -> Self:
        """The trouble that `error` tells of; `noted` goes on with it."""
        trouble = noted or cls("", 0, now)
        trouble.why, trouble.code = str(error), error.exit_code
        return trouble

    @classmethod
    def noted(cls, settings: Settings, environ: Mapping[str, str]) -> Self | None:
        """What an earlier process has noted; None where there is nothing, or nothing that can be read."""
        for path in _notes(settings, environ):
            with suppress(OSError, ValueError, TypeError):  # there is none, or something else wrote it
                return cls(**json.loads(path.read_bytes()))
        return None

    def note(self, settings: Settings, environ: Mapping[str, str]) -> None:
        """Leave it to the next process, where any place takes it."""
        for path in _notes(settings, environ):
            with suppress(
                KithError
            ):  # that disk is full, which is what this is about: the next place, or the mailbox
                files.write_private(path, json.dumps(asdict(self)))
                return

    @staticmethod
    def over(settings: Settings, environ: Mapping[str, str]) -> None:
        """The store takes what is written: nothing is to be noted any more."""
        for path in _notes(settings, environ):
            with suppress(OSError):  # one that cannot be taken away is written over by the next trouble
                path.unlink(missing_ok=True)

    def tell(
        self,
        settings: Settings,
        environ: Mapping[str, str],
        zone: tzinfo,
        journal: Journal,
        now: int,
        watch: Watch,
    ) -> None:
        """Tell the user, into the first INBOX that takes it, once a day."""
        if (
            self.told_at is not None and 0 <= now - self.told_at < DAY
        ):  # one that lies ahead: a clock gone wrong
            return
        if self.retry_at is not None and 0 < self.retry_at - now <= REFUSED:
            return
        journal.alarm("nothing can be written down", self.why)
        name, letter = _letter(self, settings, zone, now)
        state_dir = files.state_dir(settings, environ)
        for table, account in settings.accounts.items():
            try:
                credential = account_credential(table, account, environ, state_dir, lambda: now)
                with signed_in(credential, account, watch) as session, session.doing("placing a notice"):
                    if not _lies_there(session, name):
                        mailbox.append(session.client, b"INBOX", letter)
                journal.delivered(name, f"in INBOX of {account.email}")
                self.told_at, self.retry_at = now, None
                break
            except KithError as refused:
                journal.delivery_failed(name, refused)
                pause = REFUSED if isinstance(refused, LoginRefused) else AGAIN
                self.retry_at = max(self.retry_at or 0, now + pause)
        self.note(settings, environ)


def _letter(trouble: StoreTrouble, settings: Settings, zone: tzinfo, now: int) -> tuple[str, bytes]:
    """Its Message-ID, the same for a day (UTC), and the notice."""
    outage = Outage("store", trouble.code, trouble.since, 0, trouble.why)
    said = words(Notice(Kind.TROUBLE, now, 1, (outage,), ()), zone)
    what = f"kith without a store {settings.recipient} {instant(now):%Y-%m-%d}"
    mark = hmac.new(_of_this_machine(), what.encode(), "sha256").hexdigest()
    name = f"<kith.{mark[:33]}@{domain_of(settings.recipient)}>"
    return name, compose_notice(settings, settings.name, said, name, now)


def _of_this_machine() -> bytes:
    """What nobody elsewhere knows, so that no stranger can place the notice's Message-ID into INBOX before it. Used as
    machine-id(5) wants it: as a key, never shown."""
    try:
        return Path("/etc/machine-id").read_bytes().strip() or os.uname().nodename.encode()
    except OSError:
        return os.uname().nodename.encode()


def _lies_there(session: Session, name: str) -> bool:
    """Whether the letter lies in any folder: INBOX first, and where the user put it away."""
    for folder in listing(session):
        with suppress(FolderUnavailable):  # no reason to keep silent
            if mailbox.holds(session.client, folder.raw, name):
                return True
    return False


def _notes(settings: Settings, environ: Mapping[str, str]) -> Iterator[Path]:
    yield files.state_dir(settings, environ) / NOTE
    if runtime := files.runtime_dir(environ):
        yield runtime / f"kith-{NOTE}"
