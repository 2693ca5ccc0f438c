"""Access tokens as a provider with a key pair signs them: JWT by RS256 (RFC 7518 section 3.3)."""

import base64
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from helpers.maildir import MailboxOnDisk
from kith.clock import SystemClock, unix


def signed(mailbox: MailboxOnDisk, key: rsa.RSAPrivateKey, key_id: str, seconds: int = 3600) -> str:
    """A token for the mailbox's user; Dovecot looks for the public key in a file named `key_id`."""
    now = unix(SystemClock().now())
    header = {"alg": "RS256", "typ": "JWT", "kid": key_id}
    claims = {
        "sub": mailbox.user,
        "email": mailbox.user,
        "iat": now - 60,
        "nbf": now - 60,
        "exp": now + seconds,
    }
    parts = [_base64url(json.dumps(part).encode()) for part in (header, claims)]
    signature = key.sign(b".".join(parts), padding.PKCS1v15(), hashes.SHA256())
    return b".".join([*parts, _base64url(signature)]).decode()


def _base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
