"""One message's header bytes to `Facts`. Any bytes give facts; what cannot be read is empty."""

import re
from datetime import datetime

from kith.clock import unix
from kith.mail import dates
from kith.mail.headers import Fields, addresses, fields, unquote_words
from kith.mail.ids import number_of
from kith.model import Facts

# Fields of the reading list that are kept as text because judging looks at them.
JUDGED = (
    "authentication-results",
    "auto-submitted",
    "content-type",
    "errors-to",
    "feedback-id",
    "list-id",
    "list-post",
    "list-unsubscribe",
    "precedence",
    "return-path",
    "sender",
    "reply-to",
    "x-auto-response-suppress",
    "x-autoreply",
    "x-kith",
)
LONGEST_SUBJECT = 500  # characters
_ID = re.compile(r"<[^<>\s]+>")


def read(header: bytes, arrived: datetime | None, size: int, now: datetime) -> Facts:
    """The facts of one message.

    `header` is its header block or a part of it; `arrived` its INTERNALDATE (aware) or None; `size` its RFC822.SIZE
    in octets; `now` (aware, UTC) bounds the date. Never raises on bad mail.
    """
    found = fields(header)
    when = dates.written(_first(found, "date"), arrived, now)
    message_id = _message_id(found)
    return Facts(
        identity=_identity(found, message_id, size),
        message_id=message_id,
        at=None if when is None else unix(when),
        senders=addresses(found.get("from", [])),
        to=addresses(found.get("to", [])),
        cc=addresses(found.get("cc", [])),
        bcc=addresses(found.get("bcc", [])),
        delivered_to=addresses(found.get("delivered-to", []) + found.get("x-original-to", [])),
        subject=_line(unquote_words(_first(found, "subject")))[:LONGEST_SUBJECT],
        in_reply_to=_reference(_first(found, "in-reply-to")),
        fields={name: found[name][0] for name in JUDGED if name in found},
    )


def _first(found: Fields, name: str) -> str:
    values = found.get(name)
    return values[0] if values else ""


def _line(text: str) -> str:
    if text.isprintable():  # nearly all
        return " ".join(text.split())
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _reference(value: str) -> str:
    match = _ID.search(value)
    return match[0] if match else ""


def _message_id(found: Fields) -> str:
    """Outlook rewrites the Message-ID on sending and keeps the first one aside; the two copies are one message."""
    for name in ("x-microsoft-original-message-id", "message-id"):
        value = _line(_first(found, name))
        if value.strip("<> "):
            return _reference(value) or value[:LONGEST_SUBJECT]
    return ""


def _identity(found: Fields, message_id: str, size: int) -> int:
    """The same number for every copy of a message."""
    if message_id:
        return number_of(message_id)
    return number_of(
        "\0".join([*(_first(found, name) for name in ("from", "date", "to", "subject")), str(size)])
    )
