"""What happens in Sam's mailbox meanwhile: mail comes and goes, digests are answered, drafts sent, edited, thrown away.

Every message is dated by the true time. What Sam orders of kith carries a word of its own, so that it can be counted
how often it was obeyed.
"""

import email
import email.policy
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime
from itertools import product
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, unquote, urlsplit

from deliver.test_render_static import links
from helpers.maildir import MailboxOnDisk
from helpers.reports import report
from helpers.smtp_sink import Accepted
from helpers.soak.clock import SimulatedClock
from helpers.world import SAM, World

FOLDERS = (("Sent", r"\Sent"), ("Drafts", r"\Drafts"), ("Archive", r"\Archive"), ("Trash", r"\Trash"))
GIVEN = "Alena Boris Carla Dario Edita Felix Greta Hugo Irena Jonas".split()
FAMILY = "Almeida Brandt Cerny Dvorak Eriksen Ferrari".split()
SUBJECTS = ("Lunch", "The talk", "Your notes", "Shall we meet?", "Thank you", "Old photographs")
DAY = 86_400.0
POISONER = "no-reply@poison.example"
LIVELY = 12  # friends who write and are written to; the others have fallen silent
ME = f"Sam Okafor <{SAM}>"


@dataclass
class Mailbox:
    """Sam's, on a real server. `written`: the Message-ID of everything that was put there but by kith.

    `lines`: the word of each order that kith must obey once; `taps`: the tokens of the links that were tapped, and
    `questions`: the Message-IDs of mails that kith must answer once.
    """

    world: World
    clock: SimulatedClock
    chance: Random
    written: set[str] = field(default_factory=set)
    lines: set[str] = field(default_factory=set)
    taps: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)
    returned: set[str] = field(default_factory=set)
    times_tapped: int = 0
    _number: int = 0

    def __post_init__(self) -> None:
        names = [f"{given} {family}" for given, family in product(GIVEN, FAMILY)]
        self.friends = [
            f"{name} <{name.lower().replace(' ', '.')}@mail{n}.example>" for n, name in enumerate(names)
        ]
        self._letters_to: list[tuple[str, str]] = []

    @property
    def on_disk(self) -> MailboxOnDisk:
        return self.world.mailbox

    def fill(self) -> None:
        """What there was before: sixty friends, each with a rhythm of their own that is over."""
        for name, use in FOLDERS:
            self.on_disk.folder(name, use)
        for friend in self.friends:
            gap = self.chance.randint(20, 40)
            for times in range(3, 8):
                days = gap * times + self.chance.random()
                self._put(self._letter(ME, friend, "Before", ago=days + 0.1), "Sent", ago=days + 0.1)
                self._put(self._letter(friend, SAM, "Before", ago=days), "INBOX", ago=days)

    def something(self) -> str:
        """One thing happens, by chance; gives a word on it."""
        acts: list[tuple[int, Callable[[], str]]] = [
            (20, self.somebody_writes), (14, self.sam_writes), (6, self.robot), (5, self.list_mail), (3, self.bounce),
            (4, self.copied), (6, self.moved), (12, self.note), (14, self.answer), (8, self.tap), (3, self.question),
            (8, self.send_draft), (3, self.edit_draft), (2, self.throw_draft_away),
        ]  # fmt: skip
        (act,) = self.chance.choices([act for _, act in acts], [weight for weight, _ in acts])
        return act()

    # Other people's mail.

    def somebody_writes(self) -> str:
        friend = self.chance.choice(self.friends[:LIVELY])
        if self.chance.random() < 0.15:
            self._number += 1
            friend = f"Nora New{self._number} <nora{self._number}@fresh.example>"
        self._put(self._letter(friend, SAM, self.chance.choice(SUBJECTS)), "INBOX")
        return f"{friend} wrote"

    def robot(self) -> str:
        self._put(self._letter("Shop <no-reply@shop.example>", SAM, "Your order 4711"), "INBOX")
        return "a robot wrote"

    def poison(self) -> str:
        """A message that kills whatever parses it."""
        self._put(self._letter(POISONER, SAM, "Poison"), "INBOX")
        return "poison arrives"

    def list_mail(self) -> str:
        friend = self.chance.choice(self.friends[:LIVELY])
        self._put(self._letter(friend, SAM, "[birds] Herons", List_Id="<birds.lists.example>"), "INBOX")
        return "list mail"

    def bounce(self) -> str:
        if not self._letters_to:
            return "nothing to bounce"
        address, message_id = self._letters_to.pop(0)
        raw = report(address, message_id, date=format_datetime(self._now()))
        raw = raw.replace(b"<about.", f"<{len(self.returned)}.about.".encode(), 1)
        self._put(raw, "INBOX")
        self.returned.add(message_id)
        return f"mail to {address} came back"

    # Sam's.

    def sam_writes(self) -> str:
        friend = self.chance.choice(self.friends[:LIVELY])
        raw = self._letter(ME, friend, self.chance.choice(SUBJECTS))
        self._put(raw, "Sent")
        self._letters_to.append((friend.partition("<")[2].rstrip(">"), _id(raw)))
        return f"Sam wrote to {friend}"

    def copied(self) -> str:
        """A message lies in a second folder, too."""
        self.on_disk.deliver(self.chance.choice(self.messages("Sent")), "Archive", self._now())
        return "a message was copied"

    def moved(self) -> str:
        """A message moves from INBOX to Archive: the same one, under another number."""
        path, raw = self.chance.choice(self.files("INBOX"))
        with suppress(FileNotFoundError):  # the server has just given it another name
            path.rename(self.on_disk.folder("Archive") / "cur" / path.name)
        return f"{_id(raw)} is moved"

    def note(self) -> str:
        name = self.chance.choice(self.friends[:LIVELY]).partition(" <")[0]
        verb = self.chance.choice(("note", "called", "met", "note"))
        word = self._word()
        self._order(f"{name} {verb} {word}\n", "kith", copy=self.chance.random() < 0.5)
        return f"Sam orders {verb} {word}"

    def answer(self) -> str:
        """Sam answers one of the last digests."""
        digests = self.digests()
        if not digests:
            return "no digest to answer"
        digest = self.chance.choice(digests[-3:])
        people = len(_orders(digest)) // 3
        words = [self._word() for _ in range(self.chance.randint(1, 3))]
        verbs = ("note", "called", "done", "note")
        said = "".join(
            f"{number % people + 1} {self.chance.choice(verbs)} {word}\n" for number, word in enumerate(words)
        )
        self._order(said, f"Re: {digest['Subject']}", to=digest, copy=self.chance.random() < 0.5)
        return f"Sam answers with {', '.join(words)}"

    def question(self) -> str:
        raw = self._order("help\n", "kith")
        self.questions.add(_id(raw))
        return f"Sam asks for help by {_id(raw)}"

    def tap(self) -> str:
        """A link in the newest digest, sometimes the same one again: a mail in Sent, in INBOX or in both."""
        digests = self.digests()
        if not digests:
            return "no digest to tap"
        link = self.chance.choice(_orders(digests[-1]))
        parts = urlsplit(link)
        keys = parse_qs(parts.query, strict_parsing=True)
        raw = self._letter(ME, unquote(parts.path), keys["subject"][0], keys["body"][0])
        for folder in self.chance.choice((("Sent",), ("INBOX",), ("Sent", "INBOX"))):
            self._put(raw, folder, flags="")
        self.times_tapped += 1
        self.taps.add(re.findall(r"\((\w+)\)", keys["subject"][0])[-1])
        return f"Sam taps {keys['subject'][0]}"

    def send_draft(self) -> str:
        """The mail program sends one of kith's drafts: with an id of its own, and it is gone from Drafts."""
        if not (draft := self._taken_draft()):
            return "no draft to send"
        self._number += 1
        draft.replace_header("Message-ID", f"<sent.{self._number}@sam.example.org>")
        draft.replace_header("Date", format_datetime(self._now()))
        self._put(draft.as_bytes(), "Sent")
        return f"Sam sends a draft to {draft['To']}"

    def edit_draft(self) -> str:
        """The mail program keeps another version in its place."""
        if not (draft := self._taken_draft()):
            return "no draft to edit"
        draft.set_content("Something else altogether.\n")
        self._put(draft.as_bytes(), "Drafts", flags="DS")
        return f"Sam edits a draft to {draft['To']}"

    def throw_draft_away(self) -> str:
        draft = self._taken_draft()
        return f"Sam throws a draft to {draft['To']} away" if draft else "no draft to throw away"

    def arrive(self, letter: Accepted) -> None:
        """What the SMTP server took lies in INBOX."""
        trace = f"Return-Path: <{letter.sender}>\r\nDelivered-To: {letter.recipients[0]}\r\n"
        self.on_disk.deliver(trace.encode() + letter.content, "INBOX", self._now(), flags="")

    # What lies there.

    def files(self, folder: str) -> list[tuple[Path, bytes]]:
        """Path and content, in no order; what is just being moved is left out."""
        found, place = [], self.on_disk.folder(folder)
        for path in (path for part in ("cur", "new") for path in sorted((place / part).iterdir())):
            with suppress(FileNotFoundError):
                found.append((path, path.read_bytes()))
        return found

    def messages(self, folder: str) -> list[bytes]:
        return [raw for _, raw in self.files(folder)]

    def digests(self) -> list[EmailMessage]:
        """Those in INBOX, oldest first; without kith's answers."""
        found = [_parsed(raw) for raw in self.messages("INBOX") if b"X-Kith: digest" in raw]
        return sorted(found, key=lambda one: parsedate_to_datetime(str(one["Date"])))

    def _taken_draft(self) -> EmailMessage | None:
        """One that was in Drafts and is gone now by this; None where there is none."""
        path, raw = self.chance.choice(self.files("Drafts") or [(None, b"")])
        try:
            if path:
                path.unlink()
        except FileNotFoundError:  # kith took it out, or the server gave it another name
            path = None
        return _parsed(raw) if path else None

    # How it gets there.

    def _now(self) -> datetime:
        return datetime.fromtimestamp(int(self.clock.truth()), UTC)

    def _word(self) -> str:
        self._number += 1
        self.lines.add(word := f"matter{self._number}")
        return word

    def _letter(
        self, who: str, to: str, subject: str, said: str = "Hello.\n", ago: float = 0.0, **more: str
    ) -> bytes:
        letter = EmailMessage(policy=email.policy.SMTP)
        self._number += 1
        letter["From"], letter["To"], letter["Subject"] = who, to, subject
        letter["Date"] = format_datetime(self._now() - timedelta(days=ago))
        letter["Message-ID"] = f"<{self._number}.of.the.soak@letters.example>"
        for name, value in more.items():
            letter[name.replace("_", "-")] = value
        letter.set_content(said)
        return letter.as_bytes()

    def _order(self, said: str, subject: str, *, to: EmailMessage | None = None, copy: bool = False) -> bytes:
        if to:
            answers = str(to["Message-ID"])
            raw = self._letter(ME, SAM, subject, said, In_Reply_To=answers, References=answers)
        else:
            raw = self._letter(ME, SAM, subject, said)
        self._put(raw, "Sent")
        if copy:
            self._put(raw, "INBOX", flags="")
        return raw

    def _put(self, raw: bytes, folder: str, *, ago: float = 0.0, flags: str = "S") -> None:
        self.written.add(_id(raw))
        self.on_disk.deliver(raw, folder, self._now() - timedelta(days=ago), flags)


def _parsed(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.SMTP)


def _id(raw: bytes) -> str:
    return str(_parsed(raw)["Message-ID"])


def _orders(digest: EmailMessage) -> list[str]:
    """The links in it by which something is ordered, three for each person."""
    page = digest.get_body(("html",))
    assert page
    return links(str(page.get_content()), "order")
