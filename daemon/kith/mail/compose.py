"""Finished RFC 5322 letters from kith to its user.

Promises: the same arguments give the same bytes; the header has the fields below and no others, whatever stands in
a name or a subject; nothing here raises for hostile text. There is no List-Post (Thunderbird would offer to answer
a list) and no List-Id: one reader is no list.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from kith.clock import instant
from kith.journal import clean
from kith.mail.threads import is_id, shortened
from kith.mail.words import text_of_html
from kith.people.address import normalise

_BREAKERS = frozenset({"Cc", "Cs", "Zl", "Zp"})  # what ends a header line somewhere, or cannot be encoded
_LONGEST_NAME, _LONGEST_SUBJECT = 60, 250
_NOBODY = "kith@localhost"


def compose(
    *,
    own_address: str,
    own_name: str,
    to: str,
    subject: str,
    text: str,
    html: str | None = None,
    message_id: str,
    as_of: int,
    kind: str = "digest",
    calendar: bytes = b"",
    answers: str = "",
    references: Sequence[str] = (),
) -> bytes:
    """A letter in CRLF lines, ASCII only unless an address itself is not: multipart/alternative, without `html` plain.

    `answers`: the Message-ID of the user's mail that it answers, `references` those before it (`kith.mail.threads`).

    With `calendar`, the UTF-8 of a calendar object, it is attached, and the letter is multipart/mixed.

    It comes from the user's own address under "NAME (kith)": plain "kith" would be stored by mail programs as the
    name of that address. `message_id` with its angle brackets; `as_of` in unix seconds becomes the Date, in UTC.
    Auto-Submitted (RFC 3834 section 5) keeps vacation robots silent; X-Kith, whose
    value is `kind`, lets kith know its own letters and what they carry (`kith.mail.carried`).
    """
    sender, recipient = normalise(own_address) or _NOBODY, normalise(to) or _NOBODY
    name = one_line(clean(own_name, _LONGEST_NAME), _LONGEST_NAME) or sender.partition("@")[0]
    letter = EmailMessage(policy=policy.SMTP.clone(utf8=not (sender + recipient).isascii()))
    letter["From"] = mailbox(f"{name} (kith)", sender)
    letter["To"] = mailbox("", recipient)
    letter["Subject"] = one_line(subject, _LONGEST_SUBJECT)
    letter["Date"] = format_datetime(instant(as_of))
    letter["Message-ID"] = message_id
    letter["Auto-Submitted"] = "auto-replied" if answers else "auto-generated"
    if is_id(answers):
        letter["In-Reply-To"] = answers
        letter["References"] = " ".join((*shortened(references), answers))
    letter["X-Kith"] = kind
    letter.set_content(sound(text), cte="quoted-printable")
    if html is not None:
        letter.add_alternative(sound(html), subtype="html", cte="quoted-printable")
        letter.set_boundary(_boundary(message_id))
    if calendar:
        _attach(letter, calendar)
        letter.set_boundary(_boundary(f"{message_id} and its calendar"))
    return _begun_on_their_line(letter.as_bytes())


def lines_of(letter: bytes) -> list[str]:
    """What a letter of `compose` says, line by line: its text part, then its HTML part as a mail program would quote
    it. Nothing for b""."""
    said = {
        part.get_content_type(): part.get_payload(decode=True) for part in message_from_bytes(letter).walk()
    }
    text, html = (
        part.decode("utf-8", "replace") if isinstance(part := said.get(kind), bytes) else ""
        for kind in ("text/plain", "text/html")
    )
    return text.splitlines() + text_of_html(html).splitlines()


def _begun_on_their_line(letter: bytes) -> bytes:
    """A subject that is a little too long for its line is moved to the next one as a whole by the standard library.

    RFC 5322 section 2.2.3 allows it, but some programs then show a blank before it, or an empty subject. So it begins
    where it belongs, in a line of 86 octets at most (section 2.1.1: up to 998).
    """
    head, gap, body = letter.partition(b"\r\n\r\n")
    return head.replace(b"\r\nSubject:\r\n ", b"\r\nSubject: ") + gap + body


def _attach(letter: EmailMessage, calendar: bytes) -> None:
    """RFC 6047 section 2.4: the method stands beside the type, and the bytes say it too."""
    letter.add_attachment(
        calendar.decode(),
        subtype="calendar",
        cte="quoted-printable",
        filename="notes.ics",
        params={"method": "PUBLISH"},
    )


def one_line(text: str, limit: int) -> str:
    """`text` without anything that could end a header line, at most `limit` characters.

    What looks like an encoded word (RFC 2047) loses its look: `EmailMessage` would send it as it is, and the reader's
    program would decode a line break out of it.
    """
    kept = "".join(" " if unicodedata.category(char) in _BREAKERS else char for char in text[: 2 * limit])
    kept = " ".join(kept.split()).replace("=?", "= ?")
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"


def mailbox(name: str, spec: str) -> Address:
    """One entry of an address field, from a name and an addr-spec in normal form."""
    # `addr_spec=` is parsed again and refuses addresses that exist ("c..hall@…"); the two halves are taken as they are.
    local, _, domain = spec.rpartition("@")
    return Address(name, username=local, domain=domain)


def sound(text: str) -> str:
    """Text that UTF-8 can carry, with `\\n` line ends: a lone surrogate would raise in the middle of a digest."""
    return "\n".join(text.encode(errors="replace").decode().splitlines()) + "\n"


def _boundary(message_id: str) -> str:
    """Never part of a body: quoted-printable writes every `=` as `=3D`, so no line holds `=_`."""
    return f"=_{hashlib.sha256(message_id.encode(errors='replace')).hexdigest()[:32]}"
