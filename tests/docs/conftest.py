"""The sample mailbox behind a real IMAP server, read once, for every page's commands."""

import shlex
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from helpers.world import TestClock
from kith.cli import run_command_line
from kith.clock import SystemClock
from kith.config.load import load
from kith.jobs.sample_server import sample_text, serve
from kith.jobs.scan import Unwatched
from kith.jobs.workplace import Workplace, opened
from kith.sample.letters import messages

PASSWORD = "demo"
READ_AT = datetime(2026, 11, 28, 7, 31, tzinfo=UTC)  # when the answers that the pages show were given


def settings(host: str, port: int) -> str:
    """Sam's configuration, with a table behind which more may be written."""
    return f"""
me = ["sam@initech.example"]
[accounts.personal]
email = "sam@okafor.example"
host = "{host}"
port = {port}
security = "none"
password_env = "MAIL_PASSWORD"
[[person]]
name = "Ifeoma Eze"
email = ["ifeoma@eze.example"]
every = "4m"
"""


def run_lines(lines: str) -> None:
    """Run lines of a shell that hold a `kith …` each, in this process; the first that fails ends the test."""
    for line in lines.splitlines():
        words = shlex.split(line, comments=True)
        if words:
            assert words[0] == "kith", f"only kith is run here: {line}"
            assert (run_command_line(words[1:]), line) == (0, line)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home in which the sample mailbox is configured and read; copy it before anything is changed."""
    letters = messages(sample_text(), SystemClock().now())
    with serve(letters, user="sam@okafor.example", password=PASSWORD) as (host, port):
        home = tmp_path_factory.mktemp("docs") / "home"
        (home / ".config/kith").mkdir(parents=True)
        (home / ".config/kith/config.toml").write_text(settings(host, port))
        with pytest.MonkeyPatch.context() as patch:
            move_to(home, patch)
            run_lines("kith scan")
        yield home


@pytest.fixture
def home(sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own, in which it is."""
    own = shutil.copytree(sample_home, tmp_path / "home")
    move_to(own, monkeypatch)
    return own


def move_to(home: Path, patch: pytest.MonkeyPatch) -> None:
    """This process is in that home until the patch is taken back."""
    for name in ("KITH_CONFIG", "STATE_DIRECTORY", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        patch.delenv(name, raising=False)
    (home / "run").mkdir(mode=0o700, exist_ok=True)
    for name, value in (("HOME", home), ("XDG_RUNTIME_DIR", home / "run"), ("MAIL_PASSWORD", PASSWORD)):
        patch.setenv(name, str(value))
    patch.chdir(home)


@pytest.fixture(scope="session")
def sample_as_shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """kith at work on the sample mailbox at the moment the pages were written, read in this process."""
    folder = tmp_path_factory.mktemp("sample")
    with serve(messages(sample_text(), READ_AT), user="sam@okafor.example", password=PASSWORD) as (
        host,
        port,
    ):
        environ = {"MAIL_PASSWORD": PASSWORD, "STATE_DIRECTORY": str(folder)}
        with opened(load(settings(host, port), "kith.toml"), environ, TestClock(READ_AT)) as place:
            for look in place.scanner().scan(Unwatched()):
                assert look.failure is None
            yield place
