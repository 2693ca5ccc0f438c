"""Microsoft's login, and that of any server of OpenID Connect with a device login: through msal.

The device login (RFC 8628) needs no browser on this machine: the user types a short code on another one. msal keeps
nothing here: its cache lives and dies with one call, and the token lies in the file of `kith.oauth.token_file`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from kith.errors import KithError
from kith.journal import clean
from kith.oauth.answers import granted, seconds
from kith.oauth.app import TIMEOUT, App, session
from kith.oauth.token_file import Granted


def log_in(app: App, show: Callable[[str], None]) -> Granted:
    """Ask for access by a code that `show` tells the user; waits until it was typed in, or has run out.

    Raises LoginRefused, AccountDown, SecretUnavailable.
    """
    with _client(app) as client:
        flow = client.initiate_device_flow(scopes=list(app.settings.wanted))
        if not (flow.get("user_code") and flow.get("verification_uri")):
            raise app.failed(flow.get("error") or "no code", flow.get("error_description") or "")
        minutes = max(1, (seconds(flow.get("expires_in")) or 0) // 60)
        show(
            f"Open {clean(flow['verification_uri'])} in a browser, on any machine, and type the code "
            f"{clean(flow['user_code'])}. Choose {clean(app.email)} there. The code is good for {minutes} minutes."
        )
        answer = client.acquire_token_by_device_flow(flow)
        if answer.get("error") == "authorization_pending":  # msal gives up when the code has run out
            answer = {"error": "expired_token"}
        return _granted(app, answer)


def renew(app: App, refresh: str) -> Granted:
    """A new access token, and perhaps a new refresh token. Raises as `log_in`."""
    with _client(app) as client:
        return _granted(app, client.acquire_token_by_refresh_token(refresh, list(app.settings.wanted)))


@contextmanager
def _client(app: App) -> Iterator[Any]:
    """msal's client for this app. Its own errors, and those of the line below it, stop here."""
    try:
        import msal
        import requests
    except ImportError:
        raise app.missing("microsoft") from None
    server, own = app.settings.server, app.settings.issuer is not None
    http = session(app)
    http.request = _careful(http.request)
    try:
        yield msal.PublicClientApplication(
            app.settings.client_id,
            http_client=http,
            **({"oidc_authority": server} if own else {"authority": server}),
        )
    except KithError:
        raise
    except (requests.RequestException, msal.exceptions.MsalError) as error:
        raise app.unreachable(error) from None
    except (ValueError, RuntimeError, LookupError, TypeError, AttributeError) as error:
        # As msal's code comes to it: an id token that is none, a discovery that names no address.
        raise app.unreadable(f"{type(error).__name__} in msal") from None
    finally:
        http.close()


def _careful(request: Callable[..., Any]) -> Callable[..., Any]:
    """No wait without an end."""

    def asked(*arguments: Any, **more: Any) -> Any:
        return request(*arguments, **{**more, "timeout": TIMEOUT})

    return asked


def _granted(app: App, answer: Mapping[str, Any]) -> Granted:
    claims = answer.get("id_token_claims")
    known = claims if isinstance(claims, dict) else {}
    who = clean(known.get("preferred_username") or known.get("email") or "", 254)
    if given := granted(answer, who):
        return given
    raise app.failed(answer.get("error") or "no token", answer.get("error_description") or "")
