"""A password command that waits for somebody who does not come: a kith that is told to stop takes it along."""

import os
import select
import signal
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import World, today


class Asking(World):
    """Sam's kith, whose password command says that it has begun and then waits, as does what it has started."""

    @property
    def said(self) -> Path:
        return self.folder / "said"

    @property
    def toml(self) -> str:
        script = f"exec >{self.said} 2>&1; echo begun; sleep 600 & wait"
        return super().toml.replace(
            'password_env = "MAIL_PASSWORD"', f'password_command = ["sh", "-c", "{script}"]'
        )


@pytest.mark.parametrize("verb", ["run", "scan"])
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_password_command_ends_with_kith(
    mailbox: MailboxOnDisk, tmp_path: Path, verb: str, asked: int
) -> None:
    """Row 60. It has a session of its own, so nobody else would end it."""
    world = Asking(mailbox, tmp_path, now=today())
    os.mkfifo(world.said)
    kith = world.start(verb)
    with world.said.open("rb", buffering=0) as said:
        assert said.readline() == b"begun\n"
        kith.send_signal(asked)
        _, log = kith.communicate(timeout=25)
        ready, _, _ = select.select([said], [], [], 10)
        assert ready, "somebody still holds the pipe open"
        assert said.read() == b""
    assert kith.returncode == (0 if verb == "run" else 130)
    assert "Traceback" not in log
