"""What the kernel tells of processes."""

from contextlib import suppress
from pathlib import Path


def group_lives(group: int) -> bool:
    """Whether there is a process of this group that is not over."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, number, *_ = path.read_text().rpartition(")")[2].split()
            if int(number) == group and state not in "ZX":
                return True
    return False
