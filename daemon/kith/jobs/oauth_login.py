"""The login by OAuth, once: ask the provider, keep what it gives, and see whether the mail server takes it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kith.clock import unix
from kith.config.guesses import did_you_mean
from kith.config.settings import Account, Settings
from kith.errors import Misconfigured
from kith.jobs.credentials import account_credential, app_of, signed_in
from kith.jobs.delivering.logins import allow_logins
from kith.jobs.reading.look import Unwatched
from kith.jobs.workplace import Workplace
from kith.journal import clean
from kith.oauth import google, microsoft
from kith.oauth.access import keep
from kith.oauth.app import App
from kith.oauth.token_file import Granted, file_of


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Which account, whom the provider says it is ("" where it does not say), and where the token lies."""

    name: str
    account: Account
    who: str
    file: Path


def chosen(settings: Settings, wanted: str | None) -> str:
    """The account to log in to: the one that is named, else the only one that has `oauth`. Raises Misconfigured."""
    able = [name for name, account in settings.accounts.items() if account.oauth]
    if wanted is None and len(able) == 1:
        return able[0]
    if wanted in able:
        return wanted
    if not able:
        raise Misconfigured(
            "no account of the configuration has oauth. Add a line such as\n"
            '  oauth = { provider = "microsoft", client_id = "…" }\n'
            "to its table, in the place of the password; `kith config example` explains every key. `kith init "
            "--client-id ID` writes it, and logs in."
        )
    if wanted is None:
        raise Misconfigured(f"which account? {' and '.join(able)} have oauth. Say `kith login {able[0]}`.")
    near = did_you_mean(wanted, able) or f"there is {', '.join(able)}"
    raise Misconfigured(f'no account "{wanted}" has oauth; {near}.')


def ask(app: App, show: Callable[[str], None], *, port: int = 0, browser: bool = True) -> Granted:
    """What the provider gives, kept nowhere; `show` tells the user what to do, and they are waited for.

    Raises LoginRefused, AccountDown, SecretUnavailable.
    """
    if app.settings.provider == "google":
        return google.log_in(app, show, port=port, browser=browser)
    return microsoft.log_in(app, show)


def somebody_else(who: str, account: Account) -> str:
    """A sentence where the provider calls the user another than the configuration does; "" where all is well."""
    who, email = clean(who), clean(account.email)
    if not who or who.casefold() in (email.casefold(), account.user.casefold()):
        return ""
    return f"the provider calls you {who}, the configuration {email}. Is it the right one?"


def log_in(
    place: Workplace, name: str, show: Callable[[str], None], *, port: int = 0, browser: bool = True
) -> LoggedIn:
    """Log in to the account of that name; `show` tells the user what to do. It waits for them.

    What the provider gave is kept before the mail server is asked whether it takes it.
    Raises LoginRefused, AccountDown, SecretUnavailable.
    """
    account = place.settings.accounts[name]
    app, file = app_of(name, account, place.environ), file_of(place.store.folder, name)
    granted = ask(app, show, port=port, browser=browser)
    keep(app, file, granted, unix(place.clock.now()))
    credential = account_credential(
        name, account, place.environ, place.store.folder, lambda: unix(place.clock.now())
    )
    with signed_in(credential, account, Unwatched()):
        allow_logins(place.store)
    return LoggedIn(name, account, granted.who, file)
