"""The sample mailbox behind a real IMAP server, read with the client kith reads with."""

import socket
import threading
from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from kith.jobs.sample_server import serve
from sample.reading import sample

USER, PASSWORD = "sam@okafor.example", "correct horse"
HEADER = "BODY.PEEK[HEADER.FIELDS (DATE FROM TO MESSAGE-ID)]<0.65536>"


@contextmanager
def client_of(address):
    with IMAPClient(*address, ssl=False, timeout=10) as client:
        client.login(USER, PASSWORD)
        client.normalise_times = False
        yield client


@pytest.fixture
def client():
    with serve(sample(), user=USER, password=PASSWORD) as address, client_of(address) as client:
        yield client


def by_folder(messages):
    folders = defaultdict(list)
    for message in messages:
        folders[message.folder].append(message)
    return folders


def test_every_message_is_served_whole_with_its_own_time_and_flags(client):
    for folder, expected in by_folder(sample()).items():
        client.select_folder(folder, readonly=True)
        served = client.fetch(client.search("ALL"), ["INTERNALDATE", "FLAGS", "BODY.PEEK[]"])
        found = [
            (m[b"INTERNALDATE"], frozenset(m[b"FLAGS"]), m[b"BODY[]"]) for _, m in sorted(served.items())
        ]
        assert found == [(m.at, m.flags, m.raw) for m in expected]


def test_folders_carry_the_names_their_roles_are_known_by(client):
    names = {name for _, _, name in client.list_folders()}
    assert names == {"INBOX", "Sent", "Archive", "Freunde", "Drafts", "Junk", "Trash"}


def test_a_status_tells_where_the_uids_end(client):
    status = client.folder_status("Sent", ["UIDNEXT", "UIDVALIDITY", "MESSAGES"])
    opened = client.select_folder("Sent", readonly=True)
    assert status[b"UIDNEXT"] == max(client.search("ALL")) + 1 == opened[b"UIDNEXT"]
    assert status[b"UIDVALIDITY"] == opened[b"UIDVALIDITY"] > 0
    assert status[b"MESSAGES"] == len(by_folder(sample())["Sent"])


def test_part_of_the_header_is_given_for_a_range_of_uids(client):
    client.select_folder("Junk", readonly=True)
    (uid,) = client.search("ALL")
    answer = client.fetch([uid], [HEADER])[uid]
    header = answer[b"BODY[HEADER.FIELDS (DATE FROM MESSAGE-ID TO)]<0>"]  # pymap sorts the names
    assert b"From: Karen Holm <winner@prizes.example>\r\n" in header
    assert b"Subject" not in header


def test_a_digest_can_be_placed_and_found_by_its_message_id(client):
    letter = b"From: kith <sam@okafor.example>\r\nMessage-ID: <2026w48@kith.example>\r\nSubject: 3 notes\r\n\r\nHi.\r\n"
    at = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    client.append("INBOX", letter, msg_time=at)
    client.select_folder("INBOX")
    (uid,) = client.search(["HEADER", "MESSAGE-ID", "<2026w48@kith.example>"])
    placed = client.fetch([uid], ["INTERNALDATE", "BODY.PEEK[]"])[uid]
    assert (placed[b"INTERNALDATE"], placed[b"BODY[]"]) == (at, letter)
    client.delete_messages([uid])
    client.expunge()
    assert client.search(["HEADER", "MESSAGE-ID", "<2026w48@kith.example>"]) == []


def test_another_password_is_refused():
    with (
        serve([], user=USER, password=PASSWORD) as address,
        IMAPClient(*address, ssl=False, timeout=10) as client,
    ):
        with pytest.raises(LoginError, match="AUTHENTICATIONFAILED"):
            client.login(USER, "wrong")
        client.login(USER, PASSWORD)
        assert [name for _, _, name in client.list_folders()] == ["INBOX"]


def test_two_servers_at_once_do_not_see_each_other():
    with (
        serve(sample(), user=USER, password=PASSWORD) as full,
        serve([], user=USER, password=PASSWORD) as empty,
        client_of(full) as here,
        client_of(empty) as there,
    ):
        assert full != empty
        assert here.folder_status("INBOX", ["MESSAGES"])[b"MESSAGES"] > 50
        assert there.folder_status("INBOX", ["MESSAGES"])[b"MESSAGES"] == 0


def test_nothing_is_left_behind_even_with_a_client_still_connected(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = threading.active_count()
    with serve(sample(), user=USER, password=PASSWORD) as address:
        lingering = IMAPClient(*address, ssl=False, timeout=10)
        lingering.login(USER, PASSWORD)
    assert threading.active_count() == before
    with pytest.raises(OSError):
        socket.create_connection(address, timeout=1)
    lingering.shutdown()
    assert list(tmp_path.iterdir()) == []


def test_an_error_within_the_demo_ends_the_server_and_is_passed_on():
    with pytest.raises(ZeroDivisionError), serve([], user=USER, password=PASSWORD):
        _ = 1 / 0
    assert not [thread for thread in threading.enumerate() if thread.name == "sample-imap"]


def test_a_mailbox_that_cannot_be_filled_is_an_error_of_the_start():
    with pytest.raises(AttributeError), serve(["no message"], user=USER, password=PASSWORD):
        pytest.fail("must not start")
