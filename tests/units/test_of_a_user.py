"""The user service under a real `systemd --user`: starts, reloads and writes nowhere but into its own folder."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpers.booted import Booted
from helpers.dovecot import Dovecot
from helpers.world import World, today
from kith.files import packaged

UID = 1000
HOME = "/home/sam"
AS_SAM = [
    *("setpriv", f"--reuid={UID}", f"--regid={UID}", "--clear-groups"),
    *("env", f"HOME={HOME}", f"XDG_RUNTIME_DIR=/run/user/{UID}", "systemctl", "--user"),
]
# The machine's /etc is empty, so there is no PAM; that it would set the one variable is all that is needed of it.
WITHOUT_PAM = "[Service]\nPAMName=\nEnvironment=XDG_RUNTIME_DIR=/run/user/%i\n"

Systemctl = Callable[..., str]


class Home:
    """Sam's, with a configuration, a password file, and kith where pipx puts it."""

    def __init__(self, machine: Booted, world: World) -> None:
        self.path, self._world = machine.root / HOME.removeprefix("/"), world
        for folder in (".config/systemd/user", ".config/kith", ".local/bin"):
            (self.path / folder).mkdir(parents=True)
        (self.path / ".local/bin/kith").symlink_to("/opt/kith/bin/kith")
        shutil.copy(packaged("systemd") / "user/kith.service", self.path / ".config/systemd/user")
        shutil.copy(world.mailbox.ca_file, self.path / ".config/kith/ca.pem")
        secret = self.path / ".config/kith/imap-password"
        secret.write_text(world.mailbox.password)
        secret.chmod(0o600)
        self.configure("")
        machine.run("chown", "-R", f"{UID}:{UID}", HOME)

    def configure(self, settings: str) -> None:
        """Write the configuration with these settings behind the account's table."""
        self._world.settings = settings
        text = self._world.toml.replace(str(self._world.mailbox.ca_file), f"{HOME}/.config/kith/ca.pem")
        text = text.replace(
            'password_env = "MAIL_PASSWORD"', 'password_file = "~/.config/kith/imap-password"'
        )
        (self.path / ".config/kith/config.toml").write_text(text)


@pytest.fixture
def home(machine: Booted, dovecot: Dovecot, tmp_path: Path) -> Iterator[Home]:
    """A user is added to the machine, with a systemd of their own."""
    (machine.root / "run/sam.conf").write_text(f"u sam {UID} - {HOME} /bin/sh\n")
    machine.run("systemd-sysusers", "/run/sam.conf")
    mailbox = dovecot.add_user()
    home = Home(machine, World(mailbox, tmp_path, now=today(), port=mailbox.tls_port, security="tls"))
    drop_in = machine.units / "user@.service.d"
    drop_in.mkdir()
    (drop_in / "test.conf").write_text(WITHOUT_PAM)
    machine.systemctl("daemon-reload")
    machine.systemctl("start", f"user@{UID}.service")
    yield home
    machine.systemctl("stop", f"user@{UID}.service")


def test_it_starts_and_a_reload_is_over_when_the_new_configuration_is_in_force(
    machine: Booted, home: Home
) -> None:
    machine.run(*AS_SAM, "enable", "--now", "kith.service")
    status = ("show", "--value", "--property=StatusText", "kith.service")
    for minute in range(3):
        home.configure(f'[digest]\nwhen = "daily 03:{minute:02}"\ntimezone = "UTC"\n')
        machine.run(*AS_SAM, "reload", "kith.service")
        assert f"03:{minute:02}" in machine.run(*AS_SAM, *status)
    home.configure("nonsense = 1\n")
    with pytest.raises(AssertionError, match="nonsense"):
        machine.run(*AS_SAM, "reload", "kith.service")
    assert machine.run(*AS_SAM, "is-active", "kith.service") == "active\n"
    state = home.path / ".local/state/kith"
    assert state.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in state.iterdir()} == {0o600}
    assert {path.stat().st_uid for path in state.iterdir()} == {UID}
