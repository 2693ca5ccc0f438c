"""A world copied as it stands: for stories that begin alike and end at another step each time."""

import copy
import shutil
from dataclasses import replace
from pathlib import Path

from helpers.maildir import MailboxOnDisk
from helpers.world import TestClock, World


def copy_of(world: World, folder: Path) -> World:
    """The same mail under the same UIDs in the mailbox of a new user, the same memory, the same clock.

    No session may be open on the mailbox.
    """
    again = replace(
        world,
        mailbox=_mailbox(world.mailbox),
        folder=folder,
        _ids=copy.copy(world._ids),
    )
    again.clock = TestClock(world.clock.now())
    shutil.copytree(world.state, again.state)
    return again


def _mailbox(mailbox: MailboxOnDisk) -> MailboxOnDisk:
    new = mailbox.server.add_user(password=mailbox.password)
    new.be_like(mailbox)
    return new
