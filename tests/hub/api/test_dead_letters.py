from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from hub.api.letters import _content
from tests.hub.api.face import Face

PATH = "/api/v1/dead-letters"
TELE = "vh1/daxi/d/bin-001/tele"


def test_letters_are_listed_by_groups_with_the_newest_below(face: Face, operator: TestClient) -> None:
    face.hear_raw(TELE, b"\xff<script>")
    face.hear_raw(TELE, b"not json")
    face.hear_raw("x/y", b"z")
    seen = operator.get(PATH).json()
    assert (len(seen["groups"]), seen["forgotten"]) == (2, 0)
    (group,) = (group for group in seen["groups"] if group["device"] == "bin-001")
    assert (group["count"], group["kept"], group["kept_bytes"]) == (2, 2, 17)
    assert group["fault"]["code"] == "body"
    assert group["fault"]["zh"] == "内容格式不符"
    assert group["device_name"].endswith("垃圾桶")
    assert "Invalid JSON" in group["reason"]
    first = seen["dead_letters"][2]
    assert (first["payload_bytes"], first["is_hex"]) == (9, True)
    assert bytes.fromhex(first["payload_begin"]) == b"\xff<script>"


def test_one_group_shows_its_letters_with_their_bytes(face: Face, operator: TestClient) -> None:
    face.hear_raw(TELE, "不是 JSON".encode())
    group = operator.get(PATH).json()["groups"][0]
    seen = operator.get(f"{PATH}/{group['id']}").json()
    assert seen["group"] == group
    assert [letter["payload_begin"] for letter in seen["dead_letters"]] == ["不是 JSON"]
    assert operator.get(f"{PATH}/0123456789ab").status_code == 404
    assert operator.get(f"{PATH}/nonsense").status_code == 422


@pytest.mark.parametrize("cut", range(1, 9))
def test_a_character_that_the_cut_goes_through_is_left_out(cut: int) -> None:
    whole = "垃圾€".encode()
    content, is_hex = _content(whole[:cut], is_cut=cut < len(whole))
    assert not is_hex
    assert "垃圾€".startswith(content)
    assert _content(b"ab\xe5", is_cut=False) == ("6162e5", True)


def test_the_administrator_replays_after_a_fix(face: Face, as_role: Callable[[str], TestClient]) -> None:
    _, _, body = face.reading("bin-001", distance_mm=500.0)
    face.hear(("bin-777", face.reading("bin-777", distance_mm=1.0)[1], body))  # a stranger: held, not dead
    face.hear_raw(TELE, b"not json")
    admin = as_role("admin")
    done = admin.post(f"{PATH}/replay", json={"device": "bin-001"}).json()
    assert done == {"stored": 0, "duplicate": 0, "again": 1, "gone": 0, "place": None}
    group = admin.get(PATH).json()["groups"][0]["id"]
    again = admin.post(f"{PATH}/replay", json={"group": group, "place": f"{group}.journal.7"})
    assert (again.status_code, again.json()["again"]) == (200, 0)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"all": False},
        {"all": True, "device": "bin-001"},
        {"group": "../x"},
        {"all": True, "place": "0123456789ab.other.1"},
    ],
)
def test_a_replay_names_exactly_what_is_meant(
    as_role: Callable[[str], TestClient], asked: dict[str, object]
) -> None:
    assert as_role("admin").post(f"{PATH}/replay", json=asked).status_code == 422
