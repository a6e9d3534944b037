import json
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from devices.contract.commands import Announce, Cancel
from devices.contract.receipts import Ack, Proof, Stage
from devices.contract.topics import Kind
from hub.domain.instants import millis
from tests.fakes import FakeClock
from tests.hub.api.face import MORNING, Face

ROUTE = "/api/v1/announcements"
ASKED = {"text": "明天上午收垃圾", "priority": "routine", "target": {"scope": "township"}}


def test_an_announcement_is_accepted_and_followed_by_name(face: Face, operator: TestClient) -> None:
    accepted = operator.post(ROUTE, json=ASKED)
    assert accepted.status_code == 202
    face.context.broadcast.push()
    seen = operator.get(accepted.json()["path"]).json()
    assert (seen["created_by"], seen["counts"], seen["is_over"]) == ("operator", {"sent": 4}, False)
    assert {item["state_zh"] for item in seen["deliveries"]} == {"已发送"}
    assert all(item["name"].endswith("大喇叭") for item in seen["deliveries"])
    assert operator.get(ROUTE).json()["announcements"][0] == seen


def test_the_sound_can_be_fetched_where_the_speaker_was_told(face: Face, operator: TestClient) -> None:
    operator.post(ROUTE, json=ASKED)
    face.context.broadcast.push()
    command = face.bus.sent[0].body
    assert isinstance(command, Announce)
    sound = operator.get(command.audio.path)
    assert sound.headers["Content-Type"] == "audio/wav"
    assert sound.content.startswith(b"RIFF")


def test_a_proof_of_play_is_shown(face: Face, operator: TestClient) -> None:
    made = operator.post(ROUTE, json=ASKED).json()
    face.context.broadcast.push()
    command = face.bus.sent[0]
    assert isinstance(command.body, Announce)
    proof = Proof(method="player", sha256=command.body.audio.sha256, played_ms=made["duration_ms"])
    ack = Ack(stage=Stage.PLAYED, at_ms=millis(MORNING), boot=1, seq=1, proof=proof)
    face.hear((command.address.target, Kind.ACK, ack), name=command.body.id)
    seen = operator.get(made["path"]).json()
    assert seen["counts"] == {"played": 1, "sent": 3}


def test_villages_are_named_in_the_answer(operator: TestClient) -> None:
    asked = ASKED | {"target": {"scope": "villages", "ids": ["liushuwan"]}}
    made = operator.post(ROUTE, json=asked).json()
    seen = operator.get(made["path"]).json()
    assert seen["target_names"] == ["柳树湾村"]
    assert {item["village"] for item in seen["deliveries"]} == {"柳树湾村"}


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"text": "  "}, "empty_text"),
        ({"text": "好" * 1001}, "text_too_long"),
        ({"volume_pct": 101}, "volume_out_of_range"),
        ({"volume_pct": -1}, "volume_out_of_range"),
        ({"repeat": 0}, "repeat_out_of_range"),
        ({"repeat": 10**9}, "repeat_out_of_range"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_in_past"),
        ({"target": {"scope": "villages", "ids": []}}, "nobody_meant"),
        ({"target": {"scope": "villages", "ids": ["nowhere"]}}, "nobody_meant"),
    ],
)
def test_a_flawed_announcement_is_refused_with_the_reason(
    operator: TestClient, changes: dict[str, object], flaw: str
) -> None:
    answer = operator.post(ROUTE, json=ASKED | changes)
    assert answer.status_code == 422
    said = answer.json()
    assert (said["error"], flaw in said["detail"]["flaws"]) == ("not_allowed", True)
    assert said["message_zh"]
    assert said["message_en"]
    assert operator.get(ROUTE).json()["announcements"] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"volume_pct": "max"},
        {"volume_pct": True},
        {"volume_pct": 50.5},
        {"repeat": "2"},
        {"priority": "loud"},
        {"priority": 3},
        {"text": 5},
        {"text": "a\u0000b"},
        {"not_before": "2026-03-05T10:00:00"},
        {"not_before": 1772676000},
        {"not_before": "24:00"},
        {"target": {"scope": "everybody"}},
        {"target": {"scope": "devices", "ids": ["+"]}},
        {"target": {"scope": "devices", "ids": ["a"] * 5001}},
        {"by": "somebody else"},
    ],
)
def test_a_body_of_wrong_types_is_refused(operator: TestClient, changes: dict[str, object]) -> None:
    answer = operator.post(ROUTE, json=ASKED | changes)
    assert (answer.status_code, answer.json()["error"]) == (422, "bad_request")
    assert answer.json()["detail"]


def test_half_a_character_is_refused(operator: TestClient) -> None:
    written = json.dumps(ASKED | {"text": "\ud800"}).encode()
    answer = operator.post(ROUTE, content=written, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]) == (422, "bad_request")


@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"[]", b'"x"', b"{", b"[" * 60_000, b"\xff\xfe", b'{"text":NaN}', b"1" * 5_000],
)
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/json; charset=latin-1"])
def test_any_body_gets_an_answer(operator: TestClient, content: bytes, kind: str) -> None:
    answer = operator.post(ROUTE, content=content, headers={"Content-Type": kind})
    assert answer.status_code in {400, 422}
    assert answer.json()["message_zh"]


def test_quiet_hours_are_a_conflict_with_the_next_slot(face: Face, operator: TestClient) -> None:
    assert isinstance(face.clock, FakeClock)
    face.clock.move(timedelta(hours=2, minutes=30).total_seconds())  # 12:30 in the township
    answer = operator.post(ROUTE, json=ASKED)
    assert answer.status_code == 409
    assert answer.json()["detail"]["next_slot"] == "2026-03-05T14:00:00+08:00"
    assert "静音时段" in answer.json()["message_zh"]


def test_a_voice_that_fails_is_said(face: Face, operator: TestClient) -> None:
    face.speech.fails_with = "espeak-ng is missing"
    answer = operator.post(ROUTE, json=ASKED)
    assert (answer.status_code, answer.json()["error"]) == (503, "speech_failed")
    assert "espeak-ng" in answer.json()["detail"]


def test_withdrawing_tells_the_speakers(face: Face, operator: TestClient) -> None:
    made = operator.post(ROUTE, json=ASKED).json()
    face.context.broadcast.push()
    assert operator.post(f"{made['path']}/cancel").status_code == 202
    assert sum(isinstance(message.body, Cancel) for message in face.bus.sent) == 4


def test_what_was_never_announced_cannot_be_withdrawn(operator: TestClient) -> None:
    assert operator.post(f"{ROUTE}/none/cancel").status_code == 404
    assert operator.get(f"{ROUTE}/none").status_code == 404


@pytest.mark.parametrize("limit", ["0", "-1", "1000000000", "a", "", "1e3"])
def test_a_limit_out_of_bounds_is_refused(operator: TestClient, limit: str) -> None:
    assert operator.get(f"{ROUTE}?limit={limit}").status_code == 422
