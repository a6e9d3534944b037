"""The ways by which warnings come: a lost one is an alarm of its own, and ends by itself."""

import threading
from datetime import timedelta

import pytest

from devices.listeners import NotTaken
from hub.domain.cap.record import Fate
from hub.ports import StoreDown
from hub.services.cap.inlets import Inlet, Inlets, Way
from tests.builders import SITE, at
from tests.fakes import FakePaperSource
from tests.hub.domain.cap.papers_of import a_paper
from tests.hub.services.cap.conftest import Office, signed
from tests.wait import until

WAY = Way("county", "https://county.example/cap", 0.01, timedelta(seconds=300))


@pytest.fixture
def source() -> FakePaperSource:
    return FakePaperSource()


def an_inlet(office: Office, source: FakePaperSource, name: str = "county") -> Inlet:
    way = Way(name, WAY.where, WAY.every_s, WAY.lost_after)
    return Inlet(way, source, office.desk, office.hub.clock)


def test_what_comes_is_taken_and_done(office: Office, source: FakePaperSource) -> None:
    source.waiting = {"a.xml": signed(a_paper()), "b.xml": b"garbage"}
    inlet = an_inlet(office, source)
    inlet.step()
    assert {record.fate for record in office.desk.newest(10)} == {Fate.WAITING, Fate.INVALID}
    assert {record.via for record in office.desk.newest(10)} == {"county"}
    assert (source.waiting, source.refused) == ({}, ["b.xml"])
    standing = inlet.standing()
    assert (standing.papers, standing.answered_at, standing.is_lost, standing.why) == (2, at(0), False, "")


def test_a_way_that_gives_nothing_for_long_is_lost_until_it_answers(
    office: Office, source: FakePaperSource
) -> None:
    inlet, clock = an_inlet(office, source), office.hub.clock
    inlet.step()
    source.fails_with = "county answers 500"
    clock.move(60)
    inlet.step()
    assert (inlet.standing().failing_since, inlet.standing().why) == (at(60), "county answers 500")
    assert not inlet.standing().is_lost
    clock.move(240)
    source.fails_with = "county takes too long"
    inlet.step()
    assert inlet.standing().is_lost
    assert (inlet.standing().failing_since, inlet.standing().why) == (at(60), "county takes too long")
    source.fails_with = ""
    inlet.step()
    standing = inlet.standing()
    assert (standing.is_lost, standing.failing_since, standing.answered_at) == (False, None, at(300))
    assert standing.silent_since == at(300)


def test_a_way_that_never_answered_is_lost_too_even_while_it_hangs(
    office: Office, source: FakePaperSource
) -> None:
    inlet = an_inlet(office, source)
    office.hub.clock.move(300)
    assert inlet.standing().is_lost
    assert (inlet.standing().answered_at, inlet.standing().silent_since) == (None, at(0))


def test_a_way_that_answers_hides_none_that_is_lost(office: Office, source: FakePaperSource) -> None:
    dead = FakePaperSource()
    dead.fails_with = "gone"
    ways = [an_inlet(office, source), an_inlet(office, dead, "province")]
    inlets = Inlets(ways, office.hub.ledger, office.hub.clock, SITE)
    office.hub.clock.move(300)
    for way in ways:
        way.step()
    assert [each.name for each in inlets.lost()] == ["province"]
    inlets.write()
    points = {point.tags["feed"]: point.fields for point in office.hub.points("cap_feed")}
    assert points["county"] == {"is_lost": False, "papers": 0, "silent_s": 0.0}
    assert points["province"] == {"is_lost": True, "papers": 0}


def test_a_hub_without_ways_writes_nothing(office: Office) -> None:
    Inlets([], office.hub.ledger, office.hub.clock, SITE).write()
    assert office.hub.points("cap_feed") == []


def test_a_forbidden_way_is_a_security_event_once(office: Office, source: FakePaperSource) -> None:
    source.fails_with, source.is_forbidden = "127.0.0.1 is not allowed", True
    inlet = an_inlet(office, source)
    inlet.step()
    inlet.step()
    assert office.events() == [("cap_forbidden_address", "county")]


def test_what_cannot_be_noted_is_told_and_not_announced_twice(
    office: Office, source: FakePaperSource
) -> None:
    source.waiting, source.cannot_note = {"a.xml": signed(a_paper())}, True
    inlet = an_inlet(office, source)
    inlet.step()
    inlet.step()
    assert inlet.standing().why == "cannot be noted, by the test"
    assert len(office.announcements()) == 1


def test_what_the_ledger_did_not_keep_comes_again(office: Office, source: FakePaperSource) -> None:
    source.waiting = {"a.xml": signed(a_paper())}
    inlet = an_inlet(office, source)
    office.hub.ledger.stop()
    with pytest.raises(StoreDown):
        inlet.step()
    office.hub.ledger.start()
    inlet.step()
    assert [record.fate for record in office.desk.newest(10)] == [Fate.WAITING]


def test_what_the_desk_had_no_place_for_comes_again(
    office: Office, source: FakePaperSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_paper: bytes, _via: str) -> None:
        raise NotTaken("full, by the test")

    source.waiting = {"a.xml": signed(a_paper())}
    inlet = an_inlet(office, source)
    with monkeypatch.context() as patch:
        patch.setattr(office.desk, "take", full)
        inlet.step()
    assert (len(source.waiting), inlet.standing().why) == (1, "")
    inlet.step()
    assert source.waiting == {}


def test_its_thread_outlives_a_ledger_that_is_away_and_stops_when_told(
    office: Office, source: FakePaperSource
) -> None:
    source.waiting = {"a.xml": signed(a_paper())}
    inlet, stop = an_inlet(office, source), threading.Event()
    office.hub.ledger.stop()
    thread = threading.Thread(target=inlet.run, args=(stop,))
    thread.start()
    until(lambda: inlet.standing().answered_at is not None, what="the first look")
    office.hub.ledger.start()
    until(lambda: inlet.standing().papers == 1, what="the warning to be taken")
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert inlet.name == "county"
