"""What a process may do that runs in place of kith, in kith's own unit: run there, it prints what it could.

Not imported by any test: it is started with the machine's Python, within the sandbox.
"""

import ctypes
import json
import mmap
import os
import socket
import subprocess
import sys
from pathlib import Path

# One in each place that a daemon might be tempted to write to; where it may, its own, comes last.
FORBIDDEN = (
    "/usr/lib", "/etc", "/etc/kith", "/var/lib", "/home", "/root", "/opt/kith", "/sys/fs/cgroup",
)  # fmt: skip
FOREIGN = (
    "/var/lib/kith/kith.db", "/var/lib/private/kith/kith.db", "/run/credentials/kith.service/imap-password",
    "/etc/kith/imap-password",
)  # fmt: skip


def writable(folder: str) -> bool:
    """A new file can be made there."""
    path = Path(folder, "kith-was-here")
    try:
        path.write_text("x")
        path.unlink()
    except OSError:
        return False
    return True


def readable(path: str) -> bool:
    """It can be opened."""
    try:
        with open(path, "rb"):  # noqa: PTH123
            return True
    except OSError:
        return False


def executable(folder: str) -> bool:
    """A program that was written there can be run."""
    program = Path(folder, "program")
    program.write_bytes(Path("/usr/bin/true").read_bytes())
    program.chmod(0o700)
    try:
        return subprocess.run([program], check=False).returncode == 0
    except OSError:
        return False


def written_and_executed() -> bool:
    """Memory that is both can be had, at once or one after the other."""
    both = mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
    try:
        mmap.mmap(-1, 4096, prot=both)
    except OSError:
        page = mmap.mmap(-1, 4096)
        start = ctypes.addressof(ctypes.c_char.from_buffer(page))
        return ctypes.CDLL(None).mprotect(ctypes.c_void_p(start), 4096, both) == 0
    return True


def speaks(family: int) -> bool:
    """A socket of this family can be made."""
    try:
        socket.socket(family, socket.SOCK_DGRAM).close()
    except OSError:
        return False
    return True


def main(other: str) -> None:
    """`other`: the name of another instance, running now."""
    own = os.environ["STATE_DIRECTORY"]
    foreign = [*FOREIGN, f"/var/lib/kith-{other}/kith.db", f"/var/lib/private/kith-{other}/kith.db",
               f"/run/credentials/kith@{other}.service/imap-password", f"/etc/kith/{other}/imap-password",
               f"/etc/kith/{other}/config.toml"]  # fmt: skip
    print(json.dumps({
        "writable": [folder for folder in FORBIDDEN if writable(folder)],
        "readable": [path for path in foreign if readable(path)],
        "own state": writable(own),
        "own secret": readable(f"{os.environ['CREDENTIALS_DIRECTORY']}/imap-password"),
        "own configuration": readable(os.environ["KITH_CONFIG"]),
        "runs what it wrote": [folder for folder in (own, "/tmp", "/var/tmp", "/dev/shm") if executable(folder)],
        "mounts": Path("/proc/self/mounts").read_text().splitlines(),
        "W+X": written_and_executed(),
        "other sockets": [int(each) for each in (socket.AF_NETLINK, socket.AF_PACKET) if speaks(each)],
        "processes": sum(name.isdecimal() for name in os.listdir("/proc")),  # noqa: PTH208
        "root's privileges": [
            line for line in Path("/proc/self/status").read_text().splitlines()
            if line.startswith("Cap") and int(line.split()[1], 16)
        ],
        "user": os.getuid(),
    }))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1])
