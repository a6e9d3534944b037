"""XML signatures by signxml: what a known certificate's key has signed, and our own."""

import re

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate
from lxml import etree
from signxml.algorithms import SignatureConstructionMethod, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from devices.keys import BadKeyFile
from hub.ports import BadSeal

_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
# Public keys only: with a shared secret anybody who knows the certificate could sign.
_METHODS = frozenset(
    {
        SignatureMethod.RSA_SHA256,
        SignatureMethod.RSA_SHA384,
        SignatureMethod.RSA_SHA512,
        SignatureMethod.ECDSA_SHA256,
        SignatureMethod.ECDSA_SHA384,
        SignatureMethod.ECDSA_SHA512,
    }
)
# The signature stands in the root and covers one thing, of which nothing else is read afterwards.
_EXPECTED = SignatureConfiguration(location="./", expect_references=1, signature_methods=_METHODS)
_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
# A stranger's signature may be wrong in every way that signxml, lxml and base64 can find.
_WRONG = (
    SignXMLException, UnsupportedAlgorithm, etree.LxmlError, ValueError, TypeError, KeyError, AttributeError,
)  # fmt: skip


def demand_certificates(pem: str, source: str) -> None:
    """See that there is a certificate at least, and none that is unreadable.

    Raises:
        BadKeyFile: the sentence names `source`.
    """
    found = _certificates(pem)
    if not found:
        raise BadKeyFile(f"{source} holds no certificate, expected PEM")
    for each in found:
        try:
            load_pem_x509_certificate(each.encode())
        except ValueError as error:
            raise BadKeyFile(f"{source} holds a certificate that cannot be read: {error}") from error


class XmlSeals:
    """Fulfils `hub.ports.Seals`.

    Args:
        key: PEM, RSA or elliptic, without a passphrase; "" signs nothing.
        certificate: PEM, for that key.

    Raises:
        BadKeyFile: the key cannot be read, or is not the certificate's.
    """

    def __init__(self, key: str = "", certificate: str = "") -> None:
        self._key = key
        self._certificate = certificate
        self._method = _method(key, certificate) if key else SignatureMethod.RSA_SHA256

    def opened(self, paper: bytes, certificates: str) -> bytes:
        """Try each certificate; the reason of the last stands for all."""
        if not _is_signed(paper):
            raise BadSeal("it bears no signature", is_missing=True)
        why = "there is no certificate to hold it against"
        for certificate in _certificates(certificates):
            try:
                found = XMLVerifier().verify(paper, x509_cert=certificate, expect_config=_EXPECTED)
            except _WRONG as error:
                why = str(error) or type(error).__name__
            else:
                assert isinstance(found, VerifyResult)  # noqa: S101  # one reference is demanded
                return found.signed_data
        raise BadSeal(why)

    def sealed(self, paper: bytes) -> bytes:
        """Sign the root as a whole."""
        if not self._key:
            return paper
        signer = XMLSigner(SignatureConstructionMethod.enveloped, self._method)
        signed = signer.sign(_parsed(paper), key=self._key, cert=self._certificate)
        return etree.tostring(signed, xml_declaration=True, encoding="UTF-8")


def _certificates(pem: str) -> list[str]:
    return _CERTIFICATE.findall(pem)


def _is_signed(paper: bytes) -> bool:
    try:
        return _parsed(paper).find(_SIGNATURE) is not None
    except etree.LxmlError as error:
        raise BadSeal(f"it is no XML: {error}") from error


def _parsed(paper: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(paper, parser)


def _method(key: str, certificate: str) -> SignatureMethod:
    try:
        private = load_pem_private_key(key.encode(), None)
        public = load_pem_x509_certificate(certificate.encode()).public_key()
    except (ValueError, TypeError) as error:
        raise BadKeyFile(f"the key for papers cannot be used: {error}") from error
    if private.public_key() != public:
        raise BadKeyFile("the key for papers is not that of its certificate")
    match private:
        case RSAPrivateKey():
            return SignatureMethod.RSA_SHA256
        case EllipticCurvePrivateKey():
            return SignatureMethod.ECDSA_SHA256
        case _:
            raise BadKeyFile("the key for papers is neither RSA nor elliptic")
