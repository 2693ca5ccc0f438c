"""Where everything stands when something takes long: kith's stacks, what its server says, who holds which lock.

Promises that nobody has to guess afterwards: it is told while it is so, and no bound below depends on how busy the
machine is.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from helpers.dovecot import Dovecot
from helpers.soak.stable import ASK, Stable

LOOK_SECONDS = 20.0
# A run takes seconds, and kith itself gives up a server that is silent for a minute, each in turn; a command of many
# bytes may take ten minutes. What takes longer than all of that stands still.
GIVE_UP_SECONDS = 1800.0


def end_of(what: str, kith: Stable, server: Dovecot, tell: Callable[[str], None]) -> int:
    """How kith ended. Each time that it has not, `tell` hears where everything stands."""
    waited = 0.0
    while waited < GIVE_UP_SECONDS:
        code = kith.ended(LOOK_SECONDS)
        if code is not None:
            return code
        waited += LOOK_SECONDS
        tell(f"{what} has not ended after {waited:.0f} s: {standing(kith, server)}")
    raise AssertionError(f"{what} did not end within {waited:.0f} s; where it stood is told in the time line")


def standing(kith: Stable, server: Dovecot) -> str:
    """In one paragraph; kith's stacks stand at the end of its log then."""
    pid = kith.pid
    kith.signal(ASK)
    state, waits_in = "gone", ""
    with suppress(OSError, IndexError):
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        waits_in = Path(f"/proc/{pid}/wchan").read_text()
    locks = ", ".join(f"{path.parent.name}/{path.name} ({_age(path)})" for path in server.locks())
    return "\n    ".join(
        (
            f"kith {pid} is in state {state} {waits_in}, its stacks are in {kith.output}",
            f"load {os.getloadavg()[0]:.1f}; lock files: {locks or 'none'}",
            *(f"Dovecot: {line}" for line in server.log().splitlines()[-5:]),
        )
    )


def _age(path: Path) -> str:
    try:
        told = path.stat()
        return f"{told.st_size} bytes, {path.read_text(errors='replace')[:40]!r}"
    except OSError:
        return "gone"
