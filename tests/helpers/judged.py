"""Messages as the scan hands them to the store, in one line each."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kith.model import Address, Direction, Facts, Skip, Touch, Verdict
from kith.store import Store
from kith.store.cursors import Cursor
from kith.store.touches import Judged

ME = Address("sam@example.org", "Sam")


def _facts(identity: int, at: int | None, sender: Address, subject: str) -> Facts:
    return Facts(identity, f"<{identity}@example.org>", at, (sender,), (), (), (), (), subject, "", {})


def received(identity: int, spec: str, at: int, name: str = "", subject: str = "") -> Judged:
    """A letter from `spec` that counts."""
    other = Address(spec, name)
    touch = Touch(other, Direction.RECEIVED)
    return Judged(identity, _facts(identity, at, other, subject), Verdict(touches=(touch,)))


def sent(identity: int, *specs: str, at: int, name: str = "", me: Address = ME, subject: str = "") -> Judged:
    """A letter of mine to all of `specs`; `name` is what I call them."""
    touches = tuple(Touch(Address(spec, name), Direction.SENT) for spec in specs)
    return Judged(identity, _facts(identity, at, me, subject), Verdict(touches=touches))


def uncounted(
    identity: int,
    spec: str,
    at: int | None,
    reason: Skip = Skip.LIST,
    because: str = "List-Id",
    name: str = "",
    through: str = "",
) -> Judged:
    """A letter of `spec` that counts for nobody; `through` is the list that passed it on."""
    other = Address(spec, name)
    verdict = Verdict(skip=reason, because=because, about=(other,))
    return Judged(identity, _facts(identity, at, other, ""), verdict, Address(through) if through else None)


def begin(store: Store, account: str = "personal", name: str = "INBOX", uidvalidity: int = 7) -> Cursor:
    """A folder of which nothing has been read yet."""
    with store.transaction():
        return store.cursors.begin(account, name.encode(), name, uidvalidity, 1)


def record(store: Store, folder: Cursor, *messages: Judged) -> dict[str, int]:
    """One window, in a transaction of its own; gives the tally."""
    with store.transaction():
        return dict(store.touches.record(folder.folder, messages))


def everything(store: Store) -> dict[str, list[Any]]:
    """Every row of every table; numbers the store gives out by itself (rowids) stay as they are."""
    tables = (
        "account folder address skip message touch uncounted recent quarantine appointment letter suggestion"
        " spelling reply label decision forgotten report failure telling signal"
    )
    with looking(store) as db:
        return {table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in tables.split()}


@contextmanager
def looking(store: Store) -> Iterator[sqlite3.Connection]:
    """The store's own connection, for looking behind the counter."""
    yield store._db
