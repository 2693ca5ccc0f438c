"""What the tests of `kith init` share: where it puts things, and how it is run."""

import stat
from collections.abc import Callable
from pathlib import Path

Init = Callable[..., tuple[int, str, str]]
PASSWORD = "hunter2-Canary"  # nowhere but in its own file


def config_of(home: Path) -> Path:
    return home / ".config" / "kith" / "config.toml"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
