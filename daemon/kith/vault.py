"""Secrets, fetched at the moment they are needed and kept by nobody.

Promises: a secret is never part of an error, a log line or a `repr`; nothing is cached, so that a changed
password or a fresh token is used at the next login; a command can neither hang kith nor outlive one that is told
to stop. Refuses what cannot be a secret, above all control characters: a CRLF in a password would begin a second
IMAP command (RFC 9051 section 2.2.1).
"""

import os
import selectors
import shlex
import signal
import stat
import subprocess
import time
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kith.config.paths import expanded
from kith.config.settings import SecretSource
from kith.errors import Misconfigured, SecretUnavailable
from kith.journal import clean

PATIENCE = (
    30.0  # seconds for a command: enough to touch a key, not to wait for ever on a pinentry nobody sees
)
LONGEST = 64 * 1024  # bytes; the longest OAuth tokens have a few thousand
MASK = "********"
_under_way: set[subprocess.Popen[bytes]] = set()  # commands that have not ended yet
_stops = 0  # how often they were told to


@dataclass(frozen=True, slots=True)
class Secret:
    """A password or, with `token`, an OAuth access token. Only `value` gives it away."""

    value: str = field(repr=False)
    token: bool = False

    def __str__(self) -> str:
        return MASK


def fetch(source: SecretSource, environ: Mapping[str, str], timeout: float = PATIENCE) -> Secret:
    """The secret that `source` points to, as it is now. A command gets `timeout` seconds.

    Raises SecretUnavailable, which says where it was looked for, what came instead and what to do.
    """
    if source.password_command:
        where = f"password_command ({clean(source.password_command[0])})"
        raw = _printed(where, source.password_command, environ, timeout)
    elif source.token_command:
        where = f"token_command ({clean(source.token_command[0])})"
        raw = _printed(where, source.token_command, environ, timeout)
    elif source.password_file:
        where, raw = f"password_file {source.password_file}", _in_file(source.password_file, environ)
    elif source.credential:
        where, raw = f'credential "{source.credential}"', _in_credential(source.credential, environ)
    elif source.password_env:
        where, raw = f"password_env {source.password_env}", _in_environment(source.password_env, environ)
    else:
        raise SecretUnavailable("There is no way to a password. Add password_command to the configuration.")
    return Secret(_checked(where, raw), token=source.token_command is not None)


def stop_commands() -> None:
    """End every command under way with all it started; `fetch` then raises. For signal handlers: it takes no lock.

    They have sessions of their own, so that neither Ctrl-C nor the end of kith would reach them.
    """
    global _stops
    _stops += 1
    for process in tuple(_under_way):
        if process.returncode is None:  # not reaped yet, so that its number is still its own
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)


def _checked(where: str, raw: bytes) -> str:
    """The secret in `raw` without its line end; refuses what no login could be given."""
    if len(raw) > LONGEST:
        raise SecretUnavailable(
            f"{where} gave more than {LONGEST // 1024} KiB. It must give the secret alone."
        )
    text = _decoded(raw)
    if text is None:
        raise SecretUnavailable(f"{where} gave bytes that are not UTF-8. Store the secret as UTF-8 text.")
    secret = text.removesuffix("\r\n") if text.endswith("\r\n") else text.removesuffix("\n")
    if not secret.strip():
        raise SecretUnavailable(f"{where} gave nothing. Store the secret there.")
    if "\n" in secret:
        lines = secret.count("\n") + 1
        raise SecretUnavailable(f"{where} gave {lines} lines. It must give one line, the secret alone.")
    if any(unicodedata.category(char) == "Cc" or char == "\N{BYTE ORDER MARK}" for char in secret):
        raise SecretUnavailable(f"{where} gave a secret with a control character in it. Store it without.")
    return secret


def _decoded(raw: bytes) -> str | None:
    """None for what is not UTF-8. The error holds the bytes: nothing may be raised while it is handled."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def _printed(where: str, command: Sequence[str], environ: Mapping[str, str], timeout: float) -> bytes:
    """What a command prints. It gets no shell, no terminal, no input, and a process group of its own."""
    stops = _stops
    try:
        process = subprocess.Popen(
            _with_home(command, environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environ),
            start_new_session=True,
            bufsize=0,
        )
    except OSError as refused:
        raise SecretUnavailable(
            f"{where} cannot be started: {refused.strerror}. Check its path."
        ) from refused
    _under_way.add(process)
    if stops != _stops:  # between its start and the line above
        stop_commands()
    with process:
        try:
            out, err = _heard(process, time.monotonic() + timeout)
        except TimeoutError:
            raise SecretUnavailable(
                f"{where} did not end within {timeout:g} s and was stopped. It has no terminal here: if it "
                "asks for a passphrase, unlock its agent first."
            ) from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            _under_way.discard(process)
    if process.returncode and len(out) <= LONGEST:
        how = _ending(process.returncode, out, err)
        raise SecretUnavailable(f"{where} {how}. Run it by hand as kith's user to see why.")
    return out


def _with_home(command: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    """The words of a command; one that begins with `~/` is a path, and there is no shell to know it."""
    return [str(_expanded(Path(word), environ)) if word.startswith("~/") else word for word in command]


def _heard(process: subprocess.Popen[bytes], deadline: float) -> tuple[bytes, bytes]:
    """What a running command says on stdout and stderr, at most the last `LONGEST` + 1 bytes of each.

    Ends when the command ends, even if an agent it left behind keeps the pipes open, or when stdout runs
    over. TimeoutError when the monotonic clock passes `deadline`.
    """
    heard = {pipe.fileno(): b"" for pipe in (process.stdout, process.stderr) if pipe}
    out, err = heard
    with selectors.DefaultSelector() as pipes:
        for pipe in heard:
            pipes.register(pipe, selectors.EVENT_READ)
        while len(heard[out]) <= LONGEST:
            ended = process.poll() is not None  # asked before reading, so that no last words are missed
            ready = [key.fd for key, _ in pipes.select(0 if ended else 0.05)]
            for pipe in ready:
                chunk = os.read(pipe, LONGEST)
                heard[pipe] = (heard[pipe] + chunk)[-LONGEST - 1 :]
                if not chunk:
                    pipes.unregister(pipe)
            if ended and not ready:
                break
            if time.monotonic() > deadline:
                raise TimeoutError
    return heard[out], heard[err]


def _ending(code: int, out: bytes, err: bytes) -> str:
    """How a command failed, in its own last words, without what it printed as the secret."""
    how = f"exited with {code}" if code > 0 else f"was ended by signal {-code}"
    lines = [line for line in err.decode(errors="replace").splitlines() if line.strip()]
    if not lines:
        return how
    words = lines[-1]
    for secret in sorted(set(out.decode(errors="replace").split()), key=len, reverse=True):
        words = words.replace(secret, MASK)
    return f"{how}: {clean(words).rstrip('.')}"


def _in_file(path: Path, environ: Mapping[str, str]) -> bytes:
    """What a private file holds. Judged is the file that was opened: it cannot be swapped in between."""
    where = _expanded(path, environ)
    try:
        # A named pipe would block until somebody writes to it; a terminal would become ours.
        number = os.open(where, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            _check_private(where, os.fstat(number))
            return os.read(number, LONGEST + 1)  # a regular file gives all of it at once
        finally:
            os.close(number)
    except OSError as refused:
        raise SecretUnavailable(
            f"password_file {where} cannot be read: {refused.strerror}. Put it there, with mode 600."
        ) from refused


def _check_private(where: Path, info: os.stat_result) -> None:
    if not stat.S_ISREG(info.st_mode):
        raise SecretUnavailable(f"password_file {where} is no regular file. Name one, of mode 600.")
    if info.st_uid not in {0, os.geteuid()}:
        raise SecretUnavailable(f"password_file {where} is somebody else's. `chown` it to kith's user.")
    if info.st_mode & 0o077:
        mode, quoted = stat.S_IMODE(info.st_mode), shlex.quote(str(where))
        raise SecretUnavailable(
            f"password_file {where} is open to others (mode {mode:o}): chmod 600 {quoted}"
        )


def _in_credential(name: str, environ: Mapping[str, str]) -> bytes:
    """A systemd credential. Its mode is systemd's affair: 0400, or since 257 0440 with an access list."""
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        raise SecretUnavailable(
            f'credential "{name}": $CREDENTIALS_DIRECTORY is not set. Only systemd hands out credentials, by '
            f"LoadCredential={name}:FILE in the unit; elsewhere use password_file or password_command."
        )
    # Only where root looks beside the configuration, while no service runs: systemd hands out what is opened already.
    if (sealed := Path(folder, f"{name}.cred")).exists():
        command = ("systemd-creds", "decrypt", f"--name={name}", str(sealed), "-")
        return _printed(f"{sealed} (systemd-creds decrypt)", command, environ, PATIENCE)
    try:
        with Path(folder, name).open("rb") as file:
            raw = file.read(LONGEST + 1)
    except OSError as refused:
        raise SecretUnavailable(
            f'credential "{name}" cannot be read: {refused.strerror}. '
            f"Put LoadCredential={name}:FILE into the unit and restart it."
        ) from refused
    if not raw.strip():  # what SetCredential= of the units leaves where the file is missing
        raise SecretUnavailable(
            f'credential "{name}" is empty: there was no secret when the unit was started. Write it into the file that '
            f"LoadCredential={name}:FILE in the unit names (mode 600, owned by root), then restart the unit."
        )
    return raw


def _in_environment(name: str, environ: Mapping[str, str]) -> bytes:
    if name not in environ:
        raise SecretUnavailable(
            f"password_env {name}: there is no such variable. Set it where kith is started."
        )
    return environ[name].encode(errors="surrogateescape")


def _expanded(path: Path, environ: Mapping[str, str]) -> Path:
    try:
        return expanded(path, environ)
    except Misconfigured as homeless:
        raise SecretUnavailable(str(homeless)) from homeless
