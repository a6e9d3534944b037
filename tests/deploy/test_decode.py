import json

import pytest

from deploy.decode import NotReadable, explain

TOPIC = "application/a/device/24e124713d000014/event/up"


def an_uplink(**device: str) -> bytes:
    info = {"devEui": "24e124713d000014", "deviceProfileName": "", "deviceName": "bin"} | device
    body = {
        "deduplicationId": "1",
        "time": "2026-01-01T00:00:00Z",
        "deviceInfo": info,
        "fPort": 85,
        "data": "AXVk",
    }
    return json.dumps(body).encode()


def test_a_reading_is_told_in_full():
    said = explain("vh1/daxi/d/bin-001/tele", b'{"bd":1,"seq":7,"m":{"fill_pct":63}}')
    assert (said["device"], said["kind"], said["values"]) == ("bin-001", "tele", {"fill_pct": 63.0})


def test_a_named_kind_carries_its_name():
    body = b'{"stage":"played","ts":1,"bd":1,"seq":1}'
    assert explain("vh1/daxi/d/horn-1/ack/c-1", body)["name"] == "c-1"


def test_a_picture_is_told_by_its_size():
    assert explain("vh1/daxi/d/cam-1/snap", b"\xff\xd8\xff\xe0")["jpeg_bytes"] == 4


def test_what_breaks_the_contract_is_said_with_its_place():
    with pytest.raises(NotReadable, match="seq: Field required"):
        explain("vh1/daxi/d/bin-001/tele", b'{"bd":1,"m":{"fill_pct":63}}')


def test_an_uplink_is_read_as_its_product_says():
    said = explain(TOPIC, an_uplink(), "milesight-em310-udl")
    assert (said["device"], said["values"]) == ("24e124713d000014", {"battery_pct": 100})


def test_news_of_a_network_is_told():
    topic = "senml/bin-7"
    said = explain(topic, b'[{"n":"temperature","u":"Cel","v":20}]')
    assert (said["device"], said["happening"]) == ("bin-7", "measured")
    assert said["samples"] == [{"values": {"temperature_c": 20.0}, "quality": {}}]


def test_an_uplink_of_an_unknown_product_names_the_known_ones():
    with pytest.raises(NotReadable, match=r"name one with --profile: .*milesight-em310-udl"):
        explain(TOPIC, an_uplink())
