"""Whether a draft in a folder is still the very one that was put there.

Two proofs are taken. The bytes are the same, but for line ends: that is what most servers keep. Or the same is to be
read in it: Exchange and others write a message anew from their own database, with fields of their own, another
encoding of the text, another order. Compared are the fields a writer can change (from, to, Cc, Bcc, Reply-To, subject,
what it answers), the Message-ID, and the text, blanks at the ends of lines and empty lines at its end left out.
Anything that a person does to a draft makes it another: a word, a name, somebody in Cc, an attachment or a text in HTML
beside (either is a second part). Fields of servers, and those that say how the text is encoded, are nobody's words.

Promises to call a draft changed where it is in doubt: then it is the user's, and stays.
"""

import email
import hashlib
import re
from email.message import Message

from kith.mail.headers import addresses, fields, unquote_words

LONGEST = 256 * 1024  # bytes of a draft that are looked at; kith's own have a few thousand
_LONGEST_HEADER = 32 * 1024
_ADDRESSED = ("from", "to", "cc", "bcc", "reply-to")
_TEXTS = ("message-id", "subject", "in-reply-to")
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")


def digest(content: bytes) -> bytes:
    """The SHA-256 of a message, whatever its line ends."""
    return hashlib.sha256(_with_line_ends(content)).digest()


def meaning(content: bytes) -> bytes:
    """The SHA-256 of what is to be read in a draft; b"" where it is not one plain text, or too long to be kith's."""
    header = _EMPTY_LINE.split(content, maxsplit=1)[0]
    if len(content) >= LONGEST or len(header) > _LONGEST_HEADER:
        return b""
    message = email.message_from_bytes(content)
    text = _only_text(message)
    if text is None:
        return b""
    found = fields(header + b"\n")
    told = [" ".join(unquote_words(found.get(name, "")).split()) for name in _TEXTS]
    for name in _ADDRESSED:
        told += [name, *(f"{one.spec} {one.name}" for one in addresses(found.get(name, "")))]
    return hashlib.sha256("\0".join((*told, text)).encode("utf-8", "surrogatepass")).digest()


def same(found: bytes, message_id: str, sha256: bytes, meant: bytes) -> bool:
    """Whether what was found is the draft with this Message-ID and these fingerprints. `meant` may be b""."""
    header = fields(_EMPTY_LINE.split(found, maxsplit=1)[0] + b"\n")
    if len(found) >= LONGEST or header.get("message-id", "") != message_id:
        return False
    return digest(found) == sha256 or (bool(meant) and meaning(found) == meant)


def _only_text(message: "Message[str, str]") -> str | None:
    """The text of a message that is nothing else, as it is read; None for any other."""
    if message.get_content_type() != "text/plain" or message.is_multipart():
        return None
    if message.get_content_disposition() == "attachment" or message.get_filename():
        return None
    raw = message.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return None
    try:
        text = raw.decode(message.get_content_charset("utf-8"))
    except (LookupError, ValueError):  # no such charset, or not in it
        return None
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip()


def _with_line_ends(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
