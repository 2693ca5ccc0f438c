"""The access token an account logs in with: the one on disk while it is good, else a new one, asked for once.

Promises that a token is renewed no more often than needed, however many processes want one; that what the server has
given is on disk before it is used; and that a server which has said that it renews no more is not asked again.
"""

from dataclasses import replace
from pathlib import Path

from kith.errors import LoginRefused
from kith.oauth import google, microsoft
from kith.oauth.app import App, GrantOver
from kith.oauth.token_file import Granted, Token, read, replacing


def access_token(app: App, path: Path, now: int, refused: str = "") -> str:
    """The access token to log in with, `now` (unix seconds). `refused`: one that a mail server does not accept, though
    it should still be good; "" for none.

    Raises LoginRefused (the user must log in anew), AccountDown, SecretUnavailable.
    """
    token = _known(app, read(path))
    if token.usable(now, refused):
        return token.access
    with replacing(path) as put:
        token = _known(app, read(path))  # another kith may have renewed it meanwhile
        if token.usable(now, refused):
            return token.access
        try:
            granted = _renewed(replace(app, tokens=(token.refresh, token.access)), token.refresh)
        except GrantOver as error:
            put(Token(token.access, token.refresh, token.renew_at, token.app, token.who, str(error)))
            raise
        put(new := Token.of(granted, now, app.settings.app, token))
        return new.access


def keep(app: App, path: Path, granted: Granted, now: int) -> None:
    """Write down what a login has brought, in the place of whatever was there."""
    with replacing(path) as put:
        put(Token.of(granted, now, app.settings.app))


def _renewed(app: App, refresh: str) -> Granted:
    if app.settings.provider == "google":
        return google.renew(app, refresh)
    return microsoft.renew(app, refresh)


def _known(app: App, token: Token | None) -> Token:
    if token is None:
        raise LoginRefused(f"{app.email}: kith is not logged in there yet. Log in: `kith login {app.name}`.")
    if token.app != app.settings.app:
        raise LoginRefused(
            f"{app.email}: the login was made with another app ({token.app}) than oauth names now. {app.next_step}"
        )
    if token.refused:
        raise LoginRefused(token.refused)
    return token
