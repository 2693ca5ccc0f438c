"""The number a message goes by, which is in its key, and which an In-Reply-To means: one function for both."""

import hashlib

HASH_BITS = 47
NUMBER = (1 << HASH_BITS) - 1  # the bits of an identity that In-Reply-To can name
_LAST_DAY = 0xFFFF
_SHORTEST = 16  # characters; what is shorter has no room for a host and for what tells its messages apart


def number_of(text: str) -> int:
    """47 bits that are the same for every copy of a message.

    `text` is its Message-ID with angle brackets, or whatever stands in for a missing one.
    """
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).digest()
    return int.from_bytes(digest, "big") >> 1


def identity(number: int, day: int) -> int:
    """The key of a message: its number, below the day its Date field says (since 1970; 0 where it says none).

    Newest days come first, in the order a mailbox is read, so that what is written together lies together; a hash alone
    would touch a page of the file for every message. Two of a million collide once in 100,000 mailboxes, and then only
    of one day.
    """
    return (_LAST_DAY - min(max(day, 0), _LAST_DAY)) << HASH_BITS | number


def distinctive(message_id: str) -> bool:
    """Whether no two messages have this Message-ID but by copying: RFC 5322 section 3.6.4 demands it of all, and
    devices and scripts write `<0@localhost>` all the same."""
    inside = message_id.strip("<>")
    return len(inside) >= _SHORTEST and inside.find("@") > 0


def letter_id(message_id: str) -> str:
    """The id that one of kith's letters has in its sentinel line and its tokens: twelve signs, made from its
    Message-ID, which they do not give away."""
    return hashlib.blake2b(
        message_id.encode("utf-8", "surrogatepass"), digest_size=6, person=b"letter"
    ).hexdigest()
