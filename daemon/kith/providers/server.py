"""One mail server as a provider names it: where it is, how the line is encrypted, what the login name looks like.

Only encrypted ways exist here: a server that is offered in clear text is never taken (RFC 8314 section 3).
"""

import re
from dataclasses import dataclass
from typing import Literal

ADDRESS, LOCAL_PART, DOMAIN = "%EMAILADDRESS%", "%EMAILLOCALPART%", "%EMAILDOMAIN%"
Encrypted = Literal["tls", "starttls"]
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})+", re.ASCII)
_LONGEST_NAME = 256  # characters of a login name


class Unusable(ValueError):
    """What somebody said of a server is none that kith would connect to; the message says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """`user` is the login name, or what it is made of: %EMAILADDRESS%, %EMAILLOCALPART%, %EMAILDOMAIN%."""

    host: str
    port: int
    security: Encrypted
    user: str = ADDRESS

    def __str__(self) -> str:
        return f"{self.host}:{self.port} ({'TLS' if self.security == 'tls' else 'STARTTLS'})"

    def login(self, address: str) -> str:
        """The login name of an address in normal form."""
        return filled(self.user, address)


def filled(template: str, address: str) -> str:
    """A text with the placeholders of draft-ietf-mailmaint-autoconfig section 4 replaced.

    One pass: what an address holds is never looked at as a placeholder.
    """
    local, _, domain = address.rpartition("@")
    values = {ADDRESS: address, LOCAL_PART: local, DOMAIN: domain}
    return re.sub("|".join(values), lambda found: values[found[0]], template)


def checked(host: str, port: int, security: Encrypted, user: str = ADDRESS) -> Server:
    """A server out of what a stranger said; raises Unusable for what cannot be one."""
    name = host.strip().rstrip(".").lower()
    if len(name) > 253 or not _HOST.fullmatch(name) or name.rpartition(".")[2].isdigit():
        raise Unusable("it names no host")
    if not 1 <= port <= 65535:
        raise Unusable(f"port {port} does not exist")
    if not user.strip() or len(user) > _LONGEST_NAME or not user.isprintable():
        raise Unusable("its login name is none")
    return Server(name, port, security, user.strip())
