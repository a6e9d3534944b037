"""What is kept of a message."""

from dataclasses import replace

import pytest

from hub.domain.cap.papers import read
from hub.domain.cap.problems import Fault, Problem
from hub.domain.cap.reading import message
from hub.domain.cap.record import Fate, Record, said_sha256
from tests.builders import NOON
from tests.hub.domain.cap.papers_of import a_paper, an_info

RECORD = Record("id-1", "ab" * 32, "http", NOON, Fate.ANNOUNCED, NOON)


@pytest.mark.parametrize(
    ("fate", "is_refused", "security"),
    [
        (Fate.ANNOUNCED, False, ""),
        (Fate.TEST, False, ""),
        (Fate.HINDERED, False, ""),
        (Fate.INVALID, True, ""),
        (Fate.UNKNOWN_SENDER, True, "cap_unknown_sender"),
        (Fate.UNSIGNED, True, "cap_unsigned"),
        (Fate.BAD_SIGNATURE, True, "cap_bad_signature"),
        (Fate.CONFLICT, True, "cap_conflict"),
    ],
)
def test_what_is_not_believed_counts_for_nothing_and_is_told(
    fate: Fate, is_refused: object, security: str
) -> None:
    assert (fate.is_refused, replace(RECORD, fate=fate).security) == (is_refused, security)


@pytest.mark.parametrize(
    ("fault", "security"),
    [
        (Fault.DOCTYPE, "cap_doctype"),
        (Fault.FOREIGN_REFERENCE, "cap_foreign_reference"),
        (Fault.MISSING, ""),
    ],
)
def test_faults_that_nobody_makes_by_mistake_are_told(fault: Fault, security: str) -> None:
    record = replace(RECORD, fate=Fate.INVALID, problems=(Problem("/alert", fault),))
    assert record.security == security


def test_the_same_message_written_otherwise_has_the_same_hash() -> None:
    plain = message(read(a_paper()))
    spaced = message(read(a_paper().replace(b"<info>", b"\n  <info>\n")))
    other = message(read(a_paper(an_info(headline="别的"))))
    assert said_sha256(plain) == said_sha256(spaced) != said_sha256(other)
