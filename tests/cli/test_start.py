"""What a short verb loads: half of its time would go into libraries it does not use."""

import subprocess
import sys
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import World

HEAVY = {"babel", "holidays", "imapclient", "jinja2", "mailparser", "pydantic", "rich", "schedule", "smtplib"}
PROGRAM = """
import sys
from kith.cli import run_command_line
left_with = run_command_line(sys.argv[1:])
print(left_with, *sorted(set(sys.modules) & {heavy}), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("verb", "loaded"),
    [
        ("--help", set()),
        ("status", {"pydantic"}),
        ("people", {"pydantic"}),
        ("scan", {"imapclient", "pydantic"}),
    ],
)
def test_a_verb_loads_what_it_uses(
    verb: str, loaded: set[str], mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """Target 11; a scan without new mail parses none."""
    world = World(mailbox, tmp_path)
    program = PROGRAM.format(heavy=HEAVY)
    ran = subprocess.run(
        [sys.executable, "-c", program, "--config", str(world.config_file()), verb],
        env=world.process_environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ran.stderr.splitlines()[-1].split() == ["0", *sorted(loaded)]
