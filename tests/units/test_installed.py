"""`kith install` and `kith uninstall` under a real systemd: what they put in place starts, saying it again changes
nothing, and what goes is no more than what came."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from helpers.bare_machine import Machine
from helpers.booted import Booted, CannotBoot
from helpers.dovecot import Dovecot
from helpers.network import Network
from kith.jobs.installing.units import is_ours
from units.conftest import cannot

UID, HOME = 1001, "/home/ada"
AS_ADA = f"setpriv --reuid={UID} --regid={UID} --clear-groups env HOME={HOME} XDG_RUNTIME_DIR=/run/user/{UID}"
# The machine's /etc is empty, so there is no PAM; that it would set the one variable is all that is needed of it.
WITHOUT_PAM = "[Service]\nPAMName=\nEnvironment=XDG_RUNTIME_DIR=/run/user/%i\n"


@pytest.fixture(scope="module")
def bare(
    network: Network, dovecot: Dovecot, opt_kith: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("new-machine")
    inside = Booted(folder, opt_kith, network, "new")
    inside.enable()
    with ExitStack() as stack:
        try:
            stack.enter_context(inside)
        except CannotBoot as reason:
            cannot(f"no machine can be booted here: {reason}")
        yield Machine(inside, dovecot)


def test_a_service_of_the_system_from_roots_own_configuration_and_back(bare: Machine, tmp_path: Path) -> None:
    bare.configure("/root/.config/kith", 'password_file = "~/.config/kith/imap-password"', tmp_path)
    before = bare.path("/root/.config/kith/config.toml").read_bytes()

    code, said = bare.kith("install")
    assert code == 2, said  # nobody is there to ask
    assert "systemctl enable --now kith.service" in said
    assert "WatchdogSec=15min" in said
    assert not bare.path("/etc/systemd/system/kith.service").exists()

    code, said = bare.kith("install --yes")
    assert code == 0, said
    assert re.search(r"^kith.service: active \(running\): ", said, re.MULTILINE)
    assert bare.path("/root/.config/kith/config.toml").read_bytes() == before
    config = bare.path("/etc/kith/config.toml").read_text()
    assert 'credential = "imap-password"' in config
    assert "password_file" not in config
    assert bare.show("kith.service", "UnitFileState") == "enabled"
    assert "0 account(s) in trouble" in bare.show("kith.service", "StatusText") or _settles(bare)
    unit = bare.path("/etc/systemd/system/kith.service")
    assert is_ours(unit.read_text())
    verified = bare.inside.run("systemd-analyze", "verify", "--man=no", "/etc/systemd/system/kith.service")
    assert verified == ""
    secrets = {
        path.name: path.stat().st_mode & 0o777 for path in bare.path("/etc/kith").glob("imap-password*")
    }
    assert set(secrets.values()) == {0o600}
    if "imap-password.cred" in secrets:
        assert b"pw" not in bare.path("/etc/kith/imap-password.cred").read_bytes().split()

    started = bare.show("kith.service", "ExecMainStartTimestampMonotonic")
    code, said = bare.kith("install --yes")
    assert code == 0, said
    assert "kith.service is as it should be; nothing to do." in said
    assert bare.show("kith.service", "ExecMainStartTimestampMonotonic") == started

    _root_asks_what_runs(bare)

    unit.write_text(unit.read_text().replace("WatchdogSec=15min", "WatchdogSec=20min"))
    code, said = bare.kith("install --yes")
    assert code == 0, said
    (kept,) = unit.parent.glob("kith.service.kept-*")
    assert "WatchdogSec=20min" in kept.read_text()
    assert "WatchdogSec=15min" in unit.read_text()
    assert bare.show("kith.service", "ExecMainStartTimestampMonotonic") != started

    code, said = bare.kith("uninstall")
    assert code == 2, said
    assert bare.show("kith.service", "ActiveState") == "active"
    code, said = bare.kith("uninstall --yes")
    assert code == 0, said
    assert bare.show("kith.service", "LoadState") == "not-found"
    assert not unit.exists()
    assert kept.exists()
    for stays in ("/etc/kith/config.toml", "/var/lib/private/kith/kith.db"):
        assert bare.path(stays).exists()
    assert "/etc/kith/config.toml: the configuration" in said
    assert "/var/lib/private/kith: what kith has learned" in said
    assert "nothing to do" in bare.kith("uninstall --yes")[1]


def _root_asks_what_runs(bare: Machine) -> None:
    """After `install` every verb of root's is about the service, and leaves nothing there that is not its user's."""
    assert bare.kith("config path") == (0, "/etc/kith/config.toml\n")
    code, said = bare.kith("check --no-mail")
    assert code == 0, said
    assert re.search(r"ok +service +kith.service is active: ", said)
    assert "/var/lib/private/kith/kith.db: sound" in said
    code, said = bare.kith("do 'karen@example.net note plays the oboe'")
    told = bare.kith("do 'why karen@example.net'")[1]
    assert "oboe" in said + told, said
    assert bare.kith("scan")[0] == 0
    assert bare.kith("status")[0] == 0
    assert bare.kith("reload")[0] == 0
    code, said = bare.kith("install --name ada --yes")
    assert code == 78, said
    assert "/etc/kith/config.toml is another service's. `kith init --name ada` makes it." in said
    assert not bare.path("/root/.local/state/kith").exists()
    state = bare.path("/var/lib/private/kith")
    assert {path.stat().st_uid for path in (state, *state.iterdir())} == {state.stat().st_uid}
    assert state.stat().st_uid != 0


def _settles(bare: Machine) -> bool:
    """Its first look may still go on when it is ready."""
    wait = 'until systemctl show -P StatusText kith.service | grep -q "0 account(s) in trouble"; do sleep 0.05; done'
    return bare.sh(f"timeout 20 sh -c '{wait}'")[0] == 0


def test_two_instances_share_the_template_and_the_last_one_takes_it_away(
    bare: Machine, tmp_path: Path
) -> None:
    for name in ("sam", "eva"):
        (tmp_path / name).mkdir()
        bare.configure(f"/etc/kith/{name}", 'credential = "imap-password"', tmp_path / name)
        code, said = bare.kith(f"--config /etc/kith/{name}/config.toml check --no-mail")
        assert code == 0, said
        fix = "kith install --name sam" if name == "sam" else "systemctl enable --now kith@eva.service"
        assert f"(`{fix}`)" in said  # the second finds the template there
        state = bare.path(f"/var/lib/private/kith-{name}")
        assert {path.stat().st_uid for path in (state.parent, state, *state.iterdir())} == {0}
        assert state.parent.stat().st_mode & 0o777 == 0o700
        code, said = bare.kith(f"install --name {name} --yes")
        assert code == 0, said
        assert bare.show(f"kith@{name}.service", "ActiveState") == "active"
        assert not bare.path(
            f"/etc/systemd/system/kith@{name}.service.d"
        ).exists()  # the template loads just that
        (uid,) = {path.stat().st_uid for path in (state, *state.iterdir())}
        assert uid != 0  # systemd has handed over what root made before
    template = bare.path("/etc/systemd/system/kith@.service")
    code, said = bare.kith("uninstall --name sam --yes")
    assert code == 0, said
    assert "kith@eva.service need it" in said
    assert template.exists()
    assert bare.show("kith@eva.service", "ActiveState") == "active"
    code, said = bare.kith("uninstall --name eva --yes")
    assert code == 0, said
    assert not template.exists()
    assert bare.path("/etc/kith/eva/imap-password").exists()


def test_a_secret_that_systemd_has_sealed_is_loaded_as_such(bare: Machine, tmp_path: Path) -> None:
    """Sealed by the host's key: of its own accord systemd-creds takes none that lies in memory, as in this machine."""
    bare.configure("/etc/kith/ivy", 'credential = "imap-password"', tmp_path)
    place = "/etc/kith/ivy/imap-password"
    seal = f"systemd-creds encrypt --with-key=host --name=imap-password {place} {place}.cred && rm {place}"
    assert bare.sh(seal)[0] == 0
    code, said = bare.kith("install --name ivy --yes")
    assert code == 0, said
    drop_in = bare.path("/etc/systemd/system/kith@ivy.service.d/10-kith-install.conf")
    assert f"LoadCredentialEncrypted=imap-password:{place}.cred" in drop_in.read_text()
    code, said = bare.kith("--config /etc/kith/ivy/config.toml check")
    assert code == 0, said  # as root, with what the service has
    assert "/var/lib/private/kith-ivy/kith.db: sound" in said
    assert "taken out again" in said
    assert re.search(r"ok +service +kith@ivy.service is active: ", said)
    uids = {path.stat().st_uid for path in bare.path("/var/lib/private/kith-ivy").iterdir()}
    assert len(uids) == 1  # nothing of root's in it
    assert "nothing to do" in bare.kith("install --name ivy --yes")[1]

    bare.inside.systemctl("stop", "kith@ivy.service")
    code, said = bare.kith("--config /etc/kith/ivy/config.toml check --no-mail")
    assert code == 0, said  # nothing is handed out now: root has the sealed one opened
    assert "kith@ivy.service is installed and does not run" in said
    assert {path.stat().st_uid for path in bare.path("/var/lib/private/kith-ivy").iterdir()} == uids
    assert bare.kith("uninstall --name ivy --yes")[0] == 0
    assert not drop_in.parent.exists()
    assert bare.path(f"{place}.cred").exists()


def test_a_secret_that_is_missing_is_told_before_anything_starts(bare: Machine, tmp_path: Path) -> None:
    bare.configure("/etc/kith/poor", 'credential = "imap-password"', tmp_path)
    bare.path("/etc/kith/poor/imap-password").unlink()
    said = bare.kith("install --name poor --print")[1]
    assert "WARNING: /etc/kith/poor/imap-password is missing: the secret of home" in said


def test_a_start_that_fails_gives_the_exit_code_of_the_service(bare: Machine, tmp_path: Path) -> None:
    bare.configure("/etc/kith/torn", 'credential = "imap-password"', tmp_path)
    bare.sh("mkdir -m 700 -p /var/lib/private && mkdir -m 700 /var/lib/private/kith-torn")
    bare.sh("yes 'this is no store' | head -c 9999 >/var/lib/private/kith-torn/kith.db")
    code, said = bare.kith("install --name torn --yes")
    assert code == 78, said
    assert "journalctl -u kith@torn.service says why" in said
    code, said = bare.kith("--config /etc/kith/torn/config.toml check --offline")
    assert code == 78, said
    assert re.search(
        r"fail +service +kith@torn.service has failed: the configuration or the store cannot be", said
    )
    assert bare.kith("uninstall --name torn --yes")[0] == 0


def test_a_faulty_configuration_is_told_before_anything_is_done(bare: Machine, tmp_path: Path) -> None:
    bare.configure("/etc/kith/odd", 'credential = "imap-password"', tmp_path)
    config = bare.path("/etc/kith/odd/config.toml")
    config.write_text(config.read_text().replace("[accounts.home]", "nonsense = 1\n[accounts.home]"))
    code, said = bare.kith("install --name odd --yes")
    assert code == 78, said
    assert "nonsense" in said


@pytest.fixture(scope="module")
def ada(bare: Machine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A user of the machine's, with a systemd and a configuration of their own."""
    bare.path("/run/ada.conf").write_text(f"u ada {UID} - {HOME} /bin/sh\n")
    bare.inside.run("systemd-sysusers", "/run/ada.conf")
    bare.configure(
        f"{HOME}/.config/kith",
        'password_file = "~/.config/kith/imap-password"',
        tmp_path_factory.mktemp("ada"),
        UID,
    )
    bare.inside.run("chown", "-R", f"{UID}:{UID}", HOME)
    drop_in = bare.inside.units / "user@.service.d"
    drop_in.mkdir()
    (drop_in / "test.conf").write_text(WITHOUT_PAM)
    bare.inside.systemctl("daemon-reload")
    bare.inside.systemctl("start", f"user@{UID}.service")
    yield bare
    bare.inside.systemctl("stop", f"user@{UID}.service")


def test_a_service_of_a_users_own_and_back(ada: Machine) -> None:
    code, said = ada.sh(f"{AS_ADA} /opt/kith/bin/kith install --yes")
    assert code == 0, said
    assert "kith.service: active (running): " in said
    unit = ada.path(f"{HOME}/.config/systemd/user/kith.service")
    assert "\nExecStart=/opt/kith/bin/kith run\n" in unit.read_text()
    assert unit.stat().st_uid == UID
    assert ada.path(f"{HOME}/.local/state/kith/kith.db").exists()
    # This machine has no logind to ask, so the step is told with what root has to say; where there is one it is done.
    assert "loginctl enable-linger ada" in said
    code, said = ada.sh(f"{AS_ADA} /opt/kith/bin/kith check --no-mail --json")
    assert code == 0, said
    assert "kith.service of yours is active" in said
    code, said = ada.sh(f"{AS_ADA} /opt/kith/bin/kith uninstall --yes")
    assert code == 0, said
    assert not unit.exists()
    assert ada.path(f"{HOME}/.config/kith/config.toml").exists()
    assert f"{HOME}/.local/state/kith: what kith has learned" in said


def test_who_is_not_root_is_told_who_may_change_the_system(ada: Machine) -> None:
    code, said = ada.sh(f"{AS_ADA} /opt/kith/bin/kith install --system --yes")
    assert code == 1
    assert "sudo /opt/kith/bin/kith install --system" in said


def test_the_program_of_another_machine_would_be_seen(bare: Machine) -> None:
    """`systemd-analyze verify` prints what it does not know: so an empty answer above means something."""
    bad = bare.path("/run/bad.service")
    bad.write_text("[Service]\nProtectHouse=yes\nExecStart=/bin/true\n")
    with pytest.raises((AssertionError, subprocess.CalledProcessError)):
        assert bare.sh("systemd-analyze verify --man=no /run/bad.service")[1] == ""
