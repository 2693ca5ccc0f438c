"""What the newest messages with a few people say: what was asked, in which language, what an answer has to refer to.

Promises that a message is read, judged and forgotten: of its text nothing is stored or logged, and nothing but a
`Context` leaves this file. At most `MOST` messages, `OCTETS` of each, `SECONDS` in all; PEEK only. Whatever goes wrong
means that nothing is known, never that there is no digest.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kith.clock import Clock, unix
from kith.config.settings import Settings
from kith.errors import FolderUnavailable, KithError, StoreUnusable
from kith.imap.bodies import bodies
from kith.imap.fetch import examine
from kith.imap.folders import Folder
from kith.imap.search import with_id
from kith.imap.session import Session
from kith.jobs.credentials import account_credential
from kith.jobs.delivering.logins import login_at
from kith.jobs.reading.lines import Lines
from kith.jobs.reading.look import Watch
from kith.journal import Journal
from kith.mail import facts
from kith.mail.headers import fields, headers_of
from kith.mail.language import asks, formality_of, language_of
from kith.mail.positions import position_of
from kith.mail.preference import Preference, preference_of
from kith.mail.reply import newest
from kith.mail.threads import chain, is_id
from kith.mail.words import text_of
from kith.model import Evidence
from kith.people.address import normalise
from kith.people.forms import angle
from kith.store import Store
from kith.store.people import Place

MOST, OCTETS, SECONDS = 30, 65536, 10.0
_CANDIDATES = 3  # messages that are looked at, where a search for one finds several


@dataclass(frozen=True, slots=True)
class Context:
    """What one message says.

    `question`: the sentence in which its writer asks something, "" for none. `formal` (Sie, vous, …) and `language`:
    None where they cannot be told. `sender`: who wrote it; `reply_to`: where they want the answer; `to`: whom it went
    to, in To and Cc. `references`: what stands before its Message-ID in the References of an answer. `subject`: as it
    stands there. `preference`: how its writer likes to be reached. `position`: what their signature says of their work.
    `read`: False where nothing is known.
    """

    question: str = ""
    formal: bool | None = None
    sender: str = ""
    reply_to: str = ""
    to: tuple[str, ...] = ()
    language: str | None = None
    references: tuple[str, ...] = ()
    subject: str = ""
    preference: Preference | None = None
    position: str = ""
    read: bool = True


UNKNOWN = Context(read=False)

# Evidence of messages -> by Message-ID what they say; a message that could not be read is not in it.
Reader = Callable[[Sequence[Evidence]], Mapping[str, Context]]


@dataclass(frozen=True, slots=True)
class ContextReader:
    """A `Reader` on the user's accounts. `lines`: connections kept by the daemon, else one is opened and closed."""

    settings: Settings
    store: Store
    environ: Mapping[str, str]
    clock: Clock
    journal: Journal
    watch: Watch
    lines: Lines | None = None

    def __call__(self, evidence: Sequence[Evidence]) -> dict[str, Context]:
        by_account: dict[str, dict[str, Place]] = {}
        for one in [one for one in evidence if is_id(one.message_id)][:MOST]:
            if place := self.store.people.place(one):
                by_account.setdefault(place.account, {})[one.message_id] = place
        found: dict[str, Context] = {}
        ends = self.clock.monotonic() + SECONDS
        for name, places in by_account.items():
            left = ends - self.clock.monotonic()
            if name in self.settings.accounts and left > 0 and not self.watch.stopping():
                self._read(name, places, found, left)
        return found

    def _read(self, name: str, places: Mapping[str, Place], found: dict[str, Context], left: float) -> None:
        """Everything of one account within `left` seconds; what was found before they are over stays."""
        account, lines = self.settings.accounts[name], self.lines or Lines(self.clock)
        watch = _Limited(self.watch)
        timer = threading.Timer(left, watch.cut)
        timer.daemon = True
        timer.start()
        try:
            with (
                login_at(self.store, unix(self.clock.now()), name),
                lines.at(
                    name,
                    account,
                    account_credential(
                        name, account, self.environ, self.store.folder, lambda: unix(self.clock.now())
                    ),
                    watch,
                    lambda: self.store.cursors.standings(name),
                ) as (session, folders),
            ):
                for raw in dict.fromkeys(place.folder for place in places.values()):
                    here = {one: place for one, place in places.items() if place.folder == raw}
                    _read_folder(session, folders, raw, here, found, self.clock)
        except StoreUnusable:
            raise
        except Exception as error:  # noqa: BLE001  (a draft that knows less is no reason for no digest)
            self.journal.not_read(name, error if isinstance(error, KithError) else type(error).__name__)
        finally:
            timer.cancel()


def _read_folder(
    session: Session,
    folders: Sequence[Folder],
    raw: bytes,
    places: Mapping[str, Place],
    found: dict[str, Context],
    clock: Clock,
) -> None:
    """All of one folder: by the UIDs they were read under, else by their Message-IDs."""
    folder = next((one for one in folders if one.raw == raw), None)
    if folder is None:
        return
    try:
        opened = examine(session, folder)
        known = {place.uid for place in places.values() if place.uidvalidity == opened.uidvalidity}
        came = _contexts(bodies(session, sorted(known), OCTETS), clock)
        found |= {one: came[one] for one in places if one in came}
        for message_id in places:
            if message_id not in found:  # numbered anew since
                uids = sorted(with_id(session, message_id))[-_CANDIDATES:]
                came = _contexts(bodies(session, uids, OCTETS), clock)
                if message_id in came:
                    found[message_id] = came[message_id]
    except FolderUnavailable:  # the other folders may do
        return


def _contexts(raws: Mapping[int, bytes], clock: Clock) -> dict[str, Context]:
    """By the Message-ID that stands in them: what came need not be what was asked for."""
    return dict(context_of(raw, clock) for raw in raws.values())


def context_of(raw: bytes, clock: Clock) -> tuple[str, Context]:
    """A message's Message-ID, as the scan tells it, and what it says. Any bytes give one."""
    header = headers_of(raw)
    told, said = facts.read(header, None, len(raw), clock.now()), fields(header)
    text, writer = text_of(raw), told.senders[0] if told.senders else None
    words = newest(text)
    language = language_of(words)
    return told.message_id, Context(
        question=asks(words),
        formal=formality_of(words, language),
        sender=writer.spec if writer else "",
        reply_to=normalise(angle(said.get("reply-to", ""))),
        to=tuple(one.spec for one in (*told.to, *told.cc)),
        language=language,
        references=chain(said.get("references", ""), said.get("in-reply-to", "")),
        subject=told.subject,
        preference=preference_of(words, writer.name if writer else ""),
        position=position_of(text, writer.name) if writer else "",
    )


@dataclass(slots=True)
class _Limited:
    """Whoever watches, and a hand on the session in use: `cut` ends it, also one that is only coming."""

    inner: Watch
    _session: Session | None = None
    _over: threading.Event = field(default_factory=threading.Event)

    def cut(self) -> None:
        self._over.set()
        if self._session is not None:
            self._session.abort()

    def connected(self, session: Session | None) -> None:
        self._session = session
        self.inner.connected(session)
        if session is not None and self._over.is_set():
            session.abort()

    def stopping(self) -> bool:
        return self._over.is_set() or self.inner.stopping()

    def expect(self, account: str, messages: int) -> None:
        self.inner.expect(account, messages)

    def read(self, account: str, folder: str, messages: int) -> None:
        self.inner.read(account, folder, messages)
