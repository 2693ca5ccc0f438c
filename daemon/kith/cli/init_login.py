"""The part of `kith init` up to a login that works: the server, three tries at a terminal."""

import ssl
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from kith.cli import init_prompts as prompts
from kith.cli.init_found import Found, Login, Way
from kith.cli.init_prompts import say
from kith.errors import AccountDown, LoginRefused, Misconfigured, SecretUnavailable, Throttled
from kith.journal import clean

if TYPE_CHECKING:
    from kith.cli.init_flags import Setup
    from kith.config.settings import Account
    from kith.jobs.setup.oauth_grant import Grant
    from kith.jobs.setup.servers import Located
    from kith.jobs.setup.trial import LoggedIn
    from kith.lookup.network import Network
    from kith.providers.table import Provider

TRIES = 3
CONFIGURED = "your configuration"


def network(setup: "Setup") -> "Network":
    """The real network; the user's own authority is trusted beside the system's."""
    from kith.lookup.network import Network, trusting

    try:
        return Network(trusting(setup.given.ca_file))
    except OSError as refused:  # ssl.SSLError is one
        unread = not isinstance(refused, ssl.SSLError)
        why = clean(refused.strerror, 100) if unread else "no certificates in PEM form are in it"
        raise click.UsageError(
            f"--ca-file {clean(setup.given.ca_file)} cannot be used: {why}. Name the file of the authority that signed "
            "the server's certificate."
        ) from None


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
        return _by_hand(account, located.lines)
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


def _by_hand(account: "Account", lines: tuple[str, ...]) -> Found:
    """A server that the user has typed. Whose it is says what the login takes."""
    from kith.providers.table import known_at

    provider = known_at(account.host)
    return Found(
        account, "you", provider, passwords=not (provider and provider.wanted == "token"), lines=lines
    )


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
    from kith.cli.init_secret import way_to
    from kith.jobs.setup.trial import refusal, try_login

    account = found.account
    given = setup.given
    existing = setup.before.accounts.get(name) if setup.before else None
    oauth = bool(given.oauth or (existing and existing.oauth))
    if (provider := _adviser(found, oauth=oauth)) and provider.advice:
        say(f"  {provider.advice}")
    said = given.command or given.password_stdin or given.client_id
    asks = setup.asks and not (said or (existing and given.yes))
    for attempt in range(1, TRIES + 1):
        way: Way | None = None
        try:
            way = way_to(setup, name, found, account, attempt)
            say(f"  Logging in at {clean(way.account.host, 100)} ...")
            shown = way.opening(partial(try_login, way.account))
        except AccountDown as failed:
            refused = isinstance(failed, LoginRefused | SecretUnavailable)
            told = refused and way is not None and attempt == 1
            provider = _adviser(found, oauth=bool(way and way.account.oauth)) if told else None
            failed.args = (refusal(failed, provider, fresh=bool(way and way.grant)),)
            again = refused or (way is not None and _may_be_elsewhere(found, failed))
            if not asks or attempt == TRIES or not again:
                raise
            say(f"  {failed}")
            if way:
                account = _another(setup, name, found, account, failed)
            if account.host != found.account.host:
                found = _by_hand(account, found.lines)
                if (provider := _adviser(found, oauth=oauth)) and provider.advice:
                    say(f"  {provider.advice}")
            continue
        say("  Logged in.")
        _show(shown)
        if way.grant:
            _show_who(way.grant, account)
        return Login(account, shown, way.table, way.typed, way.grant)
    raise AssertionError("the last try either worked or raised")


def _adviser(found: Found, *, oauth: bool) -> "Provider | None":
    """Whose advice helps: a word on app passwords does not, where the login is by `oauth`."""
    provider = found.provider
    return None if provider and oauth and provider.wanted != "token" else provider


def _may_be_elsewhere(found: Found, failed: AccountDown) -> bool:
    """Whether the server may be the wrong one. Those of the built-in list and of the user's own file are right: there
    it is the network, or the line."""
    from kith.jobs.setup.servers import BUILT_IN

    return found.source not in (BUILT_IN, CONFIGURED) and not isinstance(failed, Throttled)


def _another(setup: "Setup", name: str, found: Found, account: "Account", failed: AccountDown) -> "Account":
    """What to try next: another server, or at one whose provider nobody knows perhaps another login name; at one whose
    certificate nobody vouches for, perhaps the user does."""
    from kith.jobs.setup.trial import untrusted

    if isinstance(failed, LoginRefused):
        user = account.user if found.provider else prompts.user(account.user)
        return account.model_copy(update={"user": user})
    if isinstance(failed, SecretUnavailable):
        return account
    if (hash_shown := untrusted(account, failed)) is not None:
        if hash_shown:
            say(f"  It shows sha256:{hash_shown}: right only if the server's owner tells you the same.")
        if trusted := prompts.trust():
            bare = account.model_copy(update={"ca_file": None, "tls_fingerprint": None})
            return _checked(name, account.email, {**_line(bare), **trusted})
    given = setup.given
    trust = {key: value for key in ("ca_file", "tls_fingerprint") if (value := getattr(given, key))}
    return _typed(setup, name, account.email, trust)


def _show_who(grant: "Grant", account: "Account") -> None:
    from kith.jobs.oauth_login import somebody_else

    if doubt := somebody_else(grant.granted.who, account):
        say(f"  kith: {doubt}")


def _show(shown: "LoggedIn") -> None:
    roles = shown.roles()
    if roles:
        say("  " + "   ".join(f"{title}: {folder}" for title, (folder, _) in roles.items()))
    for note in (*shown.lacking(), *shown.notes):
        say(f"  {note}")
