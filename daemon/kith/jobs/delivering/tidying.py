"""Obeyed mail out of the way: the copy in INBOX is marked as read and moved, as the user wants it.

It is looked for by its Message-ID, a few times, since it may come later than the one in Sent, or never. Trouble here
stops nothing: what cannot be moved stays where it is, read or unread.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kith.clock import Clock, unix
from kith.config.settings import Settings
from kith.deliver.putting_away import put_away
from kith.errors import FolderUnavailable, KithError
from kith.imap.conversation import Limits
from kith.imap.folders import Folder, listing
from kith.imap.session import Session
from kith.jobs.delivering.logins import session_at
from kith.jobs.scan import Watch
from kith.journal import Journal
from kith.mail.threads import is_id
from kith.model import Role
from kith.people.address import Me
from kith.store import Store
from kith.store.answers import PutAway

LIMITS = Limits(connect=15, read=30, command=60)  # seconds: the next look is waiting behind these


@dataclass(frozen=True, slots=True)
class Tidier:
    """Puts obeyed mail away, account by account."""

    settings: Settings
    store: Store
    environ: Mapping[str, str]
    clock: Clock
    journal: Journal

    def due(self) -> list[PutAway]:
        """What is to be tried now."""
        return self.store.answers.to_put_away(unix(self.clock.now()))

    def tidy(self, watch: Watch) -> None:
        """Try everything that is due; each try is counted before it is made."""
        waiting = sorted(self.due(), key=lambda one: one.account)
        for name, ones in groupby(waiting, key=lambda one: one.account):
            if watch.stopping():
                return
            self._at(name, list(ones), watch)

    def _at(self, name: str, waiting: list[PutAway], watch: Watch) -> None:
        account, now = self.settings.accounts.get(name), unix(self.clock.now())
        with self.store.transaction():
            for one in waiting:
                if account is None or not is_id(one.message_id):
                    self.store.answers.is_put_away(one)
                else:
                    self.store.answers.not_put_away(one, now)
        if account is None:
            return
        try:
            with session_at(self.store, name, account, self.environ, now, watch, LIMITS) as session:
                target = self._target(listing(session))
                for one in waiting:
                    if is_id(one.message_id):
                        self._one(session, name, one, target)
        except KithError as error:
            if not watch.stopping():
                self.journal.not_put_away(name, error)

    def _one(self, session: Session, name: str, one: PutAway, target: Folder | None) -> None:
        mine = Me(self.settings.my_addresses)
        try:
            with session.doing("putting a mail away"):
                there = put_away(session.client, one.message_id, mine, target.raw if target else None)
        except FolderUnavailable as error:
            self.journal.not_put_away(name, error)
            return
        if there:
            with self.store.transaction():
                self.store.answers.is_put_away(one)
            self.journal.put_away(name, target.name if target else "INBOX")

    def _target(self, folders: Sequence[Folder]) -> Folder | None:
        """Where it goes: of several the best founded. Gmail's archive is what holds everything. None: it stays."""
        wanted = {"archive": (Role.ARCHIVE, Role.ALL), "trash": (Role.TRASH,), "leave": ()}
        roles = wanted[self.settings.commands.tidy]
        return next((one for role in roles for one in folders if one.role is role), None)
