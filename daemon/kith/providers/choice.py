"""Which of the answers about a domain is taken: the order of trust, and what the user is told of the others.

Pure. Sources are asked at once (`kith.lookup`), so that the order decides and not who is the quickest.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kith.providers.server import Server

ISPDB, AUTOCONFIG, WELL_KNOWN = (
    "Thunderbird's database",
    "the domain's autoconfig host",
    "the domain's web server",
)
DNS, GUESS = "the domain's DNS", "a usual name"
ORDER = (ISPDB, AUTOCONFIG, WELL_KNOWN, DNS, GUESS)


@dataclass(frozen=True, slots=True)
class Said:
    """What one source answered: `asked` is the host that was asked, `why_not` says in a clause why it has no servers.

    `passwords`: False where the source says that no password is taken, but a token only.
    """

    source: str
    asked: str
    imap: tuple[Server, ...] = ()
    smtp: tuple[Server, ...] = ()
    why_not: str = ""
    passwords: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """The server that was taken, the answer it stands in, and a sentence where the user must agree first."""

    server: Server
    said: Said
    doubt: str = ""


def choose(answers: Iterable[Said], domain: str) -> Choice | None:
    """The best founded of the answers about `domain`; None where nobody named a server.

    DNS can be forged on the way where it is not signed. What it says of a host in another domain would lead the
    password there behind a certificate that is right for that host, so the user must agree (RFC 6186 section 6).
    """
    usable = sorted((said for said in answers if said.imap), key=lambda said: ORDER.index(said.source))
    if not usable:
        return None
    said = usable[0]
    server = said.imap[0]
    doubt = ""
    if said.source == DNS and not _within(server.host, domain):
        doubt = f"{domain} names {server.host} in its DNS, which is another domain, and DNS can be forged on the way"
    return Choice(server, said, doubt)


def told(answers: Iterable[Said], taken: Said | None) -> list[str]:
    """A clean line for each source, in the order of trust: which one was taken, and what each other said."""
    lines = []
    for said in sorted(answers, key=lambda said: ORDER.index(said.source)):
        servers = ", ".join(map(str, said.imap[:3])) or said.why_not
        mark = "taken" if said is taken else "not taken" if said.imap else "nothing"
        lines.append(f"{said.source} ({said.asked}): {servers} [{mark}]")
    return lines


def _within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
