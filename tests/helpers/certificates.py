"""A throw-away certificate authority, so that TLS is tested with real handshakes.

Promises good certificates and three bad kinds: expired, for another name, self-signed. Nothing here is for
use outside a test: keys are small, short-lived and written without a passphrase.
"""

import datetime
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kith.clock import SystemClock

LOOPBACK = ("localhost", "127.0.0.1")
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Certificate:
    """A certificate and its key, as the two PEM files servers want."""

    cert_file: Path
    key_file: Path

    def server_context(self) -> ssl.SSLContext:
        """What a test's own TLS server wraps its sockets with."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.cert_file, self.key_file)
        return context


class Authority:
    """Signs certificates for loopback; `ca_file` is what a client has to trust."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ca_file = folder / "ca.pem"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("kith test authority")
        builder = _builder(self._name, self._name, self._key)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self._write(self.ca_file, builder.sign(self._key, hashes.SHA256()))

    def issue(
        self, names: tuple[str, ...] = LOOPBACK, *, expired: bool = False, self_signed: bool = False
    ) -> Certificate:
        """A server certificate for these host names and IP addresses."""
        stem = self.folder / f"server-{len(list(self.folder.iterdir()))}"
        key = ec.generate_private_key(ec.SECP256R1())
        issuer, signer = (_name(names[0]), key) if self_signed else (self._name, self._key)
        builder = _builder(_name(names[0]), issuer, key, age=30 if expired else 1, life=2 if expired else 10)
        builder = builder.add_extension(
            x509.SubjectAlternativeName([_alternative(n) for n in names]), critical=False
        )
        made = Certificate(stem.with_suffix(".pem"), stem.with_suffix(".key"))
        self._write(made.cert_file, builder.sign(signer, hashes.SHA256()))
        made.key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return made

    @staticmethod
    def _write(path: Path, certificate: x509.Certificate) -> None:
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, age: int = 1, life: int = 10
) -> x509.CertificateBuilder:
    born = SystemClock().now() - age * DAY
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(born)
        .not_valid_after(born + life * DAY)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
