import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from devices.contract.commands import Announce, Cancel, Command, Update
from devices.contract.receipts import Proof, Stage
from tests.fakes import FakeClock
from tests.hub.api.face import Face

ROUTE = "/api/v1/announcements"
ASKED = {"text": "明天上午收垃圾", "priority": "routine", "target": {"scope": "township"}}


def test_an_announcement_is_accepted_and_followed_by_name(face: Face, operator: TestClient) -> None:
    accepted = operator.post(ROUTE, json=ASKED)
    assert accepted.status_code == 202
    face.sending.push()
    seen = operator.get(accepted.json()["path"]).json()
    assert (seen["created_by"], seen["counts"], seen["is_over"]) == ("operator", {"sent": 4}, False)
    assert {item["state_zh"] for item in seen["deliveries"]} == {"已发送"}
    assert all(item["name"].endswith("大喇叭") for item in seen["deliveries"])
    assert operator.get(ROUTE).json()["announcements"][0] == seen


def test_the_sound_can_be_fetched_where_the_speaker_was_told(face: Face, operator: TestClient) -> None:
    operator.post(ROUTE, json=ASKED)
    face.sending.push()
    command = face.bus.sent[0].body
    assert isinstance(command, Announce)
    sound = operator.get(command.audio.path)
    assert sound.headers["Content-Type"] == "audio/wav"
    assert sound.content.startswith(b"RIFF")


def test_a_proof_of_play_is_shown(face: Face, operator: TestClient) -> None:
    made = operator.post(ROUTE, json=ASKED).json()
    face.sending.push()
    command = face.bus.sent[0]
    assert isinstance(command.body, Announce)
    proof = Proof(method="player", sha256=command.body.audio.sha256, played_ms=made["duration_ms"])
    face.answers(command.address.target, command.body.id, Stage.PLAYED, proof)
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
        {"target": {"scope": "township", "circles": [{"lat": 29.1, "lon": 119.6, "radius_km": 1}]}},
        {"target": {"scope": "area", "polygons": [[[29.1, 119.6], [29.2, 119.7]]]}},
        {"target": {"scope": "area", "circles": [{"lat": 91, "lon": 119.6, "radius_km": 1}]}},
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
    face.sending.push()
    assert operator.post(f"{made['path']}/cancel", json={"why": "写错了"}).status_code == 202
    face.clock.move(3)  # type: ignore[attr-defined]  # a fake clock
    face.sending.push()
    assert sum(isinstance(message.body, Cancel) for message in face.bus.sent) == 1 + 4
    seen = operator.get(made["path"]).json()
    assert all(item["is_stopping"] for item in seen["deliveries"])


def test_what_is_over_cannot_be_withdrawn_again(operator: TestClient) -> None:
    made = operator.post(ROUTE, json=ASKED).json()
    assert operator.post(f"{made['path']}/cancel").status_code == 202
    answer = operator.post(f"{made['path']}/cancel")
    assert (answer.status_code, answer.json()["detail"]["flaws"]) == (409, ["over"])


@pytest.mark.parametrize(
    ("act", "body"), [("cancel", {}), ("update", ASKED), ("approve", {}), ("refuse", {}),
                      ("review", {"finding": "属实"})],
)  # fmt: skip
def test_what_was_never_announced_cannot_be_acted_on(
    operator: TestClient, act: str, body: dict[str, object]
) -> None:
    assert operator.post(f"{ROUTE}/none/{act}", json=body).status_code == 404


@pytest.mark.parametrize("shown", ["", "/unreached", "/unreached.csv", "/unreached.html"])
def test_what_was_never_announced_is_not_shown(operator: TestClient, shown: str) -> None:
    assert operator.get(f"{ROUTE}/none{shown}").status_code == 404


def test_an_update_takes_the_place_of_what_was_announced(face: Face, operator: TestClient) -> None:
    made = operator.post(ROUTE, json=ASKED).json()
    face.sending.push()
    answer = operator.post(f"{made['path']}/update", json=ASKED | {"text": "改为后天收垃圾"})
    assert answer.status_code == 202
    face.sending.push()
    orders = [message.body for message in face.bus.sent[4:]]
    assert [order.replaces for order in orders if isinstance(order, Update)] == [made["id"]] * 4
    assert operator.get(answer.json()["path"]).json()["supersedes"] == made["id"]


def test_an_urgent_one_waits_for_somebody_else(as_role: Callable[[str], TestClient], face: Face) -> None:
    made = as_role("operator").post(ROUTE, json=ASKED | {"priority": "urgent"}).json()
    assert made["awaits_approval"]
    own = as_role("operator").post(f"{made['path']}/approve")
    assert (own.status_code, own.json()["detail"]["flaws"]) == (409, ["same_person"])
    assert "不能审核自己" in own.json()["message_zh"]
    agreed = as_role("admin").post(f"{made['path']}/approve", json={"why": "属实"}).json()
    assert (agreed["approval"]["state"]["code"], agreed["approval"]["by"]) == ("approved", "admin")
    face.sending.push()
    assert len(face.bus.sent) == 4
    again = as_role("admin").post(f"{made['path']}/refuse")
    assert again.json()["detail"]["flaws"] == ["not_pending"]


def test_an_emergency_alone_is_reviewed_and_everything_is_in_the_book(
    as_role: Callable[[str], TestClient],
) -> None:
    asked = ASKED | {"priority": "emergency", "why": "山洪", "bypass": True}
    refused = as_role("operator").post(ROUTE, json=asked)
    assert refused.json()["detail"]["flaws"] == ["bypass_not_allowed"]
    made = as_role("admin").post(ROUTE, json=asked).json()
    seen = as_role("viewer").get(made["path"]).json()["approval"]
    assert (seen["state"]["code"], seen["review_due_at"]) == ("bypassed", "2026-03-06T10:00:00+08:00")
    reviewed = as_role("operator").post(f"{made['path']}/review", json={"finding": "属实"})
    assert reviewed.json()["approval"]["reviewed_by"] == "operator"
    book = as_role("admin").get("/api/v1/broadcast/deeds").json()
    assert book["first_broken"] is None
    told = [(deed["by"], deed["act"]["code"], deed["why"]) for deed in book["deeds"]]
    assert told == [("operator", "reviewed", "属实"), ("admin", "bypassed", "山洪")]


def test_the_same_key_is_answered_with_the_same(operator: TestClient) -> None:
    key = {"Idempotency-Key": "3b1f"}
    first = operator.post(ROUTE, json=ASKED, headers=key)
    assert operator.post(ROUTE, json=ASKED, headers=key).json() == first.json()
    other = operator.post(ROUTE, json=ASKED | {"text": "别的"}, headers=key)
    assert (other.status_code, other.json()["error"]) == (422, "key_reused")
    assert len(operator.get(ROUTE).json()["announcements"]) == 1


def test_a_preview_says_whom_it_reaches_and_how_it_sounds(
    face: Face, as_role: Callable[[str], TestClient]
) -> None:
    face.says("horn-001", online=True)
    rules = {"households": 300, "day_ceiling_pct": 50}
    assert as_role("admin").put("/api/v1/broadcast/villages/liushuwan", json=rules).status_code == 200
    found = as_role("operator").post(f"{ROUTE}/preview", json=ASKED).json()
    assert (found["speakers"], found["online"], found["offline"]) == (4, 1, 3)
    assert found["volume_pct"] == 50
    assert {part["village"]: part["households"] for part in found["villages"]}["liushuwan"] == 300
    assert found["hindrance"]["flaws"] == []
    assert as_role("operator").get(found["audio"]).content.startswith(b"RIFF")
    heard = as_role("operator").post(ROUTE, json=ASKED | {"heard": found["sha256"]})
    assert heard.json()["audio"] == found["audio"]
    other = as_role("operator").post(ROUTE, json=ASKED | {"text": "别的", "heard": found["sha256"]})
    assert other.json()["detail"]["flaws"] == ["not_what_was_heard"]
    assert len(as_role("operator").get(ROUTE).json()["announcements"]) == 1


def test_a_preview_says_all_that_forbids_it(operator: TestClient) -> None:
    asked = {"text": " ", "priority": "emergency", "target": {"scope": "devices", "ids": ["horn-999"]}}
    found = operator.post(f"{ROUTE}/preview", json=asked).json()["hindrance"]
    assert [flaw["code"] for flaw in found["flaws"]] == ["empty_text", "nobody_meant", "reason_missing"]
    assert found["unmatched"] == ["horn-999"]


@pytest.mark.parametrize(
    ("route", "asked"), [(ROUTE, ASKED), ("/api/v1/talks", {"target": {"scope": "township"}})]
)
def test_a_preview_says_that_a_notice_would_wake_people(
    face: Face, operator: TestClient, route: str, asked: dict[str, object]
) -> None:
    preview, notice = f"{route}/preview", asked | {"priority": "notice"}
    assert not operator.post(preview, json=notice).json()["disturbs"]
    face.clock.move(3 * 3600)  # type: ignore[attr-defined]  # a fake clock
    assert operator.post(preview, json=notice).json()["disturbs"]
    assert not operator.post(preview, json=asked | {"priority": "routine"}).json()["disturbs"]


def test_the_unreached_are_listed_with_their_reasons_to_walk_to(face: Face, operator: TestClient) -> None:
    made = operator.post(ROUTE, json=ASKED).json()
    face.sending.push()
    face.says("horn-001", online=True)
    face.says("horn-002", online=False)
    face.answers("horn-003", command_of(face, "horn-003"), Stage.RECEIVED)
    early = operator.get(f"{made['path']}/unreached").json()
    assert not early["is_complete"]
    assert isinstance(face.clock, FakeClock)
    face.clock.move(26)
    face.sending.push()
    found = operator.get(f"{made['path']}/unreached").json()
    assert found["is_complete"]
    assert {item["device"]: item["why"]["code"] for item in found["missed"]} == {
        "horn-001": "no_receipt",
        "horn-002": "offline",
        "horn-004": "never_seen",
    }
    assert all(item["owner"] and item["phone"] for item in found["missed"])
    table = operator.get(f"{made['path']}/unreached.csv")
    assert table.content.startswith(b"\xef\xbb\xbf")
    assert table.text.count("\n") == 4
    page = operator.get(f"{made['path']}/unreached.html").text
    assert "未送达名单" in page
    assert ASKED["text"] in page


def command_of(face: Face, device: str) -> str:
    """The id of the order that a speaker was sent last."""
    order = next(message.body for message in reversed(face.bus.sent) if message.address.target == device)
    assert isinstance(order, Command)
    return order.id


def test_a_saved_set_and_an_area_are_targets(face: Face, operator: TestClient) -> None:
    kept = {"name": "水库下游", "targets": [{"scope": "devices", "ids": ["horn-002"]}]}
    assert operator.put("/api/v1/broadcast/targets/dam", json=kept).status_code == 200
    shown = operator.get("/api/v1/broadcast/targets").json()["targets"]
    assert [(item["id"], item["targets"][0]["ids"]) for item in shown] == [("dam", ["horn-002"])]
    horn = face.context.registry.catalog.devices["horn-001"]
    around = {"lat": horn.lat, "lon": horn.lon, "radius_km": 0.01}
    saved = ASKED | {"target": {"scope": "saved", "ids": ["dam"]}}
    area = ASKED | {"target": {"scope": "area", "circles": [around]}}
    for asked, device in ((saved, "horn-002"), (area, "horn-001")):
        made = operator.post(ROUTE, json=asked).json()
        assert [each["device"] for each in operator.get(made["path"]).json()["deliveries"]] == [device]
    assert operator.delete("/api/v1/broadcast/targets/dam").status_code == 200
    assert operator.delete("/api/v1/broadcast/targets/dam").status_code == 404


def test_the_rules_of_a_village_are_kept_and_shown(as_role: Callable[[str], TestClient]) -> None:
    rules = {
        "quiet": [{"since": "20:00", "until": "08:00"}],
        "quiet_days": [{"name": "高考", "first": "2026-06-07", "last": "2026-06-09",
                        "since": "07:00", "until": "19:00"}],
        "airtime_min": 45,
        "households": 120,
    }  # fmt: skip
    route = "/api/v1/broadcast/villages"
    assert as_role("operator").put(f"{route}/liushuwan", json=rules).status_code == 403
    assert as_role("admin").put(f"{route}/liushuwan", json=rules).status_code == 200
    assert as_role("admin").put(f"{route}/atlantis", json=rules).status_code == 404
    shown = {item["village"]: item for item in as_role("viewer").get(route).json()["villages"]}
    assert shown["liushuwan"]["quiet"] == rules["quiet"]
    assert shown["liushuwan"]["quiet_days"] == rules["quiet_days"]
    assert (shown["liushuwan"]["airtime_min"], shown["liushuwan"]["day_ceiling_pct"]) == (45, None)


@pytest.mark.parametrize("limit", ["0", "-1", "1000000000", "a", "", "1e3"])
def test_a_limit_out_of_bounds_is_refused(operator: TestClient, limit: str) -> None:
    assert operator.get(f"{ROUTE}?limit={limit}").status_code == 422
