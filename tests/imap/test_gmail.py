"""Gmail's own ways, and what other servers offer like it: labels, All Mail."""

import pytest

from helpers.scripted_imap import ScriptedImap
from imap.logins import INBOX, LogIn
from kith.errors import Throttled
from kith.imap import bulk, fetch
from kith.imap.folders import HIDDEN_ALL_MAIL, advice, listing
from kith.imap.session import Session
from kith.model import Role

GMAIL = b"IMAP4rev1 ESEARCH NAMESPACE ID X-GM-EXT-1 SPECIAL-USE CHILDREN"


@pytest.fixture
def gmail(scripted_imap: ScriptedImap) -> ScriptedImap:
    scripted_imap.capabilities = GMAIL
    scripted_imap.folders = {b"INBOX": b"", b"[Gmail]/Alle Nachrichten": rb"\All"}
    return scripted_imap


def read(session: Session) -> list[fetch.Fetched]:
    """The messages 1 to 9 by both ways, which must agree."""
    fetch.examine(session, INBOX)
    ((_, window),) = bulk.windows(session, [(1, 9)])
    assert window == fetch.window(session, 1, 9)
    return list(window.messages)


@pytest.mark.parametrize(
    ("labels", "meaning", "no_mail"),
    [
        (rb'"\\Inbox" "\\Important" Work', {rb"\Inbox", rb"\Important", b"Work"}, ""),
        (rb'"\\Draft"', {rb"\Draft"}, "draft"), (rb'Work "\\Trash"', {b"Work", rb"\Trash"}, "trash"),
        (rb'"\\Spam"', {rb"\Spam"}, "spam"), (rb'"\\Chats"', {rb"\Chats"}, "chat"), (rb"\\CHAT", {rb"\\CHAT"}, ""),
        (rb'"[Gmail]/Chats"', {b"[Gmail]/Chats"}, "chat"), (rb"\Draft", {rb"\Draft"}, "draft"),
        (rb'Draft "spam" Trash', {b"Draft", b"spam", b"Trash"}, ""), (b"", set(), ""),
        (rb'"a \"quoted\" one" 2024', {b'a "quoted" one', b"2024"}, ""),
        (b"{5}\r\na b\\c", {b"a b\\c"}, ""), (b'"\xc3\x9cber" &ANw-ber', {b"\xc3\x9cber", b"&ANw-ber"}, ""),
    ],
)  # fmt: skip
def test_a_message_comes_with_its_labels_and_what_is_no_mail_is_marked(
    labels: bytes, meaning: set[bytes], no_mail: str, gmail: ScriptedImap, log_in: LogIn
):
    """Rows 46 and 82: drafts, trash, spam and chats lie among the mail; a label of the user's own is none of them."""
    gmail.labels = {1: labels}
    first, *rest = read(log_in(gmail))
    assert (first.labels, first.no_mail) == (meaning, no_mail)
    assert [(message.labels, message.no_mail) for message in rest] == [(frozenset(), "")] * 2


def test_nothing_is_asked_that_is_not_offered(scripted_imap: ScriptedImap, log_in: LogIn):
    messages = read(log_in(scripted_imap))
    assert not [line for line in scripted_imap.commands() if b"X-GM" in line]
    assert {message.labels for message in messages} == {frozenset()}


def test_where_all_mail_is_hidden_the_switch_is_named(gmail: ScriptedImap, log_in: LogIn):
    """Row 46: also where no label of the user's own would show it."""
    session = log_in(gmail)
    assert advice(session, listing(session)) == ""
    gmail.folders = {b"INBOX": b"", b"[Gmail]/Gesendet": rb"\Sent"}
    assert advice(session, listing(session)) == HIDDEN_ALL_MAIL
    assert "Show in IMAP" in HIDDEN_ALL_MAIL


def test_another_server_needs_no_all_mail(scripted_imap: ScriptedImap, log_in: LogIn):
    session = log_in(scripted_imap)
    assert advice(session, listing(session)) == ""


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (b"TAG NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)\r\n", 3600),
        (b"TAG NO [THROTTLED] Account exceeded command or bandwidth limits\r\n", 3600),
        (b"TAG BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds\r\n", 92.415),
        (b"TAG BAD Request is throttled. Suggested Backoff Time: 99999999 milliseconds\r\n", 3600),
    ],
)
def test_a_throttling_answer_says_for_how_long(
    answer: bytes, seconds: float, gmail: ScriptedImap, log_in: LogIn
):
    """Rows 54 and 55."""
    gmail.rules.append((rb"^UID FETCH", answer))
    session = log_in(gmail)
    fetch.examine(session, INBOX)
    with pytest.raises(Throttled) as caught:
        list(bulk.windows(session, [(1, 9)]))
    assert caught.value.seconds == seconds


def test_the_trash_is_known_and_not_counted(scripted_imap: ScriptedImap, log_in: LogIn):
    """Row 47: what was thrown away is no contact, so nobody needs to know how much there is."""
    scripted_imap.capabilities = b"IMAP4rev1"
    scripted_imap.folders = {b"INBOX": b"", b"Papierkorb": b"", b"Spam": b""}
    told = {folder.role: folder.uidnext for folder in listing(log_in(scripted_imap))}
    assert told == {Role.INBOX: 4, Role.TRASH: None, Role.JUNK: None}
