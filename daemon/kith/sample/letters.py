"""Makes mail of the written correspondence: the bytes a mail server would hold, dated relative to `now`.

Pure and deterministic: the same text and the same day give the same messages, byte for byte, and no message is
dated in the future. Message-IDs depend on the text alone.
"""

import quopri
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.header import Header
from email.utils import format_datetime, formataddr

from kith.sample.stanzas import Age, Correspondent, Misprint, Stanza, stanzas

ZONE = timezone(
    timedelta(hours=1)
)  # where Sam's clock hangs: the ages in the text are days and times of this zone
_LONGEST_LINE = 76  # RFC 2045 section 6.7 for quoted-printable; well below the 998 of RFC 5322 section 2.1.1


@dataclass(frozen=True, slots=True)
class SampleMessage:
    """One message as it lies in one folder. A message in two folders is two of these with the same bytes."""

    folder: str
    at: datetime  # aware, UTC: its Date and its INTERNALDATE
    raw: bytes  # RFC 5322, lines end in CRLF
    flags: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class _Letter:
    """One letter of a stanza, with its place in its thread. `age` is when it was written."""

    stanza: Stanza
    age: Age
    subject: str
    body: str
    message_id: str
    references: tuple[str, ...]  # the thread so far, oldest first


def messages(text: str, now: datetime) -> list[SampleMessage]:
    """Every message of the correspondence `text`, oldest first, as seen at `now` (aware).

    Raises `kith.sample.stanzas.Misprint` with a line number where the text is not understood.
    """
    made = [
        SampleMessage(folder, at, _bytes(letter, at), letter.stanza.flags)
        for letter in _letters(stanzas(text)).values()
        for at in [_moment(letter.age, now)]
        for folder in letter.stanza.folders
    ]
    return sorted(made, key=lambda message: (message.at, message.raw, message.folder))


def _moment(age: Age, now: datetime) -> datetime:
    """An age is at least a day, so that no time of day can lie ahead of `now`."""
    day = now.astimezone(ZONE).date() - timedelta(days=age.days)
    return datetime.combine(day, age.at, ZONE).astimezone(UTC)


def _letters(written: Sequence[Stanza]) -> dict[str, _Letter]:
    """All letters by key; the letters of a run are called `key.1` (the oldest), `key.2`, ..."""
    letters: dict[str, _Letter] = {}
    for stanza in written:
        for key, turn, age in _turns(stanza):
            answered = _answered(stanza, age, letters)
            subject = stanza.subjects[turn % len(stanza.subjects)] if stanza.subjects else ""
            letters[key] = _Letter(
                stanza,
                age,
                subject or _reply(answered),
                stanza.bodies[turn % len(stanza.bodies)],
                f"<{key}@{_ascii_domain(stanza.sender)}>",
                (*answered.references, answered.message_id) if answered else (),
            )
    return letters


def _turns(stanza: Stanza) -> Iterator[tuple[str, int, Age]]:
    for turn, age in enumerate(stanza.ages):
        yield (f"{stanza.key}.{turn + 1}" if len(stanza.ages) > 1 else stanza.key), turn, age


def _answered(stanza: Stanza, age: Age, letters: Mapping[str, _Letter]) -> _Letter | None:
    if not stanza.answers:
        return None
    earlier = letters.get(stanza.answers)
    if earlier is None:
        raise Misprint(stanza.line, f"{stanza.key}: Re: no letter called {stanza.answers!r} stands above")
    if age.order <= earlier.age.order:
        raise Misprint(stanza.line, f"{stanza.key}: is not newer than {stanza.answers}, which it answers")
    return earlier


def _reply(answered: _Letter | None) -> str:
    subject = answered.subject if answered else ""
    return subject if subject.startswith("Re: ") else f"Re: {subject}"


def _bytes(letter: _Letter, at: datetime) -> bytes:
    stanza = letter.stanza
    fields = [
        *((name, value) for name, value in stanza.verbatim if name == "Return-Path"),
        ("Date", format_datetime(at.astimezone(ZONE))),
        ("From", _mailboxes((stanza.sender,))),
        ("To", _mailboxes(stanza.to)),
        ("Cc", _mailboxes(stanza.cc)),
        ("Bcc", _mailboxes(stanza.bcc)),
        ("Message-ID", letter.message_id),
        ("In-Reply-To", letter.references[-1] if letter.references else ""),
        ("References", "\r\n ".join(letter.references)),
        ("Subject", Header(letter.subject, header_name="Subject").encode(linesep="\r\n")),
        *((name, value) for name, value in stanza.verbatim if name != "Return-Path"),
        ("MIME-Version", "1.0"),
    ]
    described, body = _content(letter)
    head = "".join(f"{name}: {value}\r\n" for name, value in [*fields, *described] if value)
    return head.encode("ascii") + b"\r\n" + body


def _mailboxes(people: Sequence[Correspondent]) -> str:
    """An address list (RFC 5322 section 3.4), one address to a line; names as encoded words where needed."""
    specs = [(person.name, f"{person.local}@{_ascii_domain(person)}") for person in people]
    return ",\r\n ".join(formataddr(spec) for spec in specs)


def _ascii_domain(person: Correspondent) -> str:
    """The domain as mail servers see it: RFC 5891 A-labels ("xn--...") where it is not ASCII."""
    return person.domain.encode("idna").decode("ascii")


def _content(letter: _Letter) -> tuple[list[tuple[str, str]], bytes]:
    """What the body is, in header fields, and its bytes. A stanza with its own Content-Type is left alone."""
    body = letter.body.encode("utf-8") + b"\n"
    if any(name == "Content-Type" for name, _ in letter.stanza.verbatim):
        return [], _crlf(body)
    plain = body.isascii() and all(len(line) <= _LONGEST_LINE for line in body.split(b"\n"))
    charset, encoding = ("us-ascii", "7bit") if plain else ("utf-8", "quoted-printable")
    described = [
        ("Content-Type", f'text/plain; charset="{charset}"'),
        ("Content-Transfer-Encoding", encoding),
    ]
    return described, _crlf(body if plain else quopri.encodestring(body))


def _crlf(body: bytes) -> bytes:
    return body.replace(b"\n", b"\r\n")
