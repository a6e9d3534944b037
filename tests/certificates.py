"""Keys with certificates for tests, made once in a process."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pair:
    """A private key and its certificate, PEM."""

    key: str
    certificate: str


@cache
def a_pair(name: str = "county", kind: str = "elliptic", valid_days: int = 3650) -> Pair:
    """Make one; `valid_days` below 0 makes one that is over. `kind`: elliptic, rsa or edwards."""
    made = {
        "elliptic": lambda: ec.generate_private_key(ec.SECP256R1()),
        "rsa": lambda: rsa.generate_private_key(65537, 2048),
        "edwards": ed25519.Ed25519PrivateKey.generate,
    }
    key = made[kind]()
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)  # noqa: TID251  # signxml holds certificates against the real clock
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - 5000 * _DAY)
        .not_valid_after(now + valid_days * _DAY)
        .sign(key, None if kind == "edwards" else hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return Pair(private, certificate.public_bytes(Encoding.PEM).decode())
