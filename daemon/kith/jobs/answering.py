"""Doing what the user's mail to kith says: each mail once, each line once, in the order of their dates.

Everything that follows from one mail (its events, that it is done, kith's answer, that its copy is to be put away) is
one transaction; so wherever kith is killed, a mail has been obeyed as a whole, or will be at the next look.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from kith.clock import Clock, instant, unix
from kith.commands.command import Command, Names, NotUnderstood
from kith.commands.grammar import parse
from kith.commands.tokens import DAYS, Ring, offers
from kith.commands.whose import COMMANDS, Kind, Whose, line_key, verdict
from kith.config.settings import Settings
from kith.deliver.render import Renderer
from kith.errors import StoreBusy, StoreUnusable
from kith.jobs.obeying import Result, answered, entered, known_names
from kith.jobs.people import own_name
from kith.jobs.reading.commands import CommandMail
from kith.jobs.reading.look import Look
from kith.jobs.replying import Asked, letter_for
from kith.journal import Journal
from kith.mail import facts as headers
from kith.mail.answer import AnswerLine, answer, named
from kith.mail.compose import lines_of
from kith.mail.headers import fields
from kith.mail.ids import letter_id
from kith.mail.threads import chain
from kith.mail.words import text_of
from kith.model import Facts
from kith.people.address import Me
from kith.store import Store
from kith.store.correspondence import Left
from kith.suggest.voice import greets, takes_leave

MAIL = "mail"  # where these commands come from
DAY = 86_400


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
        header = mail.raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        told, said = headers.read(header, None, len(mail.raw), self.clock.now()), fields(header)
        references = chain(said.get("references", ""), said.get("in-reply-to", ""))
        return _Read(mail, told._replace(at=mail.waiting.at), references, text_of(mail.raw))

    def _known(self) -> _Known:
        now = unix(self.clock.now())
        with self.store.transaction():
            self.store.correspondence.fade(now - DAYS * DAY)
        with self.store.reading():
            left = self.store.correspondence.left()
            links = [
                offer
                for one in self.store.correspondence.suggested(now - DAYS * DAY)
                for offer in offers(letter_id(one.message_id), one.address, one.at)
            ]
            own = own_name(self.store, self.settings)
            return _Known(
                {one.message_id: letter_id(one.message_id) for one in left},
                {letter_id(one.message_id): one for one in left},
                Ring(self.store.ledger.secret(), links, now),
                known_names(self.store, self.settings),
                Me(self.settings.my_addresses),
                tuple(dict.fromkeys(filter(None, (own, own.partition(" ")[0])))),
            )

    def _obey(self, one: _Read, known: _Known) -> list[Result]:
        found = verdict(
            one.facts, one.mail.role, known.me, known.digests, known.ring,
            references=one.references, named=named(one.text),
        )  # fmt: skip
        if found.kind not in COMMANDS:
            if found.kind is Kind.REFUSED:
                self.journal.not_obeyed(one.mail.account, found.because)
            with self.store.transaction():
                self.store.answers.read(one.mail.waiting)
            return []
        now = unix(self.clock.now())
        with self.store.transaction():
            self.store.answers.read(one.mail.waiting)
            if self.store.answers.any_done(found.once):
                return []
            letter = known.letters.get(found.digest)
            results = self._entered(one, found, known, letter)
            self.store.answers.done(found.spends, now)
            self._answer(one, found, letter, results)
            self.store.answers.put_away(one.facts.message_id, self._accounts(one), now)
        understood = sum(result.understood for result in results)
        self.journal.obeyed(one.mail.account, understood, len(results) - understood)
        return results

    def _entered(self, one: _Read, found: Whose, known: _Known, letter: Left | None) -> list[Result]:
        """Every line of it that was not done before, done; until a goodbye, behind which a signature stands."""
        numbers = self.store.correspondence.numbers(letter.number) if letter else self.store.ledger.numbers()
        names = replace(known.names, numbers=numbers)
        written = instant(min(one.mail.waiting.at, unix(self.clock.now())))
        today, results = written.astimezone(self.zone).date(), list[Result]()
        for line in _lines(one, found, self._said(letter)):
            meant = found.offer.address if found.offer else numbers.get(line.about or 0, "")
            commands = parse(line.text, today, replace(names, meant=meant))
            if not any(isinstance(command, Command) for command in commands):
                if takes_leave(line.text, known.own):
                    break
                if greets(line.text):
                    continue
                if meant and line.about and not any(_asks_whom(each) for each in commands):
                    commands = parse(f"{line.about} {line.text}", today, names)  # a note, where nothing else
            key = line_key(one.facts, found.digest, line.about, line.text)
            if self.store.answers.any_done((key,)):
                continue
            self.store.answers.done((key,), unix(self.clock.now()))
            results += entered(self.store, self.settings, self.zone, commands, names, written, MAIL)
        return [answered(self.store, self.settings, self.zone, each, self.clock.now()) for each in results]

    def _said(self, letter: Left | None) -> list[str]:
        """What the letter it answers says, line by line; of an answer of kith's its digest's first."""
        numbers = [] if letter is None else [*filter(None, (letter.about,)), letter.number]
        return [line for number in numbers for line in lines_of(self.store.correspondence.content(number))]

    def _answer(self, one: _Read, found: Whose, letter: Left | None, results: list[Result]) -> None:
        """What was not understood, and what was asked, is answered at once, in the thread; at most once for a mail."""
        mac = hmac.new(self.store.ledger.secret(), f"answer to {found.once[0]}".encode(), hashlib.sha256)
        numbers = self.store.correspondence.numbers(letter.number) if letter else self.store.ledger.numbers()
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


def _asks_whom(one: Command | NotUnderstood) -> bool:
    return isinstance(one, NotUnderstood) and bool(one.candidates)


def _lines(one: _Read, found: Whose, said: Sequence[str]) -> list[AnswerLine]:
    """The lines that hold commands: of an answer its own, of a link and a note the subject, or its own where the
    subject has none."""
    if found.action:
        name = "" if found.offer else f"{found.action.name} "
        return [AnswerLine(f"{name}{found.action.order}", None, 1)]
    if found.kind is Kind.NOTE and found.order.strip():
        return [AnswerLine(found.order, None, 1)]
    return answer(one.text, said)
