"""Reading mail: from IMAP folders to touches in the store, one window and one transaction at a time.

Decide per message (pure), write per window (atomic): what a window says and how far its folder has been read move
together, so that a kill anywhere costs at most the window it fell into. The side of the mailbox is only read.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from kith.clock import Clock, unix
from kith.config.settings import Account, SecretSource, Settings
from kith.errors import (
    AccountDown,
    FolderUnavailable,
    KithError,
    LoginRefused,
    Misconfigured,
    SecretUnavailable,
    StoreBusy,
    Throttled,
)
from kith.imap.answers import Fetched
from kith.imap.fetch import Window, examine, window
from kith.imap.folders import Folder, listing
from kith.imap.session import Session
from kith.journal import Journal
from kith.mail import facts, touches
from kith.model import SCANNED, Role, Skip, Verdict
from kith.people.address import Me
from kith.people.automatic import list_address
from kith.store import Store
from kith.store.cursors import Cursor
from kith.store.touches import Judged
from kith.vault import Secret, fetch

JUDGEMENT = 2  # raised when messages come to mean something else: the mailbox is then read again
WIDTH = 1000  # UIDs a window spans
_ORDER = {Role.ALL: 0, Role.SENT: 1, Role.INBOX: 2, Role.NORMAL: 3}
_RETRY_FIRST, _RETRY_MOST, _RETRY_LOGIN = 60, 1800, 3600  # seconds


class Watch(Protocol):
    """Who looks on: shows progress, feeds the watchdog, and may ask to stop."""

    def expect(self, account: str, messages: int) -> None:
        """So many messages may have to be read in this look."""

    def read(self, account: str, folder: str, messages: int) -> None:
        """A window of a folder is written down."""

    def stopping(self) -> bool:
        """Asked between windows; True ends the look, nothing is lost."""

    def connected(self, session: Session | None) -> None:
        """The session now in use, so that a signal can break it off; None when it is over."""


@dataclass(slots=True)
class Look:
    """What one look at one account found."""

    account: str
    folders: dict[str, int] = field(default_factory=dict)  # name -> new messages
    tally: Counter[str] = field(default_factory=Counter)  # "touches", and each reason for not counting
    whole: bool = True  # nothing was left for the next look
    failure: KithError | None = None

    @property
    def messages(self) -> int:
        return sum(self.folders.values())


def rules_of(settings: Settings) -> touches.Rules:
    return touches.Rules(Me(settings.my_addresses), settings.people.group_limit, settings.people.ignore)


@dataclass(frozen=True, slots=True)
class Scanner:
    """Reads the user's accounts into a store."""

    settings: Settings
    store: Store
    environ: Mapping[str, str]
    clock: Clock
    journal: Journal

    def scan(self, watch: Watch, *, patient: bool = False) -> list[Look]:
        """One look at every account. An account that fails is left, noted, and the others go on.

        `patient`: leave accounts alone that are to be tried again only later (the daemon); otherwise try all.
        """
        self._start_over_if_rules_changed()
        looks = []
        for name, account in self.settings.accounts.items():
            retry_at = self.store.cursors.retry_at(name) if patient else None
            if watch.stopping() or (retry_at is not None and unix(self.clock.now()) < retry_at):
                continue
            looks.append(self._look(name, account, watch))
        return looks

    def _start_over_if_rules_changed(self) -> None:
        rules = json.dumps(
            [
                JUDGEMENT,
                sorted(self.settings.my_addresses),
                self.settings.people.group_limit,
                sorted(self.settings.people.ignore),
            ]
        )
        with self.store.transaction():
            if self.store.cursors.start_over(rules):
                self.journal.rescanning(
                    "all accounts", "everything", "who you are or what counts has changed"
                )

    def _look(self, name: str, account: Account, watch: Watch) -> Look:
        """One account, with its troubles kept to itself."""
        look = Look(name)
        began = self.clock.monotonic()
        try:
            self._read_account(name, account, look, watch)
        except (AccountDown, Misconfigured) as error:
            if not watch.stopping():  # a connection that was broken off to stop is no trouble
                self._failed(name, error)
                look.failure = error
            return look
        with self.store.transaction():
            recovered = self.store.cursors.looked(name, unix(self.clock.now()))
        if recovered:
            self.journal.account_recovered(name)
        if look.messages:
            self.journal.scanned(name, look.messages, look.tally["touches"], self.clock.monotonic() - began)
        else:
            self.journal.nothing_new(name)
        return look

    def _failed(self, name: str, error: KithError) -> None:
        """Back off: doubling up to half an hour, an hour after a refused login so as not to lock the account out."""
        now = unix(self.clock.now())
        with self.store.transaction():
            failures = self.store.cursors.account_failed(name, str(error), now)
            wait = min(_RETRY_FIRST * 2 ** min(failures - 1, 10), _RETRY_MOST)
            if isinstance(error, Throttled):
                wait = max(wait, int(error.seconds))
            if isinstance(error, LoginRefused | Misconfigured):
                wait = _RETRY_LOGIN
            self.store.cursors.put_off(name, now + wait)
        self.journal.account_failed(name, error, wait)

    def _read_account(self, name: str, account: Account, look: Look, watch: Watch) -> None:
        with watched(watch, Session(account, secret_for(name, account, self.environ))) as session:
            folders = _to_read(listing(session))
            watch.expect(name, sum(self._unread(name, folder) for folder in folders))
            for folder in folders:
                if watch.stopping():
                    look.whole = False
                    return
                try:
                    self._read_folder(session, name, folder, look, watch)
                    failure = ""
                except (FolderUnavailable, StoreBusy) as error:
                    self.journal.folder_failed(name, folder.name, error)
                    failure, look.whole = str(error), False
                with self.store.transaction():
                    self.store.cursors.folder_failed(name, folder.raw, failure)

    def _unread(self, account: str, folder: Folder) -> int:
        """How many messages a look may have to read; an estimate for the progress bar."""
        cursor = self.store.cursors.find(account, folder.raw)
        if cursor is None or cursor.uidvalidity != folder.uidvalidity:
            return folder.messages or 0
        new = max(0, (folder.uidnext or 1) - 1 - cursor.high)
        return min(new + cursor.low - 1, folder.messages or new)

    def _read_folder(self, session: Session, account: str, folder: Folder, look: Look, watch: Watch) -> None:
        """New mail first, then backwards through what was never read."""
        look.folders.setdefault(folder.name, 0)
        cursor = self.store.cursors.find(account, folder.raw)
        if (
            cursor
            and cursor.low <= 1
            and (cursor.uidvalidity, cursor.high + 1) == (folder.uidvalidity, folder.uidnext)
        ):
            return  # nothing new: not even opened
        opened = examine(session, folder)
        if cursor is None or cursor.uidvalidity != opened.uidvalidity or opened.uidnext <= cursor.high:
            if cursor is not None:
                self.journal.rescanning(account, folder.name, "the server has numbered its messages anew")
            with self.store.transaction():
                cursor = self.store.cursors.begin(
                    account, folder.raw, folder.name, opened.uidvalidity, opened.uidnext
                )
        for low, high in _windows(cursor, opened.uidnext):
            if watch.stopping():
                look.whole = False
                return
            found = window(session, low, high)
            cursor = self._record(account, folder, cursor, (low, high), found, look)
            watch.read(account, folder.name, len(found.messages))

    def _record(
        self, account: str, folder: Folder, cursor: Cursor, span: tuple[int, int], found: Window, look: Look
    ) -> Cursor:
        """Judge a window and write it down together with the cursor, in one transaction."""
        judged, unreadable = [], dict(found.unreadable)
        rules = rules_of(self.settings)
        for message in found.messages:
            try:
                judged.append(self._judge(message, rules))
            except Exception as error:  # noqa: BLE001  (one message never stops the others: it is set aside by name)
                unreadable[message.uid] = f"{type(error).__name__}: {error}"
        with self.store.transaction():
            tally = self.store.touches.record(cursor.folder, judged)
            for uid, why in unreadable.items():
                self.store.cursors.quarantine(cursor, uid, why, unix(self.clock.now()))
            seen = len(judged) + len(unreadable)
            cursor = self.store.cursors.advance(
                cursor, min(cursor.low, span[0]), max(cursor.high, span[1]), seen
            )
        for uid, why in unreadable.items():
            self.journal.quarantined(account, folder.name, uid, why)
        look.tally.update(tally)
        look.tally[Skip.UNREADABLE] += len(unreadable)
        look.folders[folder.name] += seen
        return cursor

    def _judge(self, message: Fetched, rules: touches.Rules) -> Judged:
        read = facts.read(message.header, message.arrived, message.size, self.clock.now())
        verdict: Verdict = touches.judge(read, rules, draft=b"\\Draft" in message.flags)
        return Judged(message.uid, read, verdict, list_address(read))


def secret_for(name: str, source: SecretSource, environ: Mapping[str, str]) -> Secret:
    """The secret of an account or of [smtp], now. Raises SecretUnavailable that says whose it is."""
    try:
        return fetch(source, environ)
    except SecretUnavailable as error:
        raise SecretUnavailable(f"{name}: {error}") from error


def _to_read(folders: tuple[Folder, ...]) -> list[Folder]:
    """The folders a look reads: where the server keeps everything in one (Gmail's All Mail), only that one."""
    scanned = [folder for folder in folders if folder.role in SCANNED]
    everything = [folder for folder in scanned if folder.role is Role.ALL]
    return sorted(everything or scanned, key=lambda folder: (_ORDER[folder.role], folder.name))


def _windows(cursor: Cursor, uidnext: int) -> Iterator[tuple[int, int]]:
    """Spans of UIDs still to be read: what is new in ascending order, so that the cursor stays one piece, then
    everything older, newest first."""
    for low in range(cursor.high + 1, uidnext, WIDTH):
        yield low, min(low + WIDTH, uidnext) - 1
    for high in range(cursor.low - 1, 0, -WIDTH):
        yield max(1, high - WIDTH + 1), high


@contextmanager
def watched(watch: Watch, session: Session) -> Iterator[Session]:
    """A session that can be broken off from the moment it starts to connect."""
    watch.connected(session)
    try:
        with session:
            yield session
    finally:
        watch.connected(None)


class Unwatched:
    """Nobody looks on; `stop` may still end the look."""

    def __init__(self, stop: Callable[[], bool] = lambda: False) -> None:
        self._stop = stop

    def expect(self, account: str, messages: int) -> None:
        pass

    def read(self, account: str, folder: str, messages: int) -> None:
        pass

    def stopping(self) -> bool:
        return self._stop()

    def connected(self, session: Session | None) -> None:
        pass
