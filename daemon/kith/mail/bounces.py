"""Mail that came back: who could not be reached for good, by the report of a mail server (RFC 3464).

Promises: never raises, whatever the bytes; reads only what a program wrote for programs, the delivery-status part; a
delay is no failure. A report can be forged by anybody, so it names the message it returns, and whoever believes it has
to know that message as one of the user's own (threat C9 in docs/design.md).
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import Message

from kith.journal import clean
from kith.mail.ids import number_of
from kith.model import Address, Facts
from kith.people import authenticity
from kith.people.address import normalise
from kith.people.forms import no_reply

OCTETS = 65_536  # of a report that are looked at
MOST = 10  # recipients of one report
LONGEST = 120  # characters of what the server said
_REPORTERS = frozenset({"mailer-daemon", "postmaster", "maildaemon", "mailerdaemon", "mdaemon"})
_SERVERS = re.compile(r"daemon|post-?master|delivery|exchange", re.IGNORECASE)  # in a local part
_STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")  # RFC 3463 section 2
# RFC 3463 sections 3.2, 3.3, 3.5, with what the registry has added (5.1.10: RFC 7505; 5.4.310 is Exchange's).
_GONE = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4", "5.4.310"})
_PERHAPS = frozenset({"5.0.0", "5.1.0", "5.4.1", "5.4.0"})  # said of anything: there the words decide
_WHO = r"(?:user|recipient|mailbox|address|account|domain|host|person)"
_NOBODY = re.compile(
    rf"{_WHO}\b.{{0,40}}?\b(?:unknown|invalid|inactive|disabled|unrouteable|unavailable"
    r"|(?:not|n't) (?:exist|found|known|listed))"
    rf"|(?:unknown|no such|invalid|unrouteable) (?:local |email )?{_WHO}|no mailbox",
    re.IGNORECASE,
)
_SENDERS = re.compile(
    r"\b(?:sender|helo|ehlo|reverse|ptr|dns|limit|rate|relay\w*|spam|blocked|blacklist|policy)\b",
    re.IGNORECASE,
)
_FULL = re.compile(r"quota|\bfull\b|storage|exceed|too many|try again|temporar", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)\S*", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"^message-id:\s*(<[^<>\s]{1,998}>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient who could not be reached. `returned`: the number of the message (`kith.mail.ids`)."""

    address: str
    status: str  # "5.1.1"
    because: str  # in the server's words, cleaned; "" where it said nothing
    returned: int


def is_report(facts: Facts) -> bool:
    """Whether a message may be a report of this kind, by its header: its text is worth a look."""
    kind = facts.fields.get("content-type", "").lower()
    if authenticity.forged(facts):
        return False
    if kind.startswith("multipart/report"):
        return "disposition-notification" not in kind and all(map(_is_server, facts.senders))
    return any(one.spec.partition("@")[0] in _REPORTERS for one in facts.senders)


def _is_server(sender: Address) -> bool:
    """Whether a mail server writes under this address. Another recipient of the same letter knows its Message-ID, but
    has to write as somebody."""
    return bool(_SERVERS.search(sender.spec.partition("@")[0]) or no_reply(sender.spec))


def failures(raw: bytes) -> tuple[Failure, ...]:
    """Whom a report says the returned message will never reach; none where it returns no message with an id.

    `raw` may be the beginning of the message only.
    """
    try:
        parts = list(email.message_from_bytes(raw[:OCTETS], policy=policy.compat32).walk())
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ()  # the parser's own mistakes on what no server writes
    returned = _returned(parts)
    if not returned:
        return ()
    found: dict[str, Failure] = {}
    for block in _blocks(parts):
        for address in _addresses(block):
            status, why = _status(block), _because(block)
            found.setdefault(address, Failure(address, status, why, number_of(returned)))
    return tuple(found.values())[:MOST]


def _blocks(parts: list[Message]) -> Iterator[Message]:
    """RFC 3464 section 2.3: the fields of one recipient, of those who failed for good.

    The parser makes a message of each block of fields, without a part's own header.
    """
    for part in parts:
        blocks = part.get_payload() if part.get_content_type() == "message/delivery-status" else ()
        for block in blocks if isinstance(blocks, list) else ():
            if isinstance(block, Message) and _for_good(block):
                yield block


def _for_good(block: Message) -> bool:
    """Whether there is nobody any more. A letter refused for what it is (spam, size, policy), and a full mailbox, say
    nothing about whom it was for; nor does what is wrong with the sender (5.1.7, 5.1.8)."""
    action, status = str(block.get("Action", "")).strip().lower(), _status(block)
    if not action.startswith("failed"):
        return False
    said = _because(block)
    codes = {status, *(code[0] for code in _STATUS.finditer(said))}
    if not codes <= _GONE | _PERHAPS or _SENDERS.search(said) or _FULL.search(said):
        return False
    return bool(codes & _GONE) or _NOBODY.search(said) is not None


def _addresses(block: Message) -> Iterator[str]:
    """Sections 2.3.1 and 2.3.2: as the user wrote it, and where it was forwarded to."""
    for name in ("Original-Recipient", "Final-Recipient"):
        _, _, text = str(block.get(name, "")).rpartition(";")
        if spec := normalise(text.strip().strip("<>")):
            yield spec


def _status(block: Message) -> str:
    """Section 2.3.4; where it is missing or says nothing, the code in what the other server said; else 5.0.0."""
    for name in ("Status", "Diagnostic-Code"):
        if code := _STATUS.search(str(block.get(name, ""))):
            return code[0]
    return "5.0.0"


def _because(block: Message) -> str:
    _, _, said = str(block.get("Diagnostic-Code", "")).partition(";")
    return clean(_LINK.sub("", " ".join(said.split())), LONGEST)


def _returned(parts: list[Message]) -> str:
    """The Message-ID of what comes back: of the first part that is a message, or the header of one (RFC 3462)."""
    for part in parts:
        content = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(content, list) and content:
            text = str(content[0].get("Message-ID", "")) if isinstance(content[0], Message) else ""
            found = _MESSAGE_ID.match(f"Message-ID: {text.strip()}")
        elif part.get_content_type() == "text/rfc822-headers" and isinstance(content, str):
            found = _MESSAGE_ID.search(content.replace("\r\n", "\n"))
        else:
            continue
        return found[1] if found else ""
    return ""
