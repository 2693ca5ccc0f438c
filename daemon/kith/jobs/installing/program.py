"""Where this kith lies, as a unit has to name it, and what speaks against that place."""

import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kith.errors import KithError

HIDDEN = ("/home", "/root", "/run/user")  # what ProtectHome=yes keeps from a service of the system
_SYSTEM = (
    "/usr/bin",
    "/usr/lib",
    "/lib",
    "/lib64",
    "/usr/lib64",
    "/opt/kith",
)  # in ExecPaths= of the units already
ODD = set(" \t\"'\\$;%*?[]{}")  # what a unit file would read as something else


@dataclass(frozen=True, slots=True)
class Program:
    """`path`: the `kith` to start; `runs_from`: the folders that hold it, its Python and its libraries."""

    path: Path
    runs_from: tuple[Path, ...]

    @property
    def exec_paths(self) -> list[str]:
        """What of these the units do not name already."""
        named = [Path(one) for one in _SYSTEM]
        more = [one for one in self.runs_from if one != Path("/usr")]  # all there is to run in it is named
        return [str(one) for one in more if not any(one.is_relative_to(known) for known in named)]

    @property
    def hidden(self) -> bool:
        """Whether a service of the system could not see it."""
        return any(one.is_relative_to(home) for one in (self.path, *self.runs_from) for home in HIDDEN)

    def open_to_others(self, owner: int) -> list[Path]:
        """The files and folders on the way that somebody else than root and `owner` (a uid) may write to: whoever can,
        runs as the service."""
        return [one for one in dict.fromkeys(self._on_the_way()) if _is_open(one, owner)]

    def _on_the_way(self) -> Iterator[Path]:
        for place in (self.path, *self.runs_from):
            yield place
            yield from place.parents


def this_program(argv0: str = "") -> Program:
    """The kith that runs now: the one beside its Python (a virtual environment, pipx's), else as it was called.

    Raises KithError where there is none that could be started, or a unit could not name it.
    """
    beside = Path(sys.prefix) / "bin" / "kith"
    called = Path(argv0 or sys.argv[0])
    path = beside if beside.is_file() else called.absolute()
    if not path.is_file() or path.suffix == ".py":
        raise KithError(
            f"{path}: no program to start. Install kith (pipx install, or into a virtual environment), and "
            "run `kith install` of that one"
        )
    if odd := sorted(ODD & set(str(path))):
        raise KithError(
            f"{path}: a unit cannot name a place with {' '.join(odd)} in it. Install kith elsewhere."
        )
    python = Path(sys.executable).resolve()
    return Program(
        path, tuple(dict.fromkeys([Path(sys.prefix), Path(sys.base_prefix), python.parent.parent]))
    )


def _is_open(path: Path, owner: int) -> bool:
    try:
        info = path.stat()
    except OSError:
        return False
    writable = bool(info.st_mode & 0o022) and not info.st_mode & stat.S_ISVTX
    return writable or info.st_uid not in {0, owner}
