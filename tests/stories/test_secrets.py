"""A password and a token that nothing else looks like, sought in everything kith leaves behind: what it prints, on a
bad day too, its files, and its process as the kernel shows it to others (threat F2)."""

import base64
import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.dovecot import Dovecot
from helpers.notify import NotifySocket
from helpers.scripted_imap import ScriptedImap
from helpers.smtp_sink import SmtpSink
from helpers.world import World, today

CANARY = "tweety-4b1d-Gxq/9+sylvester"
VERBS = (
    ("scan",), ("run", "--once"), ("people", "--json"), ("why", "karen"), ("digest", "--dry-run"), ("digest",),
    ("status", "--json"), ("config", "show"), ("config", "validate"), ("preview", "--text"), ("do", "karen called"),
    ("export",), ("eval",), ("transition", "leaving Initech"), ("nonsense",), ("scan", "--nonsense"),
)  # fmt: skip


class Sealed(World):
    """A world whose password comes from a file, as a credential of systemd's does."""

    @property
    def toml(self) -> str:
        path = self.folder / "secret"
        path.write_text(CANARY)
        path.chmod(0o600)
        return super().toml.replace('password_env = "MAIL_PASSWORD"', f'password_file = "{path}"')

    @property
    def environ(self) -> dict[str, str]:
        return {key: value for key, value in super().environ.items() if key != "MAIL_PASSWORD"}


def forms(secret: str) -> Iterator[bytes]:
    """The secret as it is, and as it goes over a wire or into a link."""
    raw = secret.encode()
    yield raw
    yield base64.b64encode(raw)
    for user in ("user", "sam@example.org"):  # the middle of AUTH PLAIN, at any place within three bytes
        for start in range(3):
            padded = b"\0" * start + raw + b"\0" * (-(start + len(raw)) % 3)
            yield base64.b64encode(padded)[4 * bool(start) + 4 : -8]
        yield base64.b64encode(f"\0{user}\0{secret}".encode())
    yield urllib.parse.quote(secret, safe="").encode()
    yield raw.hex().encode()


def assert_kept(shown: bytes, where: str) -> None:
    for form in forms(CANARY):
        assert form not in shown, f"{where} holds the secret"


def left_behind(world: World) -> Iterator[tuple[str, bytes]]:
    """Every file of the state folder."""
    for path in world.state.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()


def test_no_verb_and_no_file_holds_the_password(dovecot: Dovecot, tmp_path: Path) -> None:
    world = Sealed(dovecot.add_user(password=CANARY), tmp_path, now=today())
    world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240)
    for verb in VERBS:
        done = world.run(*verb)
        assert_kept((done.stdout + done.stderr).encode(), f"kith {' '.join(verb)}")
    for name, content in left_behind(world):
        assert_kept(content, name)
    assert dict(left_behind(world)), "there is a store"


@pytest.mark.parametrize(
    "said",
    [
        f'NO [AUTHENTICATIONFAILED] "{CANARY}" is wrong',
        f"BAD {CANARY}",
        f"NO {base64.b64encode(CANARY.encode()).decode()}",
        f"BYE {CANARY}",
    ],
)
def test_a_server_that_repeats_the_password_is_not_repeated(
    said: str, scripted_imap: ScriptedImap, dovecot: Dovecot, tmp_path: Path
) -> None:
    answer = f"* {said}\r\n" if said.startswith("BYE") else f"TAG {said}\r\n"
    scripted_imap.rules.append((rb"(?:LOGIN|AUTHENTICATE) ", answer.encode()))
    scripted_imap.capabilities = b"IMAP4rev1"
    world = Sealed(dovecot.add_user(), tmp_path, port=scripted_imap.port, now=today())
    for verb in (("scan",), ("run", "--once"), ("status",)):
        done = world.run(*verb)
        assert_kept((done.stdout + done.stderr).encode(), f"kith {' '.join(verb)} after {said}")
    assert scripted_imap.connections
    for name, content in left_behind(world):
        assert_kept(content, name)


def test_a_mail_server_that_repeats_the_password_is_not_repeated(dovecot: Dovecot, tmp_path: Path) -> None:
    with SmtpSink(login=("sam", "another"), faults={"auth": f"535 5.7.8 {CANARY} is wrong"}) as sink:
        world = Sealed(dovecot.add_user(password=CANARY), tmp_path, now=today())
        world.settings = (
            f'[smtp]\nhost = "{sink.host}"\nport = {sink.port}\nsecurity = "none"\nuser = "sam"\n'
            f'password_file = "{tmp_path}/secret"\n'
        )
        world.friends("Karen Holm <karen@example.net>", 400, 360, 320, 280, 240)
        for verb in (("scan",), ("digest",), ("status",)):
            done = world.run(*verb)
            assert_kept((done.stdout + done.stderr).encode(), f"kith {' '.join(verb)}")
        assert sink.logins or sink.heard
    for name, content in left_behind(world):
        assert_kept(content, name)


def test_the_process_shows_no_secret_and_leaves_no_core(dovecot: Dovecot, tmp_path: Path) -> None:
    """A core holds every password; the watchdog ends a hanging daemon by a signal that would write one."""
    world = Sealed(dovecot.add_user(password=CANARY), tmp_path, now=today())
    with NotifySocket(tmp_path) as systemd:
        command = world.command("run")
        environ = {**world.process_environ, "NOTIFY_SOCKET": str(systemd.path)}
        process = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE)
        try:
            assert systemd.wait_for("STATUS=idle")
            proc = Path("/proc") / str(process.pid)
            for file in ("cmdline", "environ", "status", "comm"):
                assert_kept((proc / file).read_bytes(), file)
            (limit,) = (line for line in (proc / "limits").read_text().splitlines() if "core file" in line)
            assert limit.split()[4:6] == ["0", "0"]
        finally:
            process.terminate()
            _, log = process.communicate(timeout=120)
    assert_kept(log, "the log")
