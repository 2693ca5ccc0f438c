"""One message's header bytes to `Facts`. Any bytes give facts; what cannot be read is empty."""

import re
from datetime import datetime

from kith.mail import dates
from kith.mail.headers import Fields, addresses, fields, one_line, unquote_words
from kith.mail.ids import distinctive, identity, number_of
from kith.model import Facts

# Fields of the reading list that are kept as text because judging looks at them.
JUDGED = frozenset(
    (
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
)
LONGEST_SUBJECT = 500  # characters
_ID = re.compile(r"<[^<>\s]+>")
_PLAIN_ID = re.compile(r"<[!-;=?-~]+>")


def read(header: bytes, arrived: datetime | None, size: int, now: datetime) -> Facts:
    """The facts of one message.

    `header` is its header block or a part of it; `arrived` its INTERNALDATE (aware) or None; `size` its RFC822.SIZE
    in octets; `now` (aware, UTC) bounds the date. Never raises on bad mail.
    """
    found = fields(header)
    message_id, stated = _message_id(found), dates.stated(found.get("date", ""))
    return Facts(
        identity=identity(_number(found, message_id, size), 0 if stated is None else stated // 86_400),
        message_id=message_id,
        at=dates.written(stated, arrived, now),
        senders=addresses(found.get("from", "")),
        to=addresses(found.get("to", "")),
        cc=addresses(found["cc"]) if "cc" in found else (),
        bcc=addresses(found["bcc"]) if "bcc" in found else (),
        delivered_to=addresses(_delivered_to(found)),
        subject=one_line(unquote_words(found.get("subject", "")))[:LONGEST_SUBJECT],
        in_reply_to=_reference(found["in-reply-to"]) if "in-reply-to" in found else "",
        fields={name: value for name, value in found.items() if name in JUDGED},
    )


def _delivered_to(found: Fields) -> str:
    last, original = found.get("delivered-to", ""), found.get("x-original-to", "")
    return f"{last}\n{original}" if original else last


def _reference(value: str) -> str:
    match = _ID.search(value)
    return match[0] if match else ""


def _message_id(found: Fields) -> str:
    """Outlook rewrites the Message-ID on sending and keeps the first one aside; the two copies are one message."""
    for name in ("x-microsoft-original-message-id", "message-id"):
        if name not in found:
            continue
        if _PLAIN_ID.fullmatch(found[name]):
            return found[name]
        value = one_line(found[name])
        if value.strip("<> "):
            return _reference(value) or value[:LONGEST_SUBJECT]
    return ""


def _number(found: Fields, message_id: str, size: int) -> int:
    """The number of a message: that of its Message-ID, unless others may well have the same one (`<0@localhost>`).

    Then what else all of its copies share tells it apart; without any Message-ID its size does as well. An answer to
    such a message names the Message-ID alone, and so finds none: better no thread than somebody else's.
    """
    if distinctive(message_id):
        return number_of(message_id)
    topmost = [found.get(name, "").partition("\n")[0] for name in ("from", "date", "to", "subject")]
    return number_of("\0".join([*topmost, message_id or str(size)]))
