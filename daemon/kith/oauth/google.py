"""Google's login: through google-auth-oauthlib, in a browser that comes back to a port on this machine.

With PKCE (RFC 7636) and a random state, so that a code that somebody else sends there, or reads, is worth nothing.
Google has no device login for mail. From another machine the port is reached by `ssh -L` (docs/oauth2.md).
"""

import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from kith.clock import SystemClock
from kith.errors import KithError, LoginRefused, Misconfigured
from kith.journal import clean
from kith.oauth.app import TIMEOUT, App, session, trusting
from kith.oauth.token_file import Granted

# Google's OpenID Connect discovery document says the same; one question less.
AUTHORIZE, TOKEN = "https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token"
WAIT = 900  # seconds for the user in the browser
DONE = "kith has what it needs. You may close this window."


def log_in(app: App, show: Callable[[str], None], *, port: int = 0, browser: bool = True) -> Granted:
    """Ask for access in a browser; `show` tells the user the address.

    It comes back to `port` on 127.0.0.1; 0 is a free one. `browser`: it is opened, where there is one.
    Raises LoginRefused, AccountDown, SecretUnavailable.
    """
    with _session(app) as (_, authorize, token):
        from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError

        class Flow(InstalledAppFlow):  # type: ignore[misc]
            """The library prints the address to stdout, and waits for an answer without an end."""

            def authorization_url(self, **more: Any) -> tuple[str, str]:
                url, state = super().authorization_url(**more)
                show(
                    f"Open this address in a browser on this machine, and choose {clean(app.email)}:\n  {url}"
                )
                return url, state

            def fetch_token(self, **more: Any) -> None:
                try:
                    super().fetch_token(timeout=TIMEOUT, **more)
                except Warning as changed:  # so oauthlib says that scopes came back in other words
                    self.oauth2session.token = getattr(changed, "token", None) or {}

        flow = Flow.from_client_config(
            {"installed": {**_known(app), "auth_uri": authorize, "token_uri": token}},
            scopes=list(app.settings.wanted),
        )
        trusting(flow.oauth2session, app)
        try:
            flow.run_local_server(
                host="127.0.0.1", port=port, open_browser=browser and _browser(), timeout_seconds=WAIT,
                success_message=DONE, authorization_prompt_message=None, prompt="consent", login_hint=app.email,
            )  # fmt: skip
        except WSGITimeoutError:
            raise LoginRefused(
                f"{clean(app.email)}: nobody came back from the browser. {app.next_step}"
            ) from None
        given = flow.oauth2session.token
        lasts = given.get("expires_in")
        if not (given.get("access_token") and given.get("refresh_token")):
            raise app.failed("no refresh token", "the access would end within the hour")
        return Granted(given["access_token"], given["refresh_token"], None if lasts is None else int(lasts))


def renew(app: App, refresh: str) -> Granted:
    """A new access token, and perhaps a new refresh token. Raises as `log_in`."""
    with _session(app) as (http, _, token):
        from google.auth.transport.requests import Request
        from google.oauth2.credentials import Credentials

        known = Credentials(None, refresh_token=refresh, token_uri=token, **_known(app))  # type: ignore[no-untyped-call]
        known.refresh(Request(session=http))  # type: ignore[no-untyped-call]
        # In UTC without a zone, reckoned by the library from the same clock a moment ago.
        lasts = None if known.expiry is None else int((known.expiry - _utc()).total_seconds())
        return Granted(str(known.token), str(known.refresh_token or ""), lasts)


def _browser() -> bool:
    """Whether there is one on this machine; the library fails where there is none."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _known(app: App) -> dict[str, str]:
    return {"client_id": app.settings.client_id, "client_secret": app.secret}


def _utc() -> Any:
    return SystemClock().now().replace(tzinfo=None)


@contextmanager
def _session(app: App) -> Iterator[tuple[Any, str, str]]:
    """A line to the server, and its two addresses. The libraries' own errors stop here."""
    try:
        import google_auth_oauthlib  # noqa: F401
        import requests
        from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
        from oauthlib.oauth2 import OAuth2Error
    except ImportError:
        raise app.missing("google") from None
    http = session(app)
    try:
        yield http, *_addresses(app, http)
    except KithError:
        raise
    except OAuth2Error as error:
        raise app.failed(error.error or type(error).__name__, error.description or "") from None
    except TransportError as error:
        raise app.unreachable(
            error.args[0] if error.args and isinstance(error.args[0], Exception) else error
        ) from None
    except RefreshError as error:
        raise _refused(app, error) from None
    except (requests.RequestException, GoogleAuthError, ValueError, KeyError) as error:
        raise app.unreachable(error) from None
    except OSError as error:
        raise Misconfigured(
            f"the port on 127.0.0.1 that the browser comes back to cannot be opened: {clean(error.strerror)}. "
            "Name another by --port, or leave that out."
        ) from None
    finally:
        http.close()


def _addresses(app: App, http: Any) -> tuple[str, str]:
    """Where to ask: Google's own, or what another server says of itself (OpenID Connect Discovery section 4)."""
    if app.settings.issuer is None:
        return AUTHORIZE, TOKEN
    url = f"{app.settings.issuer}/.well-known/openid-configuration"
    told = http.get(url, timeout=TIMEOUT, allow_redirects=False).json()
    return str(told["authorization_endpoint"]), str(told["token_endpoint"])


def _refused(app: App, error: Any) -> KithError:
    """The library gives the server's answer along; without one it is what the server said, or its trouble."""
    answer = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], dict) else {}
    if error.retryable or "error" not in answer:
        return app.failed("temporarily_unavailable", str(answer.get("error_description") or ""))
    return app.failed(str(answer["error"]), str(answer.get("error_description") or ""))
