"""The configuration put in its place: as a whole or not at all, with a copy of what was there."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kith.errors import KithError
from kith.files import write_private

_SERVICE_MODE = 0o644


@dataclass(frozen=True, slots=True)
class Written:
    """`backup` is the copy of the file that was there before, None where there was none."""

    path: Path
    backup: Path | None


def prepare_folder(path: Path, *, for_service: bool) -> None:
    """Make the folder of a configuration; a new one is the user's alone (0700), that of a service for all to enter.

    KithError where it cannot be made.
    """
    folder = path.parent
    try:
        made = not folder.exists()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if made and for_service:
            folder.chmod(0o755)
    except OSError as refused:
        raise KithError(
            f"{folder}: cannot be made: {refused.strerror}. Name another file with --config."
        ) from refused


def write(path: Path, text: str, before: str | None, now: datetime, *, for_service: bool) -> Written:
    """Write the configuration, `before` into a copy beside it first. `now`: local time, for the copy's name.

    A link is followed, so that a file kept elsewhere (a folder of dotfiles) stays the one in use. Mode 0600;
    `for_service`: 0644, because the system service has a user of its own that must read it, and no secret is in it.
    """
    real = Path(os.path.realpath(path))
    backup = None
    if before is not None:
        backup = _free(real, now)
        write_private(backup, before)
    write_private(real, text)
    if for_service:
        try:
            real.chmod(_SERVICE_MODE)
        except OSError as refused:
            raise KithError(f"{real}: mode 644 cannot be set: {refused.strerror}") from refused
    return Written(path, backup)


def _free(path: Path, now: datetime) -> Path:
    """A name beside the file that nothing has yet, such as config.toml.2026-11-28-0731.bak."""
    names = (
        f"{path.name}.{now:%Y-%m-%d-%H%M}{more}.bak" for more in ("", *(f"-{n}" for n in range(2, 1000)))
    )
    return next(found for name in names if not (found := path.with_name(name)).exists())
