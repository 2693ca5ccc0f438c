"""`kith check` and the servers: certificates, quota, rights, probes that come and go, letters by SMTP.

The words of each failure are in tests/checks (`helpers.checked`).
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.checked import by_smtp, checked, furnished, is_as_told, of, proven, untouched
from helpers.dovecot import Dovecot
from helpers.maildir import MailboxOnDisk
from helpers.smtp_sink import into_maildir
from helpers.world import World

ACL = "mail_plugins = acl\nplugin {\n  acl = vfile\n}"
QUOTA = "mail_plugins = quota\nplugin {\n  quota = maildir:User quota\n  quota_rule = *:bytes=10\n}"


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    return furnished(mailbox, tmp_path)


def test_an_expired_certificate(dovecot_with: Callable[..., Dovecot], tmp_path: Path) -> None:
    world = furnished(dovecot_with(expired=True).add_user(), tmp_path, "tls")
    is_as_told("an-expired-certificate", checked(world), world)


def test_a_certificate_that_ends_soon_is_a_warning_that_names_the_day(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """The test's own are good for ten days."""
    world = furnished(mailbox, tmp_path, "tls")
    is_as_told("a-certificate-that-ends-soon", checked(world), world)


def test_a_full_mailbox(dovecot_with: Callable[..., Dovecot], tmp_path: Path) -> None:
    world = furnished(dovecot_with(more=QUOTA).add_user(), tmp_path)
    is_as_told("a-full-mailbox", checked(world), world)


def test_a_mailbox_that_may_only_be_read(dovecot_with: Callable[..., Dovecot], tmp_path: Path) -> None:
    world = furnished(dovecot_with(more=ACL).add_user(), tmp_path)
    for folder in ("INBOX", "Drafts"):
        rights = world.mailbox.folder(folder) / "dovecot-acl"
        rights.write_text("owner lr\n")
        world.mailbox.server.own(rights)
    before = untouched(world)
    is_as_told("a-mailbox-that-may-only-be-read", checked(world), world)
    assert untouched(world) == before


def test_a_server_that_could_not_take_the_probe_out_again_gets_none(
    dovecot_with: Callable[..., Dovecot], tmp_path: Path
) -> None:
    world = furnished(dovecot_with(capability="IMAP4rev1").add_user(), tmp_path)
    before = untouched(world)
    is_as_told("a-server-without-uidplus", checked(world), world)
    assert untouched(world) == before


def test_a_probe_that_an_interrupted_check_has_left_is_taken_out_and_nothing_that_looks_like_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing but the store's own signature makes one: a stranger's letter stays, whatever its Message-ID."""
    with monkeypatch.context() as patch:
        patch.setattr("kith.deliver.probe.take_away", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            checked(world)
    (left,) = world.mailbox.messages("Drafts")
    forged = re.sub(rb"kith-check\.[0-9a-f]", b"kith-check.0", left, count=1)
    forged = forged if forged != left else left.replace(b"kith-check.0", b"kith-check.1", 1)
    world.mailbox.deliver(forged, "Drafts", flags="D")
    assert "one of an interrupted check" in of(checked(world), "draft").found.replace("1 of", "one of")
    assert world.mailbox.messages("Drafts") == [forged]


def _interrupted(*_: object) -> bool:
    raise KeyboardInterrupt


def test_what_others_have_marked_as_deleted_stays(world: World) -> None:
    world.mailbox.deliver(world.letter("sam@example.org", "tom@example.net", 1), "Drafts", flags="DT")
    world.mailbox.deliver(world.letter("tom@example.net", "sam@example.org", 1), "INBOX", flags="T")
    before = untouched(world)
    checked(world)
    assert untouched(world) == before


def test_a_tagged_address_is_proven_by_a_letter_that_arrives_and_goes(world: World) -> None:
    before = untouched(world)
    with by_smtp(world) as sink:
        found = checked(world)
    assert "a letter to sam+kith@example.org arrived in INBOX" in of(found, "tagged address").found
    assert [letter.recipients for letter in sink.letters] == [("sam+kith@example.org",)]
    assert untouched(world) == before
    assert proven(world) == ["sam+kith@example.org"]


class TheTaggedAddress(dict[str, str]):
    """A fault of the second address that the server is asked about: the first is the digest's."""

    asked = 0

    def get(self, step: str, usual: str = "") -> str:  # type: ignore[override]
        self.asked += step == "rcpt"
        return "550 5.1.1 no such user" if step == "rcpt" and self.asked > 1 else usual


def test_a_tagged_address_that_the_server_refuses_is_proven_no_longer(world: World) -> None:
    with by_smtp(world, faults=TheTaggedAddress()) as sink:
        with world.kith() as place, place.store.transaction():
            place.store.plus_addresses.proven("sam+kith@example.org", 1)
        found = checked(world)
        assert sink.letters == []
    is_as_told("a-tagged-address-that-is-refused", found, world)
    assert proven(world) == []


def test_an_address_that_the_server_takes_no_digest_for(world: World) -> None:
    with by_smtp(world, faults={"rcpt": "550 5.1.1 no such user"}):
        found = checked(world)
    is_as_told("a-digest-that-smtp-would-refuse", found, world)


def test_a_letter_that_is_lost_proves_nothing(world: World) -> None:
    with by_smtp(world, deliver_to=lambda letter: None):
        found = checked(world, wait=0)
    is_as_told("a-tagged-address-whose-letter-is-lost", found, world)
    assert proven(world) == []


def test_a_letter_in_junk_is_proof_and_a_warning(world: World) -> None:
    junk = world.mailbox.folder("Spam", "\\Junk")
    with by_smtp(world, deliver_to=into_maildir(junk)):
        found = checked(world)
    is_as_told("a-tagged-address-whose-letter-is-junk", found, world)
    assert proven(world) == ["sam+kith@example.org"]
    assert world.mailbox.messages("Spam") == []


def test_a_login_at_smtp_that_is_refused(world: World) -> None:
    with by_smtp(world, login=("sam", "right")):
        world.settings = world.settings.replace(
            "[smtp]", '[smtp]\nuser = "sam"\npassword_env = "MAIL_PASSWORD"'
        )
        found = checked(world)
    is_as_told("a-login-at-smtp-that-is-refused", found, world)
    assert found.findings.exit_code == 77
