"""A machine under a real systemd as process 1: this machine's own /usr, read-only, the rest in memory; booted in
half a second by systemd-nspawn, with kith installed where its units expect it.

Promises that nothing is left behind: no process, no mount, no control group, no file outside the folder it was given.
Needs root, Debian's systemd-container, and a /usr that holds everything; `why_not` says what is missing.
"""

import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from helpers.network import Network

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = Path("/usr/bin/python3")  # the only one that is in the machine
CGROUPS = Path("/sys/fs/cgroup")
GROUP = "kith-test-"  # and the number of the process whose test it is
BOOT_SECONDS, HALT_SECONDS = 30.0, 15.0
OPTIONS = (
    "--directory=/",
    "--volatile=yes",  # /usr read-only, the rest in memory. Never -x: on ext4 it copies the whole disk.
    "--register=no",
    "--keep-unit",
    "--boot",
    "--console=pipe",
    # Without these two systemd cannot enforce IPAddressDeny=.
    "--system-call-filter=bpf",
    "--capability=all",
)
KERNEL = (  # as on the kernel's command line
    "systemd.firstboot=off",
    "systemd.mask=systemd-firstboot.service",
    "systemd.mask=systemd-networkd-wait-online.service",
)


class CannotBoot(Exception):
    """systemd-nspawn does not get that far here; its own words are the message."""


def why_not() -> str:
    """Why no machine can be booted here; "" where it is worth a try."""
    if os.geteuid() != 0:
        return "a machine with a systemd of its own can only be booted by root"
    for program, package in (("systemd-nspawn", "systemd-container"), ("nsenter", "util-linux")):
        if shutil.which(program) is None:
            return f"{program} is missing: apt-get install -y --no-install-recommends {package}"
    if not Path("/lib").is_symlink():
        return "/lib is no part of /usr here, so /usr alone is no machine"
    if not PYTHON.exists():
        return f"{PYTHON} is missing: apt-get install -y --no-install-recommends python3"
    ask = [PYTHON, "-c", "import sys; print(*sys.version_info[:2])"]
    found = subprocess.run(ask, capture_output=True, text=True, check=True).stdout.split()
    ours = [str(number) for number in sys.version_info[:2]]
    return (
        ""
        if found == ours
        else f"{PYTHON} is {'.'.join(found)} and the tests' {'.'.join(ours)}: no libraries"
    )


def install(folder: Path) -> Path:
    """kith's own wheel in an environment of the machine's Python, to be seen as /opt/kith.

    Its libraries are those of the tests; `Booted` puts them into `libraries`.
    """
    dist, place = folder / "dist", folder / "opt-kith"
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", dist, ROOT]
    subprocess.run(build, check=True, capture_output=True, timeout=300)
    subprocess.run([PYTHON, "-m", "venv", "--without-pip", place], check=True, timeout=60)
    python = place / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, *dist.glob("*.whl")], check=True, timeout=120)
    program = place / "bin" / "kith"
    program.write_text(
        program.read_text().replace(str(place), "/opt/kith")
    )  # its first line names its Python
    (place / "libraries").mkdir()
    (packages,) = place.glob("lib/python3*/site-packages")
    (packages / "libraries.pth").write_text("/opt/kith/libraries\n")
    return place


class Booted:
    """The machine; a context manager. `etc_kith` and `units` are its /etc/kith and /etc/systemd/system, to write to."""

    def __init__(self, folder: Path, kith: Path, network: Network, second: str = "") -> None:
        """`second`: a word for a machine beside another one of the same test run."""
        self._folder, self._kith, self._network = folder, kith, network
        self.etc_kith, self.units = folder / "etc-kith", folder / "etc-systemd" / "system"
        self._name = f"{GROUP}{os.getpid()}{second and f'-{second}'}"
        self._cgroups = [
            path / self._name
            for path in (CGROUPS, CGROUPS / "unified", CGROUPS / "systemd")
            if (path / "cgroup.procs").exists()
        ]
        for made in (self.etc_kith, self.units):
            made.mkdir(parents=True)
            made.chmod(0o755)

    def enable(self, *units: str) -> None:
        """Start these with the machine, and nothing else that this /usr happens to hold. Before it is booted."""
        presets = self._folder / "etc-systemd" / "system-preset"
        presets.mkdir()
        (presets / "00-test.preset").write_text("".join(f"enable {unit}\n" for unit in units) + "disable *\n")

    def __enter__(self) -> Self:
        self.began = time.monotonic()
        for group in self._cgroups:
            _sweep(group.parent)
            group.mkdir()
        log = self._folder / "boot.log"
        with log.open("wb") as said:
            self._nspawn = subprocess.Popen(
                self._command(), stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
                env=os.environ | {"SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
            )  # fmt: skip
        try:
            self._pid = self._first_process()
            self.run("systemctl", "is-system-running", "--wait", check=False)
        except BaseException as error:
            self._halt()
            raise CannotBoot(log.read_text(errors="replace").strip() or str(error)) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.run("systemctl", "poweroff", check=False)
        self._halt()

    @property
    def root(self) -> Path:
        """Its file system, seen from outside."""
        return Path(f"/proc/{self._pid}/root")

    def run(self, *command: str, check: bool = True) -> str:
        """What a program prints that root runs inside; CalledProcessError, with its words, where it fails."""
        done = subprocess.run(
            ["nsenter", "-t", str(self._pid), "-a", *command],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        if check and done.returncode != 0:
            journal = ["nsenter", "-t", str(self._pid), "-a", "journalctl", "--no-pager", "-n", "40"]
            told = subprocess.run(journal, capture_output=True, text=True, check=False).stdout
            raise AssertionError(f"{' '.join(command)}: {done.returncode}\n{done.stderr}\n{told}")
        return done.stdout

    def systemctl(self, *words: str) -> None:
        """Do as systemctl says, and wait as it waits; AssertionError with the journal where it fails."""
        self.run("systemctl", *words)

    def show(self, unit: str, name: str) -> str:
        """One property of a unit, as `systemctl show` names it."""
        return self.run("systemctl", "show", "--value", f"--property={name}", unit).strip()

    def _command(self) -> list[str]:
        libraries = next(path for path in sys.path if path.endswith("site-packages"))
        binds = {
            "--bind": {self._folder / "etc-systemd": "/etc/systemd", self.etc_kith: "/etc/kith"},
            "--bind-ro": {self._kith: "/opt/kith", libraries: "/opt/kith/libraries"},
        }
        # A group of its own, so that two of these never share one, and nothing of it stays; and an end with pytest's.
        join = "".join(f"echo $$ >{group}/cgroup.procs; " for group in self._cgroups)
        return [
            "sh", "-c", f'{join}exec setpriv --pdeathsig TERM "$@"', "sh", "systemd-nspawn", *OPTIONS,
            f"--machine={self._name}", f"--network-namespace-path={self._network.path}",
            *(f"{how}={source}:{place}" for how, places in binds.items() for source, place in places.items()),
            *KERNEL,
        ]  # fmt: skip

    def _first_process(self) -> int:
        """The number, outside, of the machine's process 1, as soon as it can be talked to."""
        children = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children")
        until = time.monotonic() + BOOT_SECONDS
        while self._nspawn.poll() is None and time.monotonic() < until:
            for pid in children.read_text().split():
                with suppress(OSError):
                    if Path(f"/proc/{pid}/root/run/systemd/private").is_socket():
                        return int(pid)
            time.sleep(0.01)
        raise CannotBoot(f"no systemd answered within {BOOT_SECONDS:.0f} s")

    def _halt(self) -> None:
        """Wait for the end; where it does not come, or nobody waits (Ctrl-C), make one."""
        try:
            with suppress(subprocess.TimeoutExpired):
                self._nspawn.wait(HALT_SECONDS)
        finally:
            self._nspawn.kill()  # takes everything inside with it; nothing happens where it is over
            self._nspawn.wait(HALT_SECONDS)
            for group in self._cgroups:
                _remove(group)


def _remove(group: Path) -> None:
    for folder, _, _ in os.walk(group, topdown=False):
        Path(folder).rmdir()


def _sweep(parent: Path) -> None:
    """Empty groups that a killed test run could not take away."""
    for group in parent.glob(f"{GROUP}*"):
        if not Path(f"/proc/{group.name.removeprefix(GROUP).partition('-')[0]}").exists():
            _remove(group)
