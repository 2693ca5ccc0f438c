"""What the scripted IMAP server says when the script says nothing: a well-behaved, small server.

Each function takes the conversation and returns the answer; `USUAL` is the table by verb.
"""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpers.scripted_imap import Answer, Conversation, ScriptedImap

CAPABILITIES = (
    b"IMAP4rev1 SASL-IR AUTH=PLAIN NAMESPACE ID LIST-EXTENDED LIST-STATUS SPECIAL-USE ESEARCH CHILDREN"
)
HEADER = b"From: Ada <ada@example.org>\r\nTo: sam@example.org\r\nSubject: hello\r\n\r\n"
ARRIVED = b"02-Nov-2026 09:30:00 +0000"


def usual_answer(conversation: "Conversation") -> "Answer":
    """What a well-behaved server with the mailbox of `server.headers` says."""
    verb = conversation.line.upper()
    for start, answer in USUAL.items():
        if verb.startswith(start):
            return answer(conversation)
    return b"TAG BAD unknown command\r\n"


def _capability(conversation: "Conversation") -> "Answer":
    extra = b" STARTTLS" if conversation.server.offers_starttls else b""
    return b"* CAPABILITY " + conversation.server.capabilities + extra + b"\r\n"


def _authenticate(conversation: "Conversation") -> "Answer":
    if len(conversation.line.split()) < 3:
        conversation.send(b"+ \r\n")
        conversation.read_line()
    return b"TAG OK logged in\r\n"


def _starttls(conversation: "Conversation") -> "Answer":
    if not conversation.server.offers_starttls:
        return b"TAG BAD no TLS here\r\n"
    conversation.send(b"TAG OK begin\r\n")
    conversation.server.start_tls(conversation)
    return lambda _: None


def _list(conversation: "Conversation") -> "Answer":
    server = conversation.server
    some = re.match(rb'LIST "" \(([^)]*)\)', conversation.line)
    wanted = re.findall(rb'"([^"]*)"', some[1]) if some else list(server.folders)
    listed = {name: flags for name, flags in server.folders.items() if name in wanted}
    answer = b"".join(b'* LIST (%s) "/" "%s"\r\n' % (flags, name) for name, flags in listed.items())
    if b"STATUS" in conversation.line:
        answer += b"".join(_status_line(server, name) for name in listed)
    return answer


def _status_line(server: "ScriptedImap", name: bytes) -> bytes:
    counts = (len(server.headers), max(server.headers, default=0) + 1, server.uidvalidity)
    return b'* STATUS "%s" (MESSAGES %d UIDNEXT %d UIDVALIDITY %d)\r\n' % (name, *counts)


def _status(conversation: "Conversation") -> "Answer":
    asked = re.match(rb'STATUS "?([^"]*?)"? \(', conversation.line, re.IGNORECASE)
    if asked and asked[1] not in conversation.server.folders:
        return b"TAG NO [NONEXISTENT] Unknown Mailbox\r\n"
    return _status_line(conversation.server, asked[1] if asked else b"INBOX")


def _examine(conversation: "Conversation") -> "Answer":
    server = conversation.server
    return (
        b"* FLAGS (\\Seen)\r\n* %d EXISTS\r\n* 0 RECENT\r\n"
        b"* OK [UIDVALIDITY %d] ok\r\n* OK [UIDNEXT %d] ok\r\n"
        b"TAG OK [READ-ONLY] done\r\n"
        % (len(server.headers), server.uidvalidity, max(server.headers, default=0) + 1)
    )


def fetch_line(
    uid: int,
    header: bytes,
    *,
    date: bytes = ARRIVED,
    key: bytes = b"BODY[HEADER.FIELDS (FROM)]<0>",
    more: bytes = b"",
) -> bytes:
    """One untagged FETCH answer, as a server spells it; `more` are further items, each with a blank behind it."""
    return b'* %d FETCH (%sUID %d INTERNALDATE "%s" FLAGS (\\Seen) RFC822.SIZE 321 %s {%d}\r\n%s)\r\n' % (
        uid, more, uid, date, key, len(header), header,
    )  # fmt: skip


def gmail_items(labels: bytes = b"") -> bytes:
    """What Gmail says of a message beside: its labels."""
    return b"X-GM-LABELS (%s) " % labels


def asked_uids(line: bytes, headers: Mapping[int, bytes]) -> list[int]:
    """Which of the mailbox's UIDs a UID FETCH or UID SEARCH UID asks for."""
    last = max(headers, default=0)
    wanted: set[int] = set()
    found = re.search(rb"UID (?:FETCH|SEARCH .*?UID) ([\d:*,]+)", line, re.IGNORECASE)
    for part in (found[1] if found else b"").replace(b"*", b"%d" % last).split(b","):
        low, _, high = part.partition(b":")
        ends = sorted((int(low or 0), int(high or low or 0)))
        wanted |= {uid for uid in headers if ends[0] <= uid <= ends[1]}
    return sorted(wanted)


def _uid_fetch(conversation: "Conversation") -> "Answer":
    headers = conversation.server.headers
    asked = asked_uids(conversation.line, headers)
    if b"BODY" not in conversation.line.upper():
        return b"".join(b"* %d FETCH (UID %d)\r\n" % (uid, uid) for uid in asked)
    key = b"BODY[]<0>" if b"BODY.PEEK[]" in conversation.line else b"BODY[HEADER.FIELDS (FROM)]<0>"
    gmail, labels = b"X-GM-LABELS" in conversation.line, conversation.server.labels
    return b"".join(
        fetch_line(uid, headers[uid], key=key, more=gmail_items(labels.get(uid, b"")) if gmail else b"")
        for uid in asked
    )


def _uid_search(conversation: "Conversation") -> "Answer":
    found = b" ".join(b"%d" % uid for uid in asked_uids(conversation.line, conversation.server.headers))
    if b"RETURN" not in conversation.line.upper():
        return b"* SEARCH " + found + b"\r\n"
    if b"(MAX)" in conversation.line.upper():
        most = b" MAX " + found.split()[-1] if found else b""
        return b'* ESEARCH (TAG "%s") UID%s\r\n' % (conversation.tag, most)
    return b'* ESEARCH (TAG "%s") UID%s\r\n' % (
        conversation.tag, b" ALL " + found.replace(b" ", b",") if found else b"",
    )  # fmt: skip


USUAL: dict[bytes, Callable[["Conversation"], "Answer"]] = {
    b"CAPABILITY": _capability,
    b"STARTTLS": _starttls,
    b"AUTHENTICATE": _authenticate,
    b"LOGIN": lambda _: b"TAG OK logged in\r\n",
    b"NAMESPACE": lambda _: b'* NAMESPACE (("" "/")) NIL NIL\r\n',
    b"ID (": lambda _: b'* ID ("name" "scripted")\r\n',
    b"NOOP": lambda _: b"",
    b"LIST": _list,
    b"STATUS": _status,
    b"EXAMINE": _examine,
    b"UID FETCH": _uid_fetch,
    b"UID SEARCH": _uid_search,
    b"LOGOUT": lambda _: b"* BYE see you\r\n",
}
