"""The connections to the accounts, one for each; the daemon keeps them from one look to the next.

A kept line that has died (the server hangs up on the idle, the machine slept) costs nothing but a new login: that
is no trouble of the account's. After a sleep it is not even tried, since a half-open socket would hang first.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from kith.clock import Clock, unix
from kith.config.settings import Account
from kith.errors import AccountDown, KithError, Throttled
from kith.imap.conversation import Limits
from kith.imap.folders import Folder, listing
from kith.imap.session import Session
from kith.jobs.credentials import Credential, entered
from kith.jobs.reading.look import Watch
from kith.jobs.reading.news import Standings, polled, read_up

JUMP = 60.0  # seconds between the two clocks: the machine slept, or the time was set
RELISTED = 3600.0  # seconds after which a kept line lists its folders again: new ones, other names


@dataclass(slots=True)
class _Open:
    """An open session and what it listed, `listed_at` by the monotonic clock."""

    session: Session
    folders: tuple[Folder, ...] = ()
    listed_at: float = 0.0


@dataclass(slots=True)
class Lines:
    """Open sessions by account. `keep`: they outlive a look; else each is closed with it."""

    clock: Clock
    keep: bool = False
    limits: Limits | None = None
    _open: dict[str, _Open] = field(default_factory=dict)
    _heard: dict[str, list[str]] = field(default_factory=dict)
    _clocks: tuple[float, float] | None = None

    @contextmanager
    def at(
        self,
        name: str,
        account: Account,
        credential: Credential,
        watch: Watch,
        standings: Callable[[], Standings],
    ) -> Iterator[tuple[Session, tuple[Folder, ...]]]:
        """A session and the folders as they are now, for one look. `standings`: how far each has been read.

        Raises AccountDown and its kinds, SecretUnavailable. Whatever goes wrong inside ends the session: after a
        failure nobody knows what the line would say next.
        """
        self._drop_after_a_jump()
        try:
            line = self._kept(name, watch, standings) or self._new(name, account, credential, watch)
            yield line.session, line.folders
        except BaseException:
            self._drop(name)
            raise
        finally:
            if not self.keep:
                self.leave(name)
            watch.connected(None)

    def alerts(self, name: str) -> list[str]:
        """What an account's server wants the user to read; each is given once."""
        if line := self._open.get(name):
            return self._heard.pop(name, []) + line.session.take_alerts()
        return self._heard.pop(name, [])

    def leave(self, name: str) -> None:
        """Say goodbye on an account's line; the next look logs in anew."""
        if line := self._open.pop(name, None):
            with suppress(KithError):
                line.session.__exit__(None, None, None)
            self._heard.setdefault(name, []).extend(line.session.take_alerts())

    def close(self) -> None:
        """Say goodbye on every line."""
        for name in list(self._open):
            self.leave(name)

    def _kept(self, name: str, watch: Watch, standings: Callable[[], Standings]) -> _Open | None:
        line = self._open.get(name)
        if line is None:
            return None
        watch.connected(line.session)
        line.session.kept = True
        try:
            self._ask(line, standings())
        except Throttled:
            raise
        except AccountDown:
            self._drop(name)
            return None
        return line

    def _ask(self, line: _Open, standings: Standings) -> None:
        """What has changed since; once an hour, and where that is not enough, the whole listing."""
        session, folders = line.session, None
        if self.clock.monotonic() < line.listed_at + RELISTED:
            folders = polled(session, line.folders, standings, unix(self.clock.now()))
        elif session.folder_name:
            session.command("NOOP")  # else some servers count the open folder as it was when it was opened
        if folders is None:
            self._list(line)
            if not any(f.raw == session.folder_raw and read_up(f, standings) for f in line.folders):
                # It counts mail that the open folder may not show yet: whoever reads it opens it again. Where all
                # that it counts has been read, nothing can be passed over: the next poll asks for what is beyond.
                session.folder_raw = b""
        else:
            line.folders = folders

    def _new(self, name: str, account: Account, credential: Credential, watch: Watch) -> _Open:
        def made(session: Session) -> None:
            self.leave(name)
            self._open[name] = _Open(session)

        entered(credential, account, watch, self.limits, made)
        line = self._open[name]
        self._list(line)
        return line

    def _list(self, line: _Open) -> None:
        line.folders, line.listed_at = listing(line.session), self.clock.monotonic()

    def _drop_after_a_jump(self) -> None:
        now = (self.clock.now().timestamp(), self.clock.monotonic())
        before, self._clocks = self._clocks or now, now
        if abs((now[0] - before[0]) - (now[1] - before[1])) > JUMP:
            for name in list(self._open):
                self._drop(name)

    def _drop(self, name: str) -> None:
        """End a line that nobody believes in any more, without a word."""
        if line := self._open.get(name):
            line.session.abort()
        self.leave(name)
