"""Tokens: what makes a link in a digest an order of its reader.

Promises: a token is good for one digest, one person and one verb, for `DAYS`; whoever does not know the secret guesses
one with a chance of 1 in 2**40 for every link there is (with 20 people and 3 links each, every day: 1 in 300 million a
try). Compared in constant time. Read without regard to case; no two of its signs look alike.

The day is not signed. The digest is, its day is known to whoever made it, and `Ring` is asked with both: a day that is
signed would have to stand in the subject, or be guessed 60 times over.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

DAYS = 60
LENGTH = 8
SHORTEST_SECRET = 16  # bytes
# Crockford's base 32 in small letters (crockford.com/base32.html): no i, l, o, u.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# What the links of a digest order, each with its arguments: a token is for the verb alone.
OFFERED = ("talked", "later 2w", "never")
_LOOKALIKES = str.maketrans("oil", "011")
_BITS = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """One link of a digest: its id, the person's address in normal form, the verb ("later"), and when the digest was
    made (unix seconds)."""

    digest: str
    address: str
    verb: str
    at: int


def offers(digest: str, address: str, at: int) -> list[Offer]:
    """The links about one person in a digest, one for each of `OFFERED`."""
    return [Offer(digest, address, order.split()[0], at) for order in OFFERED]


def token(secret: bytes, digest: str, address: str, verb: str) -> str:
    """The token of one link: `LENGTH` signs of `ALPHABET`. `secret`: random, `SHORTEST_SECRET` bytes at least."""
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"a secret of {len(secret)} bytes; want {SHORTEST_SECRET} at least")
    parts = [part.encode("utf-8", "surrogatepass") for part in ("kith 1", digest, address, verb)]
    # With their lengths: or "ab" and "c" would be signed as "a" and "bc" are.
    signed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    number = int.from_bytes(hmac.digest(secret, signed, hashlib.sha256)[: LENGTH * _BITS // 8], "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range((LENGTH - 1) * _BITS, -1, -_BITS))


def read(written: str) -> str:
    """A token as it was made, however it is written now; "" for what is none."""
    plain = written.strip().lower().translate(_LOOKALIKES) if len(written) <= 2 * LENGTH else ""
    return plain if len(plain) == LENGTH and all(sign in ALPHABET for sign in plain) else ""


def valid(written: str, secret: bytes, offer: Offer, now: int) -> bool:
    """Whether this is the token of a link, and not too old: from the making of its digest for `DAYS`.

    A digest of later than `now` was made while the clock was ahead, or it is behind now: for its reader it is good.
    """
    right = hmac.compare_digest(
        read(written).encode(), token(secret, offer.digest, offer.address, offer.verb).encode()
    )
    return right and abs(now - offer.at) <= DAYS * 86_400


@dataclass(frozen=True, slots=True)
class Ring:
    """The links of the digests of the last `DAYS`, and the secret they were made with."""

    secret: bytes = field(repr=False)
    offers: Sequence[Offer]
    now: int

    def find(self, written: str, verb: str) -> Offer | None:
        """The link that a token and a verb came from; None where there is none, or none any more.

        All are tried, right or not, so that the time tells nothing.
        """
        found = [
            offer
            for offer in self.offers
            if valid(written, self.secret, offer, self.now) and offer.verb == verb
        ]
        return found[0] if found else None
