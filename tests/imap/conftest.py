"""Fixtures of the reading edge's tests; how they log in is in `logins`."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from helpers.certificates import Authority
from imap.logins import session_at
from kith.imap.session import Session


@pytest.fixture
def log_in() -> Iterator[Callable[..., Session]]:
    """`log_in(place, …)`: an open session, closed at the end of the test."""
    with ExitStack() as stack:
        yield lambda *args, **more: stack.enter_context(session_at(*args, **more))


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(Path(tmp_path_factory.mktemp("tls")))
