"""Secrets come from real programs, files and variables, and appear nowhere else."""

import os
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path

import pytest

from kith import vault
from kith.config.settings import Account, SecretSource
from kith.errors import MISCONFIGURED, SecretUnavailable
from kith.vault import Secret, fetch

CANARY = "hunter2-canary"
ENVIRON = {"PATH": os.environ["PATH"]}


def command(*words: str) -> SecretSource:
    return SecretSource(password_command=words)


def python(code: str) -> SecretSource:
    return command(sys.executable, "-c", code)


def refusal(source: SecretSource, environ: dict[str, str] = ENVIRON, timeout: float = 20) -> str:
    """The message of the refusal; whatever it says and carries along must not hold the secret."""
    with pytest.raises(SecretUnavailable) as refused:
        fetch(source, environ, timeout)
    told = "".join(traceback.format_exception(refused.value))
    errors = [refused.value]
    while errors:
        error = errors.pop()
        told += repr(vars(error)) + repr(error.args) + repr(getattr(error, "object", ""))
        errors += [each for each in (error.__cause__, error.__context__) if each]
    assert CANARY not in told.replace(str(source.password_command), "")
    assert refused.value.exit_code == MISCONFIGURED
    return str(refused.value)


@pytest.mark.parametrize(
    ("printed", "secret"),
    [(f"{CANARY}\n", CANARY), (CANARY, CANARY), (f"{CANARY}\r\n", CANARY), (f" {CANARY} \n", f" {CANARY} "),
     ("pässwörd 密码\n", "pässwörd 密码")],
)  # fmt: skip
def test_one_line_end_is_taken_off_and_nothing_else(printed, secret):
    assert fetch(command("printf", "%s", printed), ENVIRON) == Secret(secret)


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        (f"{CANARY}\n\n", "2 lines"),
        (f"{CANARY}\r\nA1 LOGOUT\r\n", "2 lines"),
        (f"{CANARY}\nuser: sam\n", "2 lines"),
        (f"{CANARY}\r", "control character"),
        (f"{CANARY}\x1b[0m", "control character"),
        (f"{CANARY}\x7f\n", "control character"),
        (f"\ufeff{CANARY}\n", "control character"),
        ("\n", "gave nothing"),
        ("", "gave nothing"),
        ("  ", "gave nothing"),
    ],
)
def test_what_cannot_be_a_secret_is_refused(printed, said):
    assert said in refusal(command("printf", "%s", printed))


def test_a_secret_of_another_encoding_is_refused():
    assert "not UTF-8" in refusal(python(f"import sys; sys.stdout.buffer.write(b'{CANARY}\\xff')"))


def test_a_null_byte_is_refused():
    assert "control character" in refusal(python(f"print('{CANARY}' + chr(0))"))


def test_a_token_is_marked_as_one():
    source = SecretSource(token_command=("printf", CANARY))
    assert fetch(source, ENVIRON) == Secret(CANARY, token=True)
    assert "token_command (false) exited with 1" in refusal(SecretSource(token_command=("false",)))


def test_a_secret_does_not_show_itself():
    secret = Secret(CANARY)
    assert CANARY not in f"{secret} {secret!r} {[secret]}"
    assert secret.value == CANARY


def test_there_is_no_shell():
    assert fetch(command("printf", "%s", "$HOME;`id`|*"), ENVIRON).value == "$HOME;`id`|*"


def test_a_word_that_begins_at_home_is_expanded(tmp_path):
    (tmp_path / "secret").write_text(CANARY)
    environ = {**ENVIRON, "HOME": str(tmp_path)}
    assert fetch(command("cat", "~/secret"), environ).value == CANARY
    assert "$HOME is not set" in refusal(command("cat", "~/secret"))


def test_a_command_gets_the_environment_no_input_and_no_terminal():
    code = "import os, sys; print(os.environ['WHO'], sys.stdin.read() == '', os.getsid(0) == os.getpid())"
    assert fetch(python(code), {**ENVIRON, "WHO": "sam"}).value == "sam True True"


def test_nothing_is_remembered(tmp_path):
    counter = tmp_path / "counter"
    source = command("sh", "-c", f"echo x >> {counter}; wc -l < {counter}")
    assert fetch(source, ENVIRON).value.strip() == "1"
    assert fetch(source, ENVIRON).value.strip() == "2"


def test_a_command_that_fails_is_quoted_in_its_last_words():
    said = refusal(
        command("sh", "-c", "echo first >&2; echo 'gpg: decryption failed: No secret key' >&2; exit 2")
    )
    assert said == (
        "password_command (sh) exited with 2: gpg: decryption failed: No secret key. "
        "Run it by hand as kith's user to see why."
    )


def test_the_last_words_cannot_forge_a_line_or_repeat_the_secret():
    said = refusal(command("sh", "-c", f"echo {CANARY}; printf '\\033[31mbad {CANARY}\\a\\n\\n' >&2; exit 1"))
    assert "bad ********" in said
    assert said.isprintable()


def test_a_command_that_is_killed_says_by_what():
    assert f"signal {signal.SIGTERM:d}" in refusal(command("sh", "-c", "kill -TERM $$"))


def test_a_command_that_is_not_there_is_named(tmp_path):
    assert "No such file" in refusal(command("/no/such/program"))
    (tmp_path / "plain").touch(0o600)
    assert "Permission denied" in refusal(command(str(tmp_path / "plain")))


def test_a_command_that_hangs_is_ended_with_everything_it_started(tmp_path):
    """Row 60: a pinentry that nobody sees."""
    note = tmp_path / "pid"
    started = time.monotonic()
    said = refusal(command("sh", "-c", f"echo {CANARY}; sleep 60 & echo $! > {note}; wait"), timeout=0.5)
    assert time.monotonic() - started < 30
    assert "did not end within 0.5 s" in said
    assert ends(int(note.read_text()))


def test_a_command_is_stopped_even_while_it_is_being_started(monkeypatch):
    """The signal comes after the command has begun, before anybody here knows its number."""
    start = subprocess.Popen

    def interrupted(*words, **more):
        process = start(*words, **more)
        vault.stop_commands()
        return process

    monkeypatch.setattr(subprocess, "Popen", interrupted)
    assert "was ended by signal 9" in refusal(command("sleep", "60"))


def ends(pid: int) -> bool:
    """Whether a process is gone, or a zombie that only its new parent has not noticed yet, within 5 seconds."""
    for _ in range(100):
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] in "ZX":
            return True
        time.sleep(0.05)
    return False


def test_a_command_that_closes_its_output_and_stays_is_ended_too():
    assert "did not end" in refusal(
        command("sh", "-c", f"echo {CANARY}; exec >&- 2>&-; sleep 60"), timeout=0.5
    )


def test_an_agent_that_stays_behind_does_not_hold_the_login_up(tmp_path):
    note = tmp_path / "pid"
    secret = fetch(command("sh", "-c", f"setsid sleep 600 & echo $! > {note}; echo {CANARY}"), ENVIRON)
    agent = int(note.read_text())
    assert secret.value == CANARY
    os.kill(agent, signal.SIGKILL)  # raises where it is gone: then it was waited for, or ended


def test_a_command_that_never_stops_talking_is_stopped():
    assert "more than 64 KiB" in refusal(command("yes", CANARY))


def test_much_talk_on_the_side_does_not_matter():
    code = f"import sys; sys.stderr.write('noise\\n' * 100_000); print('{CANARY}')"
    assert fetch(python(code), ENVIRON).value == CANARY


def in_file(tmp_path: Path, mode: int, text: str = f"{CANARY}\n") -> SecretSource:
    path = tmp_path / "my secret"
    path.write_text(text)
    path.chmod(mode)
    return SecretSource(password_file=path)


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700, 0o500])
def test_a_file_that_only_its_owner_can_read_is_read(tmp_path, mode):
    assert fetch(in_file(tmp_path, mode), ENVIRON).value == CANARY


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o606, 0o644, 0o620, 0o602, 0o610, 0o777])
def test_a_file_that_is_open_to_others_is_refused_with_the_cure(tmp_path, mode):
    said = refusal(in_file(tmp_path, mode))
    assert f"(mode {mode:o}): chmod 600 '{tmp_path}/my secret'" in said


def test_a_file_is_found_at_home_and_through_a_link(tmp_path):
    in_file(tmp_path, 0o600)
    (tmp_path / "link").symlink_to("my secret")
    source = SecretSource(password_file=Path("~/link"))
    assert fetch(source, {"HOME": str(tmp_path)}).value == CANARY
    assert "$HOME is not set" in refusal(source, {})


def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert "no regular file" in refusal(SecretSource(password_file=tmp_path / "pipe"))
    assert "no regular file" in refusal(SecretSource(password_file=Path("/dev/zero")))
    assert "no regular file" in refusal(SecretSource(password_file=tmp_path))
    assert "No such file" in refusal(SecretSource(password_file=tmp_path / "nothing"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_is_refused(tmp_path):
    source = in_file(tmp_path, 0o600)
    os.chown(tmp_path / "my secret", 12345, 12345)
    assert "somebody else's" in refusal(source)


def test_a_file_is_held_to_the_same_rules_as_a_command(tmp_path):
    assert "2 lines" in refusal(in_file(tmp_path, 0o600, f"{CANARY}\nsecond"))
    assert "gave nothing" in refusal(in_file(tmp_path, 0o600, "\n"))
    assert "more than 64 KiB" in refusal(in_file(tmp_path, 0o600, CANARY * 10_000))


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o444])
def test_a_credential_is_read_whatever_mode_systemd_gave_it(tmp_path, mode):
    (tmp_path / "imap-password").write_text(f"{CANARY}\n")
    (tmp_path / "imap-password").chmod(mode)
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert fetch(SecretSource(credential="imap-password"), environ).value == CANARY


def test_a_sealed_credential_beside_the_configuration_is_opened_by_systemd(tmp_path, monkeypatch):
    """As root finds it while no service runs; the program's own words tell why it does not open."""
    program = tmp_path / "bin" / "systemd-creds"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\n[ "$1 $2 $4" = "decrypt --name=imap-password -" ] && cat "$3"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    (tmp_path / "imap-password").write_text("an older one")
    (tmp_path / "imap-password.cred").write_text(CANARY)
    source = SecretSource(credential="imap-password")
    environ = {**os.environ, "CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert fetch(source, environ).value == CANARY
    program.write_text("#!/bin/sh\necho 'Failed to decrypt: wrong key' >&2; exit 1\n")
    with pytest.raises(
        SecretUnavailable, match=r"systemd-creds decrypt.*exited with 1: Failed to decrypt: wrong key"
    ):
        fetch(source, environ)


def test_a_missing_credential_says_what_the_unit_needs(tmp_path):
    source = SecretSource(credential="imap-password")
    assert "LoadCredential=imap-password:" in refusal(source, {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert "$CREDENTIALS_DIRECTORY is not set" in refusal(source, {})


def test_a_variable_is_read_from_the_environment_that_was_given(monkeypatch):
    monkeypatch.setenv("KITH_TEST_SECRET", "of the process")
    source = SecretSource(password_env="KITH_TEST_SECRET")
    assert fetch(source, {"KITH_TEST_SECRET": CANARY}).value == CANARY
    assert "no such variable" in refusal(source, {})
    assert "gave nothing" in refusal(source, {"KITH_TEST_SECRET": ""})
    assert "not UTF-8" in refusal(source, {"KITH_TEST_SECRET": f"{CANARY}\udcff"})


def test_without_any_way_to_a_password_nothing_is_tried():
    assert "no way to a password" in refusal(Account(email="sam@example.org", host="localhost"))


def test_the_patience_is_half_a_minute():
    assert vault.PATIENCE == 30
