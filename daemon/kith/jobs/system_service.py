"""The service of the system that reads a configuration below /etc/kith, and root by its side: one store, one owner.

DynamicUser= gives the store's folder to a user of the service's own, behind /var/lib/private, which root alone may
enter. So root works on it as root, and promises to leave nothing there that the service's user cannot use: what SQLite
makes beside the store it gives to its owner itself, what `kith.files` writes belongs to the owner of its folder, and
the rest is handed over at the end. A folder that is root's still is handed over by systemd, when it first starts the
service.
"""

import os
import stat
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path

ETC, STATES, CREDENTIALS = Path("/etc/kith"), Path("/var/lib/private"), Path("/run/credentials")


def unit_name(config: Path) -> str | None:
    """The system's unit that reads this configuration; None where only a user's can."""
    name = instance(config)
    return None if name is None else f"kith@{name}.service" if name else "kith.service"


def instance(config: Path) -> str | None:
    """The NAME of kith@NAME that reads this configuration, "" for kith.service; None where only a user's can."""
    path = Path(os.path.abspath(config))  # noqa: PTH100  (".." may not hide it; links are the administrator's)
    if path.name != "config.toml" or not path.is_relative_to(ETC):
        return None
    between = path.parent.relative_to(ETC).parts
    return None if len(between) > 1 else "".join(between)


def installing(config: Path) -> str:
    """The command that installs the service which reads this configuration."""
    name = instance(config)
    return f"kith install --name {name}" if name else "kith install"


def state_of(name: str) -> Path:
    """The store's folder of kith@NAME, or of kith.service."""
    return STATES / (f"kith-{name}" if name else "kith")


@contextmanager
def beside_the_service(config: Path, environ: MutableMapping[str, str]) -> Iterator[None]:
    """For root: `environ` says what the service of this configuration has: its store, and its secrets, while it runs
    as systemd has handed them out, else as they lie beside the configuration. Nothing happens for any other
    configuration, for anybody else, and in what the service itself starts.
    """
    name = instance(config)
    if name is None or os.geteuid() != 0 or "STATE_DIRECTORY" in environ:
        yield
        return
    state, handed_out = state_of(name), CREDENTIALS / str(unit_name(config))
    said = {
        "STATE_DIRECTORY": str(state),
        "CREDENTIALS_DIRECTORY": str(handed_out if handed_out.is_dir() else config.parent),
    }
    before = {key: environ.get(key) for key in said}
    mask = os.umask(0o077)  # /var/lib/private too, where it is made here: systemd refuses it open to others
    environ.update(said)
    hand_over(state)  # what one that was killed has left
    try:
        yield
    finally:
        hand_over(state)
        os.umask(mask)
        for key, value in before.items():
            if value is None:
                environ.pop(key, None)
            else:
                environ[key] = value


def hand_over(state: Path) -> None:
    """What is root's in a folder that is not becomes its owner's: regular files with one name, so that no link planted
    there gives anything else away."""
    try:
        folder = os.open(state, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    try:
        owner = os.fstat(folder)
        for name in os.listdir(folder) if owner.st_uid else ():  # noqa: PTH208  (of an open folder Path knows nothing)
            _give(name, folder, owner)
    finally:
        os.close(folder)


def _give(name: str, folder: int, owner: os.stat_result) -> None:
    try:
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:  # gone meanwhile, a link, a socket: nothing that kith makes
        return
    try:
        info = os.fstat(file)
        if stat.S_ISREG(info.st_mode) and info.st_uid == 0 and info.st_nlink == 1:
            os.fchown(file, owner.st_uid, owner.st_gid)
    finally:
        os.close(file)
