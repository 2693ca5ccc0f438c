"""What a digest says, as values, before it is rendered. Only data, like `kith.model`."""

from dataclasses import dataclass

from kith.model import Person, Reason


@dataclass(frozen=True, slots=True)
class Draft:
    """A message ready to send. `in_reply_to` is a Message-ID, "" for a new thread."""

    to: str
    subject: str
    body: str
    in_reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One person in a digest: why now, what was last, what to send. Numbered from 1."""

    number: int
    person: Person
    reasons: tuple[Reason, ...]
    facts: tuple[str, ...]  # plain sentences: who wrote last, the usual rhythm
    channel: str
    draft: Draft


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
    suspended: tuple[str, ...] = ()  # folders and messages that could not be read, one sentence each
