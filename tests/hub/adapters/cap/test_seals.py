"""XML signatures: what a known key has signed is read, and nothing else."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.keys import BadKeyFile
from hub.adapters.cap.seals import XmlSeals, demand_certificates
from hub.domain.cap.papers import read
from hub.ports import BadSeal
from tests.certificates import Pair, a_pair
from tests.hub.domain.cap.papers_of import a_paper

COUNTY, STRANGER = a_pair(), a_pair("stranger")
SIGNED = XmlSeals(COUNTY.key, COUNTY.certificate).sealed(a_paper())


def opened(paper: bytes, *certificates: str) -> bytes:
    return XmlSeals().opened(paper, "\n".join(certificates or (COUNTY.certificate,)))


def refused(paper: bytes, *certificates: str) -> BadSeal:
    with pytest.raises(BadSeal) as found:
        opened(paper, *certificates)
    return found.value


@pytest.mark.parametrize("pair", [COUNTY, a_pair("province", "rsa")])
def test_what_a_key_signed_its_certificate_opens(pair: Pair) -> None:
    root = read(opened(XmlSeals(pair.key, pair.certificate).sealed(a_paper()), pair.certificate))
    assert root.first("identifier") == "warning-1"
    assert [each.name for each in root.children].count("Signature") == 0


def test_any_of_several_certificates_may_have_signed() -> None:
    assert opened(SIGNED, STRANGER.certificate, COUNTY.certificate)


def test_without_a_key_nothing_is_signed() -> None:
    assert XmlSeals().sealed(a_paper()) == a_paper()


def test_a_paper_without_a_signature_is_told_from_one_with_a_wrong_one() -> None:
    assert refused(a_paper()).is_missing
    assert not refused(SIGNED, STRANGER.certificate).is_missing


def test_an_altered_paper_is_refused() -> None:
    assert "Digest mismatch" in str(refused(SIGNED.replace(b">warning-1<", b">warning-2<")))


def test_the_key_that_comes_with_the_paper_proves_nothing() -> None:
    forged = XmlSeals(STRANGER.key, STRANGER.certificate).sealed(a_paper())
    assert STRANGER.certificate.splitlines()[1].encode() in forged
    assert refused(forged)


def test_a_paper_wrapped_around_a_signed_one_or_with_its_signature_is_refused() -> None:
    inner = SIGNED.partition(b"?>")[2].strip()
    assert refused(a_paper(identifier="evil", end=inner.decode()))
    signature = inner[inner.index(b"<ds:Signature") : inner.index(b"</alert>")].decode()
    assert refused(a_paper(identifier="evil", end=signature))


def test_a_certificate_that_is_over_opens_nothing() -> None:
    over = a_pair("over", valid_days=-1)
    assert "expired" in str(refused(XmlSeals(over.key, over.certificate).sealed(a_paper()), over.certificate))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"2001/04/xmldsig-more#ecdsa-sha256", b"2000/09/xmldsig#hmac-sha1"),
        (b"2001/04/xmldsig-more#ecdsa-sha256", b"2001/04/xmldsig-more#hmac-sha256"),
        (b"2001/04/xmldsig-more#ecdsa-sha256", b"none"),
        (b"2001/04/xmlenc#sha256", b"2000/09/xmldsig#sha1"),
        (b'URI=""', b'URI="http://192.0.2.1/other"'),
        (b'URI=""', b'URI="#elsewhere"'),
        (b"<ds:DigestValue>", b"<ds:DigestValue>%"),
        (b"<ds:Reference", b"<ds:Referenz"),
    ],
)
def test_a_weakened_signature_is_refused(old: bytes, new: bytes) -> None:
    assert old in SIGNED
    assert refused(SIGNED.replace(old, new))


@pytest.mark.parametrize(
    "paper", [b"", b"<a", b"\xff", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;<Signature/></a>']
)
def test_what_is_no_paper_is_refused(paper: bytes) -> None:
    assert refused(paper)


def test_without_a_certificate_nothing_is_believed() -> None:
    assert "no certificate" in str(refused(SIGNED, "hello"))


@given(st.integers(0, 10**6), st.integers(0, 255))
def test_a_signed_paper_with_one_byte_changed_is_the_same_or_refused(place: int, byte: int) -> None:
    altered = bytearray(SIGNED)
    altered[place % len(altered)] = byte
    with suppress(BadSeal):
        assert opened(bytes(altered)) == opened(SIGNED)


@pytest.mark.parametrize(
    ("pem", "why"),
    [
        ("", "holds no certificate"),
        (COUNTY.key, "holds no certificate"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "cannot be read"),
    ],
)
def test_a_file_without_a_good_certificate_stops_the_start(pem: str, why: str) -> None:
    with pytest.raises(BadKeyFile, match=rf"qxj\.pem .*{why}|qxj\.pem {why}"):
        demand_certificates(pem, "qxj.pem")
    demand_certificates(COUNTY.certificate + STRANGER.certificate, "qxj.pem")


@pytest.mark.parametrize(
    ("pair", "why"),
    [
        (Pair("no key", COUNTY.certificate), "cannot be used"),
        (Pair(COUNTY.key, "no certificate"), "cannot be used"),
        (Pair(COUNTY.key, STRANGER.certificate), "not that of its certificate"),
        (a_pair("edwards", "edwards"), "neither RSA nor elliptic"),
    ],
)
def test_a_key_that_cannot_sign_stops_the_start(pair: Pair, why: str) -> None:
    with pytest.raises(BadKeyFile, match=why):
        XmlSeals(pair.key, pair.certificate)
