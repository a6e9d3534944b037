"""C101 to C130: what may be wrong with announcements and commands, each with its verdict.

Verdicts: refuse (4xx with the reason, nothing kept), take (202, and as what). Neighbours are untouched:
after each case a good announcement is still taken.
"""

from dataclasses import dataclass
from enum import StrEnum

import pytest
from fastapi.testclient import TestClient

from devices.contract.commands import Announce
from devices.contract.receipts import Ack, Proof, Stage
from devices.contract.topics import Kind
from hub.domain.announcements import MAX_TEXT
from hub.domain.instants import millis
from tests.fakes import FakeClock
from tests.hub.api.face import Face

ROUTE = "/api/v1/announcements"
EVENING = {
    "name": "晚间",
    "text": "停水",
    "target": {"scope": "township"},
    "times": ["18:00"],
    "first": "2026-03-06",
}
GOOD = {"text": "明天停水", "priority": "notice", "target": {"scope": "township"}}


class Verdict(StrEnum):
    """What the hub does with it."""

    REFUSE = "refuse"
    TAKE = "take"


@dataclass(frozen=True)
class Case:
    """One request; `says` is a flaw, an error code, or a field of what was taken and its value."""

    number: int
    name: str
    changes: dict[str, object]
    verdict: Verdict
    says: str | tuple[str, object]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


def to(scope: str, *ids: str) -> dict[str, object]:
    return {"target": {"scope": scope, "ids": list(ids)}}


R, T = Verdict.REFUSE, Verdict.TAKE
CASES = (
    Case(101, "no target", {"target": None}, R, "bad_request"),
    Case(101, "an empty target", to("villages"), R, "nobody_meant"),
    Case(102, "an unknown target", to("devices", "horn-999"), R, "nobody_meant"),
    Case(103, "the same target twice", to("devices", "horn-001", "horn-001"), T, ("speakers", 1)),
    Case(103, "5,001 targets", to("devices", *["horn-001"] * 5_001), R, "bad_request"),
    Case(104, "a wildcard", to("devices", "+"), R, "bad_request"),
    Case(104, "another wildcard", to("villages", "#"), R, "bad_request"),
    Case(105, "no text", {"text": ""}, R, "empty_text"),
    Case(106, "too long a text", {"text": "水" * (MAX_TEXT + 1)}, R, "text_too_long"),
    Case(106, "more than a body may have", {"text": "水" * 30_000}, R, "too_large"),
    Case(107, "only marks", {"text": "！？……"}, R, "nothing_to_say"),
    Case(107, "only pictures", {"text": "😀🚰"}, R, "nothing_to_say"),
    Case(108, "three scripts", {"text": "停水 سۇ توختىدى"}, T, ("text", "停水 سۇ توختىدى")),
    Case(108, "a hidden direction", {"text": "停\u202e水"}, T, ("text", "停水")),
    Case(109, "markup", {"text": "<break time='9s'/>停水"}, T, ("text", "<break time='9s'/>停水")),
    Case(110, "an address", {"text": "见 http://x.example/?a=1"}, T, ("text", "见 http://x.example/?a=1")),
    Case(111, "below silence", {"volume_pct": -1}, R, "volume_out_of_range"),
    Case(111, "above the loudest", {"volume_pct": 101}, R, "volume_out_of_range"),
    Case(111, "a loud word", {"volume_pct": "max"}, R, "bad_request"),
    Case(112, "never", {"repeat": 0}, R, "repeat_out_of_range"),
    Case(112, "for ever", {"repeat": 10**9}, R, "repeat_out_of_range"),
    Case(113, "over before it began", {"expires_at": "2026-03-05T09:00:00+08:00"}, R, "expires_in_past"),
    Case(
        113,
        "an end before its begin",
        {"not_before": "2026-03-05T12:00:00+08:00", "expires_at": "2026-03-05T11:00:00+08:00"},
        R,
        "expires_before_start",
    ),
    Case(113, "a hundred years", {"expires_at": "2126-03-05T10:00:00+08:00"}, R, "expires_too_late"),
    Case(113, "a begin in the past", {"not_before": "2026-03-05T09:30:00+08:00"}, T, ("speakers", 4)),
    Case(114, "no time zone", {"expires_at": "2026-03-05T12:00:00"}, R, "bad_request"),
    Case(115, "a leap second", {"expires_at": "2026-03-05T11:59:60+08:00"}, R, "bad_request"),
    Case(115, "another zone", {"expires_at": "2026-03-05T04:00:00+01:00"}, T, ("speakers", 4)),
    Case(116, "an unknown priority", {"priority": "loud"}, R, "bad_request"),
    Case(121, "no such recording", {"text": "", "recording": "c" * 64}, R, "no_recording"),
    Case(122, "an address of a sound", {"recording": "http://x.example/a.mp3"}, R, "bad_request"),
    Case(126, "alone and urgent", {"priority": "urgent"}, T, ("awaits_approval", True)),
    Case(126, "an emergency without a reason", {"priority": "emergency"}, R, "reason_missing"),
    Case(
        126,
        "an emergency alone",
        {"priority": "emergency", "why": "山洪", "bypass": True},
        R,
        "bypass_not_allowed",
    ),
)


def said_by(answer: dict[str, object]) -> set[object]:
    detail = answer["detail"]
    return {answer["error"], *(detail.get("flaws", ()) if isinstance(detail, dict) else ())}


def first_order(face: Face) -> str:
    """The id of the first order that was sent."""
    order = face.bus.sent[0].body
    assert isinstance(order, Announce)
    return order.id


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_bad_announcement_has_its_verdict_and_the_next_is_taken(operator: TestClient, case: Case) -> None:
    answer = operator.post(ROUTE, json=GOOD | case.changes)
    if case.verdict is Verdict.REFUSE:
        assert 400 <= answer.status_code < 500
        assert case.says in said_by(answer.json())
        assert operator.get(ROUTE).json()["announcements"] == []
    else:
        assert answer.status_code == 202
        shown = operator.get(answer.json()["path"]).json()
        found = {**shown, **answer.json(), "speakers": len(shown["deliveries"])}
        assert isinstance(case.says, tuple)
        assert found[case.says[0]] == case.says[1]
    assert operator.post(ROUTE, json=GOOD).status_code == 202


def test_117_the_same_key_for_another_text_is_refused(operator: TestClient) -> None:
    key = {"Idempotency-Key": "k"}
    operator.post(ROUTE, json=GOOD, headers=key)
    assert operator.post(ROUTE, json=GOOD | {"text": "别的"}, headers=key).json()["error"] == "key_reused"


def test_118_a_double_click_with_one_key_is_one_announcement(operator: TestClient) -> None:
    for _ in range(3):
        operator.post(ROUTE, json=GOOD, headers={"Idempotency-Key": "k"})
    assert len(operator.get(ROUTE).json()["announcements"]) == 1


def test_119_what_is_unknown_or_over_cannot_be_cancelled(operator: TestClient) -> None:
    assert operator.post(f"{ROUTE}/none/cancel").status_code == 404
    path = operator.post(ROUTE, json=GOOD).json()["path"]
    operator.post(f"{path}/cancel")
    assert operator.post(f"{path}/cancel").json()["detail"]["flaws"] == ["over"]


def test_120_what_plays_is_replaced_and_not_played_to_its_end(face: Face, operator: TestClient) -> None:
    path = operator.post(ROUTE, json=GOOD).json()["path"]
    face.sending.push()
    order = first_order(face)
    face.answers("horn-001", order, Stage.PLAYING)
    assert operator.post(f"{path}/update", json=GOOD | {"text": "改为后天"}).status_code == 202
    face.answers("horn-001", order, Stage.SUPERSEDED)
    assert operator.get(path).json()["counts"]["superseded"] == 1


@pytest.mark.parametrize("times", [["07:00:00", "07:00:01"], [f"07:00:{n:02}" for n in range(40)]])
def test_123_every_second_is_no_schedule(operator: TestClient, times: list[str]) -> None:
    answer = operator.put("/api/v1/broadcast/schedules/x", json=EVENING | {"times": times})
    assert "overlaps_itself" in answer.json()["detail"]["flaws"]


def test_124_schedules_that_overlap_are_shown(operator: TestClient) -> None:
    operator.put("/api/v1/broadcast/schedules/x", json=EVENING)
    answer = operator.put("/api/v1/broadcast/schedules/y", json=EVENING | {"times": ["18:00:30"]})
    assert answer.json()["error"] == "in_the_way"


@pytest.mark.parametrize(
    ("clock_s", "status"), [(0, 202), (3_600 * 2 - 62, 202), (3_600 * 2 - 60, 409), (3_600 * 4, 202)]
)
def test_125_the_edges_of_quiet_hours(face: Face, operator: TestClient, clock_s: int, status: int) -> None:
    assert isinstance(face.clock, FakeClock)
    face.clock.move(clock_s)
    assert operator.post(ROUTE, json=GOOD | {"priority": "routine"}).status_code == status


def test_127_a_speaker_that_was_interrupted_still_plays(face: Face, operator: TestClient) -> None:
    path = operator.post(ROUTE, json=GOOD).json()["path"]
    face.sending.push()
    order = first_order(face)
    face.answers("horn-001", order, Stage.PREEMPTED)
    shown = operator.get(path).json()["deliveries"][0]
    assert (shown["state"], shown["reason"]["code"]) == ("playing", "preempted")


def test_128_a_speaker_that_does_not_sign_proves_nothing(face: Face, operator: TestClient) -> None:
    made = operator.post(ROUTE, json=GOOD).json()
    face.sending.push()
    order = face.bus.sent[0].body
    assert isinstance(order, Announce)
    proof = Proof(method="player", sha256=order.audio.sha256, played_ms=made["duration_ms"])
    ack = Ack(stage=Stage.PLAYED, at_ms=millis(face.clock.now()), boot=1, seq=1, proof=proof)
    face.hear(("horn-001", Kind.ACK, ack), name=order.id)
    assert operator.get(made["path"]).json()["counts"] == {"sent": 3, "unknown": 1}


def test_129_a_receipt_before_sending_twice_or_of_another_changes_nothing(
    face: Face, operator: TestClient
) -> None:
    path = operator.post(ROUTE, json=GOOD).json()["path"]
    face.answers("horn-001", "not-sent-yet", Stage.PLAYED)
    face.sending.push()
    order = first_order(face)
    face.answers("horn-002", order, Stage.PLAYING)
    assert operator.get(path).json()["counts"] == {"sent": 4}
    for _ in range(2):
        face.answers("horn-001", order, Stage.RECEIVED)
    assert operator.get(path).json()["counts"] == {"sent": 3, "received": 1}


def test_130_an_older_word_never_undoes_a_newer_one(face: Face, operator: TestClient) -> None:
    path = operator.post(ROUTE, json=GOOD).json()["path"]
    face.sending.push()
    order = first_order(face)
    face.answers("horn-001", order, Stage.CANCELLED)
    for stage in (Stage.RECEIVED, Stage.PLAYING, Stage.PLAYED):
        face.answers("horn-001", order, stage)
    assert operator.get(path).json()["counts"] == {"sent": 3, "cancelled": 1}


def test_every_class_has_a_case() -> None:
    alone = {117, 118, 119, 120, 123, 124, 125, 127, 128, 129, 130}
    assert {case.number for case in CASES} | alone == set(range(101, 131))
