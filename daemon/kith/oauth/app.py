"""What is told to an authorization server, and what its refusals mean in kith's words."""

import logging
import re
import ssl
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kith.config.oauth import OAuth
from kith.errors import AccountDown, LoginRefused, SecretUnavailable
from kith.journal import clean
from kith.oauth.answers import wrong_with
from kith.providers.oauth_errors import explained

PASSING = {
    "temporarily_unavailable",
    "server_error",
    "slow_down",
}  # RFC 6749 section 4.1.2.1; time heals these
OVER = {"invalid_grant", "interaction_required", "consent_required", "login_required"}
_TRACES = re.compile(r"\s*(?:Trace ID|Correlation ID|Timestamp): ")  # what Microsoft adds for its own support
TIMEOUT = (10, 20)  # seconds: to connect, and for the next bytes of an answer
# They log, some at DEBUG, what they are told: tokens, too.
LIBRARIES = ("msal", "oauthlib", "requests_oauthlib", "google", "google_auth_oauthlib", "urllib3")


class GrantOver(LoginRefused):
    """What the user agreed to once is over, and no later try will do: they must log in anew."""


@dataclass(frozen=True, slots=True)
class App:
    """Who asks: the user's app, for the account `name` (its table's) with the address `email`.

    `secret` is the app's, "" where it has none; `ca_file` the one authority whose certificates count, None for the
    system's. `tokens`: what the server is told beside, and may repeat. `again`: the command that logs in anew, where it
    is not the usual one.
    """

    name: str
    email: str
    settings: OAuth
    secret: str = field(default="", repr=False)
    ca_file: Path | None = None
    tokens: tuple[str, ...] = field(default=(), repr=False)
    again: str = ""

    @property
    def next_step(self) -> str:
        """What the user does about a login that is over."""
        return f"Log in anew: `{self.again or f'kith login {self.name}'}`."

    def failed(self, error: str, description: str = "") -> AccountDown:
        """What an error of the server's means: LoginRefused, or AccountDown where time heals it.

        `error` is one of RFC 6749 section 5.2, RFC 8628 section 3.5 or OpenID Connect; `description` its own words.
        """
        if any(secret in error + description for secret in (*self.tokens, self.secret) if secret):
            description = "(not shown: it repeats a secret)"
        told = clean(_TRACES.split(description)[0], 160).rstrip(".")
        said = ": ".join(filter(None, (clean(error, 60), told))).rstrip()
        where = f"{clean(self.email)}: {clean(self.settings.host)}"
        if error in PASSING:
            return AccountDown(f"{where} gives no token now: {said}. kith tries again later.")
        why = explained(self.settings.provider, error, description)
        refusal = f"{where} gives no token: {said}. {why}".rstrip()
        return (GrantOver if error in OVER else LoginRefused)(f"{refusal} {self.next_step}")

    def unreachable(self, error: Exception) -> AccountDown:
        """What a broken line means, or an answer that a library stumbles over. Nothing of the error is shown but
        its kind: its text can hold what was sent."""
        where = f"{clean(self.email)}: {clean(self.settings.host)}"
        if "SSL" in type(error).__name__:
            return SecretUnavailable(
                f"{where}: no safe line to the authorization server, so that nothing was sent: its certificate is not "
                "to be trusted, or it speaks no TLS. If it is your own, name its authority with oauth.ca_file."
            )
        return AccountDown(
            f"{where}: the authorization server cannot be reached, or gives no answer that can be read "
            f"({type(error).__name__}). kith tries again later."
        )

    def unreadable(self, why: str) -> AccountDown:
        """What an answer that is none means; `why` is a clause that holds nothing of it."""
        return AccountDown(
            f"{clean(self.email)}: {clean(self.settings.host)}: the authorization server gives no answer that can be "
            f"read ({clean(why, 120)}). kith tries again later."
        )

    def missing(self, extra: str) -> SecretUnavailable:
        """Its library is not installed."""
        return SecretUnavailable(f"{clean(self.email)}: {without(extra, clean(self.settings.host))}")


def without(extra: str, where: str) -> str:
    """That the library is missing by which one logs in at `where`, and how it is installed."""
    return (
        f"this kith came without what it needs to log in at {where}. "
        f"Install it: pipx install --force '.[{extra}]', in your checkout of kith."
    )


def missing_extra(provider: str) -> str:
    """The extra that a login at this kind of provider lacks, "" where all is there. Imports nothing."""
    library, extra = ("google_auth_oauthlib", "google") if provider == "google" else ("msal", "microsoft")
    return "" if find_spec(library) else extra


def session(app: App) -> Any:
    """A `requests.Session` as `trusting` makes it. The libraries are told to say nothing of their own."""
    import requests

    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return trusting(requests.Session(), app)


def trusting(http: Any, app: App) -> Any:
    """The same session, which now trusts whom the settings name, else whom the system does, and follows nobody.

    Left to itself requests trusts a list of its own, lets the environment replace `ca_file`, sends along what ~/.netrc
    has for the server, and carries a refresh token to wherever it is redirected.
    """
    paths = ssl.get_default_verify_paths()
    http.trust_env = False
    http.verify = str(app.ca_file or paths.cafile or paths.capath or "") or True
    http.max_redirects = 0
    http.hooks["response"].append(lambda response, *_, **__: _look(app, response))
    return http


def _look(app: App, response: Any) -> None:
    """Before a library reads it. Raises AccountDown where time may heal what is wrong with it."""
    status = int(response.status_code)
    trouble = None
    if status >= 500 or status == 429:
        trouble = app.failed("temporarily_unavailable", f"HTTP status {status}")
    elif 300 <= status < 400:  # a refresh token is not carried to wherever that may be
        trouble = app.unreadable(f"HTTP status {status}, which leads elsewhere")
    elif wrong := wrong_with(response):
        trouble = app.unreadable(f"HTTP status {status}, {wrong}")
    if trouble:
        response.close()
        raise trouble
