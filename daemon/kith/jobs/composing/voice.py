"""Learning the user's own voice: reading what they sent, counting how they greet, say goodbye and sign.

Reads Sent folders only, only messages from one of the user's addresses to one or two people, and of each 4 KB of text,
which is gone when it has been counted. Each message is counted once: counts and cursor move in one transaction. With
`learn_style = false` nothing is read, and what was learned is dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kith.clock import Clock, unix
from kith.config.settings import Settings
from kith.digest import Use, Voice
from kith.imap import answers
from kith.imap.bodies import AT_ONCE, bodies
from kith.imap.errors import Refused
from kith.imap.fetch import examine, listing_of
from kith.imap.folders import Folder
from kith.imap.session import Session
from kith.jobs.reading.look import Watch
from kith.model import Person, Role
from kith.people.address import Me
from kith.store import Store
from kith.store.voice import Listened
from kith.suggest.naming import first_name
from kith.suggest.speaking import speak, uses_of

FIRST = 2_000  # of the newest messages in a Sent folder are read at the first time
PORTION = 200  # messages read in one look of the daemon
OCTETS = 4096  # of each message's text
_SPAN = 2_000  # UIDs looked at in one SEARCH
_MOST_PEOPLE = 2


@dataclass(frozen=True, slots=True)
class Listener:
    """Learns from one account, named `name`, over a session that has just been used to read it.

    `most`: the most messages to read now; `daily_megabytes` as the settings have it.
    """

    name: str
    settings: Settings
    store: Store
    clock: Clock
    watch: Watch
    daily_megabytes: int
    most: int

    def listen(self, session: Session, folder: Folder) -> int:
        """Read what is new in a Sent folder, then on into the past; gives how many messages were read.

        May end after any portion, and goes on from there. Raises FolderUnavailable,
        AccountDown and its kinds, StoreBusy.
        """
        at = self.store.voices.listened(self.name, folder.raw)
        if at is not None and _is_read_up(at, folder):
            return 0
        opened = examine(session, folder)
        if at is None or at.uidvalidity != opened.uidvalidity:
            # Numbered anew, it holds what has been counted already: only what comes from here on is new.
            left = FIRST if at is None or at.uidvalidity == 0 else 0
            with self.store.transaction():
                at = self.store.voices.begin(self.name, folder.raw, opened.uidvalidity, opened.uidnext, left)
        read, span = 0, _SPAN
        while not self._enough(read):
            room = min(AT_ONCE, self.most - read)
            step = _newer(session, at, opened.uidnext - 1, room, span) or _older(session, at, room, span)
            if step is None:
                break
            at = self._count(session, folder, at, step)
            read += len(step[0])
            span = _SPAN if step[0] else 8 * span  # a gap of a million UIDs is crossed in a few steps
        return read

    def _enough(self, read: int) -> bool:
        spent = self.store.cursors.spent(self.name, unix(self.clock.now()))
        return read >= self.most or spent >= self.daily_megabytes * 1_000_000 or self.watch.stopping()

    def _count(self, session: Session, folder: Folder, at: Listened, step: "Step") -> Listened:
        """One portion: read it, count it, and move the cursor with it."""
        uids, low, high = step
        raws = bodies(session, uids, OCTETS) if uids else {}
        uses = [use for uid in sorted(raws) for use in self._heard(raws[uid])]
        left = max(0, at.left - len(uids)) if low < at.low else at.left
        with self.store.transaction():
            self.store.voices.count(uses)
            self.store.cursors.spend(self.name, sum(map(len, raws.values())), unix(self.clock.now()))
            return self.store.voices.advance(self.name, folder.raw, at, low, high, left)

    def _heard(self, raw: bytes) -> list[Use]:
        """What one message says about the user's voice; nothing where it is no letter of the user's to one or two."""
        from kith.mail import facts  # parsers that a look without new mail does not need
        from kith.mail.words import text_of
        from kith.suggest.voice import observe

        header = raw.partition(b"\r\n\r\n")[0] + b"\r\n"
        letter = facts.read(header, None, len(raw), self.clock.now())
        me = Me(self.settings.my_addresses)
        sender = letter.senders[0] if len(letter.senders) == 1 else None
        people = {
            other.spec: other for other in (*letter.to, *letter.cc, *letter.bcc) if other.spec not in me
        }
        machine = "x-kith" in letter.fields or letter.fields.get("auto-submitted", "no").lower() != "no"
        if sender is None or sender.spec not in me or letter.at is None or machine:
            return []
        if not 0 < len(people) <= _MOST_PEOPLE:
            return []
        own = [name for name in (sender.name, sender.spec.partition("@")[0].replace(".", " ")) if name]
        text, found = text_of(raw), []
        for spec, other in people.items():
            seen = observe(text, other.name, spec, own, alone=len(people) == 1)
            found += uses_of(seen, spec, letter.at) if seen else []
        return found


def voice_of(store: Store, person: Person, language: str | None = None, formal: bool | None = None) -> Voice:
    """How the user writes to somebody, as far as their sent mail shows it; what it does not show is "".

    `language` and `formal`: of the newest message with them, where it tells.
    """
    first = first_name(person.name, person.addresses[0])
    return speak(store.voices.all(), person.addresses, first, language, formal).voice


def sent_folders(folders: Sequence[Folder]) -> list[Folder]:
    """Where the user's own letters lie."""
    return [folder for folder in folders if folder.role is Role.SENT]


def _is_read_up(at: Listened, folder: Folder) -> bool:
    """Whether the listing shows that there is nothing to read; where it does not say, it is asked once in a while."""
    if folder.uidvalidity is None or folder.uidnext is None:
        return at.uidvalidity != 0 and not at.left
    return (
        folder.uidvalidity == at.uidvalidity
        and folder.uidnext <= at.high + 1
        and (not at.left or at.low <= 1)
    )


Step = tuple[
    list[int], int, int
]  # the UIDs to read, ascending; from where to where everything has been read then


def _newer(session: Session, at: Listened, newest: int, room: int, span: int) -> Step | None:
    """The next messages above what has been read, upwards; None where there are none."""
    if newest <= at.high:
        return None
    end = min(newest, at.high + span)
    there = _listed(session, at.high + 1, end)
    uids = there[:room]
    return uids, at.low, uids[-1] if len(uids) < len(there) else end


def _older(session: Session, at: Listened, room: int, span: int) -> Step | None:
    """The next messages below, downwards; None where there are none, or enough were read."""
    if not at.left or at.low <= 1:
        return None
    start = max(1, at.low - span)
    there = _listed(session, start, at.low - 1)
    uids = there[-min(room, at.left) :]
    return uids, uids[0] if len(uids) < len(there) else start, at.high


def _listed(session: Session, low: int, high: int) -> list[int]:
    """The UIDs that there are; where the server does not say, all that there could be."""
    try:
        said = session.command("UID", "SEARCH", *listing_of(session, low, high))
    except Refused:
        return list(range(low, high + 1))
    return sorted(answers.uids(said, low, high))
