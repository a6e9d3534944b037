"""Findings on their way: pictures first, the event after, nothing lost on the way."""

from hashlib import sha256

import pytest

from devices.contract.bodies import LitterFinding, Phase, Sight, ViewEvent, ViewFault
from tests.vision.fakes import Clock, answering, reply
from tests.wait import until
from vision import evidence
from vision.evidence import Courier, CourierOptions

JPEG = b"\xff\xd8\xff one picture"
AFTER = b"\xff\xd8\xff another picture"


class Hub:
    """Answers PUTs with one status after the other (the last for ever) and keeps what it was given."""

    def __init__(self, *statuses):
        self.statuses = list(statuses)
        self.kept = {}
        self.logins = set()

    def __call__(self, handler):
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        self.logins.add(handler.headers["Authorization"])
        if status < 300:
            self.kept[handler.path] = body
        reply(handler, b"", status=status)


def a_finding(**changes):
    facts = {
        "id": "pile-1",
        "at_ms": 1_790_000_000_000,
        "boot": 1,
        "seq": 0,
        "phase": Phase.START,
        "sight": Sight.PRESENT,
        "confidence": 0.8,
        "xywh": (0.1, 0.2, 0.3, 0.4),
    }
    return LitterFinding(**{**facts, **changes})


def a_courier(folder, url, told, clock=None, wait_s=60.0):
    options = CourierOptions(url, "eye-1", "secret", folder / "findings", wait_s)
    return Courier(options, told.append, clock or Clock())


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(evidence, "_FIRST_PAUSE_S", 0.02)
    monkeypatch.setattr(evidence, "_LONGEST_PAUSE_S", 0.05)


def brought(folder, hub, *findings, clock=None, wait_s=60.0, claim=None):
    """Hand findings over to a courier whose hub is `hub`; gives what was told when `claim` is true."""
    told = []
    with answering(hub) as url:
        courier = a_courier(folder, url, told, clock, wait_s)
        courier.start()
        for finding in findings:
            courier.hand_over("cam-1", finding, {"at": JPEG})
        try:
            until((lambda: claim(told, courier)) if claim else (lambda: courier.waiting() == 0))
        finally:
            courier.stop()
    return told


def test_a_picture_is_put_under_its_hash_and_then_the_finding_told(tmp_path):
    hub = Hub(201)
    (parcel,) = brought(tmp_path, hub, a_finding())
    digest = sha256(JPEG).hexdigest()
    assert hub.kept == {f"/api/v1/evidence/{digest}": JPEG}
    assert [(medium.role, medium.sha256) for medium in parcel.finding.media] == [("at", digest)]
    assert hub.logins == {"Basic ZXllLTE6c2VjcmV0"}


def test_nothing_is_left_on_disk_when_all_was_brought(tmp_path):
    brought(tmp_path, Hub(200), a_finding(), a_finding(phase=Phase.UPDATE))
    assert list((tmp_path / "findings").iterdir()) == []


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
def test_a_hub_that_does_not_take_it_now_is_asked_again(tmp_path, status):
    (parcel,) = brought(tmp_path, Hub(status, status, 201), a_finding())
    assert len(parcel.finding.media) == 1


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_a_refused_picture_does_not_hold_back_its_finding(tmp_path, status):
    (parcel,) = brought(tmp_path, Hub(status), a_finding())
    assert parcel.finding.media == ()


def test_a_finding_does_not_wait_longer_than_it_may_and_its_pictures_follow(tmp_path):
    hub, clock = Hub(503), Clock()
    told = []
    with answering(hub) as url:
        courier = a_courier(tmp_path, url, told, clock)
        courier.start()
        courier.hand_over("cam-1", a_finding(), {"at": JPEG})
        clock.now_ms += 60_000
        until(lambda: told)
        assert told[0].finding.media == ()
        hub.statuses = [201]
        until(lambda: courier.waiting() == 0)
        courier.stop()
    assert len(told) == 2
    assert len(told[1].finding.media) == 1
    assert (told[1].finding.id, told[1].finding.phase) == ("pile-1", Phase.START)


def test_a_finding_that_waits_is_not_told_too_early(tmp_path):
    told = brought(tmp_path, Hub(503), a_finding(), claim=lambda _told, courier: courier.waiting() == 1)
    assert told == []


def test_findings_are_told_in_the_order_they_were_made(tmp_path):
    findings = [a_finding(), a_finding(phase=Phase.UPDATE), a_finding(phase=Phase.END, sight=Sight.ABSENT)]
    told = brought(tmp_path, Hub(503, 201), *findings)
    assert [parcel.finding.phase for parcel in told] == [Phase.START, Phase.UPDATE, Phase.END]


def test_what_waited_when_the_process_ended_is_brought_by_the_next(tmp_path):
    brought(tmp_path, Hub(503), a_finding(), claim=lambda _told, courier: courier.waiting() == 1)
    (parcel,) = brought(tmp_path, Hub(201))
    assert parcel.finding.id == "pile-1"


def test_a_picture_two_findings_share_is_kept_for_the_second(tmp_path):
    told = brought(tmp_path, Hub(201), a_finding(), a_finding(id="pile-2"))
    assert [len(parcel.finding.media) for parcel in told] == [1, 1]


def test_a_broken_file_is_set_aside_and_the_rest_brought(tmp_path):
    folder = tmp_path / "findings"
    folder.mkdir()
    (folder / "000000000001.json").write_text("{")
    (parcel,) = brought(tmp_path, Hub(201), a_finding())
    assert parcel.finding.id == "pile-1"
    assert (folder / "000000000001.broken").exists()


def test_what_a_power_cut_left_behind_is_deleted_at_the_next_start(tmp_path):
    folder = tmp_path / "findings"
    folder.mkdir()
    (folder / f"{'a' * 64}.jpg").write_bytes(JPEG)
    (folder / f"{'b' * 64}.jpg.part").write_bytes(JPEG)
    brought(tmp_path, Hub(201), a_finding())
    assert list(folder.iterdir()) == []


def test_while_the_hub_is_away_no_more_than_the_quota_is_kept_and_all_is_told(tmp_path):
    told = []
    with answering(Hub(503)) as url:
        options = CourierOptions(url, "eye-1", "x", tmp_path / "f", wait_s=0.0, quota=2)
        courier = Courier(options, told.append, Clock())
        courier.start()
        for number in range(5):
            courier.hand_over("cam-1", a_finding(id=f"pile-{number}"), {"at": JPEG + b"%d" % number})
        until(lambda: courier.waiting() == 2 and len(told) == 5)
        courier.stop()
    assert len(list((tmp_path / "f").glob("*.jpg"))) == 2


def test_a_courier_that_stumbles_goes_on(tmp_path):
    told, failures = [], [ValueError("a bug")]

    def tell(parcel):
        if failures:
            raise failures.pop()
        told.append(parcel)

    with answering(Hub(201)) as url:
        courier = Courier(CourierOptions(url, "eye-1", "x", tmp_path / "f"), tell, Clock())
        courier.start()
        courier.hand_over("cam-1", a_finding(), {"at": JPEG})
        until(lambda: courier.waiting() == 0)
        courier.stop()
    assert len(told) == 1


def test_a_disk_that_refuses_the_event_keeps_the_finding(tmp_path):
    told, failures = [], [OSError("full"), None]

    def tell(parcel):
        failure = failures.pop(0) if failures else None
        if failure:
            raise failure
        told.append(parcel)

    with answering(Hub(201)) as url:
        courier = Courier(CourierOptions(url, "eye-1", "x", tmp_path / "f"), tell, Clock())
        courier.start()
        courier.hand_over("cam-1", a_finding(), {"at": JPEG})
        until(lambda: courier.waiting() == 0)
        courier.stop()
    assert len(told) == 1


def test_a_spoilt_view_is_told_with_its_picture_like_any_finding(tmp_path):
    view = ViewEvent(id="view-1", at_ms=5, boot=1, seq=0, phase=Phase.START, fault=ViewFault.COVERED)
    told = brought(tmp_path, Hub(503, 201), view, a_finding())
    assert [type(parcel.finding) for parcel in told] == [ViewEvent, LitterFinding]
    assert len(told[0].finding.media) == 1
