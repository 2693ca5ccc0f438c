"""A mail is put away as the server can do it, and no other message is ever touched."""

from collections.abc import Callable

import pytest
from imapclient import IMAPClient

from helpers.dovecot import Dovecot
from helpers.maildir import MailboxOnDisk
from kith.deliver.putting_away import put_away
from kith.errors import FolderUnavailable

MINE = b"From: Sam <sam@example.org>\nMessage-ID: <mine.of.today@sam.example.org>\nSubject: kith\n\n1 done\n"
ID = "<mine.of.today@sam.example.org>"
OTHERS = (
    b"Message-ID: <mine.of.today@sam.example.org.evil.example>\nSubject: alike\n\nx\n",
    b"Message-ID: <another@example.net>\nSubject: deleted, not yet expunged\n\nx\n",
)


def filled(server: Dovecot) -> MailboxOnDisk:
    mailbox = server.add_user()
    mailbox.folder("Archive")
    mailbox.deliver(OTHERS[0], flags="")
    mailbox.deliver(MINE, flags="")
    mailbox.deliver(OTHERS[1], flags="T")
    return mailbox


def logged_in(mailbox: MailboxOnDisk) -> IMAPClient:
    client = IMAPClient(mailbox.host, mailbox.port, ssl=False)
    client.login(mailbox.user, mailbox.password)
    return client


@pytest.mark.parametrize("capability", [None, "IMAP4rev1 UIDPLUS"])
def test_it_is_moved_whole_and_read(dovecot_with: Callable[..., Dovecot], capability: str | None) -> None:
    mailbox = filled(dovecot_with(capability=capability))
    with logged_in(mailbox) as client:
        assert put_away(client, ID, {"sam@example.org"}, b"Archive")
        assert not put_away(client, ID, {"sam@example.org"}, b"Archive"), "it is not there any more"
    assert mailbox.messages("Archive") == [MINE]
    assert "S" in mailbox.flags("Archive")[0]
    assert mailbox.messages() == list(OTHERS)
    assert mailbox.flags() == ["", "T"]


def test_where_the_server_can_neither_move_nor_expunge_one_it_stays_and_is_read(
    dovecot_with: Callable[..., Dovecot],
) -> None:
    mailbox = filled(dovecot_with(capability="IMAP4rev1"))
    with logged_in(mailbox) as client:
        assert put_away(client, ID, {"sam@example.org"}, b"Archive")
    assert mailbox.messages("Archive") == []
    assert mailbox.messages() == [OTHERS[0], MINE, OTHERS[1]]
    assert mailbox.flags() == ["", "S", "T"]


def test_a_folder_that_is_gone_is_told_and_loses_nothing(dovecot: Dovecot) -> None:
    mailbox = filled(dovecot)
    with logged_in(mailbox) as client, pytest.raises(FolderUnavailable, match="does not let it be put away"):
        put_away(client, ID, {"sam@example.org"}, b"Nowhere")
    assert mailbox.messages() == [OTHERS[0], MINE, OTHERS[1]]


def test_a_strangers_letter_with_the_same_message_id_is_let_alone(dovecot: Dovecot) -> None:
    mailbox = dovecot.add_user()
    mailbox.folder("Archive")
    mailbox.deliver(MINE.replace(b"Sam <sam@example.org>", b"Eve <eve@evil.example>"), flags="")
    with logged_in(mailbox) as client:
        assert not put_away(client, ID, {"sam@example.org"}, b"Archive")
    assert mailbox.flags() == [""]
