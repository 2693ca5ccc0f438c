"""How a digest is answered: what it says of that, and the links that order something of kith with two taps.

Promises: a link leads to a mailto URI to the user, and every command of `kith.commands.table` is named. Every word that
the grammar would obey stands in quotes, so that no line of it orders anything when it comes back in an answer, wherever
a mail program breaks it.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kith.commands.table import MAYBE, NOBODY, SOMEBODY, TABLE
from kith.digest import Digest, Suggestion
from kith.mail.answer import sentinel
from kith.mail.links import action

# What a link says of its order, and whether it says about whom as well: what cannot be mistaken is short.
_SAID: Mapping[str, tuple[str, bool]] = {
    "talked": ("We talked", False),
    "later 2w": ("Later (2 weeks)", False),
    "never": ("Never suggest", True),
}
HOW = (
    'To tell kith more, answer this mail with one line for each, number first: "talked", "later 2w", "never", or words '
    "of your own; see COMMANDS."
)


class OrderLink(NamedTuple):
    """A link by which the user orders something of kith: it opens a mail to the user themself, ready to be sent."""

    says: str  # "We talked", "Later (2 weeks)", "Never suggest"
    called: str  # who is to be named behind it, as `Entry.called` has them; "" for nobody
    link: str  # a mailto URI, never ""


class Answering(NamedTuple):
    """What a digest says of answers; the fields of the same names are told in `kith.deliver.view.Letter`."""

    sentinel: str = ""
    answering: str = ""
    commands: str = ""


def answering(digest: Digest) -> Answering:
    """All of it is "" for a digest that can not be answered."""
    return Answering(sentinel(digest.letter), HOW, commands()) if digest.letter else Answering()


def commands() -> str:
    """Every command there is, by its word, and how to learn what each does."""
    somebody = _quoted(one.verb for one in TABLE if one.about in (SOMEBODY, MAYBE))
    nobody = _quoted(one.verb for one in TABLE if one.about in (NOBODY, MAYBE))
    return (
        f"After a number or a name: {somebody}; on their own: {nobody}. "
        'An answer that says "help" is answered at once, with what each of them does.'
    )


def links(suggestion: Suggestion, to: str, called: str) -> tuple[OrderLink, ...]:
    """The links about one person, `called` so; one that would be too long is left out."""
    made = []
    for order, token in suggestion.orders:
        says, about_whom = _SAID.get(order, (order.capitalize(), True))
        if uri := action(to, order, suggestion.number, called, token):
            made.append(OrderLink(says, called if about_whom else "", uri))
    return tuple(made)


def _quoted(verbs: Iterable[str]) -> str:
    return ", ".join(f'"{verb}"' for verb in verbs)
