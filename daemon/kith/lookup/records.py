"""The SRV records with which a domain names its mail servers (RFC 6186, RFC 8314 section 5.1)."""

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, NoNameservers, Resolver

from kith.lookup.network import Network
from kith.providers.choice import DNS, Said
from kith.providers.server import Encrypted, Server, Unusable, checked

_MOST = 10  # records of one name
_IMAP: tuple[tuple[str, Encrypted], ...] = (("_imaps._tcp", "tls"), ("_imap._tcp", "starttls"))
_SMTP: tuple[tuple[str, Encrypted], ...] = (("_submissions._tcp", "tls"), ("_submission._tcp", "starttls"))


class _Silent(Exception):
    """The question was not answered; the message is a clause."""


def records(domain: str, network: Network) -> Said:
    """What the DNS of `domain` says. Of the encrypted kinds TLS goes before STARTTLS, then by priority and weight."""
    try:
        resolver = _resolver(network)
        imap = [server for name, kind in _IMAP for server in _named(resolver, f"{name}.{domain}", kind)]
        smtp = [server for name, kind in _SMTP for server in _named(resolver, f"{name}.{domain}", kind)]
    except _Silent as silent:
        return Said(DNS, f"_imaps._tcp.{domain}", why_not=str(silent))
    why_not = "" if imap else "it names no IMAP server"
    return Said(DNS, f"_imaps._tcp.{domain}", tuple(imap), tuple(smtp), why_not)


def _resolver(network: Network) -> Resolver:
    try:
        resolver = Resolver(configure=not network.name_servers)
    except DNSException as failure:
        raise _Silent("no name server is known here") from failure
    if network.name_servers:
        resolver.nameservers = list(network.name_servers)
        resolver.port = network.dns_port
    resolver.lifetime = network.seconds
    return resolver


def _named(resolver: Resolver, name: str, security: Encrypted) -> list[Server]:
    """The servers of one name; a record that names none is passed over, and so is the target "." (no such service)."""
    try:
        answer = resolver.resolve(f"{name}.", "SRV", search=False)
    except (NXDOMAIN, NoAnswer):
        return []
    except NoNameservers as failure:
        raise _Silent("the name server refused the question") from failure
    except DNSException as failure:
        raise _Silent("no answer in time") from failure
    found = []
    for record in sorted(answer, key=lambda record: (record.priority, -record.weight))[:_MOST]:
        try:
            found.append(checked(record.target.to_text(omit_final_dot=True), record.port, security))
        except Unusable:
            continue
    return found
