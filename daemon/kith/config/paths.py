"""`~` in paths, from an environment that is handed in: this floor does not ask the system for it."""

from collections.abc import Mapping
from pathlib import Path

from kith.errors import Misconfigured


def expanded(path: Path, environ: Mapping[str, str]) -> Path:
    """`path` with a leading `~` replaced by $HOME; Misconfigured where there is none (a system service)."""
    if path.parts[:1] != ("~",):
        return path
    home = environ.get("HOME")
    if not home:
        raise Misconfigured(f"{path}: $HOME is not set here. Write the path in full in the configuration.")
    return Path(home, *path.parts[1:])
