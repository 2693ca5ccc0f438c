"""The login by OAuth within `kith init`: which app asks which server, and the login in place."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from kith.cli import init_prompts as prompts
from kith.cli.init_flags import OAUTH_FLAGS
from kith.cli.init_found import Found, Way
from kith.cli.init_prompts import say
from kith.errors import Misconfigured
from kith.journal import clean

if TYPE_CHECKING:
    from kith.cli.init_flags import Setup
    from kith.config.settings import Account


def offered(setup: "Setup", found: Found) -> Mapping[str, str]:
    """What the user says of an app of theirs, at a provider that takes tokens only; empty where they have none.

    What is missing to log in there is told at once, and then nothing is asked.
    """
    from kith.jobs.setup.secrets import for_system_service
    from kith.oauth.app import missing_extra, without

    provider = found.provider
    if provider is None or not provider.oauth or for_system_service(setup.path):
        return {}
    if extra := missing_extra(provider.oauth):
        say(f"  kith could log in there itself, but {without(extra, provider.name)}")
        return {}
    client_id = prompts.client_id(provider.name)
    return {"client_id": client_id} if client_id else {}


def by_oauth(setup: "Setup", name: str, found: Found, account: "Account", said: Mapping[str, str]) -> Way:
    """Log in as `said`, for what is not said as the configuration has it. The user is waited for.

    Raises LoginRefused, AccountDown, SecretUnavailable, and before anybody is asked click.UsageError, Misconfigured.
    """
    from kith.jobs.setup.oauth_grant import log_in, oauth_table
    from kith.vault import Secret

    existing = setup.before.accounts.get(name) if setup.before else None
    provider = found.provider.oauth if found.provider else ""
    table = oauth_table(said, provider, existing.oauth if existing else None)
    account = _checked(name, account, _completed(setup, found, table))
    grant = log_in(name, account, setup.environ, say)
    secret = Secret(grant.granted.access, token=True)
    return Way(account, lambda attempt: attempt(secret), {"oauth": table}, grant=grant)


def _completed(setup: "Setup", found: Found, table: dict[str, Any]) -> dict[str, Any]:
    """The same table with what only the user can say.

    Raises click.UsageError where they cannot be asked, Misconfigured where the login would need what is not installed:
    no second try helps then.
    """
    from kith.jobs.setup.secrets import for_system_service
    from kith.oauth.app import missing_extra, without

    if for_system_service(setup.path):
        raise click.UsageError(
            f"the token would lie in a folder that the system service does not see. Write oauth into {setup.path} by "
            'hand, and log in as the service does: docs/oauth2.md, "On a server".'
        )
    if not table["provider"]:
        whose = found.provider.name if found.provider else clean(found.account.host, 100)
        raise click.UsageError(
            f"kith does not know who gives access tokens for {whose}. Name the authorization server with --issuer, or "
            "a program that prints a token with --token-command: docs/oauth2.md."
        )
    if extra := missing_extra(table["provider"]):
        raise Misconfigured(f"{found.account.email}: {without(extra, _whose(found, table))}")
    if "client_id" not in table:
        client_id = prompts.client_id(_whose(found, table)) if setup.asks else ""
        if not client_id:
            raise click.UsageError("--client-id is missing: docs/oauth2.md says how to get one")
        table["client_id"] = client_id
    if table["provider"] == "google" and "client_secret_file" not in table and setup.asks:
        table["client_secret_file"] = prompts.secret_file()
    return table


def _whose(found: Found, table: Mapping[str, Any]) -> str:
    """Where the app is registered, for the user."""
    if "issuer" in table:
        return clean(table["issuer"], 100)
    return found.provider.name if found.provider else clean(table["provider"], 30)


def _checked(name: str, account: "Account", table: Mapping[str, Any]) -> "Account":
    """The account with its `oauth`, by the same rules as any configuration. Raises click.UsageError in words of the
    flags."""
    import tomli_w

    from kith.config.load import load

    probe = {"accounts": {name: {"email": account.email, "host": account.host, "oauth": dict(table)}}}
    try:
        oauth = load(tomli_w.dumps(probe), "kith init").accounts[name].oauth
    except Misconfigured as wrong:
        faults = [line.strip().removeprefix(f"[accounts.{name}] ") for line in str(wrong).splitlines()[1:-1]]
        raise click.UsageError("; ".join(map(_by_flag, faults))) from None
    return account.model_copy(update={"oauth": oauth})


def _by_flag(fault: str) -> str:
    return re.sub(r"^oauth\.(\w+)", lambda found: OAUTH_FLAGS.get(found[1], found[0]), fault)
