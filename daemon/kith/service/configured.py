"""Which configuration is in force in a running daemon: a note in its state folder, for `kith reload` to wait for.

The note names the process and the text it read last, as a hash; whoever asks for another reading knows by it when the
file as it is now counts. It outlives the daemon, and harms nobody then: a process is known by its number and by when
it was born, which are never given twice together.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kith import files
from kith.config.settings import Settings
from kith.errors import KithError, Misconfigured
from kith.jobs.workplace import settings_in
from kith.journal import Journal

NOTE = "running.json"


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the configuration, and the settings in force after it."""

    settings: Settings
    text: str  # SHA-256 of what was read; "" where the file could not be read
    number: int = 1  # how many there have been in this process
    refused: str = ""  # why that text was not taken and older settings are in force


@dataclass(frozen=True, slots=True)
class Note:
    """What a daemon says of itself: process `pid`, `born` so many ticks after the machine, and its last reading."""

    pid: int
    born: int
    reading: int
    text: str
    refused: str


def first_reading(option: Path | None, environ: Mapping[str, str]) -> Reading:
    """The configuration a daemon starts with. Raises Misconfigured."""
    path = files.find_config(option, environ)
    text = files.read_config(path)
    return Reading(settings_in(text, path, environ), fingerprint(text))


def next_reading(
    before: Reading, option: Path | None, environ: Mapping[str, str], journal: Journal
) -> Reading:
    """The configuration as it is now; one that cannot be used leaves the old settings in force."""
    text = ""
    try:
        path = files.find_config(option, environ)
        content = files.read_config(path)
        text = fingerprint(content)
        settings = settings_in(content, path, environ)
    except Misconfigured as error:
        journal.kept_old_configuration(error)
        return Reading(before.settings, text, before.number + 1, str(error))
    journal.reloaded()
    return Reading(settings, text, before.number + 1)


def fingerprint(text: str) -> str:
    """SHA-256 of a configuration's text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def leave_note(reading: Reading, environ: Mapping[str, str], journal: Journal) -> None:
    """Say in the state folder that this reading is over. A full disk stops nothing but the answer to `kith reload`.

    For the one daemon of the folder: what one before it was killed over is taken away.
    """
    pid = os.getpid()
    note = {
        "pid": pid, "born": birth(pid), "reading": reading.number, "text": reading.text, "refused": reading.refused,
    }  # fmt: skip
    path = files.state_dir(reading.settings, environ) / NOTE
    try:
        files.sweep_private(path)
        files.write_private(path, json.dumps(note) + "\n")
    except KithError as error:
        journal.reload_not_answered(error)


def read_note(state_dir: Path) -> Note | None:
    """The note in a state folder; None where there is none that can be read."""
    with suppress(OSError, ValueError, TypeError):  # no daemon has been here, or something else wrote this
        note = Note(**json.loads((state_dir / NOTE).read_bytes()))
        if isinstance(note.pid, int) and note.pid > 0 and isinstance(note.reading, int):
            return note
    return None


def birth(pid: int) -> int | None:
    """Clock ticks between the machine's start and the process's, proc_pid_stat(5) field 22; None where it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return None
    return int(stat.rpartition(")")[2].split()[19])  # the second field, a name in brackets, may hold anything
