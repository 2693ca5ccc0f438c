"""Logins that were refused are not tried over and over: too many wrong passwords and a provider locks the account.

A look at an account keeps its own count (`kith.jobs.scan`). Here the other logins are counted: those that hand
letters over, place drafts and put mail away, which would otherwise each try a wrong password at a pace of their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from kith.config.settings import Account
from kith.errors import KithError, LoginRefused
from kith.imap.conversation import Limits
from kith.imap.session import Session
from kith.jobs.credentials import account_credential, signed_in
from kith.jobs.reading.failed import keep_failure
from kith.jobs.reading.look import Watch
from kith.store import Store

SMTP = "[smtp]"  # no account can be called so


@contextmanager
def login_at(store: Store, now: int, *doors: str) -> Iterator[None]:
    """A login inside, at the last of `doors`; not tried while any of them is closed. Times in unix seconds.

    Raises LoginRefused; then that door is closed for a while, longer each time (`kith.jobs.reading.backoff`).
    """
    for error in refused_logins(store, doors, now).values():
        raise error
    own = doors[-1]
    try:
        yield
    except LoginRefused as error:
        keep_failure(store, own, error, now)
        raise
    if own.startswith("[") and store.cursors.refused(own)[0]:  # of an account a look says so
        with store.transaction():
            store.cursors.looked(own, now)


@contextmanager
def session_at(
    store: Store,
    name: str,
    account: Account,
    environ: Mapping[str, str],
    now: int,
    watch: Watch,
    limits: Limits | None = None,
) -> Iterator[Session]:
    """A session of its own at an account, that can be broken off; closed at the end.

    Raises LoginRefused without a login where one was refused and it is too early for the next; and whatever a session
    raises, SecretUnavailable.
    """
    for_account, own = name, f"[{name}]"
    with login_at(store, now, for_account, own):
        credential = account_credential(name, account, environ, store.folder, lambda: now)
        with signed_in(credential, account, watch, limits) as session:
            yield session


def refused_logins(store: Store, doors: Sequence[str], now: int) -> dict[str, KithError]:
    """Those of the doors whose logins were refused and are not tried yet; with what was said then."""
    closed = dict[str, KithError]()
    for door in doors:
        refusals, why = store.cursors.refused(door)
        if refusals and now < (store.cursors.retry_at(door) or 0):
            closed[door] = LoginRefused(
                why or f"{door}: the login was refused a moment ago; it is tried again later"
            )
    return closed


def allow_logins(store: Store) -> None:
    """The user is at it, or has changed something: every login may be tried again."""
    if store.cursors.refused_any():
        with store.transaction():
            store.cursors.allow_logins()
