from fastapi.testclient import TestClient

from hub.domain.hourly_levels import HourlyLevels
from tests.hub.api.face import Face


def test_a_device_says_when_it_will_be_full_and_how_far_such_forecasts_were_off(
    face: Face, operator: TestClient
) -> None:
    hour = int(face.clock.now().timestamp()) // 3600
    with face.context.ledger.write() as tx:
        tx.levels.put({"bin-001": HourlyLevels(hour - 1, bytes(4 * (h % 48) for h in range(240)))})
    face.fills("bin-001", 45)
    face.context.foretelling.step()
    found = operator.get("/api/v1/devices/bin-001").json()["forecast"]
    assert found["made_at"] < found["full_at"] <= found["surely_full_at"]
    assert (found["days"] >= 5, found["tested"] > 0, found["mean_error_h"] < 24) == (True, True, True)
    listed = operator.get("/api/v1/devices?class=bin").json()["devices"]
    assert [known["forecast"] is None for known in listed] == [False, *[True] * 5]
