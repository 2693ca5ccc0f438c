"""The desktop's keyring (Secret Service, KWallet, …) through the small programs that speak to it.

No library: a keyring needs a desktop session, and 14 packages for what two programs do that whoever uses it has
already. The secret goes by a pipe, never on a command line. What is kept is read at each login by the same program, as
`password_command`.
"""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kith.errors import KithError
from kith.journal import clean

SERVICE = "kith"
PATIENCE = 30.0  # seconds; the keyring may ask to be unlocked


@dataclass(frozen=True, slots=True)
class Keyring:
    """A program that keeps secrets: `path` is where it is, `kind` how it is called."""

    kind: Literal["keyring", "secret-tool"]
    path: str

    def reading(self, user: str) -> tuple[str, ...]:
        """The command that prints what is kept for `user`, for `password_command`."""
        if self.kind == "keyring":
            return (self.path, "get", SERVICE, user)
        return (self.path, "lookup", "service", SERVICE, "user", user)

    def storing(self, user: str) -> tuple[str, ...]:
        """The command that keeps, for `user`, what it is given on standard input."""
        if self.kind == "keyring":
            return (self.path, "set", SERVICE, user)
        return (self.path, "store", f"--label=kith: {user}", "service", SERVICE, "user", user)


def usable(environ: Mapping[str, str], seconds: float = PATIENCE) -> Keyring | None:
    """The first of the programs that is installed and reaches a keyring; None where none does."""
    for kind in ("keyring", "secret-tool"):
        path = shutil.which(kind, path=environ.get("PATH"))
        if path and _answers(Keyring(kind, path), environ, seconds):
            return Keyring(kind, path)
    return None


def keep(keyring: Keyring, user: str, secret: str, environ: Mapping[str, str]) -> None:
    """Keep a secret for `user`, over what was kept before. KithError where the keyring refuses."""
    code, _, complaint = _ran(keyring.storing(user), environ, PATIENCE, secret)
    if code:
        said = complaint.replace(secret, "********")
        raise KithError(
            f"the keyring did not take the password: {clean(said) or f'exit code {code}'}. Choose another place "
            "(--secret file)."
        )


def _answers(keyring: Keyring, environ: Mapping[str, str], seconds: float) -> bool:
    """Whether there is a keyring behind the program. Asked for what nobody keeps, both say nothing and leave with 1;
    without a keyring they complain."""
    code, _, complaint = _ran(
        keyring.reading("nobody (kith looks whether a keyring is there)"), environ, seconds
    )
    return code == 0 or (code == 1 and not complaint.strip())


def _ran(
    command: tuple[str, ...], environ: Mapping[str, str], seconds: float, given: str = ""
) -> tuple[int, str, str]:
    """Exit code, stdout and stderr; what cannot be started or does not end in time has complained."""
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, text=True, errors="replace", timeout=seconds,
            env=dict(environ), check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return 1, "", f"no answer within {seconds:g} s"
    except OSError as failure:
        return 1, "", failure.strerror or "it cannot be started"
    return done.returncode, done.stdout, done.stderr
