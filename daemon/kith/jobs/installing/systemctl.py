"""systemd's own programs, asked and told by their command lines.

Promises that nothing is asked for interactively, that no program can hang kith, and that failures carry the program's
own words.
"""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kith.errors import KithError
from kith.journal import clean

RUNNING = Path("/run/systemd/system")  # sd_booted(3): it is there where systemd is the first process
LINGERING = Path("/var/lib/systemd/linger")
PATIENCE = 120.0  # seconds; a start waits for READY, sixty at most by the units
_ASKED = (
    "LoadState", "ActiveState", "SubState", "UnitFileState", "FragmentPath", "StatusText", "WatchdogUSec",
    "NRestarts", "ExecMainStatus", "Result", "NeedDaemonReload",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as systemd knows it; `user`: of the user's own manager."""

    name: str
    user: bool
    told: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.told.get(key, "")

    @property
    def there(self) -> bool:
        return self["LoadState"] not in {"", "not-found"}

    @property
    def active(self) -> bool:
        return self["ActiveState"] in {"active", "reloading", "activating"}

    @property
    def enabled(self) -> bool:
        return self["UnitFileState"].startswith("enabled")


def booted() -> bool:
    """Whether systemd runs this machine."""
    return RUNNING.is_dir()


def lingers(user: str) -> bool:
    """Whether a user's services go on while they are logged out."""
    return (LINGERING / user).exists()


def systemctl(*words: str, user: bool) -> list[str]:
    """The command line."""
    return ["systemctl", *(["--user"] if user else []), *words]


def asked(command: Sequence[str]) -> str:
    """What a program prints. Raises KithError with its words where it fails, is missing or hangs."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
            timeout=PATIENCE, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        raise KithError(f"{command[0]}: there is no such program here") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise KithError(f"{' '.join(command)}: {clean(error)}") from error
    if done.returncode:
        said = clean(done.stderr or done.stdout) or f"it exited with {done.returncode}"
        raise KithError(f"{' '.join(command)}: {said}")
    return done.stdout


def show(name: str, *, user: bool) -> Unit:
    """A unit as it is now; one that nobody knows is not `there`. Raises KithError where systemd cannot be asked."""
    told = asked(systemctl("show", f"--property={','.join(_ASKED)}", name, user=user))
    return Unit(name, user, dict(line.split("=", 1) for line in told.splitlines() if "=" in line))


def seal(name: str, secret: str) -> bytes:
    """A secret as only this machine's systemd can open it, for LoadCredentialEncrypted=. Raises KithError."""
    return _sealing(["systemd-creds", "encrypt", f"--name={name}", "-", "-"], secret.encode())


def can_seal() -> bool:
    """Whether systemd-creds works here both ways: it is there since systemd 250, and needs root and a host key.

    The first time that it seals anything, systemd makes that key.
    """
    try:
        sealed = _sealing(["systemd-creds", "encrypt", "--name=kith-test", "-", "-"], b"kith")
        return _sealing(["systemd-creds", "decrypt", "--name=kith-test", "-", "-"], sealed) == b"kith"
    except KithError:
        return False


def _sealing(command: Sequence[str], told: bytes) -> bytes:
    """systemd-creds, which is told a secret on stdin; neither stdin nor stdout is part of an error."""
    try:
        done = subprocess.run(command, input=told, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise KithError(f"{command[0]} could not be run: {type(error).__name__}") from None
    if done.returncode:
        raise KithError(f"{command[0]} {command[1]}: {clean(done.stderr.decode(errors='replace'))}")
    return done.stdout
