"""Composing the digest and claiming its appointment. Nothing leaves the machine here: see `kith.jobs.delivery`.

Same store, same settings, same instant: the same bytes, Message-ID included.
"""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kith.clock import instant, iso, unix
from kith.config.settings import Settings
from kith.deliver.render import Rendered, Renderer
from kith.digest import Digest, Draft, Suggestion
from kith.jobs.people import assessed, evidence_row, own_name
from kith.journal import Journal
from kith.mail.compose import compose
from kith.model import Reason
from kith.people.address import domain_of
from kith.store import Store
from kith.store.ledger import Letter
from kith.suggest import drafting, wording
from kith.suggest.ranking import Assessment, plan
from kith.suggest.rhythm import DAY

APPOINTMENT = "digest"
LATE = timedelta(hours=1)
STALE = timedelta(hours=2)  # a letter that waits longer is written anew before it leaves


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished digest: what it says, how it reads, and the letter that carries it."""

    digest: Digest
    rendered: Rendered
    letter: Letter


@dataclass(frozen=True, slots=True)
class Digester:
    """Writes digests out of the store. `zone` is the user's."""

    settings: Settings
    store: Store
    renderer: Renderer
    zone: ZoneInfo
    journal: Journal

    @property
    def recipient(self) -> str:
        return self.settings.digest.to or next(iter(self.settings.accounts.values())).email

    def compose(
        self, now: datetime, slot: datetime | None = None, instead_of: Letter | None = None
    ) -> Composed:
        """The digest as of `now` (aware, UTC).

        `slot` is the appointment it answers, None when asked for by hand; `instead_of` a letter that has not left,
        whose place it takes.
        """
        at = unix(now)
        assessments = assessed(self.store, self.settings, at, instead_of.number if instead_of else None)
        chosen = plan(assessments, self.settings.digest.max_people, at)
        suggestions = tuple(
            self._suggestion(number, one, now) for number, one in enumerate(chosen.chosen, start=1)
        )
        digest = Digest(
            as_of=at,
            slot=None if slot is None else unix(slot),
            late=slot is not None and now - slot > LATE,
            suggestions=suggestions,
            not_shown=chosen.not_shown,
            since_last_time=self._since_last_time(assessments),
            health=tuple(self.store.cursors.health(list(self.settings.accounts))),
            messages_read=max(0, self.store.cursors.messages_read() - self.store.ledger.messages_read_then()),
            suspended=tuple(self.store.trouble.left_out()),
        )
        return self._finished(digest, instead_of)

    def _finished(self, digest: Digest, instead_of: Letter | None) -> Composed:
        rendered = self.renderer.digest(digest, self.zone)
        message_id = instead_of.message_id if instead_of else self._message_id(digest)
        content = compose(
            own_address=self.recipient,
            own_name=own_name(self.store, self.settings),
            to=self.recipient,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            message_id=message_id,
            as_of=digest.as_of,
        )
        number = instead_of.number if instead_of else 0
        letter = Letter(number, message_id, digest.slot, digest.as_of, self.recipient, content, "written")
        return Composed(digest, rendered, letter)

    def _suggestion(self, number: int, one: Assessment, now: datetime) -> Suggestion:
        person = one.person
        evidence = self.store.people.evidence(person.addresses, newest=1, until=unix(now) + DAY)
        last = evidence[0] if evidence else None
        draft = drafting.plan(person, one.firing, last, now, self.zone, own_name(self.store, self.settings))
        subject, body = self.renderer.draft(draft)
        return Suggestion(
            number=number,
            person=person,
            reasons=tuple(self._proven(reason, person.addresses) for reason in one.firing),
            facts=(drafting.last_contact(person, last, unix(now), self.zone),),
            channel=person.channel or "mail",
            draft=Draft(person.addresses[0], subject, body),
        )

    def _proven(self, reason: Reason, addresses: tuple[str, ...]) -> Reason:
        return replace(reason, evidence=tuple(self.store.people.evidence(addresses, at=reason.touches)))

    def _since_last_time(self, assessments: list[Assessment]) -> tuple[str, ...]:
        """Who of those suggested last time has been written to since."""
        newest = self.store.ledger.newest()
        if newest is None:
            return ()
        suggested = set(self.store.ledger.suggestions(newest.number))
        wrote = [
            one.person.name or one.person.addresses[0]
            for one in assessments
            if suggested.intersection(one.person.addresses)
            and (one.person.last_sent or 0) > newest.composed_at
        ]
        return (f"You wrote to {wording.listed(wrote, len(wrote))}.",) if wrote else ()

    def _message_id(self, digest: Digest) -> str:
        """One for each appointment, and for each second and people asked for by hand; 130 bits nobody can guess."""
        people = " ".join(one.person.addresses[0] for one in digest.suggestions)
        by_hand = f"digest asked for at {digest.as_of} of {people}"
        what = by_hand if digest.slot is None else f"digest {digest.slot}"
        mac = hmac.new(self.store.ledger.secret(), what.encode(), hashlib.sha256).hexdigest()
        return f"<kith.{mac[:33]}@{domain_of(self.recipient)}>"

    def write(self, now: datetime) -> Composed:
        """Compose a digest by hand and enter it; nobody is entered where nobody is due.

        Raises StoreBusy while another kith writes one: two at once would suggest the same people twice.
        """
        with self.store.alone("digest"):
            composed = self.compose(now)
            if composed.digest.suggestions:
                self.claim(composed)
            return composed

    def claim(self, composed: Composed, before: int | None = None) -> bool:
        """Write the letter into the ledger, with its appointment where it has one. True for exactly one caller."""
        letter, digest, rows = composed.letter, composed.digest, _rows(composed.digest)
        with self.store.transaction():
            if digest.slot is not None and not self.store.ledger.claim(APPOINTMENT, before or 0, digest.slot):
                return False
            if not rows:
                self.journal.nobody_due()
                return True
            number = self.store.ledger.write(letter, rows, self.store.cursors.messages_read())
        if number is not None:
            self.journal.claimed(len(rows), letter.message_id)
        return number is not None

    def renew(self, now: datetime) -> bool:
        """Write anew what has surely not left and has become old: nobody is to be reminded of whom they wrote to
        while the mail server was down. True when a letter was changed."""
        old = [
            letter
            for letter in self.store.ledger.waiting()
            if letter.state == "written" and unix(now) - letter.composed_at > STALE.total_seconds()
        ]
        for letter in old:
            composed = self.compose(now, None if letter.slot is None else instant(letter.slot), letter)
            with self.store.transaction():
                if not self.store.ledger.still_here(letter.number):
                    continue  # another process hands it over
                if composed.digest.suggestions:
                    self.store.ledger.rewrite(composed.letter, _rows(composed.digest))
                else:
                    self.store.ledger.closed(letter.number, "dropped", "nobody is due any more")
        return bool(old)

    def when_due(self, now: datetime) -> bool:
        """Write the digest whose time has come, if any. True when an appointment was dealt with.

        Never before every account has been read once as a whole (or is in trouble): half a mailbox makes false
        silences.
        """
        due = self._due(now)
        if due is None or self.store.cursors.unfinished(list(self.settings.accounts), unix(now)):
            return False
        before, slot = due
        with self.store.alone("digest"):
            return self.claim(self.compose(now, slot), before)

    def _due(self, now: datetime) -> tuple[int, datetime] | None:
        """The appointment that has come and was not dealt with, and the one dealt with before it.

        At the first run, with a new rule, or when the clock was once years ahead, counting starts afresh at the
        newest appointment: the next digest is at most one period away.
        """
        when = self.settings.digest.when
        newest, rule = when.latest(now, self.zone), f"{when} {self.zone.key}"
        last = self.store.ledger.last_slot(APPOINTMENT)
        if last is None or last[1] != rule or last[0] > unix(when.following(now, self.zone)):
            with self.store.transaction():
                self.store.ledger.set_slot(APPOINTMENT, unix(newest), rule)
            return None
        return (last[0], newest) if unix(newest) > last[0] else None

    def next_digest(self, now: datetime) -> datetime:
        return self.settings.digest.when.following(now, self.zone)


def _rows(digest: Digest) -> list[tuple[int, str, str]]:
    """The suggestions as the ledger keeps them: number, address, kind of the strongest reason."""
    return [(one.number, one.person.addresses[0], one.reasons[0].kind) for one in digest.suggestions]


def as_json(composed: Composed) -> dict[str, object]:
    """`kith digest --dry-run --json`: a stable contract (docs/design.md)."""
    digest = composed.digest
    return {
        "as_of": iso(digest.as_of),
        "subject": composed.rendered.subject if digest.suggestions else "",
        "suggestions": [_suggestion_row(one) for one in digest.suggestions],
        "not_shown": digest.not_shown,
    }


def _suggestion_row(one: Suggestion) -> dict[str, object]:
    return {
        "number": one.number,
        "person": one.person.name,
        "addresses": list(one.person.addresses),
        "reasons": [
            {
                "kind": reason.kind,
                "text": reason.text,
                "evidence": [evidence_row(evidence) for evidence in reason.evidence],
            }
            for reason in one.reasons
        ],
        "channel": one.channel,
        "draft": {
            "to": one.draft.to,
            "subject": one.draft.subject,
            "body": one.draft.body,
            "in_reply_to": one.draft.in_reply_to or None,
        },
    }
