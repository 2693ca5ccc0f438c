"""The part of `kith init` up to a login that works: the server, the secret, three tries at a terminal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from kith.cli import init_prompts as prompts
from kith.cli.init_prompts import say
from kith.errors import AccountDown, LoginRefused, Misconfigured, SecretUnavailable, Throttled
from kith.journal import clean

if TYPE_CHECKING:
    from kith.cli.init_flags import Setup
    from kith.config.settings import Account
    from kith.jobs.setup.servers import Located
    from kith.jobs.setup.trial import LoggedIn
    from kith.lookup.network import Network
    from kith.providers.server import Server
    from kith.providers.table import Provider
    from kith.vault import Secret

TRIES = 3
CONFIGURED = "your configuration"


@dataclass(frozen=True, slots=True)
class Found:
    """The account as it would be, without its secret; who named its server, and what else is known of it."""

    account: "Account"
    source: str
    provider: "Provider | None" = None
    smtp: "Server | None" = None
    passwords: bool = True
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Login:
    """A login that worked. `table`: what the configuration is to say of the secret; None where the way it has stays, or
    where `typed` still needs a place."""

    account: "Account"
    shown: "LoggedIn"
    table: Mapping[str, Any] | None
    typed: str = ""


def network(setup: "Setup") -> "Network":
    """The real network; the user's own authority is trusted beside the system's."""
    from kith.lookup.network import Network, trusting

    return Network(trusting(setup.given.ca_file))


def account_for(setup: "Setup", email: str, name: str) -> Found:
    """The server: as the flags say, else as the configuration has it, else as it is found, else as the user says."""
    from kith.jobs.setup.servers import BUILT_IN, Located, locate
    from kith.providers.table import known_at, known_by

    given = setup.given
    existing = setup.before.accounts.get(name) if setup.before else None
    flags = {key: getattr(given, key) for key in ("port", "security", "user", "ca_file", "tls_fingerprint")}
    flags = {key: value for key, value in flags.items() if value is not None}
    if existing and not given.host:
        account = _checked(name, email, {**_line(existing), **flags})
        return Found(account, CONFIGURED, known_at(existing.host))
    if given.host:
        provider = known_by(email.rpartition("@")[2]) or known_at(given.host)
        account = _checked(name, email, {"host": given.host, **flags})
        return Found(account, "--host", provider, passwords=not (provider and provider.wanted == "token"))
    located = locate(email, None if given.no_lookup else lambda: network(setup), say)
    for answer in located.lines:
        say(f"  {clean(answer, 200)}")
    if not isinstance(located, Located) or not _agreed(setup, located):
        account = _typed(setup, name, email, flags)
        return Found(account, "you", known_at(account.host), lines=located.lines)
    server = located.server
    at: dict[str, Any] = {
        "host": server.host,
        "port": server.port,
        "security": server.security,
        "user": server.login(email),
    }
    found = Found(
        _checked(name, email, {**at, **flags}), located.source, located.provider, located.smtp, located.passwords,
        located.lines,
    )  # fmt: skip
    known = f"{located.provider.name}. " if located.provider else ""
    where = located.source if located.source == BUILT_IN else f"from {located.source}"
    say(f"  {known}IMAP {clean(str(server), 100)} ({where})")
    return found


def _line(account: "Account") -> dict[str, Any]:
    keys = ("host", "port", "security", "user", "ca_file", "tls_fingerprint")
    return {key: value for key in keys if (value := getattr(account, key)) is not None}


def _agreed(setup: "Setup", located: "Located") -> bool:
    """What cannot be proven the user must agree to; nobody else can."""
    if not located.doubt:
        return True
    server = located.server
    if not setup.asks:
        raise click.UsageError(
            f"{clean(located.doubt)}. If it is right, say so: --host {server.host} --port {server.port} "
            f"--security {server.security}"
        )
    say(f"  {clean(located.doubt)}.")
    return prompts.yes_or_no(f"Is {server.host} where your mail is?", False)


def _typed(setup: "Setup", name: str, email: str, flags: Mapping[str, Any]) -> "Account":
    """The server as the user knows it, where nobody else did."""
    from kith.config.settings import IMAP_PORTS

    if not setup.asks:
        raise click.UsageError(
            f"no IMAP server was found for {email}. Name it: --host, and where they are not usual --port, --security"
        )
    say("  Your provider's help pages name the server.")
    host = prompts.host()
    kind = flags.get("security") or prompts.security()
    port = flags.get("port") or prompts.port(IMAP_PORTS[kind])
    user = flags.get("user") or prompts.user(email)
    return _checked(name, email, {**flags, "host": host, "security": kind, "port": port, "user": user})


def _checked(name: str, email: str, table: Mapping[str, Any]) -> "Account":
    """The account by the same rules as any configuration. Raises click.UsageError with what is wrong."""
    import tomli_w

    from kith.config.load import load

    plain = {key: value if isinstance(value, int) else str(value) for key, value in table.items()}
    probe = {"accounts": {name: {"email": email, **plain, "password_env": "KITH_INIT"}}}
    try:
        account = load(tomli_w.dumps(probe), "kith init").accounts[name]
    except Misconfigured as wrong:
        faults = [line.strip().removeprefix(f"[accounts.{name}] ") for line in str(wrong).splitlines()[1:-1]]
        raise click.UsageError("; ".join(faults)) from None
    return account.model_copy(update={"password_env": None})


def logged_in(setup: "Setup", name: str, found: Found) -> Login:
    """A login that works: tried at once, and at a terminal up to three times. Raises what the last try raised."""
    from kith.jobs.setup.trial import refusal, try_login

    if found.provider and found.provider.advice:
        say(f"  {found.provider.advice}")
    account = found.account
    given = setup.given
    existing = setup.before is not None and name in setup.before.accounts
    asks = setup.asks and not (given.command or given.password_stdin or (existing and given.yes))
    for attempt in range(1, TRIES + 1):
        try:
            secret, table, typed = _secret(setup, name, found)
            shown = try_login(account, secret)
        except AccountDown as failed:
            refused = isinstance(failed, LoginRefused | SecretUnavailable)
            failed.args = (refusal(failed, found.provider if refused and attempt == 1 else None),)
            if not asks or attempt == TRIES or not (refused or _may_be_elsewhere(found, failed)):
                raise
            say(f"  {failed}")
            account = _another(setup, name, found, account, failed)
            continue
        say("  Logged in.")
        _show(shown)
        return Login(account, shown, table, typed)
    raise AssertionError("the last try either worked or raised")


def _may_be_elsewhere(found: Found, failed: AccountDown) -> bool:
    """Whether the server may be the wrong one. Those of the built-in list and of the user's own file are right: there
    it is the network, or the line."""
    from kith.jobs.setup.servers import BUILT_IN

    return found.source not in (BUILT_IN, CONFIGURED) and not isinstance(failed, Throttled)


def _another(setup: "Setup", name: str, found: Found, account: "Account", failed: AccountDown) -> "Account":
    """What to try next: another server, or at one whose provider nobody knows perhaps another login name."""
    if isinstance(failed, LoginRefused):
        user = account.user if found.provider else prompts.user(account.user)
        return account.model_copy(update={"user": user})
    if isinstance(failed, SecretUnavailable):
        return account
    given = setup.given
    trust = {key: value for key in ("ca_file", "tls_fingerprint") if (value := getattr(given, key))}
    return _typed(setup, name, account.email, trust)


def _show(shown: "LoggedIn") -> None:
    roles = shown.roles()
    if roles:
        say("  " + "   ".join(f"{title}: {folder}" for title, (folder, _) in roles.items()))
    for note in (*shown.lacking(), *shown.notes):
        say(f"  {note}")


def _secret(setup: "Setup", name: str, found: Found) -> "tuple[Secret, Mapping[str, Any] | None, str]":
    """The secret to try, what the configuration would say of it (None: what it says now, or nothing yet), and what was
    typed."""
    from kith.providers.passwords import without_display_blanks
    from kith.vault import Secret

    existing = setup.before.accounts.get(name) if setup.before else None
    given = setup.given
    if given.command:
        return _by_command(setup, *given.command)
    if given.password_stdin:
        typed = without_display_blanks(_one_line())
        return Secret(typed), None, typed
    if existing and (given.yes or not setup.asks):
        return _by_configuration(setup, existing)
    if not found.passwords and not existing:
        say("  A program such as oama, pizauth or mutt_oauth2.py prints the token.")
        return _by_command(
            setup,
            "token_command",
            prompts.command("Command that prints an access token", "oama access sam@example.org"),
        )
    wanted = found.provider.wanted if found.provider else "own"
    what = {"app": "App password", "bridge": "The bridge's password"}.get(wanted, "Password")
    otherwise = "keeps the way it is found now" if existing else "to name a command that prints it"
    typed = without_display_blanks(prompts.password(what, otherwise))
    if typed:
        return Secret(typed), None, typed
    if existing:
        return _by_configuration(setup, existing)
    return _by_command(
        setup, "password_command", prompts.command("Command that prints the password", "pass mail/sam")
    )


def _by_configuration(setup: "Setup", existing: "Account") -> "tuple[Secret, Mapping[str, Any] | None, str]":
    """As the daemon would find it; a credential of the system service in the file that its unit loads. With --secret it
    is as if it had been typed, so that it moves there."""
    from kith.jobs.setup.secrets import for_system_service
    from kith.vault import fetch

    environ = setup.environ
    if existing.credential and for_system_service(setup.path):
        environ = {"CREDENTIALS_DIRECTORY": str(setup.path.parent), **environ}
    secret = fetch(existing, environ)
    if setup.given.secret and secret.token:
        raise click.UsageError("--secret is for a password; this account has a command that prints a token")
    return secret, None, secret.value if setup.given.secret else ""


def _by_command(
    setup: "Setup", key: str, words: tuple[str, ...]
) -> "tuple[Secret, Mapping[str, Any] | None, str]":
    """Run as kith will run it at each login. Raises SecretUnavailable with what is wrong."""
    from kith.config.settings import SecretSource
    from kith.vault import fetch

    secret = fetch(SecretSource.model_validate({key: words}), setup.environ)
    return secret, {key: list(words)}, ""


def _one_line() -> str:
    """The password on standard input. Raises click.UsageError where there is none, or more than that."""
    import sys

    from kith.vault import LONGEST

    lines = sys.stdin.read(LONGEST).splitlines()
    if len(lines) != 1 or not lines[0].strip():
        raise click.UsageError(f"--password-stdin: want one line on standard input, there are {len(lines)}")
    return lines[0]
