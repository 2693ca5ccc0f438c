"""The number a message goes by, and the number an In-Reply-To means: one function, so that they agree."""

import hashlib


def number_of(text: str) -> int:
    """63 bits that are the same for every copy of a message: two of a million collide once in 20 million mailboxes.

    `text` is its Message-ID with angle brackets, or whatever stands in for a missing one.
    """
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
