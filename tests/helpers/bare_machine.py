"""A booted machine that has kith and none of its units: for what `kith install` puts in place."""

import shutil
from pathlib import Path

from helpers.booted import Booted
from helpers.dovecot import Dovecot
from helpers.world import World, today


class Machine:
    """A machine on which kith was installed by pip a moment ago, and nothing of it is set up."""

    def __init__(self, inside: Booted, dovecot: Dovecot) -> None:
        self.inside, self._dovecot = inside, dovecot

    def sh(self, command: str) -> tuple[int, str]:
        """What a line of shell ends with, and all it says; root's, without a terminal."""
        said = self.inside.run("sh", "-c", f"( {command} ) 2>&1; echo exit $?")
        text, _, code = said.rstrip("\n").rpartition("exit ")
        return int(code), text

    def kith(self, arguments: str, home: str = "/root") -> tuple[int, str]:
        return self.sh(f"env HOME={home} /opt/kith/bin/kith {arguments}")

    def path(self, name: str) -> Path:
        """A file of the machine's, seen from outside."""
        return self.inside.root / name.lstrip("/")

    def configure(self, folder: str, way: str, tmp: Path, owner: int = 0) -> None:
        """A configuration and a password file in this folder; `way` says how the password is found."""
        place = self.path(folder)
        place.mkdir(parents=True, exist_ok=True)
        mailbox = self._dovecot.add_user()
        mailbox.folder("Drafts", "\\Drafts")
        world = World(mailbox, tmp, now=today(), port=mailbox.tls_port, security="tls")
        shutil.copy(mailbox.ca_file, self.path("/etc/kith/ca.pem"))
        self.path("/etc/kith/ca.pem").chmod(0o644)
        text = world.toml.replace(str(mailbox.ca_file), "/etc/kith/ca.pem")
        (place / "config.toml").write_text(text.replace('password_env = "MAIL_PASSWORD"', way))
        secret = place / "imap-password"
        secret.write_text(mailbox.password)
        secret.chmod(0o600)
        for path in (place, place / "config.toml", secret):
            self.inside.run("chown", f"{owner}:{owner}", f"/{path.relative_to(self.inside.root)}")

    def show(self, unit: str, name: str) -> str:
        return self.inside.show(unit, name)
