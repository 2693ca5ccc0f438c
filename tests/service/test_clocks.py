"""The scripts of tests/clocks: whatever a clock does, at most one digest for each period, and the next one at most one
period after the clock is right (row E10 of docs/reliability.md)."""

from pathlib import Path

import pytest

from helpers.alarmed import Gate
from helpers.clocks import SCRIPTS, Script, Story, friends_of
from helpers.maildir import MailboxOnDisk
from helpers.world import World


@pytest.mark.parametrize("script", SCRIPTS, ids=[script.name for script in SCRIPTS])
def test_digests_leave_as_the_clock_script_says(
    script: Script, mailbox: MailboxOnDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Gate(mailbox.host, mailbox.port) as gate:
        world = World(mailbox, tmp_path, port=gate.port)
        friends_of(world)
        story = Story(world, gate, script, monkeypatch)
        told = story.play()
    assert told == [line.leaves for line in script.lines]
    one_a_period = [
        digest.removesuffix(" late") for left in told if left != "-" for digest in left.split(", ")
    ]
    assert len(one_a_period) == len(set(one_a_period))
