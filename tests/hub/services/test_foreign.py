"""What foreign networks bring, through the whole of ingest: readings once, signs of life, connections."""

import json
from datetime import timedelta

import pytest

from devices.contract.bodies import DeviceClass
from hub.domain.area import Device
from tests.builders import NOON, a_bin, a_catalog, raw_record
from tests.hub.services.conftest import Hub

EUI = "24e124713d012345"
LATER = NOON + timedelta(seconds=30)
EVENT = {"time": NOON.isoformat(), "deviceInfo": {"devEui": EUI}}
# EM400-MUD, the vendor's example (SensorDecoders em-series/em400-mud): 92 %, 25.7 °C, 2116 mm, tilted.
FRAME = "01755c0367010104824408050001"
DATA = "AXVcA2cBAQSCRAgFAAE="


@pytest.fixture
def hub(hub: Hub) -> Hub:
    recorder = Device("recorder", DeviceClass.GATEWAY, "录像机", "liushu-1/村口", 29.1, 119.65, key="frigate")
    hub.register(a_catalog(a_bin("bin-7", key=EUI, model="milesight-em400-mud"), recorder))
    return hub


def tell(hub: Hub, seq: int, event: str, **body: object):
    topic = f"application/a/device/{EUI}/event/{event}"
    record = raw_record(seq, topic, json.dumps(EVENT | body).encode(), received_at=LATER)
    return hub.hear(record).get("bin-7")


def test_a_join_is_a_sign_of_life(hub: Hub) -> None:
    assert tell(hub, 1, "join", deduplicationId="j").seen_at == LATER
    assert hub.letters() == []


def test_what_a_network_only_tells_is_none(hub: Hub) -> None:
    assert tell(hub, 1, "log", code="OTAA").seen_at is None
    assert (hub.letters(), hub.watch().balance().is_even) == ([], True)


def test_the_same_news_twice_counts_once(hub: Hub) -> None:
    tell(hub, 1, "join", deduplicationId="j")
    tell(hub, 2, "join", deduplicationId="j")
    assert hub.watch().balance().duplicate == 1


def test_the_battery_in_a_status_is_a_reading(hub: Hub) -> None:
    state = tell(hub, 1, "status", deduplicationId="s", batteryLevel=88.3)
    assert state.readings["battery_pct"].value == 88.3
    assert len(hub.points("reading")) == 1


def test_one_uplink_on_two_networks_is_stored_once(hub: Hub) -> None:
    tell(hub, 1, "up", deduplicationId="u", fCnt=4, fPort=85, data=DATA)
    body = {"cmd": "rx", "EUI": EUI, "ts": 1, "fcnt": 4, "port": 85, "data": FRAME}
    hub.hear(raw_record(2, f"loriot/uplink/{EUI}", json.dumps(body).encode(), received_at=LATER))
    assert len(hub.points("reading")) == 1
    assert hub.watch().balance().duplicate == 1


def test_equal_readings_without_time_or_number_all_count(hub: Hub) -> None:
    body = b'[{"n":"temperature","u":"Cel","v":20}]'
    hub.register(a_catalog(a_bin("bin-8", key="bin-8")))
    for seq in (1, 2):
        hub.hear(raw_record(seq, "senml/bin-8", body, received_at=NOON + timedelta(minutes=seq)))
    assert len(hub.points("reading")) == 2


def test_a_recorder_that_stops_is_offline(hub: Hub) -> None:
    assert hub.hear(raw_record(1, "frigate/available", b"online"))["recorder"].says_online is True
    later = raw_record(2, "frigate/available", b"offline", received_at=LATER)
    assert hub.hear(later)["recorder"].says_online is False


def test_a_stranger_of_unknown_make_waits_with_its_frames_and_has_them_when_it_is_claimed(hub: Hub) -> None:
    frame = bytes.fromhex("8000010126069201cd03e942ef2720421a00000000016e008027c40001186962703655111781")
    hub.hear(raw_record(1, "tcp/dingtek/869627036551117", frame))
    (stranger,) = hub.watch().strangers()
    assert (stranger.device, hub.letters()) == ("869627036551117", [])
    claimed = a_bin("869627036551117", key="869627036551117", model="dingtek-df703-tcp")
    assert hub.claim(claimed) == 1
    (point,) = hub.points("reading")
    assert point.fields["distance_mm"] == 1682
