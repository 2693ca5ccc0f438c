"""Doing what the user's mail to kith says: each mail once, each line once, in the order of their dates.

Everything that follows from one mail (its events, that it is done, kith's answer, that its copy is to be put away) is
one transaction; so wherever kith is killed, a mail has been obeyed as a whole, or will be at the next look.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from kith.clock import Clock, instant, unix
from kith.commands.command import Names
from kith.commands.lines import Reader, before_a_forward, is_sure, of_subject
from kith.commands.tokens import DAYS, Ring, offers
from kith.commands.whose import COMMANDS, NOT_ALONE, UNPROVEN, Kind, Whose, line_key, mail_key, verdict
from kith.config.settings import Settings
from kith.deliver.render import Renderer
from kith.errors import StoreBusy, StoreUnusable
from kith.jobs.orders.obeying import Result, answered, entered, known_names
from kith.jobs.orders.replying import Asked, letter_for
from kith.jobs.people import own_name
from kith.jobs.reading.commands import CommandMail
from kith.jobs.reading.look import Look
from kith.journal import Journal
from kith.mail import facts as headers
from kith.mail.answer import AnswerLine, answer, named
from kith.mail.compose import lines_of
from kith.mail.headers import fields, headers_of
from kith.mail.ids import letter_id
from kith.mail.threads import chain
from kith.mail.words import text_of
from kith.model import Facts, Role
from kith.people.address import Me
from kith.store import Store
from kith.store.correspondence import Left

MAIL = "mail"  # where these commands come from
DAY = 86_400
ANSWERED_FOR = 7 * DAY  # seconds
LONGER = 20  # characters
_REFUSED_ALOUD = {
    NOT_ALONE: "it was sent to others too, and kith obeys only what you write to yourself alone",
    UNPROVEN: "nobody has proven yet that your server delivers this address to you: `kith check` does, where [smtp] is "
    'set; a mail to your usual address with the subject "kith" needs no proof',
}


@dataclass(frozen=True, slots=True)
class _Read:
    """A mail and what it says."""

    mail: CommandMail
    facts: Facts
    references: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What a mail is judged by, the same for all mails of a look."""

    digests: dict[str, str]  # Message-ID -> id
    letters: dict[str, Left]  # id -> letter
    ring: Ring
    names: Names
    me: Me
    own: tuple[str, ...]  # the user's own names
    tagged: frozenset[str]  # addresses of the user's that are proven to be delivered


@dataclass(frozen=True, slots=True)
class Clerk:
    """Obeys what a look has brought. `zone` is the user's."""

    settings: Settings
    store: Store
    renderer: Renderer
    zone: ZoneInfo
    clock: Clock
    journal: Journal

    def attend(self, looks: Sequence[Look]) -> list[Result]:
        """Do what the mails of these looks say; gives what became of each line. One that fails stays for the next
        look, and stops no other. Raises StoreBusy, StoreUnusable."""
        mails = [mail for look in looks for mail in look.commands]
        known, results = self._known(), list[Result]()
        for mail in sorted(mails, key=lambda one: one.waiting.at):
            try:
                results += self._obey(self._read(mail), known)
            except (StoreBusy, StoreUnusable):
                raise
            except Exception as error:  # noqa: BLE001  (one mail never stops the others; it is tried again)
                self.journal.step_failed("a mail with commands", error)
        return results

    def _read(self, mail: CommandMail) -> _Read:
        header = headers_of(mail.raw)
        told, said = headers.read(header, None, len(mail.raw), self.clock.now()), fields(header)
        references = chain(said.get("references", ""), said.get("in-reply-to", ""))
        return _Read(mail, told._replace(at=mail.waiting.at), references, text_of(mail.raw))

    def _known(self) -> _Known:
        now = unix(self.clock.now())
        with self.store.transaction():
            self.store.correspondence.fade(now - DAYS * DAY)
        with self.store.reading():
            letters = {letter_id(one.message_id): one for one in self.store.correspondence.left()}
            links = [
                offer
                for one in self.store.correspondence.suggested(now - DAYS * DAY)
                for offer in offers(letter_id(one.message_id), one.address, one.at)
            ]
            own = own_name(self.store, self.settings)
            return _Known(
                {one.message_id: name for name, one in letters.items()},
                letters,
                Ring(self.store.ledger.secret(), links, now),
                known_names(self.store, self.settings),
                Me(self.settings.my_addresses),
                (own,) if own else (),
                frozenset(self.store.plus_addresses.all()),
            )

    def _obey(self, one: _Read, known: _Known) -> list[Result]:
        found = verdict(
            one.facts, one.mail.role, known.me, known.digests, known.ring,
            references=one.references, named=named(one.text), tagged=known.tagged,
        )  # fmt: skip
        now = unix(self.clock.now())
        if found.kind not in COMMANDS:
            self._refuse(one, found, known)
            return []
        with self.store.transaction():
            self.store.answers.read(one.mail.waiting)
            if self.store.answers.any_done(found.once):
                return []
            letter = known.letters.get(found.digest)
            results = self._entered(one, found, known, letter)
            self.store.answers.done(found.spends, now)
            self._answer(one, found, letter, results)
            if results:
                self.store.answers.put_away(one.facts.message_id, self._accounts(one), now)
        understood = sum(result.understood for result in results)
        self.journal.obeyed(one.mail.account, understood, len(results) - understood)
        return results

    def _refuse(self, one: _Read, found: Whose, known: _Known) -> None:
        """Nothing of it is done. The user is told where it was surely theirs, and meant for kith: it lies in Sent, and
        somebody else was written to as well, or its address is not proven to be delivered."""
        if found.kind is Kind.REFUSED:
            self.journal.not_obeyed(one.mail.account, found.because)
        with self.store.transaction():
            self.store.answers.read(one.mail.waiting)
            key = mail_key(one.facts)
            why = _REFUSED_ALOUD.get(found.because, "") if one.mail.role is Role.SENT else ""
            meant = bool(why) and (found.because == UNPROVEN or self._orders(one, found, known))
            if meant and not self.store.answers.any_done((key,)):
                self.store.answers.done((key,), unix(self.clock.now()))
                found = replace(found, once=(key,))
                self._answer(one, found, known.letters.get(found.digest), [Result("(your mail)", why, False)])

    def _orders(self, one: _Read, found: Whose, known: _Known) -> bool:
        """Whether an answer says anything that would be obeyed: a digest that is only passed on does not."""
        letter = known.letters.get(found.digest)
        numbers = self.store.correspondence.numbers(letter.number) if letter else {}
        reader = Reader(
            self.clock.now().astimezone(self.zone).date(), replace(known.names, numbers=numbers), known.own
        )
        lines = answer(one.text, self._said(letter))
        return any(is_sure(each) for line in lines for each in reader.parsed(line, ""))

    def _entered(self, one: _Read, found: Whose, known: _Known, letter: Left | None) -> list[Result]:
        """Every line of it that was not done before, done."""
        numbers = self._numbers(letter)
        names = replace(known.names, numbers=numbers)
        written = instant(min(one.mail.waiting.at, unix(self.clock.now())))
        today, results, seen = written.astimezone(self.zone).date(), list[Result](), Counter[str]()
        reader = Reader(today, names, known.own)
        for line in _lines(one, found, self._said(letter)):
            commands = reader.parsed(
                line, found.offer.address if found.offer else numbers.get(line.about or 0, "")
            )
            key = line_key(one.facts, found.digest, line.about, line.text)
            seen[key] += 1
            once = f"{key} {seen[key]}"
            if not commands or self.store.answers.any_done((once,)):
                continue
            self.store.answers.done((once,), unix(self.clock.now()))
            results += entered(self.store, self.settings, self.zone, commands, names, written, MAIL)
        if any(each.understood for each in results):  # what else was written there was for nobody
            results = [
                each for each in results if each.understood or not reader.is_stray(each.line, each.candidates)
            ]
        if not (one.text.strip() or found.order or found.action):
            results.append(
                Result("(no text)", "there is no text that kith can read; is it encrypted?", False)
            )
        return [answered(self.store, self.settings, self.zone, each, self.clock.now()) for each in results]

    def _numbers(self, letter: Left | None) -> dict[int, str]:
        """Number -> address, as the letter means them that a mail answers, else the newest digest."""
        return self.store.correspondence.numbers(letter.number) if letter else self.store.ledger.numbers()

    def _said(self, letter: Left | None) -> list[str]:
        """What the letter it answers says, line by line; of an answer of kith's its digest's first, and then only its
        longer lines: the help has commands on lines of their own."""
        if letter is None:
            return []
        content = self.store.correspondence.content
        if letter.about is None:
            return lines_of(content(letter.number))
        own = [line for line in lines_of(content(letter.number)) if len(line.strip()) >= LONGER]
        return [*lines_of(content(letter.about)), *own]

    def _answer(self, one: _Read, found: Whose, letter: Left | None, results: list[Result]) -> None:
        """What was not understood, and what was asked, is answered at once, in the thread; at most once for a mail, and
        not when it was written long ago: then this store is another one, or came from a backup."""
        if unix(self.clock.now()) - one.mail.waiting.at > ANSWERED_FOR:
            return
        mac = hmac.new(self.store.ledger.secret(), f"answer to {found.once[0]}".encode(), hashlib.sha256)
        numbers = self._numbers(letter)
        asked = Asked(
            one.facts, one.references, found.kind, mac.hexdigest()[:33], max(numbers, default=0), results
        )
        written = letter_for(self.settings, self.store, self.renderer, asked, unix(self.clock.now()))
        if written is not None:
            about = None if letter is None else letter.about or letter.number
            self.store.correspondence.answer(written.letter, about, written.choices)

    def _accounts(self, one: _Read) -> list[str]:
        """In whose INBOX a copy may lie: of those it is to, else of the one it was found in."""
        to = Me(address.spec for address in (*one.facts.to, *one.facts.cc, *one.facts.bcc))
        found = [name for name, account in self.settings.accounts.items() if account.email in to]
        return found or [one.mail.account]


def _lines(one: _Read, found: Whose, said: Sequence[str]) -> list[AnswerLine]:
    """The lines that may hold commands: of an answer its own, of a link the subject, of a note both."""
    if found.action:
        name = "" if found.offer else f"{found.action.name} "
        return [AnswerLine(f"{name}{found.action.order}", None, 0)]
    if found.kind is Kind.ANSWER:
        return answer(one.text, said)
    own = before_a_forward(answer(one.text, said))
    return list(of_subject(found.order, own)) if found.order.strip() else own
