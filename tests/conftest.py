"""Fixtures that every folder of tests may ask for. What they hand out is in `tests/helpers`."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from hypothesis import settings

from helpers import dovecot as dovecot_server
from helpers.dovecot import Dovecot, Options
from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import ScriptedImap

# A shell that starts the tests in the background has them, and all that they start, ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)

# A machine that others use is slow at times, and that is no property of kith's.
settings.register_profile("kith", deadline=None)
settings.load_profile("kith")


def need_dovecot() -> None:
    """Skip where Dovecot cannot run; on the build machine that is a failure, or nobody would ever notice."""
    if reason := dovecot_server.why_not():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """One real IMAP server for the whole run. Ask for `mailbox` unless the server itself is the subject."""
    need_dovecot()
    with Dovecot() as server:
        yield server


@pytest.fixture
def dovecot_with() -> Iterator[Callable[..., Dovecot]]:
    """`dovecot_with(separator=".", …)`: a server of the test's own, for `helpers.dovecot.Options` of its own."""
    need_dovecot()
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(Dovecot(Options(**options)))


@pytest.fixture
def mailbox(dovecot: Dovecot) -> MailboxOnDisk:
    """A new, empty mailbox of a new user."""
    return dovecot.add_user()


@pytest.fixture
def scripted_imap() -> Iterator[ScriptedImap]:
    """A server that answers from a script; give it its lies by `scripted_imap.rules.append(...)`."""
    with ScriptedImap() as server:
        yield server
