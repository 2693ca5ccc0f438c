"""Where the mail of an address is: from the built-in list, else from those who publish it, else nowhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kith.errors import Misconfigured
from kith.lookup.network import Network
from kith.people.address import normalise
from kith.providers.choice import Said, choose, told
from kith.providers.server import Server, Unusable, checked
from kith.providers.table import Provider, known_at, known_by

BUILT_IN = "built-in list"


@dataclass(frozen=True, slots=True)
class Located:
    """A server and who named it. `doubt`: what the user must agree to first; `lines`: what every source said."""

    server: Server
    source: str
    provider: Provider | None = None
    smtp: Server | None = None
    passwords: bool = True
    doubt: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Nobody named a server; `lines` say what every source answered."""

    lines: tuple[str, ...] = ()


def locate(
    address: str, network: Callable[[], Network] | None, announce: Callable[[str], None]
) -> Located | Nowhere:
    """The server of an address in normal form. `network` is None where nobody may be asked; what a look-up asks of
    whom is announced before.

    Raises Misconfigured for a provider without IMAP.
    """
    domain = address.rpartition("@")[2]
    if provider := known_by(domain):
        return _built_in(provider)
    if network is None:
        return Nowhere()
    try:
        checked(domain, 993, "tls")
    except Unusable:
        return Nowhere((f"{domain} is no domain that could be asked about",))
    return _published(domain, network(), announce)


def _built_in(provider: Provider) -> Located:
    if provider.imap is None:
        raise Misconfigured(
            f"{provider.name} has no IMAP, so that no program of yours can read its mail. kith needs another mailbox."
        )
    return Located(provider.imap, BUILT_IN, provider, provider.smtp, passwords=provider.wanted != "token")


def _published(domain: str, network: Network, announce: Callable[[str], None]) -> Located | Nowhere:
    from kith.lookup.ask import ask, who_is_asked  # with the library for DNS, which most never need

    announce(f"{who_is_asked(domain)}.")
    answers: Sequence[Said] = ask(domain, network)
    choice = choose(answers, domain)
    lines = tuple(told(answers, choice.said if choice else None))
    if choice is None:
        return Nowhere(lines)
    provider = known_at(choice.server.host)  # a domain of one's own at a provider kith knows
    return Located(
        choice.server,
        choice.said.source,
        provider,
        next(iter(choice.said.smtp), None),
        passwords=choice.said.passwords and not (provider and provider.wanted == "token"),
        doubt=choice.doubt,
        lines=lines,
    )


def address_in(text: str) -> str:
    """The address somebody typed, in normal form; "" for what is none."""
    spec = normalise(text.strip())
    return spec if "." in spec.rpartition("@")[2] or spec.endswith("@localhost") else ""
