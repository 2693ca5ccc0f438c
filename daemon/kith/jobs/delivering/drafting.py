"""Putting a digest's drafts into the user's Drafts folder, exactly once each, before the digest leaves.

The store says a draft is leaving before it leaves. One found in that state was interrupted: its Message-ID is looked
for in the folder it was going to, and only one that is surely not there is put there again. A Drafts folder that is
missing, read-only or out of reach never holds the digest up: it leaves without, and its links stand alone.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from kith.clock import Clock, unix
from kith.config.settings import Account, Settings
from kith.deliver import mailbox
from kith.digest import Digest, Draft, Suggestion
from kith.errors import (
    DeliveryDeferred,
    DeliveryRefused,
    DeliveryUncertain,
    FolderUnavailable,
    KithError,
    StoreBusy,
    StoreUnusable,
)
from kith.imap.conversation import Limits
from kith.imap.folders import listing
from kith.imap.session import Session
from kith.jobs.delivering.logins import session_at
from kith.jobs.people import own_name
from kith.jobs.reading.backoff import letter_wait
from kith.jobs.scan import Watch
from kith.jobs.transition.gone import Gone
from kith.journal import Journal, clean
from kith.mail.draft_letter import draft_id, draft_letter
from kith.mail.same_draft import meaning
from kith.model import Role
from kith.people.address import normalise
from kith.store import Store
from kith.store.drafts import Placement

FLAGS = (b"\\Draft", b"\\Seen")
LIMITS = Limits(connect=15, read=30, command=60)  # seconds: the digest is waiting behind these
_NO_FOLDER = 'there is no Drafts folder. If you have one, name it with folders = { drafts = "…" }.'


def for_folder(store: Store, settings: Settings, digest: Digest, letter_id: str) -> list[Placement]:
    """The drafts of a digest that go to a Drafts folder: those to be sent by mail, unless the user wants none there.

    Each goes to the account that the last exchange lies in, and comes from its address, unless the user has left
    it. `letter_id`: the digest's
    Message-ID, from which theirs are made.
    """
    if not settings.drafts.mailbox:
        return []
    name, gone = own_name(store, settings), Gone(store.transitions.all(digest.as_of), digest.as_of)
    by_mail = (one for one in digest.suggestions if one.channel == "mail" and normalise(one.draft.to))
    return [_placement(store, settings, one, letter_id, name, digest.as_of, gone) for one in by_mail]


def _placement(
    store: Store, settings: Settings, one: Suggestion, letter_id: str, own: str, now: int, gone: Gone
) -> Placement:
    account = _account_of(store, settings, one, gone)
    email, draft, address = settings.accounts[account].email, one.draft, one.person.addresses[0]
    message_id = draft_id(store.ledger.secret(), letter_id, address, email)
    content = draft_letter(
        own_address=draft.sender or gone.instead_of(email),
        own_name=clean(own, 100),
        to=draft.to,
        to_name=clean(one.person.name, 100),
        subject=draft.subject,
        body=draft.body,
        message_id=message_id,
        written_at=now,
        in_reply_to=draft.in_reply_to,
        references=draft.references,
    )
    return Placement(
        0, address, account, message_id, draft.in_reply_to, content, words_of(draft), meaning(content),
        one.person.last_sent or 0, one.person.last_received or 0,
    )  # fmt: skip


def words_of(draft: Draft) -> bytes:
    """A hash of what a digest shows of a draft: two that differ in it are not the same to the user."""
    told = "\0".join((draft.to, draft.subject, draft.body, draft.in_reply_to))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest()


def _account_of(store: Store, settings: Settings, one: Suggestion, gone: Gone) -> str:
    """The account that the last exchange lies in, unless the user has left it."""
    last = store.people.evidence(one.person.addresses, newest=1)
    accounts = gone.left_over(settings)
    return last[0].account if last and last[0].account in accounts else accounts[0]


@dataclass(frozen=True, slots=True)
class Drafter:
    """Puts what waits into the Drafts folders of the accounts."""

    settings: Settings
    store: Store
    environ: Mapping[str, str]
    clock: Clock
    journal: Journal

    def place_waiting(self, watch: Watch, *, patient: bool = False) -> None:
        """Every draft that waits; what goes wrong is noted with the draft, and in the journal.

        `patient`: leave a draft alone until its next try is due (the daemon); otherwise try all.
        Raises StoreBusy while another kith is at it; StoreFull, StoreUnusable where nothing can be noted.
        """
        self.close_left_behind()
        waiting = self._to_try(patient)
        if not waiting:
            return
        with self.store.alone("drafts"):
            self._round(self._to_try(patient), watch)
            interrupted = {(one.letter, one.address) for one in waiting}
            again = [one for one in self._waiting() if one.state == "leaving"]
            # Nobody knows whether these arrived: look at once, so that the digest can say so.
            self._round((one for one in again if (one.letter, one.address) in interrupted), watch)

    def close_left_behind(self) -> None:
        """A digest that has left says nothing of the drafts that were not placed by then: they are not placed later."""
        if self.store.tended.wants_room():
            with self.store.transaction():
                self.store.drafts.left_behind()

    def _to_try(self, patient: bool) -> list[Placement]:
        now = unix(self.clock.now())
        return [one for one in self._waiting() if not patient or one.retry_at is None or now >= one.retry_at]

    def _waiting(self) -> list[Placement]:
        return self.store.drafts.waiting()

    def _round(self, drafts: Iterable[Placement], watch: Watch) -> None:
        by_account = sorted(drafts, key=lambda one: one.account)
        for name, theirs in groupby(by_account, key=lambda one: one.account):
            if not watch.stopping():
                self._at(name, list(theirs), watch)

    def _at(self, name: str, rest: list[Placement], watch: Watch) -> None:
        """All drafts of one account, on a connection of their own."""
        account = self.settings.accounts.get(name)
        try:
            if account is None:
                raise FolderUnavailable("its account is no longer in your configuration")
            at, now = self.environ, unix(self.clock.now())
            with session_at(self.store, name, account, at, now, watch, LIMITS) as session:
                drafts_folder = _drafts_folder(session)
                while rest:
                    self._one(session, account, drafts_folder, rest[0])
                    rest.pop(0)
        except (StoreBusy, StoreUnusable):
            raise  # of the drafts it says nothing
        except KithError as error:
            for one in rest:
                self._note(one, error)

    def _one(
        self, session: Session, account: Account, folder: tuple[bytes, str] | None, draft: Placement
    ) -> None:
        if draft.state == "leaving" and self._lies_there(session, draft):
            return
        if not draft.due:
            self._refused(draft, DeliveryRefused("it was interrupted, and its digest has left without it"))
            return
        if not self.settings.drafts.mailbox:  # switched off since it was written
            self._refused(draft, DeliveryRefused("drafts.mailbox is switched off"))
            return
        if folder is None:
            raise FolderUnavailable(f"{clean(account.email)}: {_NO_FOLDER}")
        with self.store.transaction():
            if not self.store.drafts.leaving(draft, *folder):
                return
        try:
            with session.doing("placing a draft"):
                answer = mailbox.append(session.client, folder[0], draft.content, flags=FLAGS)
        except DeliveryRefused as error:  # this one is refused, the others may not be
            self._refused(draft, error)
            return
        self._placed(draft, folder[1], answer)

    def _lies_there(self, session: Session, draft: Placement) -> bool:
        with session.doing("looking for a draft"):
            there = mailbox.found(session.client, draft.folder, draft.message_id)
        if there:
            self._placed(draft, draft.folder_name, there)
        return there is not None

    def _placed(self, draft: Placement, folder: str, answer: mailbox.Placed) -> None:
        with self.store.transaction():
            self.store.drafts.placed(draft, answer.uidvalidity, answer.uid, unix(self.clock.now()))
        self.journal.draft_placed(draft.account, folder)

    def _refused(self, draft: Placement, error: KithError) -> None:
        with self.store.transaction():
            self.store.drafts.refused(draft, str(error))
        self.journal.draft_not_placed(draft.account, error)

    def _note(self, draft: Placement, error: KithError) -> None:
        """What a failure means for a draft: never, surely not there yet, or nobody knows."""
        if isinstance(error, DeliveryRefused | FolderUnavailable):
            self._refused(draft, error)
            return
        here = isinstance(error, DeliveryDeferred) and not isinstance(error, DeliveryUncertain)
        wait = letter_wait(draft.tries)
        with self.store.transaction():
            self.store.drafts.failed(draft, str(error), unix(self.clock.now()) + wait, here=here)
        self.journal.draft_not_placed(draft.account, error)


def _drafts_folder(session: Session) -> tuple[bytes, str] | None:
    """Raw name and name of the Drafts folder; of several the best founded. None where there is none."""
    found = next((one for one in listing(session) if one.role is Role.DRAFTS), None)
    return None if found is None else (found.raw, found.name)
