"""Sam's world with a login by OAuth at each kind of provider, through the real library."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from helpers.authorization import AuthorizationServer
from helpers.delegated import Delegated
from helpers.maildir import MailboxOnDisk

PROVIDERS = ("microsoft", "google", "openid")


@pytest.fixture
def delegated(mailbox: MailboxOnDisk, tmp_path: Path) -> Iterator[Callable[..., Delegated]]:
    """`delegated("google", …)`: not logged in yet; what follows is for `AuthorizationServer`."""
    with ExitStack() as stack:

        def made(provider: str = "openid", **more: object) -> Delegated:
            server = AuthorizationServer(tmp_path / "authority", mailbox.token, **more)  # type: ignore[arg-type]
            stack.enter_context(server)
            return Delegated(mailbox, tmp_path, provider=provider, server=server)

        yield made


@pytest.fixture(params=PROVIDERS)
def sam(request: pytest.FixtureRequest, delegated: Callable[..., Delegated]) -> Delegated:
    """Logged in, with one letter in INBOX."""
    world = delegated(request.param)
    world.received("karen@example.net", 5)
    world.log_in()
    return world
