"""Where the password is kept: the system's keyring, a file of mode 600, or what systemd hands to its service.

Decided first, with what the configuration will say of it (`place`), then kept (`Place.keep`). A keyring is only taken
when the secret reads back out of it; `Place.undo` puts back what was there, for when the configuration that would
name the place cannot be written.
"""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from kith import system_keyring, vault
from kith.config.settings import SecretSource
from kith.errors import KithError, Misconfigured
from kith.files import SYSTEM_CONFIG, write_private
from kith.jobs.installing import systemctl
from kith.system_keyring import Keyring

Kind = Literal["keyring", "file", "credential"]
KINDS: dict[Kind, str] = {
    "keyring": "the system's keyring (needs your desktop session)",
    "file": "a file that only you can read (mode 600)",
    "credential": "a systemd credential of the system service (a file that only root can read)",
}
CREDENTIAL = "imap-password"  # what the shipped units load from beside their configuration


@dataclass(slots=True)
class Place:
    """A place for one secret. `table`: what the configuration says of it; `where`: the same for the user."""

    table: dict[str, Any]
    where: str
    email: str
    file: Path | None = None
    keyring: Keyring | None = None
    sealed: str = ""  # the credential's name, where systemd-creds has encrypted the file and does so again
    _before: str | None = field(default=None, repr=False)
    _kept: bool = False

    def keep(self, secret: str, environ: Mapping[str, str]) -> None:
        """Keep it, over what was there. Raises KithError, and then nothing has changed."""
        if self.file:
            self._before = _held(self.file)
            text = systemctl.seal(self.sealed, secret).decode("ascii") if self.sealed else f"{secret}\n"
            write_private(self.file, text)
            self._kept = True
        if self.keyring:
            system_keyring.keep(self.keyring, self.email, secret, environ)
            if vault.fetch(SecretSource.model_validate(self.table), environ).value != secret:
                raise KithError("the keyring gave back something else than it was given. Take --secret file.")

    def undo(self) -> None:
        """Put back the file that was there, if it was replaced; an entry in a keyring that nothing names is left."""
        if self.file is None or not self._kept:
            return
        if self._before is not None:
            write_private(self.file, self._before)
        else:
            self.file.unlink(missing_ok=True)


def offered(config: Path, environ: Mapping[str, str]) -> list[Kind]:
    """The kinds of places there are here, the usual one first. Asks whether a keyring answers."""
    if for_system_service(config):
        return ["credential"]  # the service has a user of its own, who could not read a file of root's
    return ["file", "keyring"] if system_keyring.usable(environ) else ["file"]


def usual(config: Path) -> Kind:
    """What is taken where nobody is asked."""
    return "credential" if for_system_service(config) else "file"


def for_system_service(config: Path) -> bool:
    """Whether the configuration is one of the shipped system units: only root writes it, and a service reads it."""
    return os.geteuid() == 0 and SYSTEM_CONFIG.parent in config.parents


def place(
    kind: Kind,
    account: str,
    email: str,
    config: Path,
    environ: Mapping[str, str],
    taken: Collection[str] = (),
) -> Place:
    """The place for the secret of one account, beside the configuration at `config`. Nothing is kept yet.

    `taken`: the names of credentials that other accounts have. Raises Misconfigured where there is no such place.
    """
    if kind == "keyring":
        return _keyring(email, environ)
    if kind == "file":
        file = config.parent / f"{account}.password"
        return Place({"password_file": str(file)}, f"in {file} (mode 600)", email, file)
    if not for_system_service(config):
        raise Misconfigured(
            "a systemd credential is for the system service: run this as root, with --config /etc/kith/config.toml, or "
            "with --name for one of many people. "
            "Else take --secret file."
        )
    # A plain file of root's, which the shipped units load; where `kith install` has sealed it, the unit loads that one,
    # and a new password belongs into it.
    name = f"{CREDENTIAL}-{account}" if CREDENTIAL in taken else CREDENTIAL
    file = config.parent / name
    if (cred := config.parent / f"{name}.cred").exists():
        where = f"in {cred} (encrypted by systemd-creds), from where the unit loads it"
        return Place({"credential": name}, where, email, cred, sealed=name)
    return Place({"credential": name}, f"in {file} (mode 600), from where the unit loads it", email, file)


def _keyring(email: str, environ: Mapping[str, str]) -> Place:
    keyring = system_keyring.usable(environ)
    if keyring is None:
        raise Misconfigured(
            "no keyring answers here: neither `keyring` nor `secret-tool` is installed and reaches one (they need a "
            "desktop session). Take --secret file, or --password-command."
        )
    command = keyring.reading(email)
    where = f"in the system's keyring ({' '.join(command)} prints it)"
    return Place({"password_command": list(command)}, where, email, keyring=keyring)


def _held(file: Path) -> str | None:
    """What a file holds now; None where there is none."""
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as refused:
        raise KithError(f"{file}: is there and cannot be read: {refused}. Move it away first.") from refused
