"""Google's login: through google-auth-oauthlib, in a browser that comes back to a port on this machine.

With PKCE (RFC 7636) and a random state, so that a code that somebody else sends there, or reads, is worth nothing.
Google has no device login for mail. From another machine the port is reached by `ssh -L` (docs/oauth2.md).
"""

import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from kith.clock import SystemClock
from kith.errors import KithError, LoginRefused, Misconfigured
from kith.journal import clean
from kith.oauth.answers import granted
from kith.oauth.app import TIMEOUT, App, session, trusting
from kith.oauth.loopback import Loopback, loopback
from kith.oauth.token_file import Granted

# Google's OpenID Connect discovery document says the same; one question less.
AUTHORIZE, TOKEN = "https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token"
WAIT = 900  # seconds for the user in the browser
DONE = "kith has what it needs from here. You may close this window; the terminal says what comes of it."


def log_in(app: App, show: Callable[[str], None], *, port: int = 0, browser: bool = True) -> Granted:
    """Ask for access in a browser; `show` tells the user the address.

    It comes back to `port` on 127.0.0.1; 0 is a free one. `browser`: it is opened, where there is one.
    Raises LoginRefused, AccountDown, SecretUnavailable.
    """
    with _session(app) as (_, authorize, token), _door(port) as door:
        from google_auth_oauthlib.flow import InstalledAppFlow

        flow = InstalledAppFlow.from_client_config(
            {"installed": {**_known(app), "auth_uri": authorize, "token_uri": token}},
            scopes=list(app.settings.wanted),
            redirect_uri=door.address,
        )
        trusting(flow.oauth2session, app)
        url, state = flow.authorization_url(prompt="consent", login_hint=app.email)
        show(f"Open this address in a browser on this machine, and choose {clean(app.email)}:\n  {url}")
        if browser:
            webbrowser.open(url, new=1)  # False where there is none
        answer = door.answer(state, WAIT)
        if answer is None:
            raise LoginRefused(f"{clean(app.email)}: nobody came back from the browser. {app.next_step}")
        try:
            with _in_our_words(app):
                given = _exchanged(app, flow, answer)
        except KithError as error:
            door.tell(f"kith has no access: {clean(error, 600)}")
            raise
        except BaseException:
            door.tell("kith was stopped, or has failed: look into the terminal.")
            raise
        finally:
            flow.oauth2session.close()
        door.tell(DONE)
        return given


def _exchanged(app: App, flow: Any, answer: str) -> Granted:
    """What the code in the browser's `answer` is good for. The library checks its state once more."""
    try:
        flow.fetch_token(authorization_response=answer, timeout=TIMEOUT)
        told = flow.oauth2session.token
    except Warning as changed:  # so oauthlib says that scopes came back in other words
        told = getattr(changed, "token", None) or {}
    given = granted(told)
    if given is None or not given.refresh:
        raise app.failed("no refresh token", "the access would end within the hour")
    return given


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


@contextmanager
def _door(port: int) -> Iterator[Loopback]:
    with ExitStack() as stack:
        try:
            door = stack.enter_context(loopback(port))
        except OSError as error:
            raise Misconfigured(
                f"the port on 127.0.0.1 that the browser comes back to cannot be opened: {clean(error.strerror)}. "
                "Name another by --port, or leave that out."
            ) from None
        yield door


def _known(app: App) -> dict[str, str]:
    return {"client_id": app.settings.client_id, "client_secret": app.secret}


def _utc() -> Any:
    return SystemClock().now().replace(tzinfo=None)


@contextmanager
def _session(app: App) -> Iterator[tuple[Any, str, str]]:
    """A line to the server, and its two addresses. The libraries' own errors stop here."""
    with _in_our_words(app):
        http = session(app)
        try:
            yield http, *_addresses(app, http)
        finally:
            http.close()


@contextmanager
def _in_our_words(app: App) -> Iterator[None]:
    try:
        import google_auth_oauthlib  # noqa: F401
        import requests
        from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
        from oauthlib.oauth2 import OAuth2Error
    except ImportError:
        raise app.missing("google") from None
    try:
        yield
    except KithError:
        raise
    except OAuth2Error as error:
        raise app.failed(str(error.error or type(error).__name__), str(error.description or "")) from None
    except TransportError as error:
        raise app.unreachable(
            error.args[0] if error.args and isinstance(error.args[0], Exception) else error
        ) from None
    except RefreshError as error:
        raise _refused(app, error) from None
    except (requests.RequestException, GoogleAuthError) as error:
        raise app.unreachable(error) from None
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        # As the libraries' code comes to it: a discovery that names no address, a code that is none.
        raise app.unreadable(f"{type(error).__name__} in Google's library") from None


def _addresses(app: App, http: Any) -> tuple[str, str]:
    """Where to ask: Google's own, or what another server says of itself (OpenID Connect Discovery section 4)."""
    if app.settings.issuer is None:
        return AUTHORIZE, TOKEN
    url = f"{app.settings.issuer}/.well-known/openid-configuration"
    told = http.get(url, timeout=TIMEOUT, allow_redirects=False).json()  # an object, by `trusting`
    return str(told["authorization_endpoint"]), str(told["token_endpoint"])


def _refused(app: App, error: Any) -> KithError:
    """The library gives the server's answer along; without one it is what the server said, or its trouble."""
    answer = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], dict) else {}
    if error.retryable or "error" not in answer:
        return app.failed("temporarily_unavailable", str(answer.get("error_description") or ""))
    return app.failed(str(answer["error"]), str(answer.get("error_description") or ""))
