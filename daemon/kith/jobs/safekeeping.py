"""Backups of the store, the way back, and a new store from the mailbox where the old one is broken.

Whatever takes the place of a store is whole before it does, and the one before is kept under a dated name. Nothing that
might have been sent before is sent out of a store that came back: counting of appointments begins anew, and what waited
in it is dropped. What was said to kith by mail since is heard again at the next look, once (docs/design.md, "Backups").
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kith import files
from kith.config.settings import Settings
from kith.errors import KithError, StoreBusy, StoreFull, StoreUnusable
from kith.store import Store, backup
from kith.store.db import FILE, alone

# What the mailbox does not hold, in groups that belong together.
TABLES = (
    ("the store's own secret, and whom you had forgotten", ("secret", "forgotten")),
    ("what you told kith", ("event", "done")),
    ("who is one person, by your word", ("decision",)),
    ("which digests there were, and whom they named", ("letter", "suggestion")),
    ("what was imported", ("card_file", "card")),
    ("plans of a transition", ("transition", "transition_step")),
    ("which tagged addresses of yours are delivered", ("plus_address",)),
)


@dataclass(frozen=True, slots=True)
class Copied:
    """A backup: where it lies, its size in bytes, what is in it."""

    file: Path
    octets: int
    contents: backup.Contents


@dataclass(frozen=True, slots=True)
class Replaced:
    """A store that took another's place: where that one lies now (None: there was none), and of a new one what could be
    saved out of it, None for what could not be read."""

    aside: Path | None
    saved: Mapping[str, int | None]


def copy(settings: Settings, environ: Mapping[str, str], path: Path, *, overwrite: bool = False) -> Copied:
    """Back the store up to a file of mode 0600, while kith goes on. Raises KithError, StoreDamaged, StoreFull,
    StoreUnusable."""
    if path.is_dir():
        raise KithError(f"{path}: is a folder. Name a file in it.")
    if path.exists() and not overwrite:
        raise KithError(f"{path}: is there already. Name another file, or say --yes to replace it.")
    state_dir = files.state_dir(settings, environ)
    if not (state_dir / FILE).exists():
        raise KithError(f"{state_dir / FILE}: there is no store yet. `kith scan` makes one.")
    if path.resolve().parent == state_dir.resolve() and path.name.startswith(FILE):
        raise KithError(
            f"{path}: is the store itself, or lies beside it under its name. Name a file elsewhere."
        )
    octets = backup.back_up(state_dir, path)
    return Copied(path, octets, backup.contents(path))


def restore(
    settings: Settings, environ: Mapping[str, str], path: Path, now: datetime, *, overwrite: bool = False
) -> Replaced:
    """Put a backup in the store's place. Raises StoreBusy while a daemon runs, StoreFull where there is no room for it,
    KithError where a store is there and `overwrite` was not said, StoreUnusable for a file that is no whole backup."""
    state_dir = files.state_dir(settings, environ)
    files.prepare_state_dir(state_dir)
    backup.looked_into(path)
    with _nobody_at_work(state_dir):
        if (state_dir / FILE).exists() and not overwrite:
            raise KithError(
                f"{state_dir / FILE}: is there already. Say --yes to put {path} in its place; the one that is there is "
                "kept under a dated name."
            )
        with backup.beside(state_dir, path) as folder:
            with Store.open(folder) as store:
                _begin_anew(store)
            aside = backup.take_the_place(folder, state_dir, _stamp("replaced", now))
    return Replaced(aside, {})


def rebuild(settings: Settings, environ: Mapping[str, str], now: datetime) -> Replaced:
    """Put the store aside, and in its place a new one, with what could be saved out of the old one; the mailbox is to
    be read next. Raises StoreBusy while a daemon runs, KithError where there is no store."""
    state_dir = files.state_dir(settings, environ)
    broken = state_dir / FILE
    if not broken.exists():
        raise KithError(f"{broken}: there is no store to build anew. `kith scan` makes one.")
    with _nobody_at_work(state_dir), backup.beside(state_dir) as folder:
        with Store.open(folder) as store:
            saved = backup.salvage(broken, store, TABLES)
            with suppress(StoreUnusable):
                _begin_anew(store)
        aside = backup.take_the_place(folder, state_dir, _stamp("broken", now))
    return Replaced(aside, saved)


def _begin_anew(store: Store) -> None:
    with store.transaction():
        store.cursors.not_looked()
        store.ledger.begin_anew()


@contextmanager
def _nobody_at_work(state_dir: Path) -> Iterator[None]:
    """The locks of the daemon and of whatever sends."""
    try:
        with alone(state_dir, "run"), alone(state_dir, "digest"), alone(state_dir, "delivery"):
            yield
    except StoreFull:  # nobody's work
        raise
    except StoreBusy as error:
        raise StoreBusy(f"{error}. End it first (`systemctl stop kith`), then try again") from error


def _stamp(what: str, now: datetime) -> str:
    return f"{what}-{now:%Y%m%dT%H%M%SZ}"
