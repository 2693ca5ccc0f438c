"""A server's own certificate, known by its hash: that one and no other (row 64)."""

import hashlib
import ssl
from pathlib import Path

import pytest

from helpers.certificates import Authority
from helpers.maildir import MailboxOnDisk
from helpers.scripted_imap import ScriptedImap
from imap.logins import Word, session_at
from kith.imap.errors import LineNotSafe

SECRET = Word("correct horse")


def fingerprint(certificate: Path) -> str:
    return "sha256:" + hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text())).hexdigest()


def spelt_by_openssl(told: str) -> str:
    digits = told.removeprefix("sha256:").upper()
    return "SHA256:" + ":".join(digits[place : place + 2] for place in range(0, 64, 2))


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_dovecot_with_a_certificate_nobody_vouches_for_is_known_by_its_hash(
    security: str, mailbox: MailboxOnDisk
):
    """Row 64, D: no authority is named, and without the hash it is refused."""
    (certificate,) = (mailbox.server.folder / "tls").glob("server-*.pem")
    port = mailbox.tls_port if security == "tls" else mailbox.port
    more = {"security": security, "port": port}
    for told in (fingerprint(certificate), spelt_by_openssl(fingerprint(certificate))):
        with session_at(mailbox, tls_fingerprint=told, **more) as session:
            assert session.client.socket().cipher()
    with pytest.raises(LineNotSafe), session_at(mailbox, **more):
        pass


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("kind", ["self-signed", "wrong name", "expired"])
def test_whose_it_says_it_is_does_not_count(security: str, kind: str, authority: Authority):
    """Row 64: Proton Mail Bridge names another host and signs for itself."""
    certificate = {
        "self-signed": authority.issue(self_signed=True),
        "wrong name": authority.issue(("bridge.example",)),
        "expired": authority.issue(expired=True),
    }[kind]
    with (
        ScriptedImap(certificate=certificate, implicit_tls=security == "tls") as server,
        session_at(
            server, SECRET, security=security, tls_fingerprint=fingerprint(certificate.cert_file)
        ) as session,
    ):
        session.command("NOOP")
    assert b"AUTHENTICATE" in server.received


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_another_certificate_gets_no_login_however_well_signed(security: str, authority: Authority):
    """F1: it takes the place of the authorities, it is not added to them."""
    wanted, shown = authority.issue(), authority.issue()
    with (
        ScriptedImap(certificate=shown, implicit_tls=security == "tls") as server,
        pytest.raises(LineNotSafe, match=fingerprint(shown.cert_file)) as caught,
        session_at(
            server, SECRET, security=security, ca_file=authority.ca_file,
            tls_fingerprint=fingerprint(wanted.cert_file),
        ),
    ):  # fmt: skip
        pass
    assert "tls_fingerprint" in str(caught.value)
    assert b"AUTHENTICATE" not in server.received
    assert b"LOGIN" not in server.received
