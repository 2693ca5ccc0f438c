"""What kith leans on in imaplib and imapclient beyond their documentation.

When one of these fails after an upgrade, the library has changed underneath `kith.imap.conversation`, `line`,
`flight` or `login`: read its release notes and those files before anything else.
"""

import imaplib
import inspect

import imapclient
import pytest
from imapclient import imap_utf7
from imapclient.response_parser import parse_response

from helpers.maildir import MailboxOnDisk
from imap.logins import session_at
from kith.imap.line import LINE_LIMIT, BoundedImap, Client, Line


def parameters(function: object) -> list[str]:
    return list(inspect.signature(function).parameters)  # type: ignore[arg-type]


def test_imapclient_is_the_series_that_was_read():
    """Row 11: 4.1.0 is the first whose TLS handshake heeds the connect timeout."""
    assert tuple(map(int, imapclient.__version__.split(".")[:2])) >= (4, 1)
    assert imapclient.__version__.startswith("4.")


def test_imapclient_makes_its_imaplib_in_one_place_that_can_be_replaced():
    assert parameters(imapclient.IMAPClient._create_IMAP4) == ["self"]
    source = inspect.getsource(imapclient.IMAPClient.__init__)
    assert "self._imap = self._create_IMAP4()" in source
    assert "self._imap.debug = 5" in source, "row 6: no longer hard-wired? then `debug = 0` in line.py can go"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("_create_socket", ["self", "timeout"]),
        ("read", ["self", "size"]),
        ("readline", ["self"]),
        ("_command", ["self", "name", "args"]),
        ("_get_tagged_response", ["self", "tag", "expect_bye"]),
        ("_get_response", ["self"]),
        ("_new_tag", ["self"]),
        ("open", ["self", "host", "port", "timeout"]),
        ("send", ["self", "data"]),
        ("_get_capabilities", ["self"]),
        ("_simple_command", ["self", "name", "args"]),
        ("shutdown", ["self"]),
    ],
)
def test_imaplib_still_has_the_parts_kith_calls_or_replaces(name: str, wanted: list[str]):
    assert parameters(getattr(imaplib.IMAP4, name)) == wanted


def test_imaplib_logs_in_by_the_steps_kith_takes():
    """`kith.imap.login` adds the response to the line; the rest is as it stands there."""
    source = inspect.getsource(imaplib.IMAP4.authenticate)
    assert "self.literal = _Authenticator(authobject).process" in source
    assert "self._simple_command('AUTHENTICATE', mech)" in source
    assert "self.state = 'AUTH'" in source
    assert "self._tls_established" in inspect.getsource(imaplib.IMAP4.starttls)


def test_imaplib_reads_every_byte_through_the_two_methods_that_are_bounded():
    for reader in (imaplib.IMAP4._get_response, imaplib.IMAP4._get_line):
        assert "self.read" in inspect.getsource(reader)
        assert "self.file.read" not in inspect.getsource(reader)


def test_an_open_line_has_the_attributes_kith_reads_and_sets(mailbox: MailboxOnDisk):
    line = Line()
    client = Client(lambda: BoundedImap(line, mailbox.host, mailbox.port, None, 5), tls=False, read_seconds=5)
    imap = client._imap
    try:
        assert imap.state == "NONAUTH"
        assert imap.is_readonly is False
        assert isinstance(imap.untagged_responses, dict)
        assert imap.debug == 0
        tag = imap._command("NOOP")
        kind, said = imap._get_tagged_response(tag)
        assert (kind, [type(part) for part in said]) == ("OK", [bytes])
    finally:
        client.logout()
        line.close()


def test_several_commands_may_be_under_way(mailbox: MailboxOnDisk):
    """What `kith.imap.flight` does: tags of its own, the buffered file read past imaplib, lines put back."""
    line = Line()
    client = Client(lambda: BoundedImap(line, mailbox.host, mailbox.port, None, 5), tls=False, read_seconds=5)
    imap = client._imap
    try:
        assert imap.file.raw is not None
        tags = imap.say(b"NOOP", b"CAPABILITY")
        assert [imap.tagged_commands[tag] for tag in tags] == [None, None]
        imap.unread(imap.file.readline())
        while None in [imap.tagged_commands[tag] for tag in tags]:
            imap._get_response()
        assert [imap.tagged_commands.pop(tag)[0] for tag in tags] == ["OK", "OK"]
        assert b"IMAP4rev1" in imap.untagged_responses["CAPABILITY"][0]
    finally:
        client.logout()
        line.close()


def test_lines_put_back_are_read_as_if_they_came_now(mailbox: MailboxOnDisk):
    line = Line()
    client = Client(lambda: BoundedImap(line, mailbox.host, mailbox.port, None, 5), tls=False, read_seconds=5)
    imap = client._imap
    try:
        imap.untagged_responses.clear()
        imap.unread(b"* 1 FETCH (A {3}\r\na\r\n B {2}\r\nxy)\r\n")
        imap._get_response()
        assert imap.untagged_responses == {"FETCH": [(b"1 (A {3}", b"a\r\n"), (b" B {2}", b"xy"), b")"]}
        imap.unread(b"* LIST " + b"x" * LINE_LIMIT + b"\r\n")
        with pytest.raises(imap.error, match="more than"):
            imap._get_response()
    finally:
        client.logout()
        line.close()


def test_a_range_is_more_than_imapclients_own_fetch_can_take(mailbox: MailboxOnDisk):
    """Row 1: the reason for `kith.imap.fetch`. When this fails, upstream has mended `fetch`."""
    mailbox.deliver(b"From: ada@example.org\r\n\r\n")
    with session_at(mailbox) as session:
        session.client.select_folder("INBOX", readonly=True)
        with pytest.raises(ValueError, match="invalid literal"):
            session.client.fetch("1:3", ["UID"])


def test_the_parser_gives_tuples_numbers_and_raw_literals():
    parts = [(b"1 (UID 7 FLAGS (\\Seen 12) BODY[HEADER.FIELDS (FROM)]<0> {3}", b"a\xffb"), b")"]
    assert parse_response(parts) == (
        1,
        (b"UID", 7, b"FLAGS", (b"\\Seen", 12), b"BODY[HEADER.FIELDS (FROM)]<0>", b"a\xffb"),
    )


def test_modified_utf7_goes_both_ways():
    assert imap_utf7.decode(b"Entw&APw-rfe") == "Entwürfe"
    assert imap_utf7.encode("Entwürfe") == b"Entw&APw-rfe"
