"""The units of systemd/: accepted without a word, hardened to the score the README promises, and true to
kith.

What they do under a real systemd is tried in tests/units. `systemd-analyze verify` prints what it does not know and
goes on, so only an empty stderr counts; `security` scores words and not effects, so it is a floor and no proof.
"""

import itertools
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kith import errors
from kith.deliver.smtp import DATA_SECONDS, STEP_SECONDS
from kith.files import packaged
from kith.service.reload import PATIENCE

FOLDER = packaged("systemd")
UNITS = {"system": "kith.service", "template": "kith@.service", "user": "user/kith.service"}
THRESHOLDS = {"system": 11, "template": 11, "user": 17}  # tenths, as --threshold wants them
PROGRAMS = ("/opt/kith/bin/kith", "%h/.local/bin/kith", "/usr/bin/kith")
PACKAGING = FOLDER.parent / "docs" / "packaging.md"
ANALYZE = shutil.which("systemd-analyze")

every_unit = pytest.mark.parametrize("kind", UNITS)


def directives(kind: str) -> list[tuple[str, str]]:
    """Every `Key=value` of a unit, in order."""
    lines = (FOLDER / UNITS[kind]).read_text().splitlines()
    return [
        (key, value) for key, sep, value in (line.partition("=") for line in lines) if sep and key[0] != "#"
    ]


def value(kind: str, key: str) -> str:
    """The one value of a directive that stands once."""
    (only,) = (value for name, value in directives(kind) if name == key)
    return only


def analyze(kind: str, text: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """systemd-analyze on this text of a unit, with a program in place of kith that exists."""
    if ANALYZE is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "systemd-analyze is missing: apt-get install systemd"
        )
    path = folder / Path(UNITS[kind]).name
    for program in PROGRAMS:
        text = text.replace(program, "/bin/sh")
    path.write_text(text)
    scope = ["--user"] if kind == "user" else []
    environment = os.environ | {"XDG_RUNTIME_DIR": str(folder), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [ANALYZE, *scope, *words, path], capture_output=True, text=True, env=environment, check=False
    )


@every_unit
def test_systemd_accepts_every_line(kind: str, tmp_path: Path) -> None:
    """U2 of docs/reliability.md."""
    done = analyze(kind, (FOLDER / UNITS[kind]).read_text(), tmp_path, "verify", "--man=no")
    assert (done.stderr, done.returncode) == ("", 0)


def test_a_line_that_systemd_does_not_know_would_be_noticed(tmp_path: Path) -> None:
    text = (FOLDER / UNITS["system"]).read_text().replace("ProtectHome=", "ProtectHouse=")
    assert "ProtectHouse" in analyze("system", text, tmp_path, "verify", "--man=no").stderr


@every_unit
def test_the_exposure_is_what_the_readme_promises(kind: str, tmp_path: Path) -> None:
    """U1 of docs/reliability.md."""
    threshold = f"--threshold={THRESHOLDS[kind]}"
    text = (FOLDER / UNITS[kind]).read_text()
    done = analyze(kind, text, tmp_path, "security", "--offline=true", threshold, "--no-pager")
    assert done.returncode == 0, done.stdout + done.stderr


@every_unit
def test_the_units_of_a_distribution_are_as_good(kind: str, tmp_path: Path) -> None:
    """What docs/packaging.md makes of them, by its own lines."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", PACKAGING.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    [script] = [block for block in blocks if "sed " in block]
    environ = {**os.environ, "DESTDIR": str(tmp_path)}
    subprocess.run(["sh", "-euc", script], cwd=FOLDER.parent, env=environ, check=True, timeout=60)
    where = UNITS[kind] if kind == "user" else f"system/{UNITS[kind]}"
    text = (tmp_path / "usr/lib/systemd" / where).read_text()
    assert "/opt" not in text
    assert "pipx" not in text
    assert text.count("/usr/bin/kith ") == 2
    assert len(text.splitlines()) == len((FOLDER / UNITS[kind]).read_text().splitlines())
    verified = analyze(kind, text, tmp_path, "verify", "--man=no")
    assert (verified.stderr, verified.returncode) == ("", 0)
    threshold = f"--threshold={THRESHOLDS[kind]}"
    assert (
        analyze(kind, text, tmp_path, "security", "--offline=true", threshold, "--no-pager").returncode == 0
    )


@every_unit
def test_every_directive_says_why_in_the_line_above(kind: str) -> None:
    lines = (FOLDER / UNITS[kind]).read_text().splitlines()
    bare = [
        line
        for above, line in itertools.pairwise(lines)
        if "=" in line and line[0] != "#" and above[:2] != "# "
    ]
    assert bare == []


@every_unit
def test_the_units_start_a_verb_of_kith_with_options_it_has(kind: str) -> None:
    program, *words = value(kind, "ExecStart").split()
    assert program in PROGRAMS
    assert words[0] == "run"
    asked = subprocess.run(
        [sys.executable, "-m", "kith", "run", "--help"],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    assert set(words[1:]) <= set(re.findall(r"--[a-z-]+", asked.stdout))


@every_unit
def test_a_reload_waits_for_the_outcome_and_gives_up_before_systemd_does(kind: str) -> None:
    program, _ = value(kind, "ExecStart").split()
    assert value(kind, "ExecReload").removeprefix("+") == f"{program} reload"
    assert int(value(kind, "TimeoutStartSec").removesuffix("s")) > PATIENCE


@every_unit
def test_what_waiting_cannot_heal_is_not_started_again(kind: str) -> None:
    assert value(kind, "RestartPreventExitStatus") == f"{errors.LOGIN_REFUSED} {errors.MISCONFIGURED}"


@every_unit
def test_a_slow_mail_server_does_not_look_like_a_stuck_daemon(kind: str) -> None:
    minutes = int(value(kind, "WatchdogSec").removesuffix("min"))
    greeting_login_envelope_goodbye = 8
    assert minutes * 60 > DATA_SECONDS + greeting_login_envelope_goodbye * STEP_SECONDS


@pytest.mark.parametrize("kind", ["system", "template"])
def test_the_configuration_is_a_file_and_only_the_secret_a_credential(kind: str) -> None:
    """A credential is a copy from the start: a reload would read the old configuration again."""
    credentials = [value for key, value in directives(kind) if key in {"LoadCredential", "SetCredential"}]
    assert {credential.partition(":")[0] for credential in credentials} == {"imap-password"}
    assert value(kind, "Environment").startswith("KITH_CONFIG=/etc/kith/")


def test_each_person_has_a_user_a_store_a_configuration_and_a_secret_of_their_own() -> None:
    own = {"User", "StateDirectory", "Environment", "LoadCredential", "BindReadOnlyPaths", "NoExecPaths"}
    assert all("%i" in value("template", key) for key in own)
    assert "/" not in value("template", "StateDirectory")


def test_the_units_differ_only_where_they_must() -> None:
    system, template, user = (dict(directives(kind)) for kind in UNITS)
    own = {"Description", "Environment", "LoadCredential", "StateDirectory", "NoExecPaths"}
    assert {key for key in system if system[key] != template.get(key)} == own
    assert template.keys() - system.keys() == {"User", "TemporaryFileSystem", "BindReadOnlyPaths"}
    places = {"ExecStart", "ExecReload", "ProtectHome", "WantedBy"}
    assert {key for key in system.keys() & user.keys() if system[key] != user[key]} == places
    assert system.keys() - user.keys() == {
        *("After", "Environment", "LoadCredential", "SetCredential"),
        *(
            "DynamicUser",
            "StateDirectory",
            "StateDirectoryMode",
            "ProtectKernelLogs",
            "SocketBindDeny",
            "NoExecPaths",
            "ExecPaths",
        ),
    }
