"""A bin's reading, packet to screen: native and through a LoRaWAN network server."""

import json
from base64 import b64encode
from pathlib import Path

import pytest

from tests.journeys.conftest import Township
from tests.wait import until

pytestmark = [pytest.mark.journey, pytest.mark.server, pytest.mark.slow]

NATIVE = {"device_id": "bin-0012", "class": "bin", "name": "村口垃圾桶", "empty_mm": "1000", "full_mm": "200"}
LORAWAN = {
    "device_id": "bin-0003",
    "class": "bin",
    "name": "广场垃圾桶",
    "key": "24e124713d012345",
    "empty_mm": "4000",
    "full_mm": "200",
}
CHIRPSTACK = Path(__file__).parents[1] / "testcases" / "envelopes" / "chirpstack_v4_up.json"


# EM400-MUD, published by its maker (Milesight-IoT/SensorDecoders, em-series/em400-mud): 23.2 °C, 1601 mm.
UPRIGHT = bytes.fromhex("8367e800018482410601")
UPRIGHT_PCT = 100 * (4000 - 1601) / (4000 - 200)


def an_upright_uplink() -> tuple[str, str]:
    """A real ChirpStack message that carries the maker's bytes of a bin that stands."""
    case = json.loads(CHIRPSTACK.read_text("utf-8"))
    return case["topic"], json.dumps(case["payload"] | {"data": b64encode(UPRIGHT).decode()})


def a_fallen_bins_uplink() -> tuple[str, str]:
    """The same network's message of a bin that lies on its side."""
    case = json.loads(CHIRPSTACK.read_text("utf-8"))
    return case["topic"], json.dumps(case["payload"])


def tele(seq: int, distance_mm: float, **more: object) -> str:
    return json.dumps({"v": 1, "bd": 17, "seq": seq, "m": {"distance_mm": distance_mm, **more}})


def test_a_native_reading_reaches_influxdb_and_the_api_with_its_age(township: Township) -> None:
    township.register(NATIVE)
    township.publish("vh1/daxi/d/bin-0012/tele", tele(1, 600, battery_pct=92))
    until(lambda: township.device("bin-0012")["level"] is not None, what="the level")
    seen = township.device("bin-0012")
    assert (seen["level"]["value"], seen["level"]["is_stale"], seen["presence"]) == (50.0, False, "online")
    assert 0 <= seen["level"]["age_s"] < 10
    assert township.settled()["stored"] == 1
    assert township.influx("SELECT level_pct, village FROM bin_level")[0][1:] == [50.0, "liushuwan"]
    assert township.influx("SELECT distance_mm, battery_pct FROM reading")[0][1:] == [600, 92]


def test_a_real_chirpstack_uplink_becomes_a_fill_level(township: Township) -> None:
    township.register(LORAWAN)
    topic, payload = an_upright_uplink()
    for _ in range(2):
        township.publish(topic, payload)
    until(lambda: township.device("bin-0003")["level"] is not None, what="the level")
    seen = township.device("bin-0003")
    assert (seen["level"]["value"], seen["level"]["is_stale"]) == (pytest.approx(UPRIGHT_PCT), False)
    balance = township.settled()
    assert (balance["stored"], balance["duplicate"]) == (1, 1)
    assert township.influx("SELECT level_pct FROM bin_level")[0][1:] == [pytest.approx(UPRIGHT_PCT)]
    assert township.influx("SELECT distance_mm, rssi_dbm FROM reading")[0][1:] == [1601, -103]


def test_an_uplink_of_a_bin_on_its_side_is_kept_but_its_level_is_not_believed(township: Township) -> None:
    township.register(LORAWAN)
    township.publish(*a_fallen_bins_uplink())
    until(lambda: "distance_mm" in township.device("bin-0003")["figures"], what="the uplink")
    seen = township.device("bin-0003")
    assert seen["figures"]["distance_mm"]["value"] == 2116
    assert (seen["figures"]["tilted"]["value"], seen["level"]) == (True, None)
    township.settled()
    assert township.influx("SELECT distance_mm, rssi_dbm FROM reading")[0][1:] == [2116, -103]


@pytest.mark.parametrize(
    ("topic", "payload", "why"),
    [
        ("vh1/daxi/d/bin-0012/tele", "not json", "Invalid JSON"),
        ("vh1/daxi/d/bin-0012/tele", '{"bd":1,"seq":1,"m":{"fill_pct":"63"}}', "expected a finite number"),
        ("vh1/daxi/d/bin-0012/tele", '{"bd":1,"seq":1,"m":{"fill_pct":NaN}}', "finite number"),
        ("vh1/daxi/d/bin-0012/tele", '{"bd":1,"seq":1,"m":{"fill_pct":140}}', "outside 0..100"),
        ("vh1/daxi/d/bin-0012/tele", "{" + " " * 65_600, "at most 65536"),
        ("vh1/daxi/d/bin-0012/event/gossip", "{}", "unknown event"),
        (
            "vh1/daxi/d/bin-0099/birth",
            '{"id":"bin-0012","class":"bin","bd":1,"ts":1,"period_s":9}',
            "spoke on the topic",
        ),
    ],
)
def test_bad_input_is_kept_with_its_reason_and_the_neighbours_are_stored(
    township: Township, topic: str, payload: str, why: str
) -> None:
    township.register(NATIVE)
    township.publish(topic, payload)
    township.publish("vh1/daxi/d/bin-0012/tele", tele(2, 600))
    balance = township.settled()
    assert (balance["stored"], balance["dead_letter"]) == (1, 1)
    (letter,) = township.get("/api/v1/dead-letters")["dead_letters"]
    assert why in letter["reason"]


def test_a_stranger_waits_unclaimed_with_its_readings_and_is_claimed_with_its_past(
    township: Township,
) -> None:
    township.register(NATIVE)
    for seq, distance_mm in enumerate((300, 210, 205), 1):
        township.publish("vh1/daxi/d/bin-0777/tele", tele(seq, distance_mm))
    until(lambda: len(township.get("/api/v1/strangers")["strangers"]) == 1, what="the stranger")
    township.settled()
    assert township.influx("SELECT distance_mm FROM reading") == []
    claim = {
        "class": "bin",
        "name": "新来的桶",
        "point": "liushuwan-1/村口",
        "lat": 29.1,
        "lon": 119.65,
        "geometry": {"empty_mm": 1000, "full_mm": 200},
    }
    answer = township.post("/api/v1/devices/bin-0777/claim", claim)
    assert (answer.status_code, answer.json()["messages"]) == (201, 3)
    until(lambda: len(township.influx("SELECT distance_mm FROM reading")) == 3, timeout_s=10, what="its past")
    assert township.device("bin-0777")["is_full"]
    assert township.get("/api/v1/strangers")["strangers"] == []
