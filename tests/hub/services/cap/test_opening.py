"""A paper that a signature covers in part, or with something that is no paper."""

import pytest

from hub.domain.cap.record import Fate
from hub.ports import BadSeal
from hub.services.cap.opening import Knowledge, opened
from tests.builders import a_catalog
from tests.hub.domain.cap.papers_of import a_paper
from tests.hub.services.cap.conftest import SENDERS, ground


class OddSeals:
    """Seals whose signature covers what the test says."""

    def __init__(self, covered: bytes) -> None:
        self._covered = covered

    def opened(self, paper: bytes, certificates: str) -> bytes:
        if not self._covered:
            raise BadSeal(f"{len(paper)} bytes, {len(certificates)} of certificates")
        return self._covered

    def sealed(self, paper: bytes) -> bytes:
        return paper


@pytest.mark.parametrize("covered", [b"no xml", a_paper(sender="yj@county"), b"<a/>", b""])
def test_what_the_signature_does_not_cover_is_not_believed(covered: bytes) -> None:
    senders = {each.id: each for each in SENDERS}
    found = opened(a_paper(), Knowledge(senders, OddSeals(covered), ground(a_catalog()), "zh"))
    assert found.refusal is Fate.BAD_SIGNATURE
    assert found.note


def test_only_what_the_signature_covers_is_read() -> None:
    senders = {each.id: each for each in SENDERS}
    seals = OddSeals(a_paper(identifier="signed"))
    found = opened(a_paper(identifier="around"), Knowledge(senders, seals, ground(a_catalog()), "zh"))
    assert found.alert is not None
    assert found.alert.key.identifier == "signed"
