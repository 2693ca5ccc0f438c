"""`kith reload`: a running daemon reads its configuration again, and this returns when the new one is in force.

What `systemctl reload` runs. A bare SIGHUP returns before the daemon has even looked (systemd.service(5) advises
against it in ExecReload=), so that a script would go on with the old settings. Refuses a faulty configuration before
the daemon is disturbed; never signals a process that is not the daemon.
"""

import os
import select
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kith import files
from kith.clock import SystemClock
from kith.errors import KithError, Misconfigured, StoreBusy, StoreFull
from kith.jobs.workplace import settings_in
from kith.service.configured import Note, birth, fingerprint, read_note
from kith.store.locks import is_busy
from kith.store.room import no_room_at

PATIENCE = 50.0  # seconds; below TimeoutStartSec of the units, which holds for a reload too
_LOOK_AGAIN = 0.02  # seconds between two looks at the note


def reload(option: Path | None, environ: Mapping[str, str] = os.environ, patience: float = PATIENCE) -> None:
    """Ask the daemon on this configuration's state folder to read it again; return when what it says now is in force.

    Raises Misconfigured where it cannot be used (the old one stays in force), KithError where no daemon runs there or
    it ends meanwhile, and StoreBusy where a mail server keeps it from answering for `patience` seconds, or it waits
    for room on the disk.
    """
    path = files.find_config(option, environ)
    try:
        state_dir = files.state_dir(settings_in(files.read_config(path), path, environ), environ)
    except Misconfigured as error:
        raise Misconfigured(f"{error}\nNothing was changed: the old configuration stays in force.") from None
    clock = SystemClock()
    with _daemon(state_dir, environ.get("MAINPID", "")) as (before, handle):
        signal.pidfd_send_signal(handle, signal.SIGHUP)
        until = clock.monotonic() + patience
        ended = select.poll()
        ended.register(handle, select.POLLIN)
        while not _answered(before, state_dir, path):
            if ended.poll(_LOOK_AGAIN * 1000):
                raise KithError(
                    f"kith (process {before.pid}) ended while it read the configuration again. Its journal says why: "
                    "journalctl -u kith."
                )
            if clock.monotonic() > until:
                raise StoreBusy(
                    f"kith (process {before.pid}) has not read the configuration within {patience:.0f} s: a server "
                    "keeps it waiting. It does so as soon as it is free; `kith status` and its journal tell more."
                )


@contextmanager
def _daemon(state_dir: Path, vouched: str) -> Iterator[tuple[Note, int]]:
    """What the daemon on this folder said last, and a handle on it that no other process can slip under.

    The process that systemd vouches for ($MAINPID) is taken at its word: with PrivateUsers= in its unit, a reload has
    a user namespace of its own, from which the daemon cannot be seen in /proc.
    """
    note = read_note(state_dir)
    handle = -1
    if note is not None:
        try:
            handle = os.pidfd_open(note.pid)
        except ProcessLookupError:  # it ended some time ago
            note = None
    try:
        # Asked with the handle held: from here on the number stays its own.
        if note is None or (str(note.pid) != vouched and birth(note.pid) != note.born):
            if is_busy(state_dir, "run"):  # it could leave no note, or has not yet
                raise _not_at_work(state_dir)
            raise KithError(
                f"no kith runs on {state_dir}: there is nothing to reload. Start it, or, if `state_dir` was changed, "
                "restart it; as the user it runs as, the service of a system with `systemctl reload kith`."
            )
        yield note, handle
    finally:
        if handle >= 0:
            os.close(handle)


def _not_at_work(state_dir: Path) -> StoreBusy:
    """A kith runs on this folder, but is not at work: nobody could say when another configuration is in force."""
    if no_room_at(state_dir):
        return StoreFull(
            f"kith runs on {state_dir} and waits for room: the disk is full. Free some space, then reload again; it "
            "goes on by itself, with the old configuration."
        )
    return StoreBusy(f"kith on {state_dir} has only just started. Reload again in a moment.")


def _answered(before: Note, state_dir: Path, path: Path) -> bool:
    """The text that lies there now has been read; Misconfigured where it was refused.

    A reading that was under way when the file was written had the old text, and another one follows.
    """
    now = read_note(state_dir)
    if now is None or now.pid != before.pid or now.reading <= before.reading:
        return False
    if now.text != fingerprint(files.read_config(path)):
        return False
    if now.refused:
        raise Misconfigured(f"{now.refused}\nThe old configuration stays in force.")
    return True
