"""What a digest says, as values, before it is rendered. Only data, like `kith.model`."""

from dataclasses import dataclass
from typing import NamedTuple

from kith.model import Person, Reason


@dataclass(frozen=True, slots=True)
class Voice:
    """How the user writes to one person, as far as their own sent mail shows it.

    `language` is one of those under templates/drafts/. What is "" is left to the template: `greeting` is a whole line
    ("Hi Karen,"), `goodbye` the line above the name ("Cheers,"), `signature` the name below it ("Sam"). `formal`: Sie,
    vous, usted, Lei, u; None where it is not known.
    """

    language: str = "en"
    greeting: str = ""
    goodbye: str = ""
    signature: str = ""
    formal: bool | None = None


class Use(NamedTuple):
    """So many letters to an address within one period in which something of a kind stood.

    `period`: the time, by the count of `kith.suggest.speaking`. `kind`: what it is, "greeting" for one. `language`: ""
    where it was not told; `formal`: "yes", "no", "".
    """

    address: str
    period: int
    language: str
    formal: str
    kind: str
    value: str
    uses: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A message ready to send.

    `to` is what the channel needs: an address, a telephone number, the address of a profile. `subject` is "" where the
    channel has none. `in_reply_to` is a Message-ID, "" for a new thread; `references` those before it, oldest first
    (RFC 5322 section 3.6.4). `sender`: which of the user's addresses it is to come from; "" for the account's.
    """

    to: str
    subject: str
    body: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    sender: str = ""


class Proposed(NamedTuple):
    """What somebody's message seems to say of how to reach them: a channel, and a number in digits, "" for none.
    `message`: its Message-ID."""

    address: str
    channel: str
    reach: str
    message: str


class Order(NamedTuple):
    """What a link about a suggestion orders ("later 2w"), and the token that makes it the reader's own."""

    order: str
    token: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One person in a digest: why now, what was last, what to send. Numbered from 1.

    `channel`: "mail", "text", "phone", "person", "linkedin". `points`: what to talk about, where nothing is written.
    `placed`: the Drafts folder that holds the draft as well, "" where none does. `reworded`: the model that put the
    draft in other words, "" where none did. `orders`: what its links order of kith. `asks`: the good moment at
    which the draft asks how they like to be reached, "" where it does not.
    """

    number: int
    person: Person
    reasons: tuple[Reason, ...]
    facts: tuple[str, ...]  # plain sentences: who wrote last, the usual rhythm
    channel: str
    draft: Draft
    points: tuple[str, ...] = ()
    placed: str = ""
    reworded: str = ""
    orders: tuple[Order, ...] = ()
    asks: str = ""


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """How the reading of one account goes. `failure` is the newest trouble, "" when the last look was good."""

    account: str
    looked_at: int | None
    failure: str = ""
    failing_since: int | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything a digest says, before it is rendered. The same digest renders to the same bytes."""

    as_of: int
    slot: int | None  # the appointment it answers; None when asked for by hand
    late: bool
    suggestions: tuple[Suggestion, ...]
    not_shown: int
    since_last_time: tuple[str, ...]
    health: tuple[AccountHealth, ...]
    messages_read: int  # since the last digest
    suspended: tuple[str, ...] = ()  # what could not be read, or reworded, one sentence each
    told: int = 0  # of those not shown: suggested already, and still silent
    dormant: int = 0  # of those not shown: old ties, which come one at a time
    first: bool = False  # no digest was written before
    heard: int = 0  # the newest of the user's commands that it takes into account
    letter: str = ""  # the id of its letter (`kith.mail.ids.letter_id`); "" for one that can not be answered
    to: str = ""  # whom it goes to, and so where its links write to
    proposed: tuple[Proposed, ...] = ()  # what it proposes to keep, where the user accepts it
