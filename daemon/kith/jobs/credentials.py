"""The secret of each login, as it is now, and once more where a server does not accept a token.

A token may be refused before its time: it was taken back, or the clocks differ. Then it is renewed (or `token_command`
asked again) once, and tried again only if another one comes of it: whoever goes on with the same is locked out.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kith.config.paths import expanded
from kith.config.settings import Account, SecretSource, Settings
from kith.errors import LoginRefused, SecretUnavailable
from kith.imap.conversation import Limits
from kith.imap.session import Session
from kith.jobs.reading.look import Watch
from kith.oauth.access import access_token
from kith.oauth.app import App
from kith.oauth.token_file import file_of
from kith.vault import Secret, fetch

T = TypeVar("T")


def secret_for(who: str, source: SecretSource, environ: Mapping[str, str]) -> Secret:
    """The secret of an account or of [smtp], now. Raises SecretUnavailable that says whose it is."""
    try:
        return fetch(source, environ)
    except SecretUnavailable as error:
        raise SecretUnavailable(f"{who}: {error}") from error


@dataclass(frozen=True, slots=True)
class Credential:
    """What one login is made with: a way to a secret, or with `app` and its `file` OAuth. `now`: unix seconds."""

    who: str
    source: SecretSource
    environ: Mapping[str, str]
    now: Callable[[], int]
    app: App | None = None
    file: Path | None = None

    def __call__(self, refused: str = "") -> Secret:
        """The secret. `refused`: a token that is not wanted again.

        Raises SecretUnavailable, LoginRefused, AccountDown.
        """
        if self.app and self.file:
            return Secret(access_token(self.app, self.file, self.now(), refused), token=True)
        return secret_for(self.who, self.source, self.environ)

    def opening(self, attempt: Callable[[Secret], T]) -> T:
        """What `attempt` gives for the secret, or for a renewed token where the first one is refused."""
        secret = self()
        try:
            return attempt(secret)
        except LoginRefused:
            renewed = self(secret.value) if secret.token else secret
            if renewed.value == secret.value:
                raise
        return attempt(renewed)


def account_credential(
    name: str, account: Account, environ: Mapping[str, str], state_dir: Path, now: Callable[[], int]
) -> Credential:
    """The credential of an account. Raises SecretUnavailable where the secret of its app cannot be had."""
    if account.oauth is None:
        return Credential(account.email, account, environ, now)
    app = app_of(name, account, environ)
    return Credential(account.email, account, environ, now, app, file_of(state_dir, name))


def smtp_credential(
    who: str, settings: Settings, environ: Mapping[str, str], state_dir: Path, now: Callable[[], int]
) -> Credential | None:
    """The credential of [smtp], None where it wants no login."""
    server = settings.smtp
    if server is None or not server.user:
        return None
    if server.oauth_of is None:
        return Credential(who, server, environ, now)
    return account_credential(server.oauth_of, settings.accounts[server.oauth_of], environ, state_dir, now)


def app_of(name: str, account: Account, environ: Mapping[str, str]) -> App:
    """The app that asks for access to an account that has `oauth`."""
    oauth = account.oauth
    if oauth is None:
        raise LoginRefused(f"{account.email}: there is no oauth in its table of the configuration.")
    secret = ""
    if oauth.client_secret_file:
        source = SecretSource(password_file=oauth.client_secret_file)
        secret = secret_for(f"{account.email}: oauth.client_secret_file", source, environ).value
    return App(name, account.email, oauth, secret, oauth.ca_file and expanded(oauth.ca_file, environ))


def entered(
    credential: Credential,
    account: Account,
    watch: Watch,
    limits: Limits | None = None,
    made: Callable[[Session], object] = lambda _: None,
) -> Session:
    """A session that is open, and can be broken off from the moment it starts to connect.

    `made` is told of each before it connects: also one that is refused may have heard what the user should read.
    """

    def attempt(secret: Secret) -> Session:
        session = Session(account, secret, limits)
        watch.connected(session)
        made(session)
        return session.__enter__()

    return credential.opening(attempt)


@contextmanager
def signed_in(
    credential: Credential, account: Account, watch: Watch, limits: Limits | None = None
) -> Iterator[Session]:
    """The same for a block; closed at its end."""
    try:
        session = entered(credential, account, watch, limits)
        try:
            yield session
        finally:
            session.__exit__(None, None, None)
    finally:
        watch.connected(None)
