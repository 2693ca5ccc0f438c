"""The user's own letter to somebody, as it lies in the Drafts folder.

Promises that nothing in it says who prepared it: the fields below and no others, no X- field (neomutt sends those on to
the recipient), no Auto-Submitted, a Message-ID as mail programs make them; that the same arguments give the same bytes;
that nothing here raises for hostile text. No Bcc, no attachment: whoever opens it sees all of it.
"""

import hashlib
import hmac
from collections.abc import Sequence
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from kith.clock import instant
from kith.mail.compose import mailbox, one_line, sound
from kith.mail.threads import is_id, shortened
from kith.people.address import domain_of, normalise

_LONGEST_NAME, _LONGEST_SUBJECT = 100, 250


def draft_letter(
    *,
    own_address: str,
    own_name: str,
    to: str,
    to_name: str,
    subject: str,
    body: str,
    message_id: str,
    written_at: int,
    in_reply_to: str = "",
    references: Sequence[str] = (),
) -> bytes:
    """A text/plain message in UTF-8 and CRLF lines, none longer than 998 octets (RFC 5322 section 2.1.1).

    `written_at` in unix seconds becomes the Date, in UTC. `in_reply_to` is the Message-ID of the message it answers,
    `references` those before that one, oldest first; together they are References. What is no Message-ID is left out.
    Raises ValueError where one of the two addresses is none.
    """
    sender, recipient = normalise(own_address), normalise(to)
    if not sender or not recipient:
        raise ValueError("a draft needs the address of its writer and of its reader")
    letter = EmailMessage(policy=policy.SMTP.clone(utf8=not (sender + recipient).isascii()))
    letter["From"] = mailbox(_display_name(own_name), sender)
    letter["To"] = mailbox(_display_name(to_name), recipient)
    letter["Subject"] = one_line(subject, _LONGEST_SUBJECT)
    letter["Date"] = format_datetime(instant(written_at))
    letter["Message-ID"] = message_id
    letter.set_content(sound(body), cte="quoted-printable")
    header, empty, text = letter.as_bytes().partition(b"\r\n\r\n")
    return header + _thread(in_reply_to, references) + empty + text


def draft_id(secret: bytes, letter: str, address: str, own_address: str) -> str:
    """The Message-ID of the draft to `address` in the digest with the Message-ID `letter`.

    The same each time, so that one that was interrupted can be looked for; nobody without the store's secret can guess
    it, or tell it from the random UUID (RFC 9562 section 5.4) that other programs put there.
    """
    mac = hmac.digest(secret, f"draft {letter} {address}".encode("utf-8", "replace"), hashlib.sha256).hex()
    uuid = f"{mac[:8]}-{mac[8:12]}-4{mac[12:15]}-{'89ab'[int(mac[15], 16) % 4]}{mac[16:19]}-{mac[19:31]}"
    domain = domain_of(normalise(own_address))
    return f"<{uuid}@{domain if domain.isascii() and domain else 'localhost'}>"


def _display_name(name: str) -> str:
    """A name that holds an address is worse than none: the reader's eye would take it for the real one."""
    shown = one_line(name, _LONGEST_NAME)
    return "" if "@" in shown else shown


def _thread(in_reply_to: str, references: Sequence[str]) -> bytes:
    """In-Reply-To and References (RFC 5322 section 3.6.4), one id on a line.

    Written by hand: the library folds these fields as free text, and encodes an id that is longer than a line.
    """
    if not is_id(in_reply_to):
        return b""
    before = [one for one in references if is_id(one) and one != in_reply_to]
    chain = "\r\n ".join((*shortened(before), in_reply_to))
    return f"\r\nIn-Reply-To: {in_reply_to}\r\nReferences: {chain}".encode("ascii")
