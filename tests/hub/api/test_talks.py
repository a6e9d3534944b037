from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from devices.contract.bodies import DeviceClass
from devices.contract.commands import Talk
from devices.contract.receipts import Proof, Stage
from devices.contract.talk import recording_sha256
from tests.hub.api.face import Face

ROUTE = "/api/v1/talks"
ASKED = {"priority": "notice", "target": {"scope": "township"}}
WORD = b"\x10" * 3_200


def horns(face: Face) -> list[str]:
    return [device.id for device in face.context.registry.catalog.of_class(DeviceClass.SPEAKER)]


def test_a_talk_is_heard_archived_and_proven(face: Face, operator: TestClient) -> None:
    first, *others = horns(face)
    face.is_born(first, DeviceClass.SPEAKER)
    begun = operator.post(ROUTE, json=ASKED).json()
    assert (begun["rate_hz"], begun["longest_s"], begun["awaits_approval"]) == (16_000, 180.0, False)
    face.sending.push()
    orders = [message for message in face.bus.sent if isinstance(message.body, Talk)]
    assert [order.address.target for order in orders] == [first]
    taken = operator.put(f"{begun['sound']}/1", content=WORD)
    assert (taken.status_code, taken.json()) == (202, {"number": 1, "said_ms": 200, "is_over": False})
    ended = operator.post(begun["end"], json={}).json()
    assert (ended["is_live"], ended["duration_ms"]) == (True, 200)
    assert ended["counts"] == {"sent": 1, "failed": len(others)}
    proof = Proof(method="player", sha256=recording_sha256(WORD), played_ms=200)
    face.answers(first, orders[0].body.id, Stage.PLAYED, proof)
    seen = operator.get(begun["path"]).json()
    assert (seen["counts"]["played"], seen["deliveries"][0]["missing_ms"]) == (1, 0)
    sound = operator.get(seen["audio"])
    assert (sound.headers["Content-Type"], sound.content[-len(WORD) :]) == ("audio/wav", WORD)


def test_the_preview_says_who_plays_recordings_only(face: Face, operator: TestClient) -> None:
    first, second, *_ = horns(face)
    face.is_born(first, DeviceClass.SPEAKER)
    face.says(first, online=True)
    face.says(second, online=True)
    seen = operator.post(f"{ROUTE}/preview", json=ASKED).json()
    assert (seen["online"], seen["unable"], seen["audio"], seen["duration_ms"]) == (2, 1, "", 180_000)


def test_quiet_hours_bind_a_talk(operator: TestClient, face: Face) -> None:
    face.clock.move(3 * 3600)  # type: ignore[attr-defined]  # a fake clock
    answer = operator.post(ROUTE, json=ASKED | {"priority": "routine"})
    assert (answer.status_code, answer.json()["detail"]["flaws"]) == (409, ["quiet_hours"])


def test_who_may_not_speak_is_told_why(operator: TestClient, as_role: Callable[[str], TestClient]) -> None:
    begun = operator.post(ROUTE, json=ASKED | {"priority": "urgent"}).json()
    assert begun["awaits_approval"]
    refused = operator.put(f"{begun['sound']}/1", content=WORD)
    assert (refused.status_code, refused.json()["detail"]["flaws"]) == (409, ["not_approved_yet"])
    stranger = as_role("admin").put(f"{begun['sound']}/1", content=WORD)
    assert (stranger.status_code, stranger.json()["detail"]["flaws"]) == (422, ["not_your_talk"])


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (ASKED | {"longest_s": 4}, 422),
        (ASKED | {"longest_s": 601}, 422),
        (ASKED | {"target": {"scope": "devices", "ids": ["nobody"]}}, 422),
    ],
)
def test_a_flawed_talk_is_refused(operator: TestClient, asked: dict[str, object], status: int) -> None:
    assert operator.post(ROUTE, json=asked).status_code == status


def test_a_piece_that_is_too_long_or_of_no_talk_is_refused(operator: TestClient) -> None:
    assert operator.put(f"{ROUTE}/t-1/sound/1", content=bytes(32_001)).status_code == 413
    assert operator.put(f"{ROUTE}/t-1/sound/1", content=WORD).status_code == 409
    assert operator.post(f"{ROUTE}/t-1/end").status_code == 404
