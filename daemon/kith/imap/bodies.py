"""The beginning of the text of single messages of the open folder, with the fields that say how to read it.

Promises that nothing changes in the mailbox (PEEK only), that no more is asked for than was wanted, and that a message
nobody can read costs that message. What is handed out is for reading at once: nothing here keeps it or logs it.
"""

import re
from collections.abc import Sequence

from kith.imap import answers
from kith.imap.answers import Items
from kith.imap.conversation import Part
from kith.imap.errors import Refused
from kith.imap.fetch import GONE, unavailable
from kith.imap.line import ANSWER_LIMIT
from kith.imap.session import Session

FIELDS = (
    "FROM TO CC BCC SUBJECT DATE MESSAGE-ID REFERENCES IN-REPLY-TO CONTENT-TYPE CONTENT-TRANSFER-ENCODING "
    "AUTO-SUBMITTED X-KITH REPLY-TO X-MICROSOFT-ORIGINAL-MESSAGE-ID"
)
HEADER_LIMIT = 16384  # bytes of these fields in one message
AT_ONCE = 50  # messages in one command
# The server repeats the list of fields in every key; of a header only that it is one matters.
_HEADER = re.compile(rb"BODY\[HEADER[^\]]*\](?:<\d+(?:\.\d+)?>)?(?= )", re.IGNORECASE)


def bodies(session: Session, uids: Sequence[int], octets: int, fields: str = FIELDS) -> dict[int, bytes]:
    """UID -> these header fields and the first `octets` bytes of the text, as bytes that parse as a message.

    What the server does not hand over is left out. Raises FolderUnavailable; AccountDown and its kinds.
    """
    found: dict[int, bytes] = {}
    for start in range(0, len(uids), AT_ONCE):
        found.update(_fetched(session, list(uids[start : start + AT_ONCE]), octets, fields))
    return found


def _fetched(session: Session, uids: list[int], octets: int, fields: str) -> dict[int, bytes]:
    """Of a set on which the server or the parser fails, halves are tried, down to the one message."""
    asked = ",".join(map(str, uids))
    items = f"(UID BODY.PEEK[HEADER.FIELDS ({fields})]<0.{HEADER_LIMIT}> BODY.PEEK[TEXT]<0.{octets}>)"
    room = ANSWER_LIMIT + len(uids) * (HEADER_LIMIT + octets + 2048)
    try:
        said = session.command("UID", "FETCH", asked, items, octets=room)
        return _read(said.get("FETCH", []), frozenset(uids), octets)
    except Refused as refusal:
        if refusal.code in GONE:
            raise unavailable(session, session.folder_name, refusal.words) from refusal
    except answers.UNPARSABLE:
        pass  # the halves show which message it is
    half = len(uids) // 2
    if not half:
        return {}
    return _fetched(session, uids[:half], octets, fields) | _fetched(session, uids[half:], octets, fields)


def _read(parts: list[Part], wanted: frozenset[int], octets: int) -> dict[int, bytes]:
    """Other clients' changes are told in between; a message may be told in two answers."""
    headers: dict[int, bytes] = {}
    texts: dict[int, bytes] = {}
    for uid, items in answers.items_by_uid([_shortened(part) for part in parts]):
        header, text = _item(items, b"BODY[HEADER"), _item(items, b"BODY[TEXT")
        if uid in wanted and header is not None:
            headers[uid] = header
        if uid in wanted and text is not None:
            texts[uid] = text
    return {
        uid: header.rstrip(b"\r\n") + b"\r\n\r\n" + texts.get(uid, b"")[:octets]
        for uid, header in headers.items()
    }


def _shortened(part: Part) -> Part:
    return (_HEADER.sub(b"BODY[HEADER]", part[0]), part[1]) if isinstance(part, tuple) else part


def _item(items: Items, name: bytes) -> bytes | None:
    """The text under a key of that beginning, whatever stands behind (`<0>` or not); an empty one may come as NIL."""
    for key, value in items.items():
        if key.startswith(name):
            return value if isinstance(value, bytes) else b""
    return None
