"""Whether a lock of `kith.store.db.alone` is held, without waiting for it or keeping it."""

import fcntl
import os
from pathlib import Path


def is_busy(state_dir: Path, what: str) -> bool:
    """Whether somebody does `what` on a state folder now. Asked seldom: who begins in that very moment is refused."""
    try:
        handle = os.open(state_dir / f"{what}.lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:  # nobody has ever done it, or nobody may look
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)
