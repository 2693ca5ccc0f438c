"""The number a message goes by, and the number an In-Reply-To means: one function, so that they agree."""

import hashlib

_SHORTEST = 16  # characters; what is shorter has no room for a host and for what tells its messages apart


def number_of(text: str) -> int:
    """63 bits that are the same for every copy of a message: two of a million collide once in 20 million mailboxes.

    `text` is its Message-ID with angle brackets, or whatever stands in for a missing one.
    """
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def distinctive(message_id: str) -> bool:
    """Whether no two messages have this Message-ID but by copying: RFC 5322 section 3.6.4 demands it of all, and
    devices and scripts write `<0@localhost>` all the same."""
    inside = message_id.strip("<>")
    return len(inside) >= _SHORTEST and inside.find("@") > 0
