"""Looking after the drafts that lie in a Drafts folder: which were sent, edited, thrown away, which are out of date.

What becomes of one is judged by `kith.suggest.fate`; here is what is known, and what follows. The store says a draft is
being removed before anything is done to it, and nothing but that one message ever is. The folder is looked into only
for a draft that is out of date by the store, or was not seen for six hours. Trouble is noted and tried again later: it
stops neither a look nor a digest.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kith.clock import Clock, unix
from kith.commands.command import TOUCHES, Command
from kith.commands.events import BY_DRAFT, Event, Word
from kith.config.settings import Settings
from kith.deliver import withdrawing
from kith.deliver.withdrawing import Lies, Opened
from kith.errors import FolderUnavailable, KithError, StoreUnusable
from kith.imap.session import Session
from kith.jobs.calendar import calendar_of
from kith.jobs.delivering.drafting import LIMITS
from kith.jobs.delivering.logins import session_at
from kith.jobs.people import everyone, with_touches
from kith.jobs.scan import Watch
from kith.jobs.transition.outdated import BECAUSE, outdated
from kith.jobs.word import told
from kith.journal import Journal
from kith.mail.same_draft import same
from kith.store import Store
from kith.store.drafts import Placement
from kith.suggest.day_over import day_over
from kith.suggest.fate import DAY, MISSED, End, Fate, Found, Since, Stale, fate, stale

LOOKED_AFTER = 6 * 3600  # seconds between two looks at a draft that nothing is known against
GIVEN_UP = 30 * DAY  # seconds after which one that cannot be looked at is left where it is
_RETRY_FIRST, _RETRY_MOST = 600, 6 * 3600  # seconds
_SKIP = "skip (its draft was deleted)"
_CALLED = {
    "done": "you were in touch", "wrote": "you wrote", "texted": "you texted", "called": "you called", "met": "you met",
    "talked": "you talked", "snooze": "put off", "skip": "not this time", "never": "never again",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A draft to be looked at: why it is out of date, if it is, and all addresses of the person it is to."""

    draft: Placement
    why: Stale | None
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tender:
    """Looks after the drafts in the folders of all accounts."""

    settings: Settings
    store: Store
    environ: Mapping[str, str]
    clock: Clock
    journal: Journal

    def tend(
        self, watch: Watch, *, patient: bool = False, before: Callable[[], object] = lambda: None
    ) -> None:
        """Look at every draft that it is time to look at, and do what follows. Whatever goes wrong is noted.

        `patient`: leave alone what is to be tried again only later (the daemon). `before`: done before any connection.
        """
        try:
            if self.due(patient=patient):
                before()
                with self.store.alone("drafts"):
                    self._round(self.due(patient=patient), watch)
        except StoreUnusable:
            raise
        except Exception as error:  # noqa: BLE001  (whatever it is, the digest comes)
            self.journal.step_failed("tidying drafts", error)

    def due(self, *, patient: bool = False) -> list[Case]:
        """The drafts that it is time to look at, by the store alone."""
        living, now = self.store.tended.living(), self._now()
        if not living:
            return []
        with self.store.reading():
            cases = self._cases(living, now)
        return [case for case in cases if _is_due(case, now) and not (patient and _waits(case.draft, now))]

    def overdue(self) -> bool:
        """Whether some draft is to be looked at even if there has been no news: the time has come, or a try failed.

        Costs next to nothing; `due` has to find out who is whom.
        """
        now = self._now()
        return any(
            not _waits(draft, now) and (draft.tries > 0 or _is_due(Case(draft, None, ()), now))
            for draft in self.store.tended.living()
        )

    def _now(self) -> int:
        return unix(self.clock.now())

    def _cases(self, living: Sequence[Placement], now: int) -> list[Case]:
        said = told(self.store, now)
        wanted = {one.address for one in living}
        found = [
            one for one in everyone(self.store, self.settings, now) if wanted.intersection(one.addresses)
        ]
        whose = {
            spec: one
            for one in with_touches(self.store, found, now + DAY)
            for spec in one.addresses
            if spec in wanted
        }
        calendar = calendar_of(self.settings)
        untrue = outdated(self.store)
        cases, returned = [], self.store.bounces.returned(now + DAY)
        for draft in living:
            person, letters = whose.get(draft.address), self.store.tended.letters(draft)
            addresses = person.addresses if person else (draft.address,)
            since = Since(
                draft.placed_at or 0,
                wrote=(person is not None and (person.last_sent or 0) > letters.sent_before)
                # What came back was sent all the same: the draft may have been just that.
                or any(returned.get(spec, 0) > letters.composed_at for spec in addresses),
                heard=person is not None and (person.last_received or 0) > letters.received_before,
                said=_settled(said, addresses, letters.heard, letters.composed_at)
                or (BECAUSE if letters.composed_at in untrue.get(draft.address, ()) else ""),
                superseded=letters.superseded,
                reworded=letters.reworded,
                bygone=person is not None
                and day_over(letters.reason, person, draft.placed_at, now, calendar),
            )
            cases.append(Case(draft, stale(since, now), addresses))
        return cases

    def _round(self, cases: Sequence[Case], watch: Watch) -> None:
        for name, theirs in groupby(sorted(cases, key=_place), key=lambda case: case.draft.account):
            if not watch.stopping():
                self._at(name, list(theirs), watch)

    def _at(self, name: str, rest: list[Case], watch: Watch) -> None:
        """All drafts of one account, on a connection of their own that may take as long as one command in all."""
        account = self.settings.accounts.get(name)
        try:
            if account is None:
                raise FolderUnavailable("its account is no longer in your configuration")
            at = session_at(self.store, name, account, self.environ, self._now(), watch, LIMITS)
            with at as session, session.doing("tidying your drafts"):
                while rest and not watch.stopping():
                    try:
                        self._one(session, rest[0])
                    except FolderUnavailable as error:  # this folder; the next draft may lie in another
                        self.journal.drafts_not_tended(name, error)
                        self._failed(rest[0])
                    rest.pop(0)
        except StoreUnusable:
            raise
        except Exception as error:  # noqa: BLE001  (one account; the others go on)
            if watch.stopping():  # a connection that was broken off to stop is no trouble
                return
            if isinstance(error, KithError):
                self.journal.drafts_not_tended(name, error)
            else:
                self.journal.step_failed("tidying drafts", error)
            for case in rest:
                self._failed(case)

    def _one(self, session: Session, case: Case) -> None:
        """Look at one draft, judge, and do it."""
        draft, now = case.draft, self._now()
        client, removing = session.client, draft.because if draft.state == "removing" else ""
        at = withdrawing.opened(client, draft.folder, to_change=bool(case.why or removing))
        lies, found = self._found(session, at, case)
        gone = draft.gone_at if draft.gone_at is not None and draft.gone_at <= now else None
        missed = gone is not None and now - gone >= MISSED and self._read_since(draft.account, gone)
        judged = fate(found, case.why, removing=removing, missed=missed)
        if judged.end is End.TAKE and lies:
            self._take(session, at, case, lies, judged.because)
        elif judged.end in (End.STAYS, End.GONE):
            with self.store.transaction():
                since = None if judged.end is End.STAYS else gone or now
                self.store.tended.seen(draft, now, since)
        else:
            if removing and lies and r"\deleted" in lies.flags and at.writable:
                withdrawing.give_back(client, at, lies.uid)  # kith has marked it, and it is the user's
            self._ended(case, judged)

    def _found(self, session: Session, at: Opened, case: Case) -> tuple[Lies | None, Found]:
        """The draft, by its UID where that is known and still means the same, else by its Message-ID."""
        draft, client, after = case.draft, session.client, 0
        if draft.uid is not None and draft.uidvalidity is not None and draft.uidvalidity == at.uidvalidity:
            lies, after = withdrawing.by_uid(client, at, draft.uid), draft.uid
        else:
            uids = withdrawing.by_id(client, at, draft.message_id)
            if len(uids) > 1:  # somebody has copied it: which one kith may touch, nobody knows
                return None, Found(there=True, copied=True)
            lies = withdrawing.by_uid(client, at, uids[0]) if uids else None
        if lies is None:
            found = Found(there=False)
        else:
            is_same = same(lies.content, draft.message_id, draft.sha256, draft.meaning)
            found = Found(there=True, same=is_same, flags=lies.flags)
        if not found.thrown_away:
            return lies, found
        known, whom = self.store.tended.message_ids(draft), frozenset(case.addresses)
        later = withdrawing.others(client, at, case.addresses, after)
        another = any(one.message_id not in known and one.to & whom for one in later)
        return lies, Found(found.there, found.same, found.flags, another)

    def _read_since(self, account: str, at: int) -> bool:
        (health,) = self.store.cursors.health([account])
        return health.looked_at is not None and health.looked_at > at

    def _take(self, session: Session, at: Opened, case: Case, lies: Lies, because: str) -> None:
        draft = case.draft
        if reason := _cannot(session, at):
            if r"\deleted" in lies.flags and at.writable:
                withdrawing.give_back(session.client, at, lies.uid)
            self._end(case, "left", f"{because}; {reason}")
            return
        with self.store.transaction():
            if not self.store.tended.removing(draft, at.uidvalidity, lies.uid, because):
                return
        if withdrawing.take_away(session.client, at, lies.uid):
            sent = bool(case.why and case.why.wrote)
            self._ended(case, Fate(End.SENT if sent else End.REMOVED, because))
        else:
            self._ended(case, Fate(End.EDITED, "you flagged it"))

    def _ended(self, case: Case, judged: Fate) -> None:
        if judged.end is not End.REMOVED or not self._replaced(case.draft):
            self._end(case, str(judged.end), judged.because, skips=judged.skips)

    def _replaced(self, draft: Placement) -> bool:
        with self.store.transaction():
            return self.store.tended.replaced(draft)

    def _end(self, case: Case, state: str, because: str, *, skips: bool = False) -> None:
        draft, now = case.draft, self._now()
        with self.store.transaction():
            ended = self.store.tended.ended(draft, state, because, now)
            if ended and skips:
                skip = Command("skip", draft.address, line=_SKIP)
                self.store.events.enter([Event(now, BY_DRAFT, _SKIP, skip)])
        if ended:
            self.journal.draft_ended(draft.account, draft.folder_name, state, because)

    def _failed(self, case: Case) -> None:
        """Later again; after a month it is left where it is."""
        draft, now = case.draft, self._now()
        if now - (draft.placed_at or 0) >= GIVEN_UP:
            self._end(case, "left", "your folder cannot be looked into")
            return
        wait = min(_RETRY_FIRST * 2 ** min(draft.tries, 10), _RETRY_MOST)
        with self.store.transaction():
            self.store.tended.failed(draft, now + wait)


def _place(case: Case) -> tuple[str, bytes, int]:
    return case.draft.account, case.draft.folder, case.draft.letter


def _is_due(case: Case, now: int) -> bool:
    """Something is to be done about it, or it was not looked at for long. One that is gone is given its day."""
    draft = case.draft
    if draft.state == "removing" or (case.why and (case.why.wrote or draft.gone_at is None)):
        return True
    seen = draft.looked_at if draft.looked_at is not None else draft.placed_at or 0
    over = draft.gone_at is not None and now >= draft.gone_at + MISSED > seen
    return over or not 0 <= now - seen < LOOKED_AFTER


def _waits(draft: Placement, now: int) -> bool:
    """A try failed, and the pause after it is not over; a clock that was set back does not make it longer."""
    return draft.retry_at is not None and now < draft.retry_at <= now + _RETRY_MOST


def _settled(said: Word, addresses: Sequence[str], heard: int, since: int) -> str:
    """What the user has told kith since the digest that makes a letter needless; the newest word."""
    about = [one for one in said.of(addresses) if one.number > heard and one.at >= since]
    settled = [one.verb for one in about if one.verb in TOUCHES or one.verb in ("snooze", "skip", "never")]
    return _CALLED[settled[-1]] if settled else ""


def _cannot(session: Session, at: Opened) -> str:
    """Why nothing can be taken out of an open folder; "" where it can. A plain EXPUNGE would take along what the user
    has marked."""
    if not at.writable:
        return "the folder is read-only"
    if session.capabilities.isdisjoint({"UIDPLUS", "IMAP4REV2"}):
        return "your server cannot take out a single message"
    return ""
