"""A notice without a store: the disk is full, or the file is damaged, and nothing can be written down.

Then nobody can remember that it was told, so the mailbox does: the Message-ID is the same all day long, and where a
letter with it lies in INBOX, no other is placed there. By IMAP alone: what left by SMTP could not be found at once.
"""

import hmac
import os
from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path

from kith.clock import instant
from kith.config.settings import Settings
from kith.deliver import mailbox
from kith.errors import KithError
from kith.files import state_dir
from kith.jobs.keys import account_key, signed_in
from kith.jobs.reading.look import Watch
from kith.journal import Journal
from kith.mail.compose import compose
from kith.people.address import domain_of
from kith.suggest.alarm import Kind, Notice, Outage
from kith.suggest.notice import words


def _of_this_machine() -> bytes:
    """What nobody elsewhere knows, so that no stranger can place the notice's Message-ID into INBOX before it. Used as
    machine-id(5) wants it: as a key, never shown."""
    try:
        return Path("/etc/machine-id").read_bytes().strip() or os.uname().nodename.encode()
    except OSError:
        return os.uname().nodename.encode()


def last_words(
    settings: Settings,
    environ: Mapping[str, str],
    zone: tzinfo,
    journal: Journal,
    error: KithError,
    now: int,
    watch: Watch,
) -> bool:
    """Tell that the store cannot be used, into the first INBOX that takes it, once a day (UTC). True when it lies
    there; the journal has it in any case."""
    journal.alarm("nothing can be written down", error)
    outage = Outage("store", error.exit_code, now, 0, str(error))
    said = words(Notice(Kind.TROUBLE, now, 1, (outage,), ()), zone)
    day = f"{instant(now):%Y-%m-%d}"
    mark = hmac.new(
        _of_this_machine(), f"kith without a store {settings.recipient} {day}".encode(), "sha256"
    ).hexdigest()
    name = f"<kith.{mark[:33]}@{domain_of(settings.recipient)}>"
    letter = compose(
        own_address=settings.recipient,
        own_name=settings.name,
        to=settings.recipient,
        subject=said.subject,
        text=said.text,
        message_id=name,
        as_of=now,
        kind="notice",
    )
    for name_of_account, account in settings.accounts.items():
        try:
            key = account_key(name_of_account, account, environ, state_dir(settings, environ), lambda: now)
            with signed_in(key, account, watch) as session, session.doing("placing a notice"):
                if not mailbox.holds(session.client, b"INBOX", name):
                    mailbox.append(session.client, b"INBOX", letter)
                journal.delivered(name, f"in INBOX of {account.email}")
                return True
        except KithError as refused:
            journal.delivery_failed(name, refused)
    return False
