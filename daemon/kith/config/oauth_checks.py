"""What the settings of a login by OAuth demand of one another; as `kith.config.checks`, on the tables as written."""

from collections.abc import Iterator, Mapping
from typing import Any

from kith.config.declared import Loc
from kith.config.faults import Fault

Table = Mapping[str, Any]


def oauth_faults(loc: Loc, account: Table) -> Iterator[Fault]:
    """What one account's `oauth` lacks, or has that its provider does not take."""
    table = account.get("oauth")
    if not isinstance(table, dict):
        return
    provider, secret = table.get("provider"), "client_secret_file" in table
    if provider == "google" and not secret:
        yield Fault(
            (*loc, "client_secret_file"),
            "is missing; Google gives every app of the kind Desktop a secret, and wants it back",
        )
    if provider in ("microsoft", "openid") and secret:
        yield Fault(
            (*loc, "client_secret_file"),
            "the device login is for an app without a secret (a public client); take this line out",
        )
    if provider == "openid" and "issuer" not in table:
        yield Fault((*loc, "issuer"), 'is missing; provider "openid" alone does not say which server')
    if "tenant" in table and (provider in ("google", "openid") or "issuer" in table):
        yield Fault((*loc, "tenant"), 'is for provider "microsoft" without an issuer; take it out')


def login_of_another(smtp: Table, accounts: Table) -> Iterator[Fault]:
    """[smtp] may take the token of an account that has one."""
    name = smtp.get("oauth_of")
    if not isinstance(name, str):
        return
    account = accounts.get(name)
    if not isinstance(account, dict) or "oauth" not in account:
        have = [each for each, one in accounts.items() if isinstance(one, dict) and "oauth" in one]
        wrong = (
            f"no account of that name has oauth; there is {', '.join(have)}"
            if have
            else "no account has oauth"
        )
        yield Fault(("smtp", "oauth_of"), wrong, f'"{name}"')
