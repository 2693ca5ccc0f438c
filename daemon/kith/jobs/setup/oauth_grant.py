"""A login by OAuth for `kith init`: asked for before there is a configuration, kept only together with it.

Until then what the provider has given is in memory alone, so that whoever stops, or is refused by the mail server,
leaves no key to a mailbox behind.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kith.clock import SystemClock, unix
from kith.config.oauth import OAuth
from kith.config.settings import Account
from kith.errors import SecretUnavailable
from kith.files import prepare_state_dir
from kith.jobs.credentials import app_of
from kith.jobs.oauth_login import ask
from kith.jobs.setup.plan import oauth_plain
from kith.oauth.access import keep
from kith.oauth.app import App
from kith.oauth.token_file import Granted, Token, file_of, read, replacing

AGAIN = "kith init"


@dataclass(frozen=True, slots=True)
class Grant:
    """What an authorization server has given the app, at `at` (unix seconds)."""

    app: App
    granted: Granted
    at: int


@dataclass(slots=True)
class TokenPlace:
    """Where a grant will lie, `file` below the state folder; `where`: the same for the user. Nothing is kept yet."""

    grant: Grant
    state_dir: Path
    _before: Token | None = field(default=None, repr=False)
    _kept: bool = False

    @property
    def file(self) -> Path:
        return file_of(self.state_dir, self.grant.app.name)

    @property
    def where(self) -> str:
        return f"in {self.file} (mode 600); kith renews it"

    def keep(self) -> None:
        """Keep it, over what was there. Raises KithError, and then nothing has changed."""
        prepare_state_dir(self.state_dir)
        with suppress(SecretUnavailable):  # a file that is no token is worth nothing to anybody
            self._before = read(self.file)
        self._kept = True  # from here on: Ctrl-C may come before the next line has ended
        keep(self.grant.app, self.file, self.grant.granted, self.grant.at)

    def undo(self) -> None:
        """Put back the token that was there, if it was replaced."""
        if not self._kept:
            return
        if self._before is None:
            self.file.unlink(missing_ok=True)
            return
        with replacing(self.file) as put:
            put(self._before)


def oauth_table(said: Mapping[str, str], provider: str, existing: OAuth | None) -> dict[str, Any]:
    """The account's table `oauth`: what it says now, changed by what is `said`. `provider`: the kind of the mail
    provider, "" where it takes no tokens that kith knows of; an issuer that is said comes before it.

    Its `provider` is "" where nobody names one.
    """
    kind = "openid" if "issuer" in said else existing.provider if existing else provider
    kept = oauth_plain(existing) if existing and existing.provider == kind else {}
    return {**kept, "provider": kind, **said}


def log_in(name: str, account: Account, environ: Mapping[str, str], show: Callable[[str], None]) -> Grant:
    """Log in to an account that has `oauth`, by the same way as `kith login`, and keep nothing.

    `show` tells the user what to do, and they are waited for.

    Raises LoginRefused, AccountDown, SecretUnavailable.
    """
    app = replace(app_of(name, account, environ), again=AGAIN)
    granted = ask(app, show)
    return Grant(app, granted, unix(SystemClock().now()))
