"""Verbs that read or ask, run with a closed standard input (`<&-`): words and an exit code, never a traceback."""

import subprocess
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import World

LOGIN = ["--email", "sam@example.org", "--host", "127.0.0.1", "--security", "none"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["init", *LOGIN], 2, "there is no terminal to ask at"),
        (["init", *LOGIN, "--password-stdin", "--yes"], 2, "want one line on standard input, there is none"),
        (["do", "-"], 1, "nothing to obey"),
        (["forget", "karen"], 2, "nobody is there to answer"),
        (["install", "--user"], None, "kith"),
        (["uninstall", "--user"], None, "kith"),
        (["rebuild"], None, ""),
        (["transition", "leaving"], 2, ""),
        (["check", "--offline"], 0, ""),
        (["people"], 0, ""),
    ],
    ids=lambda one: " ".join(one[:1]) if isinstance(one, list) else "",
)
def test_a_closed_input_is_an_empty_one(
    mailbox: MailboxOnDisk, tmp_path: Path, arguments: list[str], code: int | None, said: str
) -> None:
    world = World(mailbox, tmp_path)
    world.friends("Karen Holm <karen@example.net>", 60, 30)
    world.scan()
    ran = subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" <&-', "sh", *world.command(*arguments)],
        env={**world.process_environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in ran.stderr
    assert said in ran.stderr
    assert code in (None, ran.returncode), ran.stderr
