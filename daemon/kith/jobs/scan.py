"""Reading mail: every account in turn, each with its failures kept to itself.

What is read, and in which order, is in `kith.jobs.reading`. Here stand the single loop over the accounts, which
nothing escapes, and what a failure of an account means: how long it is left alone, and the one line in the journal.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from kith.clock import Clock, unix
from kith.config.settings import Account, Settings
from kith.errors import AccountDown, KithError, LoginRefused, StoreBusy, StoreUnusable
from kith.imap.folders import Folder, advice
from kith.imap.session import Session
from kith.jobs.credentials import account_credential
from kith.jobs.reading.account import AccountReader
from kith.jobs.reading.failed import keep_failure
from kith.jobs.reading.lines import Lines
from kith.jobs.reading.look import Look, Unwatched, Watch
from kith.jobs.reading.record import Recorder
from kith.journal import Journal
from kith.store import Store

__all__ = ["PORTION", "Look", "Scanner", "Unwatched", "Watch"]

JUDGEMENT = 4  # raised when messages come to mean something else: the mailbox is then read again
PORTION = 20_000  # messages the daemon reads before its other steps get their turn


@dataclass(frozen=True, slots=True)
class Scanner:
    """Reads the user's accounts into a store. `lines`: connections that outlive a look; `chance`: spreads pauses."""

    settings: Settings
    store: Store
    environ: Mapping[str, str]
    clock: Clock
    journal: Journal
    lines: Lines | None = None
    chance: Callable[[], float] = lambda: 0.0

    def scan(
        self,
        watch: Watch,
        *,
        patient: bool = False,
        portion: int | None = None,
        only: Iterable[str] | None = None,
    ) -> list[Look]:
        """One look at every account, or `only` at some. An account that fails is noted, and the others go on.

        `patient`: leave accounts alone that are to be tried again only later (the daemon); otherwise try all.
        `portion`: the most messages to read of an account; without it the look ends when all is read.
        """
        self._start_over_if_rules_changed()
        self._unlearn()
        wanted = None if only is None else set(only)
        looks = []
        for name, account in self.settings.accounts.items():
            retry_at = self.store.cursors.retry_at(name) if patient else None
            if watch.stopping() or (wanted is not None and name not in wanted):
                continue
            if retry_at is None or unix(self.clock.now()) >= retry_at:
                looks.append(self._look(name, account, watch, portion))
        if not watch.stopping() and not any(look.more for look in looks):
            self._settle()
        return looks

    def _settle(self) -> None:
        """Keep what is counted for the addresses that had mail; in a long reading at its end, once for all. Where
        the store cannot be written to, whoever reads goes on counting."""
        with suppress(StoreBusy), self.store.transaction():
            self.store.summary.settle()

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

    def _look(self, name: str, account: Account, watch: Watch, portion: int | None) -> Look:
        """One account, with its troubles kept to itself: nothing but a damaged store escapes from here."""
        look = Look(name)
        began = self.clock.monotonic()
        try:
            self._read(name, account, look, watch, portion)
            self._went_well(name, look, began)
        except StoreUnusable:
            raise
        except Exception as error:  # noqa: BLE001  (one loop, no recovery inside of a recovery; the others go on)
            if not watch.stopping():  # a connection that was broken off to stop is no trouble
                look.whole, look.more = False, False
                look.failure = _in_our_words(account.email, error)
                self._failed(name, look.failure, error)
        return look

    def _read(self, name: str, account: Account, look: Look, watch: Watch, portion: int | None) -> None:
        lines = self.lines or Lines(self.clock)
        recorder = Recorder(self.settings, self.store, self.clock, self.journal, look, watch)
        reader = AccountReader(
            name,
            self.store,
            self.clock,
            self.journal,
            look,
            watch,
            recorder,
            account.daily_megabytes,
            portion,
        )
        try:
            with lines.at(
                name,
                account,
                account_credential(
                    name, account, self.environ, self.store.folder, lambda: unix(self.clock.now())
                ),
                watch,
                lambda: self.store.cursors.standings(name),
            ) as opened:
                look.notes += _notes(name, account, *opened)
                reader.read(*opened)
                usable = look.more or self._commands_read(name, look, watch, *opened)
                if usable and look.whole:
                    usable = self._learned(name, account, look, watch, portion, *opened)
                if not usable:
                    lines.leave(name)
            if look.troubles:  # of the folders, or of this session alone: the next look has another
                lines.leave(name)
        finally:
            if alerts := lines.alerts(name):
                self._tell(name, alerts)

    def _commands_read(
        self, name: str, look: Look, watch: Watch, session: Session, folders: tuple[Folder, ...]
    ) -> bool:
        """The text of the user's mail to kith, once all is read. False where the line is of no more use for it; that
        harms no look, and it is tried again."""
        now = unix(self.clock.now())
        if not self.store.answers.waiting(name, now, 1):  # nearly always
            return True
        from kith.jobs.reading import commands

        try:
            look.commands = commands.read(session, folders, self.store, name, now)
            with self.store.transaction():
                self.store.cursors.spend(name, sum(len(one.raw) for one in look.commands), now)
        except StoreUnusable:
            raise
        except Exception as error:  # noqa: BLE001  (whatever it is, the mail has been read)
            if not watch.stopping():
                self.journal.commands_not_read(name, error)
            return False
        return True

    def _learned(
        self,
        name: str,
        account: Account,
        look: Look,
        watch: Watch,
        portion: int | None,
        session: Session,
        folders: tuple[Folder, ...],
    ) -> bool:
        """How the user writes, from their sent mail, once all is read. False where the line is of no more use for it;
        that harms no look, and is told once."""
        from kith.jobs.composing import voice  # not needed before the first reading is done

        if not self.settings.drafts.learn_style:
            return True
        most = voice.FIRST if portion is None else voice.PORTION
        listener = voice.Listener(
            name, self.settings, self.store, self.clock, watch, account.daily_megabytes, most
        )
        for folder in voice.sent_folders(folders):
            if folder.name in look.troubles or watch.stopping():
                continue
            try:
                listener.listen(session, folder)
            except StoreUnusable:
                raise
            except Exception as error:  # noqa: BLE001  (whatever it is, the mail has been read)
                if not watch.stopping():
                    with self.store.transaction():
                        untold = self.store.voices.failed(name, folder.raw)
                    if untold:
                        self.journal.voice_not_learned(name, folder.name, error)
                return False
        return True

    def _unlearn(self) -> None:
        """What was learned while `learn_style` was on goes when it is off."""
        if not self.settings.drafts.learn_style and self.store.voices.holds_any():
            with self.store.transaction():
                self.store.voices.drop()
            self.store.decisions.sweep()

    def _went_well(self, name: str, look: Look, began: float) -> None:
        with self.store.transaction():
            recovered = self.store.cursors.looked(name, unix(self.clock.now()))
        if recovered:
            self.journal.account_recovered(name)
        if look.messages:
            self.journal.scanned(name, look.messages, look.tally["touches"], self.clock.monotonic() - began)
        else:
            self.journal.nothing_new(name)

    def _failed(self, name: str, failure: KithError, error: Exception) -> None:
        """Note it and back off; where the store cannot be written to, in memory (`kith.jobs.reading.failed`)."""
        if failure is not error:
            self.journal.step_failed(name, error)
        now, chance = unix(self.clock.now()), self.chance()
        failures, wait = keep_failure(self.store, name, failure, now, chance)
        if (
            isinstance(failure, LoginRefused) and failures == 1
        ):  # servers say so of their own trouble too; a second time it is the user's
            self.journal.login_refused_once(name, wait)
        else:
            self.journal.account_failed(name, failure, wait)

    def _tell(self, name: str, alerts: list[str]) -> None:
        """What the server wants the user to read (RFC 9051 section 7.1, ALERT), once a day."""
        with suppress(StoreBusy), self.store.transaction():
            self.store.cursors.account(name)
            for text in alerts:
                if self.store.trouble.alerted(name, text, unix(self.clock.now())):
                    self.journal.alert(name, text)


def _notes(name: str, account: Account, session: Session, folders: tuple[Folder, ...]) -> list[str]:
    """What the user may put right: a folder that the settings name and the server does not have; a hidden one."""
    listed = {folder.name for folder in folders}
    wanted = {"sent": account.folders.sent, "drafts": account.folders.drafts}
    hidden = advice(session, folders)
    return [f"{name}: {hidden}"] * bool(hidden) + [
        f'accounts.{name}.folders.{key} = "{folder}": the server lists no such folder'
        for key, folder in wanted.items()
        if folder is not None and folder not in listed
    ]


def _in_our_words(email: str, error: Exception) -> KithError:
    """A failure nobody foresaw is the account's as well: it is shown in full, and time may heal it."""
    if isinstance(error, KithError):
        return error
    return AccountDown(
        f"{email}: {type(error).__name__}: {error}. This is a mistake in kith; please report it."
    )
