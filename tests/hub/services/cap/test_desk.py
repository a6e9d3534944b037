"""Which warnings are believed, what is kept of each, and what is told of those that are refused."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from lxml import etree
from signxml.algorithms import SignatureConstructionMethod, SignatureMethod
from signxml.signer import XMLSigner

from devices.listeners import NotTaken
from hub.domain.acts import BroadcastAct
from hub.domain.announcements import Awaits
from hub.domain.cap.problems import Fault
from hub.domain.cap.record import Fate
from hub.ports import Clip
from tests.builders import at
from tests.certificates import a_pair
from tests.hub.domain.cap.papers_of import SENT, a_paper, an_info, referring
from tests.hub.services.cap.conftest import COUNTY, Office, signed
from tests.wait import until

STRANGER = a_pair("stranger")


def test_a_signed_warning_waits_for_a_person_with_everything_known_of_it(office: Office) -> None:
    record = office.take(signed(a_paper()), "county")
    (made,) = office.announcements()
    assert (record.fate, record.announcements) == (Fate.WAITING, (made.id,))
    assert (record.via, record.sender, record.identifier) == ("county", "qxj@county", "warning-1")
    assert (record.level, record.severity, record.headline) == ("county", "Severe", "暴雨橙色预警")
    assert (record.status, record.kind, record.expires_at) == ("Actual", "Alert", at(7200))
    assert office.desk.one(record.id) == (record, signed_paper(office, record.id))
    assert made.awaits is Awaits.APPROVAL
    assert [each.id for each in office.desk.waiting()] == [made.id]


def signed_paper(office: Office, record: str) -> bytes:
    with office.hub.ledger.read() as tx:
        paper = tx.cap.paper(record)
    assert paper is not None
    assert paper.startswith(b"<?xml")
    return paper


def test_what_was_taken_is_a_deed_of_its_sender(office: Office) -> None:
    record = office.take(signed(a_paper()))
    newest = office.deeds()[0].deed
    assert (newest.act, newest.by, newest.subject) == (BroadcastAct.CAP_TAKEN, "cap:qxj@county", record.id)
    assert (newest.to, newest.why) == ("waiting", "Alert Actual warning-1 qxj@county")


@pytest.mark.parametrize(
    ("paper", "fate"),
    [
        (a_paper(sender="nobody@county"), Fate.UNKNOWN_SENDER),
        (signed(a_paper(sender="nobody@county")), Fate.UNKNOWN_SENDER),
        (a_paper(), Fate.UNSIGNED),
        (signed(a_paper()).replace(b">warning-1<", b">warning-2<"), Fate.BAD_SIGNATURE),
    ],
)
def test_what_is_not_believed_is_refused_with_a_reason_and_told(
    office: Office, paper: bytes, fate: Fate
) -> None:
    record = office.take(paper)
    assert record.fate is fate
    assert office.announcements() == []
    assert office.events() == [(f"cap_{fate.value}", "http")]
    assert (office.deeds()[0].deed.act, office.deeds()[0].deed.by) == (BroadcastAct.CAP_REFUSED, "cap:http")


def test_a_signature_of_something_else_proves_nothing(office: Office) -> None:
    inner = signed(a_paper(sender="yj@county"))
    assert office.take(inner.replace(b"yj@county", b"qxj@county")).fate is Fate.BAD_SIGNATURE


def test_a_signature_over_a_part_of_the_paper_proves_nothing(office: Office) -> None:
    part = '<other xmlns="urn:x" Id="part"><sender>qxj@county</sender></other>'
    root = etree.fromstring(a_paper(end=part))
    signer = XMLSigner(SignatureConstructionMethod.enveloped, SignatureMethod.ECDSA_SHA256)
    paper = etree.tostring(signer.sign(root, key=COUNTY.key, cert=COUNTY.certificate, reference_uri="#part"))
    record = office.take(paper)
    assert (record.fate, record.note) == (Fate.BAD_SIGNATURE, "the signature covers something else")


def test_a_sender_that_need_not_sign_is_believed_as_it_comes(office: Office) -> None:
    assert office.take(a_paper(sender="gauge@daxi")).fate is Fate.WAITING


def test_everything_wrong_is_listed_even_of_a_strangers_message(office: Office) -> None:
    record = office.take(a_paper(an_info(severity="Bad", event=""), sender="nobody@county", status="Real"))
    assert record.fate is Fate.UNKNOWN_SENDER
    assert [each.fault for each in record.problems] == [Fault.BAD_VALUE, Fault.BAD_VALUE, Fault.MISSING]


@pytest.mark.parametrize(
    ("paper", "fault", "event"),
    [
        (b"no xml", Fault.NOT_XML, []),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><alert/>', Fault.DOCTYPE, ["cap_doctype"]),
        (signed(a_paper(status="Real")), Fault.BAD_VALUE, []),
        (signed(a_paper(an_info(area="<area><areaDesc>本乡</areaDesc></area>"))), Fault.NO_AREA, []),
        (
            signed(a_paper(msgType="Cancel", references=f"yj@county,warning-9,{SENT}")),
            Fault.FOREIGN_REFERENCE,
            ["cap_foreign_reference"],
        ),
    ],
)
def test_what_is_wrong_is_refused_and_sounds_nowhere(
    office: Office, paper: bytes, fault: Fault, event: list[str]
) -> None:
    record = office.take(paper)
    assert (record.fate, [each.fault for each in record.problems]) == (Fate.INVALID, [fault])
    assert office.announcements() == []
    assert [code for code, _ in office.events()] == event


def test_only_the_blocks_that_are_read_aloud_need_an_area(office: Office) -> None:
    english = an_info(language="en-US", area="")
    assert office.take(signed(a_paper(english, an_info()))).fate is Fate.WAITING


def test_a_test_needs_no_area_and_never_sounds(office: Office) -> None:
    assert office.trusted(a_paper(an_info(area=""), status="Test")).fate is Fate.TEST
    assert office.trusted(a_paper("<!-- heartbeat -->", identifier="w2", status="System")).problems
    assert office.announcements() == []


def test_the_very_same_again_is_counted_and_nothing_else(office: Office) -> None:
    paper = signed(a_paper())
    first = office.take(paper)
    office.hub.clock.move(60)
    again = office.take(paper, "folder")
    assert (again.id, again.times, again.last_at, again.received_at) == (first.id, 2, at(60), at(0))
    assert len(office.announcements()) == len(office.desk.newest(10)) == 1


def test_the_same_message_by_another_way_is_the_same_message(office: Office) -> None:
    first = office.take(signed(a_paper()))
    again = office.take(signed(a_paper().replace(b"<info>", b"\n<info>")), "county")
    assert (again.id, again.times) == (first.id, 2)
    assert len(office.announcements()) == 1


def test_the_same_identifier_with_other_content_is_refused_and_told(office: Office) -> None:
    first = office.take(signed(a_paper()))
    other = office.take(signed(a_paper(an_info(headline="全村立即撤离"))))
    assert (other.fate, other.note) == (Fate.CONFLICT, first.id)
    assert office.events() == [("cap_conflict", "http")]
    assert len(office.announcements()) == 1


def test_a_refused_one_that_comes_again_is_counted_but_makes_no_second_deed(office: Office) -> None:
    office.take(a_paper())
    record = office.take(a_paper())
    assert record.times == 2
    assert len(office.deeds()) == len(office.events()) == 1


def test_a_refused_one_may_be_good_later(office: Office) -> None:
    soon = a_paper(an_info(area="<area><areaDesc>村</areaDesc><geocode><valueName>adcode</valueName>"
                           "<value>510107101202</value></geocode></area>"))  # fmt: skip
    refused = office.take(signed(soon))
    assert [each.fault for each in refused.problems] == [Fault.UNKNOWN_GEOCODE]
    better = signed(soon.replace(b"101202", b"101201"))
    assert office.take(better).fate is Fate.WAITING


def test_what_is_known_of_fates_is_counted(office: Office) -> None:
    office.take(a_paper())
    office.take(signed(a_paper()))
    assert office.desk.counts() == {Fate.UNSIGNED: 1, Fate.WAITING: 1}
    assert office.desk.one("none") is None


def test_a_forbidden_address_is_a_security_event(office: Office) -> None:
    office.desk.tell_forbidden("county", "127.0.0.1 is not\nallowed")
    assert office.events() == [("cap_forbidden_address", "county")]


def test_what_is_old_is_forgotten(office: Office) -> None:
    office.take(a_paper())
    office.hub.clock.move(timedelta(days=401).total_seconds())
    office.take(signed(a_paper()))
    office.desk.prune()
    assert [each.fate for each in office.desk.newest(10)] == [Fate.EXPIRED]


def test_what_waits_no_longer_when_it_is_over_is_not_waiting(office: Office) -> None:
    office.take(signed(a_paper()))
    office.hub.clock.move(7200)
    assert office.desk.waiting() == []


def test_a_cancellation_of_what_waits_withdraws_it(office: Office) -> None:
    made = office.take(signed(a_paper()))
    record = office.take(signed(referring("Cancel")))
    assert (record.fate, record.note) == (Fate.CANCELLED, made.announcements[0])
    assert office.desk.waiting() == []


def test_of_a_strangers_words_no_more_is_shown_than_somebody_reads(office: Office) -> None:
    record = office.take(a_paper(an_info(headline="长" * 5000), sender="x" * 5000))
    assert (len(record.sender), record.fate) == (200, Fate.UNKNOWN_SENDER)
    assert len(office.deeds()[0].deed.why) < 300
    assert len(office.take(signed(a_paper(an_info(headline="长" * 5000)))).headline) == 200


def test_too_many_at_once_are_to_come_again(office: Office) -> None:
    begun, go_on = threading.Semaphore(0), threading.Event()
    speak = office.hub.speech.speak

    def slow(text: str) -> Clip:
        begun.release()
        go_on.wait(10)
        return speak(text)

    office.hub.speech.speak = slow  # type: ignore[method-assign]
    papers = [signed(a_paper(identifier=f"w{number}")) for number in range(9)]
    with ThreadPoolExecutor(8) as pool:
        taken = [pool.submit(office.take, paper) for paper in papers[:8]]
        assert begun.acquire(timeout=10)
        until(lambda: office.desk._places._value == 0, what="all places to be taken")
        with pytest.raises(NotTaken):
            office.take(papers[8])
        go_on.set()
        assert {each.result().fate for each in taken} == {Fate.WAITING}
    assert office.take(papers[8]).fate is Fate.WAITING
