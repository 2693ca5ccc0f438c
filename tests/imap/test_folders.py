"""Which folders there are and what each is taken for, with the reason."""

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import ScriptedImap
from imap.logins import LogIn, ServerWith, session_at
from kith.errors import AccountDown, FolderUnavailable
from kith.imap import fetch, lists
from kith.imap.folders import CONFIGURED, HIDDEN_ALL_MAIL, Folder, listing
from kith.imap.roles import by_name
from kith.model import Role


def roles(folders: tuple[Folder, ...]) -> dict[str, tuple[str, str]]:
    return {folder.name: (folder.role.value, folder.because) for folder in folders}


def test_a_marked_mailbox_is_understood_in_one_round_trip(mailbox: MailboxOnDisk, log_in: LogIn):
    """Rows 39 and 50: one LIST tells names, roles and counts, however many folders there are."""
    mailbox.folder("Gesendete Objekte", r"\Sent")
    mailbox.folder("Entwürfe", r"\Drafts")
    mailbox.folder("Ablage", r"\Archive")
    for number in range(60):
        mailbox.folder(f"Projekte/{number}")
    mailbox.deliver(b"From: ada@example.org\r\n\r\n")
    session = log_in(mailbox)
    folders = listing(session)
    assert session.client._imap.tagnum == len(("login", "ID", "NAMESPACE", "LIST"))
    told = roles(folders)
    assert told["INBOX"] == ("inbox", "INBOX")
    assert told["Gesendete Objekte"] == ("sent", r"special-use \Sent")
    assert told["Entwürfe"] == ("drafts", r"special-use \Drafts")
    assert told["Ablage"] == ("archive", r"special-use \Archive")
    assert told["Projekte/7"] == ("normal", "")
    assert "Projekte" not in told, "row 41: it exists only as a level"
    assert (folders[0].name, folders[0].messages, folders[0].uidnext) == ("INBOX", 1, 2)
    assert all(folder.uidvalidity for folder in folders)


def test_unmarked_folders_are_known_by_their_name(dovecot_with: ServerWith):
    """Rows 18 and 39: as on Exchange, which marks nothing."""
    server = dovecot_with(special_use=False, capability="IMAP4rev1 CHILDREN NAMESPACE")
    mailbox = server.add_user()
    for name in ("Gesendete Objekte", "Entwürfe", "Papierkorb", "Junk-E-Mail", "Kalender", "Freunde"):
        mailbox.folder(name, r"\Sent")
    mailbox.folder("Papierkorb/Altes Projekt")
    with session_at(mailbox) as session:
        folders = listing(session)
    told = roles(folders)
    assert told == {
        "INBOX": ("inbox", "INBOX"),
        "Gesendete Objekte": ("sent", "name"),
        "Entwürfe": ("drafts", "name"),
        "Papierkorb": ("trash", "name"),
        "Papierkorb/Altes Projekt": ("trash", "inside Papierkorb"),
        "Junk-E-Mail": ("junk", "name"),
        "Kalender": ("ignored", "name"),
        "Freunde": ("normal", ""),
    }
    assert {folder.name for folder in folders if folder.uidnext} == {
        "INBOX", "Gesendete Objekte", "Freunde",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Sent Items", Role.SENT), ("SENT", Role.SENT), ("Sent Messages", Role.SENT),
        ("Gesendete Elemente", Role.SENT), ("Éléments envoyés", Role.SENT),
        ("E\u0301le\u0301ments envoye\u0301s", Role.SENT),
        ("Odeslaná pošta", Role.SENT), ("Elementy wysłane", Role.SENT), ("Elementos enviados", Role.SENT),
        ("Posta inviata", Role.SENT), ("Itens enviados", Role.SENT), ("Verzonden items", Role.SENT),
        ("Skickat", Role.SENT), ("Sendt post", Role.SENT), ("Отправленные", Role.SENT), ("送信済み", Role.SENT),
        ("已发送邮件", Role.SENT), ("보낸 메일함", Role.SENT), ("Elküldött elemek", Role.SENT),
        ("Lähetetyt", Role.SENT), ("Gönderilmiş Öğeler", Role.SENT), ("Απεσταλμένα", Role.SENT),
        ("Brouillons", Role.DRAFTS), ("Rascunhos", Role.DRAFTS), ("Черновики", Role.DRAFTS),
        ("Spam", Role.JUNK), ("Courrier indésirable", Role.JUNK), ("迷惑メール", Role.JUNK),
        ("Deleted Items", Role.TRASH), ("Corbeille", Role.TRASH), ("Koš", Role.TRASH), ("ゴミ箱", Role.TRASH),
        ("Sync Issues", Role.IGNORED), ("Aufgaben", Role.IGNORED), ("Outbox", Role.IGNORED),
        ("Sent to the printer", None), ("Friends", None), ("Archive", Role.ARCHIVE),
        ("Archiv", Role.ARCHIVE), ("Archive 2019", None), ("", None),
    ],
)  # fmt: skip
def test_a_name_counts_only_as_a_whole(name: str, role: Role | None):
    """Row 39."""
    assert by_name(name) is role


def test_what_the_user_says_goes_before_what_the_server_says(mailbox: MailboxOnDisk, log_in: LogIn):
    """Row 39."""
    mailbox.folder("Sent", r"\Sent")
    mailbox.folder("Mine/Outgoing letters")
    mailbox.folder("Notizen zu Ådne")
    mailbox.folder("Newsletters/Monday")
    wanted = {"sent": "Mine/Outgoing letters", "drafts": "Notizen zu A\u030adne", "ignore": ("Newsletters*",)}
    told = listing(log_in(mailbox, folders=wanted))
    assert roles(told)["Mine/Outgoing letters"] == ("sent", CONFIGURED)
    assert roles(told)["Notizen zu Ådne"] == ("drafts", CONFIGURED)
    assert roles(told)["Newsletters/Monday"] == ("ignored", CONFIGURED)
    assert [folder.name for folder in told if folder.role is Role.SENT] == ["Mine/Outgoing letters", "Sent"]


@pytest.mark.parametrize("capability", [None, "IMAP4rev1"])
def test_a_prefix_before_every_name_is_seen_through(capability: str | None, dovecot_with: ServerWith):
    """Row 43: Courier's `INBOX.` with and without NAMESPACE."""
    server = dovecot_with(prefix="INBOX.", separator=".", capability=capability)
    mailbox = server.add_user()
    for name in ("Sent", "Calendar", "Clients/Notes", "Deep/Drafts", "Letters"):
        mailbox.folder(name)
    with session_at(mailbox, folders={"ignore": ("Letters",)}) as session:
        told = roles(listing(session))
    assert told == {
        "INBOX": ("inbox", "INBOX"),
        "INBOX.Sent": ("sent", "name"),
        "INBOX.Calendar": ("ignored", "name"),
        "INBOX.Clients.Notes": ("normal", ""),
        "INBOX.Deep.Drafts": ("drafts", "name"),
        "INBOX.Letters": ("ignored", CONFIGURED),
    }


def test_other_peoples_folders_are_not_the_users(dovecot_with: ServerWith):
    """Row 45."""
    server = dovecot_with(shared=True)
    mailbox = server.add_user()
    mailbox.folder("Own")
    with session_at(mailbox) as session:
        assert session.foreign == (b"Public/",)
        assert set(roles(listing(session))) == {"INBOX", "Own"}


def test_the_longest_prefix_decides_whose_a_folder_is(scripted_imap: ScriptedImap, log_in: LogIn):
    """Row 45: Cyrus gives shared folders the empty prefix."""
    answer = b'* NAMESPACE (("INBOX." ".")) (("user." ".")) (("" "."))\r\n'
    scripted_imap.rules.append((rb"^NAMESPACE", answer))
    scripted_imap.folders = dict.fromkeys((b"INBOX", b"INBOX.Own", b"user.bob", b"bulletin"), b"")
    assert [folder.name for folder in listing(log_in(scripted_imap))] == ["INBOX", "INBOX.Own"]


def test_gmail_is_read_as_all_mail(scripted_imap: ScriptedImap, log_in: LogIn):
    """Row 46: by its mark, never by its name, which is in the user's language."""
    scripted_imap.capabilities += b" X-GM-EXT-1"
    scripted_imap.folders = {
        b"INBOX": b"", b"[Gmail]": rb"\HasChildren \NoSelect", b"Label": b"",
        b"[Gmail]/Alle Nachrichten": rb"\All \HasNoChildren", b"[Gmail]/Markiert": rb"\Flagged",
        b"[Gmail]/Wichtig": rb"\Important",
    }  # fmt: skip
    told = roles(listing(log_in(scripted_imap)))
    assert told["[Gmail]/Alle Nachrichten"] == ("all", r"special-use \All")
    assert told["[Gmail]/Markiert"][0] == told["[Gmail]/Wichtig"][0] == "ignored"
    assert "[Gmail]" not in told


def test_gmail_without_all_mail_says_which_switch_to_flip(scripted_imap: ScriptedImap, log_in: LogIn):
    """Row 46: INBOX and Sent are read, the labels would show the same messages again."""
    scripted_imap.capabilities += b" X-GM-EXT-1"
    scripted_imap.folders = {b"INBOX": b"", b"Label": b"", b"[Gmail]/Gesendet": rb"\Sent"}
    told = roles(listing(log_in(scripted_imap)))
    assert [role for role, _ in told.values()] == ["inbox", "sent", "ignored"]
    assert told["Label"][1] == HIDDEN_ALL_MAIL


def test_what_is_listed_and_holds_no_mail_is_left_out(scripted_imap: ScriptedImap, log_in: LogIn):
    """Row 41: in whatever letters the server writes it."""
    scripted_imap.folders = {
        b"INBOX": b"", b"A": rb"\NoSelect \HasChildren", b"B": rb"\NONEXISTENT", b"C": rb"\NonExistent \Subscribed",
    }  # fmt: skip
    assert [folder.name for folder in listing(log_in(scripted_imap))] == ["INBOX"]


@pytest.mark.parametrize("extended", [b"TAG BAD syntax error\r\n", b"TAG NO not here\r\n", b""])
def test_a_server_that_does_not_know_its_own_extensions_is_asked_simply(
    extended: bytes, scripted_imap: ScriptedImap, log_in: LogIn
):
    """Row 42: advertised, then refused, or answered with nothing."""
    scripted_imap.rules.append((rb"LIST .* RETURN", extended))
    scripted_imap.folders[b"Sent"] = b""
    folders = listing(log_in(scripted_imap))
    assert [(folder.name, folder.uidnext) for folder in folders] == [("INBOX", 4), ("Sent", 4)]
    assert scripted_imap.commands()[-2:] == [
        b'STATUS "INBOX" (MESSAGES UIDNEXT UIDVALIDITY)',
        b'STATUS "Sent" (MESSAGES UIDNEXT UIDVALIDITY)',
    ]


@pytest.mark.parametrize("answer", [b"TAG NO [UNAVAILABLE] later\r\n", b'* STATUS "INBOX" ()\r\n', b""])
def test_counts_that_are_not_told_are_unknown(answer: bytes, scripted_imap: ScriptedImap, log_in: LogIn):
    """Row 25, in the listing."""
    scripted_imap.capabilities = b"IMAP4rev1"
    scripted_imap.rules.append((rb"^STATUS", answer))
    (inbox,) = listing(log_in(scripted_imap))
    assert (inbox.uidvalidity, inbox.uidnext, inbox.messages) == (None, None, None)


def test_one_bad_name_loses_nothing_but_itself(scripted_imap: ScriptedImap, log_in: LogIn):
    """Rows 4 and 48: raw UTF-8, a bare `&`, Exchange's missing quote, a literal, a line that is no line."""
    scripted_imap.capabilities = b"IMAP4rev1"
    lines = [
        rb'* LIST (\HasNoChildren) "/" INBOX',
        b'* LIST () "/" "Gr\xc3\xbc\xc3\x9fe"', b'* LIST () "/" "Gr\xfc\xdfe"', b'* LIST () "/" "A&B"',
        b'* LIST () "/" Calendar"', b'* LIST () "/" "Sent Items', b"* LIST () NIL 2024", b'* LIST () "" "flat"',
        b'* LIST () "/" {6}\r\nli"ter', b"* LIST nonsense", b'* LIST () "/" {9}\r\nline\r\nend',
        rb'* LIST () "\\" "with \"quote\" \\ slash"', b'* LIST () "/" "Entw&APw-rfe" ("CHILDINFO" ("SUBSCRIBED"))',
        b'* LIST () "/" "' + b"x" * 9000 + b'"',
    ]  # fmt: skip
    scripted_imap.rules += [
        (rb'^LIST "" "\*"', b"\r\n".join(lines) + b"\r\n"),
        (rb"^STATUS", b""),
    ]
    folders = listing(log_in(scripted_imap))
    assert {folder.raw: folder.name for folder in folders} == {
        b"INBOX": "INBOX",
        b"Gr\xc3\xbc\xc3\x9fe": "Grüße",
        b"Gr\xfc\xdfe": "Grüße",
        b"A&B": "A&B",
        b"Calendar": "Calendar",
        b"Sent Items": "Sent Items",
        b"2024": "2024",
        b"flat": "flat",
        b'li"ter': 'li"ter',
        rb'with "quote" \ slash': r'with "quote" \ slash',
        b"Entw&APw-rfe": "Entwürfe",
    }


@pytest.mark.parametrize("raw", [b"A&B", b"Gr\xc3\xbc\xc3\x9fe", b'li"ter', b"back\\slash", b"Entw&APw-rfe"])
def test_a_folder_is_opened_by_the_bytes_it_was_listed_with(
    raw: bytes, scripted_imap: ScriptedImap, log_in: LogIn
):
    """Row 48: decoding and encoding again would ask for another folder."""
    quoted = raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    scripted_imap.folders = {quoted: b""}
    session = log_in(scripted_imap)
    (folder,) = listing(session)
    assert folder.raw == raw
    fetch.examine(session, folder)
    assert scripted_imap.commands()[-1] == b'EXAMINE "' + quoted + b'"'


def test_a_folder_that_was_renamed_is_unavailable_and_found_under_its_new_name(
    mailbox: MailboxOnDisk, log_in: LogIn
):
    """Row 49."""
    mailbox.deliver(b"From: ada@example.org\r\n\r\n", "Old name")
    session = log_in(mailbox)
    old = next(folder for folder in listing(session) if folder.name == "Old name")
    mailbox.rename("Old name", "New name")
    with pytest.raises(FolderUnavailable, match="Old name"):
        fetch.examine(session, old)
    later = log_in(mailbox)
    new = next(folder for folder in listing(later) if folder.name == "New name")
    assert new.uidvalidity == old.uidvalidity
    assert fetch.examine(later, new).uidnext == 2


def test_a_listing_refused_altogether_is_the_accounts_trouble(scripted_imap: ScriptedImap, log_in: LogIn):
    scripted_imap.rules.append((rb'LIST "" "\*"', b"TAG NO [SERVERBUG] oh\r\n"))
    with pytest.raises(AccountDown, match="oh"):
        listing(log_in(scripted_imap))


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"&ZeVnLIqe-", "日本語"), (b"&-", "&"), (b"Tom &- Jerry", "Tom & Jerry"), (b"&AAo-x", "&AAo-x"),
        (b"&2AA-", "&2AA-"), (b"broken &ZeV", "broken &ZeV"), (b"\xff\xfe", "ÿþ"),
    ],
)  # fmt: skip
def test_a_name_is_shown_as_what_it_most_likely_is(raw: bytes, name: str):
    """Row 4: what cannot be read is shown as it stands; a control character never is."""
    assert lists.display_name(raw) == name
