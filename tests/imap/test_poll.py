"""Is there news? In one round trip, on a session kept between looks and on a fresh one."""

import pytest

from helpers.imap_answers import HEADER
from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import ScriptedImap, once
from helpers.wire import Wire
from imap.logins import LogIn, ServerWith, Word, session_at
from kith.errors import AccountDown, FolderUnavailable, Throttled
from kith.imap import fetch
from kith.imap.folders import Folder, listing
from kith.imap.poll import Changes, Seen, changed
from kith.imap.session import Session
from kith.model import Role

LETTER = b"From: Ada <ada@example.org>\r\nTo: sam@example.org\r\n\r\nhi\r\n"
NOTHING = Changes({}, frozenset())
NAMES = ("Archive", "Entwürfe/Über Jöts", "Sent", 'A "quoted" name', "50%*")


def known_to(session: Session) -> dict[bytes, Seen]:
    """Every folder as the listing has it."""
    return {
        folder.raw: (folder.uidvalidity, folder.uidnext)
        for folder in listing(session)
        if folder.uidvalidity and folder.uidnext
    }


@pytest.mark.parametrize("capability", [None, "IMAP4rev1 ESEARCH", "IMAP4rev1"])
def test_news_are_found_on_a_session_that_is_kept(capability: str | None, dovecot_with: ServerWith):
    """Rows 26, 31, 50 and targets 5 and 6: with the folder that is open, with others, with none."""
    server = dovecot_with(capability=capability)
    mailbox = server.add_user()
    for name in NAMES:
        mailbox.deliver(LETTER, folder=name)
    with session_at(mailbox) as session:
        known = known_to(session)
        assert len(known) == len(NAMES) + 1
        assert changed(session, known) == changed(session, known) == NOTHING
        mailbox.deliver(LETTER)
        mailbox.deliver(LETTER)
        mailbox.deliver(LETTER, folder="Sent")
        validity = {name: seen[0] for name, seen in known.items()}
        news = {b"INBOX": (validity[b"INBOX"], 3), b"Sent": (validity[b"Sent"], 3)}
        assert changed(session, known) == changed(session, known) == Changes(news, frozenset())
        assert changed(session, known | news) == NOTHING
        assert [message.uid for message in fetch.window(session, 1, 2).messages] == [1, 2], "INBOX is open"
        sent = next(folder for folder in listing(session) if folder.name == "Sent")
        fetch.examine(session, sent)
        mailbox.deliver(LETTER)
        assert changed(session, known | news).news == {b"INBOX": (validity[b"INBOX"], 4)}


def test_a_look_with_nothing_new_is_one_flight_and_opens_nothing(mailbox: MailboxOnDisk, log_in: LogIn):
    """Target 5: whatever is asked leaves in one go, and INBOX is never counted by STATUS."""
    for name in NAMES:
        mailbox.deliver(LETTER, folder=name)
    with Wire(mailbox.host, mailbox.port) as wire:
        session = log_in(wire, Word(mailbox.password), user=mailbox.user)
        known = known_to(session)
        changed(session, known)
        before = len(wire.sent())
        assert changed(session, known) == NOTHING
        said = [line.split(b" ", 1)[1] for line in wire.sent()[before:].splitlines()]
    assert [line.split()[0] for line in said] == [b"NOOP", b"UID", b"LIST"]
    assert b"INBOX" not in b"".join(said)


def test_a_fresh_session_says_the_same(mailbox: MailboxOnDisk):
    with session_at(mailbox) as session:
        known = known_to(session)
    mailbox.deliver(LETTER)
    for _ in range(2):
        with session_at(mailbox) as session:
            assert changed(session, known).news == {b"INBOX": (known[b"INBOX"][0], 2)}


@pytest.mark.parametrize("capability", [None, "IMAP4rev1"])
def test_a_folder_that_is_gone_or_numbered_anew_is_told(capability: str | None, dovecot_with: ServerWith):
    """Rows 21 and 49."""
    server = dovecot_with(capability=capability)
    mailbox = server.add_user()
    for name in ("Passing", "Staying"):
        mailbox.deliver(LETTER, folder=name)
    with session_at(mailbox) as session:
        known = known_to(session)
    mailbox.rename("Passing", "Elsewhere")
    mailbox.bump_uidvalidity("Staying")
    with session_at(mailbox) as session:
        found = changed(session, known)
        assert found.gone == {b"Passing"}
        assert set(found.news) == {b"Staying"}
        assert found.news[b"Staying"] == known_to(session)[b"Staying"]


@pytest.fixture
def kept(scripted_imap: ScriptedImap, log_in: LogIn) -> Session:
    """A session at the scripted server that has looked once; its folders have three messages each."""
    scripted_imap.folders = {b"INBOX": b"", b"Sent": b"", b"Work": b""}
    session = log_in(scripted_imap)
    assert changed(session, KNOWN) == NOTHING
    scripted_imap.lines.clear()
    return session


KNOWN = {b"INBOX": (42, 4), b"Sent": (42, 4), b"Work": (42, 4)}


@pytest.mark.parametrize("capabilities", [b"IMAP4rev1 LIST-STATUS", b"IMAP4rev1"])
def test_without_a_counting_list_each_folder_is_counted(
    capabilities: bytes, scripted_imap: ScriptedImap, log_in: LogIn
):
    """Row 42 and performance, design 6: two flights then, and still nothing is opened."""
    scripted_imap.capabilities = capabilities
    scripted_imap.folders = dict.fromkeys(KNOWN, b"")
    session = log_in(scripted_imap)
    changed(session, KNOWN)
    scripted_imap.headers[9] = HEADER
    assert changed(session, KNOWN).news == dict.fromkeys(KNOWN, (42, 10))
    assert scripted_imap.commands()[-4:] == [
        b"NOOP", b"UID SEARCH UID 4:*", b'STATUS "Sent" (UIDNEXT UIDVALIDITY)', b'STATUS "Work" (UIDNEXT UIDVALIDITY)',
    ]  # fmt: skip


@pytest.mark.parametrize("answer", [b"TAG BAD syntax error\r\n", b"TAG NO not here\r\n", b""])
def test_a_list_that_is_not_understood_is_made_up_for(
    answer: bytes, kept: Session, scripted_imap: ScriptedImap
):
    """Row 42: and a refused one is not tried again."""
    scripted_imap.rules.append((rb"^LIST .* RETURN", answer))
    assert changed(kept, KNOWN) == changed(kept, KNOWN) == NOTHING
    lists = [line for line in scripted_imap.commands() if line.startswith(b"LIST")]
    assert len(lists) == (1 if answer else 2)


def test_news_told_to_an_earlier_command_are_not_lost(kept: Session, scripted_imap: ScriptedImap):
    """An EXISTS comes once: whoever relies on it in the next look waits for ever."""
    scripted_imap.headers[4] = HEADER
    scripted_imap.rules.append((rb"^CHECKIT|^CAPABILITY", b"* 4 EXISTS\r\n* CAPABILITY IMAP4rev1\r\n"))
    kept.command("CAPABILITY")
    assert changed(kept, KNOWN).news[b"INBOX"] == (42, 5)


def test_a_server_that_searches_before_it_looks_is_asked_again(kept: Session, scripted_imap: ScriptedImap):
    scripted_imap.rules += [
        (rb"^NOOP", b"* 4 EXISTS\r\n"),
        (rb"^UID SEARCH", once(b"* SEARCH 3\r\n", b"* SEARCH 4\r\n")),
        (rb"^STATUS|^LIST", b"TAG NO busy\r\n"),
    ]
    assert changed(kept, KNOWN).news == {b"INBOX": (42, 5), b"Sent": None, b"Work": None}


@pytest.mark.parametrize("answer", [b"* SEARCH 3\r\n", b"* ESEARCH UID MAX 3\r\n", b"* SEARCH\r\n", b""])
def test_the_last_message_is_no_news(answer: bytes, kept: Session, scripted_imap: ScriptedImap):
    """Row 26: `n:*` always holds the last one."""
    scripted_imap.rules.append((rb"^UID SEARCH", answer))
    assert changed(kept, KNOWN) == NOTHING


@pytest.mark.parametrize("refused", [rb"^NOOP", rb"^UID SEARCH"])
def test_a_folder_that_does_not_answer_while_open_is_opened_again(
    refused: bytes, kept: Session, scripted_imap: ScriptedImap
):
    """Rows 25 and 42: some call `n:*` of an empty folder a mistake."""
    scripted_imap.rules.append((refused, b"TAG BAD no\r\n"))
    scripted_imap.uidvalidity, scripted_imap.headers[7] = 43, HEADER
    assert changed(kept, KNOWN).news[b"INBOX"] == (43, 8)


def test_a_numbering_that_changes_under_an_open_folder_is_news(kept: Session, scripted_imap: ScriptedImap):
    """Row 21."""
    scripted_imap.rules.append((rb"^NOOP", b"* OK [UIDVALIDITY 50] anew\r\n"))
    assert changed(kept, KNOWN).news == {b"INBOX": (50, 4)}


@pytest.mark.parametrize("answer", [b'* STATUS "Work" ()\r\n', b"TAG NO [UNAVAILABLE] later\r\n", b""])
def test_a_folder_that_tells_no_number_is_worth_a_look(
    answer: bytes, kept: Session, scripted_imap: ScriptedImap
):
    """Row 25: it is not taken for unchanged, nor for gone."""
    scripted_imap.folders.pop(b"Work")
    scripted_imap.rules.append((rb'^STATUS "Work"', answer))
    assert changed(kept, KNOWN) == Changes({b"Work": None}, frozenset())


@pytest.mark.parametrize(
    "answer",
    [
        b"TAG NO [NONEXISTENT] x\r\n",
        b"TAG NO Mailbox doesn't exist: INBOX\r\n",
        b"TAG NO Folder not found.\r\n",
    ],
)
def test_even_the_open_folder_can_be_gone(answer: bytes, kept: Session, scripted_imap: ScriptedImap):
    """Row 49: the texts differ."""
    scripted_imap.rules += [(rb"^UID SEARCH", b"TAG NO gone\r\n"), (rb"^EXAMINE", answer)]
    assert changed(kept, KNOWN) == Changes({}, frozenset({b"INBOX"}))


def test_after_a_refused_opening_nothing_is_taken_for_open(kept: Session, scripted_imap: ScriptedImap):
    """RFC 9051 6.3.2: a refused EXAMINE leaves no folder open."""
    scripted_imap.rules.append((rb'^EXAMINE "Gone"', b"TAG NO no\r\n"))
    with pytest.raises(FolderUnavailable):
        fetch.examine(kept, Folder(b"Gone", "Gone", Role.NORMAL, None, None, None, ""))
    changed(kept, KNOWN)
    assert b'EXAMINE "INBOX"' in scripted_imap.commands()


def test_gmail_is_watched_by_its_all_mail(scripted_imap: ScriptedImap, log_in: LogIn):
    """Row 46: the first of the known folders where INBOX is not among them."""
    everything, trash = b"[Gmail]/Alle Nachrichten", b"[Gmail]/Papierkorb"
    scripted_imap.folders = {everything: rb"\All", trash: rb"\Trash"}
    session = log_in(scripted_imap)
    for _ in range(2):
        assert changed(session, {everything: (42, 4), trash: (42, 4)}) == NOTHING
    assert session.folder_raw == everything


def test_a_thousand_folders_go_into_lines_a_server_takes(scripted_imap: ScriptedImap, log_in: LogIn):
    """Row 50."""
    names = [b"Projects/%04d" % number for number in range(1000)]
    scripted_imap.folders = dict.fromkeys([b"INBOX", *names], b"")
    known = dict.fromkeys(scripted_imap.folders, (42, 4))
    session = log_in(scripted_imap)
    assert changed(session, known) == NOTHING
    scripted_imap.rules.append((rb"^LIST", b"TAG BAD too long\r\n"))
    assert changed(session, known) == NOTHING
    assert max(map(len, scripted_imap.lines)) < 8000


def test_a_look_that_meets_a_pause_or_a_broken_line_ends(kept: Session, scripted_imap: ScriptedImap):
    """Rows 52, 54 and 55."""
    scripted_imap.rules.append((rb"^LIST", b"TAG NO [THROTTLED] Too many\r\n"))
    with pytest.raises(Throttled):
        changed(kept, KNOWN)
    scripted_imap.rules.insert(0, (rb"^NOOP", b"* BYE shutting down\r\n"))
    with pytest.raises(AccountDown, match="shutting down"):
        changed(kept, KNOWN)


def test_nothing_known_is_no_question(scripted_imap: ScriptedImap, log_in: LogIn):
    session = log_in(scripted_imap)
    before = len(scripted_imap.lines)
    assert changed(session, {}) == NOTHING
    assert len(scripted_imap.lines) == before
