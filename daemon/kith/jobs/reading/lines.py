"""The connections to the accounts, one for each; the daemon keeps them from one look to the next.

A kept line that has died (the server hangs up on the idle, the machine slept) costs nothing but a new login: that
is no trouble of the account's. After a sleep it is not even tried, since a half-open socket would hang first.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from kith.clock import Clock
from kith.config.settings import Account, SecretSource
from kith.errors import AccountDown, KithError, SecretUnavailable, Throttled
from kith.imap.conversation import Limits
from kith.imap.folders import Folder, listing
from kith.imap.session import Session
from kith.jobs.reading.look import Watch
from kith.vault import Secret, fetch

JUMP = 60.0  # seconds between the two clocks: the machine slept, or the time was set


def secret_for(who: str, source: SecretSource, environ: Mapping[str, str]) -> Secret:
    """The secret of an account or of [smtp], now. Raises SecretUnavailable that says whose it is."""
    try:
        return fetch(source, environ)
    except SecretUnavailable as error:
        raise SecretUnavailable(f"{who}: {error}") from error


@contextmanager
def watched(watch: Watch, session: Session) -> Iterator[Session]:
    """A session that can be broken off from the moment it starts to connect; closed at the end."""
    watch.connected(session)
    try:
        with session:
            yield session
    finally:
        watch.connected(None)


@dataclass(slots=True)
class Lines:
    """Open sessions by account. `keep`: they outlive a look; else each is closed with it."""

    clock: Clock
    keep: bool = False
    limits: Limits | None = None
    _open: dict[str, Session] = field(default_factory=dict)
    _clocks: tuple[float, float] | None = None

    @contextmanager
    def at(
        self, name: str, account: Account, secret: Callable[[], Secret], watch: Watch
    ) -> Iterator[tuple[Session, tuple[Folder, ...]]]:
        """A session and what it lists, for one look. Raises AccountDown and its kinds, SecretUnavailable.

        Whatever goes wrong inside ends the session: after a failure nobody knows what the line would say next.
        """
        self._drop_after_a_jump()
        try:
            session, folders = self._kept(name, watch) or self._new(name, account, secret, watch)
            yield session, folders
        except BaseException:
            self._drop(name)
            raise
        finally:
            if not self.keep:
                self._leave(name)
            watch.connected(None)

    def close(self) -> None:
        """Say goodbye on every line."""
        for name in list(self._open):
            self._leave(name)

    def _kept(self, name: str, watch: Watch) -> tuple[Session, tuple[Folder, ...]] | None:
        session = self._open.get(name)
        if session is None:
            return None
        watch.connected(session)
        try:
            if session.folder_name:
                session.command(
                    "NOOP"
                )  # else some servers count the open folder as it was when it was opened
            return session, listing(session)
        except Throttled:
            raise
        except AccountDown:
            self._drop(name)
            return None

    def _new(
        self, name: str, account: Account, secret: Callable[[], Secret], watch: Watch
    ) -> tuple[Session, tuple[Folder, ...]]:
        session = Session(account, secret(), self.limits)
        watch.connected(session)
        self._open[name] = session.__enter__()
        return session, listing(session)

    def _drop_after_a_jump(self) -> None:
        now = (self.clock.now().timestamp(), self.clock.monotonic())
        before, self._clocks = self._clocks or now, now
        if abs((now[0] - before[0]) - (now[1] - before[1])) > JUMP:
            for name in list(self._open):
                self._drop(name)

    def _drop(self, name: str) -> None:
        """End a line that nobody believes in any more, without a word."""
        if session := self._open.get(name):
            session.abort()
        self._leave(name)

    def _leave(self, name: str) -> None:
        if session := self._open.pop(name, None):
            with suppress(KithError):
                session.__exit__(None, None, None)
