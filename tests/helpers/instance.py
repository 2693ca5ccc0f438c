"""One kith of a booted machine: kith.service, or kith@NAME.service, with all it needs."""

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from helpers.booted import Booted
from helpers.maildir import MailboxOnDisk
from helpers.world import World, today
from kith.files import packaged

PATIENCE = 120.0  # seconds; only what never comes takes as long


class Instance:
    """Everything of it lies ready when this is made; `start` starts it. `name` is "" for kith.service."""

    def __init__(self, machine: Booted, name: str, mailbox: MailboxOnDisk, folder: Path) -> None:
        self.machine, self.name = machine, name
        self.unit = f"kith@{name}.service" if name else "kith.service"
        self.folder = machine.etc_kith / name
        self.folder.mkdir(exist_ok=True)
        self.folder.chmod(0o755)
        self.world = World(mailbox, folder, now=today(), port=mailbox.tls_port, security="tls")
        shutil.copy(mailbox.ca_file, self.folder / "ca.pem")
        (self.folder / "ca.pem").chmod(0o644)
        (self.folder / "imap-password").write_text(f"{mailbox.password}\n")
        (self.folder / "imap-password").chmod(0o600)
        self.configure()

    def configure(self, settings: str | None = None) -> None:
        """Write its configuration, with other `settings` behind the account's table."""
        if settings is not None:
            self.world.settings = settings
        inside = Path("/etc/kith") / self.name / "ca.pem"
        text = self.world.toml.replace(str(self.world.mailbox.ca_file), str(inside))
        text = text.replace('password_env = "MAIL_PASSWORD"', 'credential = "imap-password"')
        (self.folder / "config.toml").write_text(text)
        (self.folder / "config.toml").chmod(0o644)

    def drop_in(self, text: str) -> None:
        """Change its unit, as `systemctl edit` does."""
        folder = self.machine.units / f"{self.unit}.d"
        folder.mkdir(exist_ok=True)
        (folder / "test.conf").write_text(text)
        self.machine.systemctl("daemon-reload")

    def bring_state(self) -> None:
        """Go on from the store that the test has made in its world."""
        shutil.copytree(self.world.state, self.state)

    @property
    def state(self) -> Path:
        """Its state folder, seen from outside."""
        return self.machine.root / "var/lib/private" / (f"kith-{self.name}" if self.name else "kith")

    def start(self) -> None:
        self.machine.systemctl("start", self.unit)

    def stop(self) -> None:
        self.machine.systemctl("stop", self.unit)

    def show(self, name: str) -> str:
        return self.machine.show(self.unit, name)

    def said(self) -> str:
        """All that the journal has of it."""
        return self.machine.run("journalctl", "--no-pager", "--output=cat", f"--unit={self.unit}")

    def wait_for_line(self, pattern: str, seconds: float = PATIENCE) -> None:
        """Until this regular expression is found in what the journal has of it."""
        self._wait(self.said, pattern, seconds)

    def wait_for_status(self, pattern: str, seconds: float = PATIENCE) -> str:
        """Its status line as soon as this regular expression is found in it."""
        return self._wait(lambda: self.show("StatusText"), pattern, seconds)

    def _wait(self, ask: Callable[[], str], pattern: str, seconds: float) -> str:
        until = time.monotonic() + seconds
        while not re.search(pattern, seen := ask(), re.MULTILINE | re.DOTALL):
            if time.monotonic() > until:
                raise AssertionError(
                    f"nothing like {pattern!r} in {seconds:.0f} s, but {seen!r}\n{self.said()}"
                )
            time.sleep(0.02)  # nobody tells of a new status, or of a new line, so they are asked for
        return seen


def copy_units(machine: Booted) -> None:
    """kith's own units, as they are shipped, where an administrator puts them."""
    for name in ("kith.service", "kith@.service"):
        shutil.copy(packaged("systemd") / name, machine.units / name)
        (machine.units / name).chmod(0o644)
