"""The command line run inside the test's own process: quick, and with every word it says at hand."""

from collections.abc import Callable

import pytest

from helpers.world import World
from kith.cli import run_command_line

Run = Callable[..., tuple[int, str, str]]


def runner(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A function that runs one command line over a world: (exit code, stdout, stderr)."""
    for name, value in world.environ.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run_command_line(["--config", str(world.config_file()), *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run
