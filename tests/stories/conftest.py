"""Fixtures of the stories."""

import os
from collections.abc import Iterator

import pytest

from helpers import syscalls
from helpers.at_every_call import Bench, set_up
from helpers.corpora import corpus
from helpers.dovecot import Dovecot

__all__ = ["corpus"]


@pytest.fixture(scope="session")
def bench(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """For tests that interrupt kith at its system calls. Skips where they cannot be watched; a failure on the build
    machine, or nobody would ever notice."""
    if reason := syscalls.why_not():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with set_up(dovecot, tmp_path_factory.mktemp("syscalls")) as made:
        yield made
