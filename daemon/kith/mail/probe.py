"""The letters by which `kith check` tries a mailbox, and how they are known again.

Promises that a probe is recognised by a signature of the store's own secret in its Message-ID: nothing else is ever
taken for one and taken out, whatever Message-ID a stranger writes. A probe says what it is, and is mail for nobody: its
X-Kith field keeps it from counting and from being obeyed.
"""

import hashlib
import hmac
import re

from kith.mail.compose import compose
from kith.people.address import domain_of, normalise

PREFIX = "kith-check."  # how the Message-ID begins, behind its bracket; a search finds it by this
KIND = "check"  # in X-Kith
_ID = re.compile(r"<kith-check\.([0-9a-f]{16})\.([0-9a-f]{32})@[!-;=?-~]+>")
_TEXT = (
    "`kith check` has put this letter here to see whether it can. It takes it out again at once; if you can read this, "
    "it was interrupted. Delete it, or run `kith check` again, which does.\n"
)


def probe_id(secret: bytes, nonce: bytes, own_address: str) -> str:
    """The Message-ID of a probe. `nonce`: 8 bytes that are used once; `secret`: the store's."""
    number = nonce.hex()
    domain = domain_of(normalise(own_address))
    where = domain if domain.isascii() and domain else "localhost"
    return f"<{PREFIX}{number}.{_mac(secret, number)}@{where}>"


def is_probe(secret: bytes, message_id: str) -> bool:
    """Whether a Message-ID, with its brackets, is that of a probe of this store's."""
    found = _ID.fullmatch(message_id)
    return found is not None and hmac.compare_digest(found[2], _mac(secret, found[1]))


def probe_letter(message_id: str, own_address: str, to: str, written_at: int) -> bytes:
    """A finished letter in CRLF lines; `written_at` in unix seconds becomes its Date."""
    return compose(
        own_address=own_address,
        own_name="A test",
        to=to,
        subject="A test of kith check, gone in a moment",
        text=_TEXT,
        message_id=message_id,
        as_of=written_at,
        kind=KIND,
    )


def _mac(secret: bytes, number: str) -> str:
    return hmac.new(secret, f"probe {number}".encode(), hashlib.sha256).hexdigest()[:32]
