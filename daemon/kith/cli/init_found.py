"""What `kith init` knows on its way: the server that was found, a way to its secret, and the login that worked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kith.config.settings import Account
    from kith.jobs.setup.oauth_grant import Grant
    from kith.jobs.setup.trial import LoggedIn
    from kith.providers.server import Server
    from kith.providers.table import Provider
    from kith.vault import Secret

Attempt = Callable[["Secret"], "LoggedIn"]


@dataclass(frozen=True, slots=True)
class Found:
    """The account as it would be, without its secret; who named its server, and what else is known of it."""

    account: "Account"
    source: str
    provider: "Provider | None" = None
    smtp: "Server | None" = None
    passwords: bool = True
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """A secret to try. `account`: with its `oauth`, where it has one. `opening`: makes the attempt with the secret.

    `table`: what the configuration would say of it, None for what it says now, or nothing yet; `typed`: a password that
    still needs a place; `grant`: what a login by OAuth has brought, which still needs one.
    """

    account: "Account"
    opening: Callable[[Attempt], "LoggedIn"]
    table: Mapping[str, Any] | None = None
    typed: str = ""
    grant: "Grant | None" = None


@dataclass(frozen=True, slots=True)
class Login:
    """A login that worked. `table`: what the configuration is to say of the secret; None where the way it has stays, or
    where `typed` still needs a place; `grant` is what a login by OAuth has brought, and needs one too."""

    account: "Account"
    shown: "LoggedIn"
    table: Mapping[str, Any] | None
    typed: str = ""
    grant: "Grant | None" = None
