"""The way to the secret that `kith init` tries: by a flag, as it is configured, by OAuth, or as it is typed."""

from typing import TYPE_CHECKING

import click

from kith.cli import init_prompts as prompts
from kith.cli.init_found import Found, Way
from kith.cli.init_prompts import say

if TYPE_CHECKING:
    from kith.cli.init_flags import Setup
    from kith.config.settings import Account


def way_to(setup: "Setup", name: str, found: Found, account: "Account", attempt: int) -> Way:
    """The way for the first, second, … `attempt`. Raises AccountDown and its kinds, click.UsageError."""
    from kith.cli.init_oauth import by_oauth, offered
    from kith.providers.passwords import as_meant

    existing = setup.before.accounts.get(name) if setup.before else None
    given = setup.given
    if given.command:
        return _by_command(setup, account, *given.command)
    if given.password_stdin:
        return _typed(account, as_meant(_one_line(), found.provider))
    if given.oauth:
        return by_oauth(setup, name, found, account, given.oauth)
    if (
        existing and existing.oauth and attempt > 1
    ):  # that login is over, and somebody is there to log in anew
        return by_oauth(setup, name, found, account, {})
    if existing and (given.yes or not setup.asks or existing.oauth):
        return _by_configuration(setup, name, existing, account)
    if not found.passwords and not existing:
        if said := offered(setup, found):
            return by_oauth(setup, name, found, account, said)
        say("  A program such as oama, pizauth or mutt_oauth2.py prints the token.")
        words = prompts.command("Command that prints an access token", "oama access sam@example.org")
        return _by_command(setup, account, "token_command", words)
    wanted = found.provider.wanted if found.provider else "own"
    what = {"app": "App password", "bridge": "The bridge's password"}.get(wanted, "Password")
    otherwise = "keeps the way it is found now" if existing else "to name a command that prints it"
    if typed := as_meant(prompts.password(what, otherwise), found.provider):
        return _typed(account, typed)
    if existing:
        return _by_configuration(setup, name, existing, account)
    words = prompts.command("Command that prints the password", "pass mail/sam")
    return _by_command(setup, account, "password_command", words)


def _typed(account: "Account", typed: str) -> Way:
    from kith.vault import Secret

    return Way(account, lambda attempt: attempt(Secret(typed)), typed=typed)


def _by_configuration(setup: "Setup", name: str, existing: "Account", account: "Account") -> Way:
    """As the daemon would find it; a credential of the system service in the file that its unit loads. With --secret it
    is as if it had been typed, so that it moves there."""
    from kith.jobs.setup.secrets import for_system_service
    from kith.vault import fetch

    if existing.oauth:
        return _by_kept_token(setup, name, existing, account)
    environ = setup.environ
    if existing.credential and for_system_service(setup.path):
        environ = {"CREDENTIALS_DIRECTORY": str(setup.path.parent), **environ}
    secret = fetch(existing, environ)
    if setup.given.secret and secret.token:
        raise click.UsageError("--secret is for a password; this account has a command that prints a token")
    typed = secret.value if setup.given.secret else ""
    return Way(account, lambda attempt: attempt(secret), typed=typed)


def _by_kept_token(setup: "Setup", name: str, existing: "Account", account: "Account") -> Way:
    """By the token of an earlier login, renewed where that is due.

    That of the system service is the service's alone to renew: a file that root writes there is lost to it.
    """
    from kith.clock import SystemClock, unix
    from kith.files import state_dir
    from kith.jobs.credentials import account_credential
    from kith.jobs.setup.secrets import for_system_service

    if setup.given.secret:
        raise click.UsageError("--secret is for a password; this account has a login by OAuth")
    if for_system_service(setup.path):
        raise click.UsageError(
            f"{account.email} has a login by OAuth, which only the service can use. Edit {setup.path} by hand; "
            "`kith check` tries it."
        )
    assert setup.before is not None  # noqa: S101  (`existing` is out of it)
    folder = state_dir(setup.before, setup.environ)
    account = account.model_copy(update={"oauth": existing.oauth})
    credential = account_credential(name, account, setup.environ, folder, lambda: unix(SystemClock().now()))
    return Way(account, credential.opening)


def _by_command(setup: "Setup", account: "Account", key: str, words: tuple[str, ...]) -> Way:
    """Run as kith will run it at each login. Raises SecretUnavailable with what is wrong."""
    from kith.config.settings import SecretSource
    from kith.vault import fetch

    secret = fetch(SecretSource.model_validate({key: words}), setup.environ)
    return Way(account, lambda attempt: attempt(secret), {key: list(words)})


def _one_line() -> str:
    """The password on standard input. Raises click.UsageError where there is none, or more than that."""
    import sys

    from kith.vault import LONGEST

    lines = sys.stdin.read(LONGEST).splitlines()
    if len(lines) != 1 or not lines[0].strip():
        found = f"there are {len(lines)}" if len(lines) > 1 else "it is empty" if lines else "there is none"
        raise click.UsageError(f"--password-stdin: want one line on standard input, {found}")
    return lines[0]
