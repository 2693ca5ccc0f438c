"""What makes a digest one that can be answered: the id its letter goes by, and what the links about each person order.

Promises: from the same store the same Message-ID gives the same id and the same tokens. Nothing is written down: the
links of a digest that never left (a preview, a dry run) order nothing, since whoever reads an answer knows only the
letters in the ledger.
"""

import hashlib
import hmac
from dataclasses import replace

from kith.commands.tokens import OFFERED, token
from kith.digest import Digest, Order
from kith.mail.ids import letter_id


def message_id(digest: Digest, domain: str, secret: bytes) -> str:
    """One for each appointment, and for each second and people asked for by hand; 130 bits nobody can guess."""
    people = " ".join(one.person.addresses[0] for one in digest.suggestions)
    by_hand = f"digest asked for at {digest.as_of} of {people}"
    what = by_hand if digest.slot is None else f"digest {digest.slot}"
    mac = hmac.new(secret, what.encode(), hashlib.sha256).hexdigest()
    return f"<kith.{mac[:33]}@{domain}>"


def answerable(digest: Digest, message_id: str, to: str, secret: bytes) -> Digest:
    """`digest` as the letter `message_id` to the user at `to` brings it; as it is where nobody is in it, since that
    one is never sent."""
    if not digest.suggestions:
        return digest
    letter = letter_id(message_id)
    suggestions = tuple(
        replace(one, orders=_orders(letter, one.person.addresses[0], secret)) for one in digest.suggestions
    )
    return replace(digest, suggestions=suggestions, letter=letter, to=to)


def _orders(letter: str, address: str, secret: bytes) -> tuple[Order, ...]:
    """What is offered about one person; the token is for the verb alone."""
    return tuple(Order(order, token(secret, letter, address, order.split()[0])) for order in OFFERED)
