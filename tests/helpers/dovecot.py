"""Dovecot 2.3 as a test server: rootless, on free ports, with users added on the fly.

Promises a server like the one half the world runs, in 0.2 seconds. One instance serves plain IMAP, STARTTLS
(same port) and TLS. Mail is written straight into the Maildir, thousands of messages in a second.
Refuses other Dovecot series: 2.4 has another configuration syntax.
"""

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from helpers.certificates import LOOPBACK, Authority
from helpers.dovecot_conf import CONFIGURATION, OAUTH2, SHARED, USERDB
from helpers.maildir import MailboxOnDisk, locks_below
from helpers.ports import free_port
from helpers.processes import group_lives

DOVECOT = Path("/usr/sbin/dovecot")
START_SECONDS = 60.0


def why_not() -> str:
    """Why this machine cannot run the server; "" where it can."""
    if not DOVECOT.exists():
        return f"{DOVECOT} is missing: apt-get install -y --no-install-recommends dovecot-imapd"
    found = subprocess.run([DOVECOT, "--version"], capture_output=True, text=True, check=False).stdout
    return "" if found.startswith("2.3.") else f"Dovecot 2.3 is needed, this is {found.strip() or 'unknown'}"


def place_for_servers() -> Path:
    """Where a server's folders are made: $TMPDIR where its name is short and all may enter it, else /tmp.

    Short, because the paths of unix sockets are limited to 107 bytes; all, because root's server runs as nobody.
    """
    usual = Path(tempfile.gettempdir())
    fits = len(str(usual)) < 40 and all(path.stat().st_mode & 0o001 for path in (usual, *usual.parents))
    return usual if fits else Path("/tmp")


@dataclass(frozen=True)
class Options:
    """How one server differs from the usual one."""

    special_use: bool = True  # False: folders are never marked, as on Exchange
    prefix: str = ""  # of the personal namespace, for instance "INBOX."
    separator: str = "/"
    shared: bool = False  # True: a public folder is listed too, "Public/Noticeboard"
    capability: str | None = None  # everything the server admits to, for instance "IMAP4rev1"
    mechanisms: str = "plain login xoauth2 oauthbearer"  # ways to log in
    max_connections: int = 10  # for each user
    mail_location: str = "maildir:~/Maildir"
    expired: bool = False  # its certificate
    more: str = ""  # lines of Dovecot's configuration
    names: tuple[str, ...] = LOOPBACK  # that its certificate is for


class Dovecot:
    """A running server; a context manager. `log()` says what it thinks of the world."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self.host = "127.0.0.1"
        self.port, self.tls_port = free_port(), free_port()
        account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self.uid, self.gid, self._unix_user = account.pw_uid, account.pw_gid, account.pw_name
        self.folder = Path(tempfile.mkdtemp(prefix="kd", dir=place_for_servers()))
        self._process: subprocess.Popen[bytes] | None = None
        self._users = 0

    def __enter__(self) -> "Dovecot":
        self.folder.chmod(0o755)
        for name in (
            "run",
            "state",
            "mail",
            "users",
            "settings",
            "tls",
            "keys/default/HS256",
            "mail/public/.Noticeboard/cur",
        ):
            (self.folder / name).mkdir(parents=True)
        authority = Authority(self.folder / "tls")
        self.ca_file = authority.ca_file
        self._write_configuration(authority)
        self.own(self.folder)
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def add_user(self, name: str = "", password: str = "pw") -> MailboxOnDisk:
        """A new user with an empty mailbox; the name is made up where none is given."""
        self._users += 1
        mailbox = MailboxOnDisk(self, name or f"user{self._users}", password)
        mailbox.create()
        return mailbox

    def log(self) -> str:
        """What the server has said since it started."""
        paths = (self.folder / "start.log", self.folder / "dovecot.log")
        return "".join(path.read_text(errors="replace") for path in paths if path.exists())

    def stop(self) -> None:
        """End the server and all its processes. Not by SIGTERM: it waits for a second then, and nothing is kept."""
        self.fall()
        shutil.rmtree(self.folder, ignore_errors=True)

    def fall(self) -> None:
        """End it, and keep everything for `rise`. Nothing happens where it does not run."""
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            while group_lives(self._process.pid):  # one that listens would keep the next server from starting
                time.sleep(0.001)
            self._process = None

    def rise(self) -> None:
        """Start it again, on the same ports, without the locks of the killed: it would wait for one for two minutes."""
        if self._process is None:
            for lock in self.locks():
                lock.unlink(missing_ok=True)
            self._start()

    def locks(self) -> list[Path]:
        """The lock files that lie in the mailboxes now."""
        return locks_below(self.folder / "mail")

    def session_pids(self, user: str) -> list[int]:
        """The server's own processes serving this user now; for stopping one in the middle of a command."""
        rows = subprocess.run(
            ["doveadm", "-c", self.folder / "dovecot.conf", "who", "-1", user],
            capture_output=True, text=True, check=False,
        ).stdout.splitlines()[1:]  # fmt: skip
        return [int(row.split()[2]) for row in rows]

    def own(self, path: Path) -> None:
        """Give a file or a whole folder to the user the server runs as."""
        for each in (path, *path.rglob("*")) if path.is_dir() else (path,):
            self.own_only(each)

    def own_only(self, path: Path) -> None:
        """The same for one file or folder, without what is in it."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)

    def _write_configuration(self, authority: Authority) -> None:
        certificate = authority.issue(self.options.names, expired=self.options.expired)
        places = {
            "shared": SHARED if self.options.shared else "",
            "d": self.folder, "user": self._unix_user, "uid": self.uid, "gid": self.gid,
            "group": grp.getgrgid(self.gid).gr_name,
            "port": self.port, "tls_port": self.tls_port,
            "cert": certificate.cert_file, "key": certificate.key_file,
            "prefix": self.options.prefix, "separator": self.options.separator,
            "location": self.options.mail_location, "max_connections": self.options.max_connections,
            "capability": f"imap_capability = {self.options.capability}" if self.options.capability else "",
            "mechanisms": self.options.mechanisms, "more": self.options.more,
        }  # fmt: skip
        text = CONFIGURATION
        for name, value in places.items():
            text = text.replace("{" + name + "}", str(value))
        (self.folder / "dovecot.conf").write_text(text)
        for name, kind in (("oauth2", OAUTH2), ("userdb", USERDB)):
            (self.folder / f"{name}.conf.ext").write_text(kind.replace("{d}", str(self.folder)))
        (self.folder / "keys/default/HS256/default").write_bytes(MailboxOnDisk.SIGNING_KEY_BASE64)

    def _start(self) -> None:
        drop = {} if os.geteuid() else {"user": self.uid, "group": self.gid, "extra_groups": []}
        command = [DOVECOT, "-F", "-c", self.folder / "dovecot.conf"]
        with (self.folder / "start.log").open("wb") as said:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True, **drop
            )
        give_up = time.monotonic() + START_SECONDS
        while not self._greets():
            if self._process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"Dovecot did not start:\n{self.log()}")
            time.sleep(0.01)

    def _greets(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), timeout=START_SECONDS) as line:
                return line.recv(64).startswith(b"* OK")
        except OSError:
            return False
