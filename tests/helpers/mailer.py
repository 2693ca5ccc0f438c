"""The user at their own mail program: what it does to the drafts in a folder, over IMAP."""

import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from imapclient import IMAPClient

from helpers.maildir import MailboxOnDisk


class Mailer:
    """A mail program with a folder open. Messages are named by their UIDs; without one all are meant."""

    def __init__(self, client: IMAPClient, folder: str) -> None:
        self.client, self.folder = client, folder
        client.select_folder(folder)

    def uids(self) -> list[int]:
        return sorted(self.client.search("ALL"))

    def mark(self, flag: bytes, *uids: int) -> None:
        self.client.add_flags(uids or self.uids(), [flag])

    def flags(self, uid: int) -> set[bytes]:
        return set(self.client.get_flags([uid])[uid]) - {b"\\Recent"}

    def delete(self, *uids: int) -> None:
        """Gone for good."""
        self.mark(b"\\Deleted", *uids)
        self.client.expunge()

    def raw(self, uid: int) -> bytes:
        found = self.client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
        assert isinstance(found, bytes)
        return found

    def save(self, raw: bytes) -> None:
        self.client.append(self.folder, raw, [b"\\Draft", b"\\Seen"])

    def edit(self, uid: int, **fields: str) -> EmailMessage:
        """The draft with another line in it, under a new Message-ID unless it is among `fields`."""
        message = email.message_from_bytes(self.raw(uid), policy=email.policy.SMTP)
        assert isinstance(message, EmailMessage)
        for name, value in {"Message-ID": "<edited@mailer.example>", **fields}.items():
            del message[name.replace("_", "-")]
            message[name.replace("_", "-")] = value
        message.set_content(message.get_content() + "PS: one line of my own.\n")
        return message

    def save_anew(self, uid: int, *, expunge: bool = False, **fields: str) -> None:
        r"""As Thunderbird does it: the edited draft is saved, the old one marked `\Deleted`, and not expunged."""
        self.save(self.edit(uid, **fields).as_bytes())
        self.delete(uid) if expunge else self.mark(b"\\Deleted", uid)


@contextmanager
def mailer(mailbox: MailboxOnDisk, folder: str = "Drafts") -> Iterator[Mailer]:
    with IMAPClient(mailbox.host, mailbox.port, ssl=False, timeout=10) as client:
        client.login(mailbox.user, mailbox.password)
        yield Mailer(client, folder)
