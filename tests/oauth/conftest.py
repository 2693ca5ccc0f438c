"""Sam's world with a login by OAuth at each kind of provider, through the real library."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from helpers.authorization_server import AuthorizationServer
from helpers.maildir import MailboxOnDisk
from helpers.oauth_world import OAuthWorld

PROVIDERS = ("microsoft", "google", "openid")


@pytest.fixture
def oauth_world(mailbox: MailboxOnDisk, tmp_path: Path) -> Iterator[Callable[..., OAuthWorld]]:
    """`oauth_world("google", …)`: not logged in yet; what follows is for `AuthorizationServer`."""
    with ExitStack() as stack:

        def made(provider: str = "openid", **more: object) -> OAuthWorld:
            server = AuthorizationServer(tmp_path / "authority", mailbox.token, **more)  # type: ignore[arg-type]
            stack.enter_context(server)
            return OAuthWorld(mailbox, tmp_path, provider=provider, server=server)

        yield made


@pytest.fixture(params=PROVIDERS)
def sam(request: pytest.FixtureRequest, oauth_world: Callable[..., OAuthWorld]) -> OAuthWorld:
    """Logged in, with one letter in INBOX."""
    world = oauth_world(request.param)
    world.received("karen@example.net", 5)
    world.log_in()
    return world
