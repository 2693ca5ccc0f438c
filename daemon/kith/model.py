"""The words of kith, as values (docs/design.md, "Words").

Only data: no I/O, no judgement, no defaults that hide a decision. Instants are whole seconds since 1970 (UTC)
where many are kept, aware UTC datetimes elsewhere.
"""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from enum import StrEnum
from typing import NamedTuple


class Direction(StrEnum):
    """Which way a touch went, seen from the user."""

    SENT = "sent"
    RECEIVED = "received"
    LOGGED = "logged"


class Role(StrEnum):
    """What a folder is for. Sent, Archive and the rest are all read; see `SCANNED`."""

    INBOX = "inbox"
    SENT = "sent"
    ALL = "all"
    ARCHIVE = "archive"
    NORMAL = "normal"
    DRAFTS = "drafts"
    JUNK = "junk"
    TRASH = "trash"
    IGNORED = "ignored"


SCANNED = frozenset({Role.INBOX, Role.SENT, Role.ALL, Role.ARCHIVE, Role.NORMAL})


class Skip(StrEnum):
    """Why a message counts for nobody. The values are keys of `kith scan --json`."""

    LIST = "list"
    AUTOMATIC = "automatic"
    GROUP = "group"
    SELF = "self"
    NOT_TO_ME = "not-to-me"
    NO_SENDER = "no-sender"
    NO_RECIPIENT = "no-recipient"
    NO_DATE = "no-date"
    DRAFT = "draft"
    KITH = "kith"
    IGNORED = "ignored"
    FORGED = "forged"
    RETURNED = "came-back"  # a letter of the user's; decided when the report is read
    DUPLICATE = "duplicate"
    UNREADABLE = "unreadable"


class Kind(StrEnum):
    """What an address belongs to, as far as kith can tell."""

    PERSON = "person"
    ROBOT = "robot"
    LIST = "list"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Address:
    """One entry of an address header: RFC 5322 section 3.4 `mailbox`.

    `spec` is the addr-spec in the normal form of `kith.people.address` (lower case, IDNA domain, NFC);
    `name` the decoded display name, "" where there is none.
    """

    spec: str
    name: str = ""


class Facts(NamedTuple):
    """What the headers of one message say. Never the body.

    `identity`: the key of the message (`kith.mail.ids`): the day of its Date, and a hash of its Message-ID. `at`: when
    it was written, by the rule of `kith.mail.dates`; None where nothing can be believed.
    """

    identity: int
    message_id: str  # with its angle brackets; "" where there is none
    at: int | None
    senders: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    delivered_to: tuple[Address, ...]  # Delivered-To and X-Original-To
    subject: str
    in_reply_to: str
    fields: Mapping[str, str]  # the other fields that judging needs: lower-case name -> first value, unfolded


@dataclass(frozen=True, slots=True)
class Touch:
    """One contact, before it is stored: with whom, and which way."""

    other: Address
    direction: Direction


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one message means: touches, or the reason why it counts for nobody.

    `because` is the mark that decided, as the user reads it ("Precedence: bulk"). `about` are the addresses
    of the other side, so that `kith why` finds the messages that did not count for a person; `mine`: I wrote it.

    `doubt` are weak marks of a machine on a message that counts, "" where there are too few. `opening` is a number for
    the form of the subject of a received message that opens a conversation; None where it answers or passes on.
    """

    touches: tuple[Touch, ...] = ()
    skip: Skip | None = None
    because: str = ""
    about: tuple[Address, ...] = ()
    mine: bool = False
    doubt: str = ""
    opening: int | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody can be reached beside their addresses; "" where it is not known.

    `phone` is an international number as the user writes it ("+44 20 7946 0018"), `profile` the address of a page
    without its scheme ("linkedin.com/in/karen"), `declines` the channels they do not want."""

    phone: str = ""
    profile: str = ""
    declines: tuple[str, ...] = ()


class Occasion(NamedTuple):
    """A day of the year that is somebody's: "birthday", "anniversary". `year`: of the birth or the wedding, None where
    it is not known. `because`: where kith has it from."""

    kind: str
    month: int
    day: int
    year: int | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who is behind one or more addresses seen as one; without the touches, which are many."""

    name: str
    addresses: tuple[str, ...]  # the one to write to first
    kind: Kind
    because: str  # why kith takes it for this kind
    _: KW_ONLY
    every: int | None = None  # days; the cadence the user set
    channel: str | None = None  # how the person likes to be reached, where known
    named: bool = False  # by the user: in the configuration, or by a command
    cards: tuple[str, ...] = ()  # where the cards of the user's address books lie that name them
    joined: tuple[str, ...] = ()  # why its addresses are one person's, a sentence for each join
    reach: Reach = Reach()
    occasions: tuple[Occasion, ...] = ()
    groups: tuple[str, ...] = ()  # circles of the user's: "family", "former colleagues"
    country: str = ""  # where they live, ISO 3166-1 alpha-2; "" where it is not known
    country_by: str = ""  # how that is known: "as set in your configuration"
    work: tuple[str, str] = ("", "")  # title and organisation, as a card of theirs has them
    nicknames: tuple[str, ...] = ()  # as cards of theirs have them, like the next two
    numbers: tuple[str, ...] = ()  # all their telephone numbers, the one in `reach` too
    pages: tuple[str, ...] = ()  # where else they are: messengers, social networks (`kith.people.pages`)
    lead_days: int = 3  # how many days before an occasion the user wants to know of it
    every_by: str = ""  # the group whose cadence it is; "" where it is the person's own


@dataclass(frozen=True, slots=True)
class Person(Somebody):
    """Somebody with all touches: ascending unix seconds."""

    sent: tuple[int, ...] = ()
    received: tuple[int, ...] = ()
    logged: tuple[int, ...] = ()

    @property
    def last_sent(self) -> int | None:
        return self.sent[-1] if self.sent else None

    @property
    def last_received(self) -> int | None:
        return self.received[-1] if self.received else None

    @property
    def last_touch(self) -> tuple[int, Direction] | None:
        """When the newest touch was and which way it went; on a tie, what the user did wins."""
        newest = None
        for times, direction in (
            (self.received, Direction.RECEIVED),
            (self.sent, Direction.SENT),
            (self.logged, Direction.LOGGED),
        ):
            if times and (newest is None or times[-1] >= newest[0]):
                newest = times[-1], direction
        return newest

    @property
    def times(self) -> list[int]:
        """All touches, oldest first."""
        return sorted(self.sent + self.received + self.logged)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a touch can be looked up: the account, folder and Message-ID of one copy, or the user's own word."""

    at: int
    direction: Direction
    account: str
    folder: str
    message_id: str
    subject: str | None = None  # kept for a person's newest exchanges only
    address: str = ""  # the other side's address
    how: str = ""  # of a touch the user told of: "called", "met", …; when they told it, and in which words
    noted: int | None = None
    line: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One of the newest messages with an address, as far as it says whether something is still open.

    `answers`: it answers another one, or passes it on. `people`: to how many it was addressed. `question`: the sentence
    in which its writer asks something, "" for none, None where its text was not read.
    """

    at: int
    direction: Direction
    subject: str
    answers: bool
    people: int
    question: str | None = None


class Aside(NamedTuple):
    """The newest messages that count for nobody: of mine to somebody, and of theirs to me and others. Unix seconds, 0
    for none."""

    mine: int = 0
    theirs: int = 0


class Bounce(NamedTuple):
    """A letter of the user's came back: when (unix seconds), by which code, in the server's words."""

    at: int
    status: str
    because: str


class Signal(NamedTuple):
    """Something has happened to somebody, as far as a message tells: "new-address", "new-job", "gone", "birthday", …

    `at`: unix seconds of the message. `what`: the fact in plain words, cleaned ("acme.example", "Head of Tides").
    `sure`: False where it is a guess, and has to be worded as a question. `because`: how kith knows, for the user.
    """

    kind: str
    address: str
    at: int
    what: str
    sure: bool
    because: str


@dataclass(frozen=True, slots=True)
class Wish:
    """The user's word about being reminded of somebody: "snooze" (until), "skip", "never", "back". Unix seconds."""

    at: int
    kind: str
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for or against a suggestion, in the words the user reads.

    `fires`: it speaks for suggesting the person now. `weight` orders people with the same kind of reason.
    `touches` are the instants of the touches that prove it; `evidence` is filled in from them by the job. `letter`: the
    kind of letter that goes with it, "" for one of its own kind.
    """

    kind: str
    fires: bool
    text: str
    weight: float = 0.0
    touches: tuple[int, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    letter: str = ""
