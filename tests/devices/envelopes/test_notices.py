"""What networks say besides uplinks: real messages, what they leave out, and wrong ones as a BadMessage."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.contract.quantities import Quality
from devices.contract.topics import BadMessage
from devices.envelopes.notice import Happening, Notice
from devices.envelopes.table import read_uplink

FOLDER = Path(__file__).parents[2] / "testcases" / "notices"
CASES = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.json"))}
CHIRPSTACK = "application/a/device/24e124713d012345/event/"
THINGS_STACK = "v3/a@ttn/devices/eui-24e124713d012345/"
IDS = {"device_id": "eui-24e124713d012345", "dev_eui": "24E124713D012345"}


def read(topic: str, body: object) -> Notice:
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    notice = read_uplink(topic, payload)
    assert isinstance(notice, Notice)
    return notice


def an_event(**changes) -> dict[str, object]:
    return {"time": "2026-04-18T09:35:06Z", "deviceInfo": {"devEui": "24e124713d012345"}} | changes


def the_reason(topic: str, body: object) -> str:
    with pytest.raises(BadMessage) as refused:
        read(topic, body)
    return str(refused.value).removeprefix(f"{topic}: ")


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_real_message_is_the_news_it_should_be(case):
    notice = read(case["topic"], case["payload"] if "payload" in case else case["payload_text"].encode())
    values = {name: value for sample in notice.samples for name, value in sample.values.items()}
    assert {
        "device": notice.device,
        "happening": notice.happening.value,
        "values": values,
        "says": notice.says,
        "dedup": notice.dedup,
        "at_ms": notice.at_ms,
    } == case["expect"]


@pytest.mark.parametrize("flag", ["externalPowerSource", "batteryLevelUnavailable"])
def test_a_device_without_a_battery_level_has_spoken_all_the_same(flag):
    notice = read(f"{CHIRPSTACK}status", an_event(**{flag: True}))
    assert (notice.happening, notice.samples) == (Happening.SPOKE, ())


def test_an_empty_battery_is_left_out_on_the_wire_and_read():
    assert read(f"{CHIRPSTACK}status", an_event(margin=10)).samples[0].values == {"battery_pct": 0}


def test_an_answer_that_did_not_come_is_no_sign_of_life():
    assert read(f"{CHIRPSTACK}ack", an_event(queueItemId="q")).happening is Happening.TOLD


def test_an_integration_is_told():
    assert read(f"{CHIRPSTACK}integration", an_event()).happening is Happening.TOLD


def test_an_event_that_chirpstack_does_not_have_is_refused():
    assert the_reason(f"{CHIRPSTACK}party", an_event()).startswith(
        "event 'party': expected up or one of join"
    )


def test_an_event_about_another_device_is_refused():
    assert "spoke on the topic of" in the_reason("application/a/device/24e1/event/join", an_event())


def test_a_solved_location_of_the_things_stack_is_measured():
    body = {"end_device_ids": IDS, "location_solved": {"location": {"latitude": 29.1, "longitude": 119.65}}}
    notice = read(f"{THINGS_STACK}location/solved", body)
    assert notice.samples[0].values == {"lat": 29.1, "lon": 119.65}


def test_a_queued_downlink_is_told():
    notice = read(f"{THINGS_STACK}down/queued", {"end_device_ids": IDS, "downlink_queued": {}})
    assert (notice.happening, notice.says) == (Happening.TOLD, "a downlink went on its way")


def test_a_message_of_the_things_stack_about_another_device_is_refused():
    body = {"end_device_ids": IDS | {"device_id": "bin-9"}}
    assert "spoke on the topic of" in the_reason(f"{THINGS_STACK}join", body)


def test_a_location_of_thingpark_is_measured():
    place = {"Time": "2026-04-18T09:35:06Z", "DevEUI": "24E124713D012345", "DevLAT": 29.1, "DevLON": 119.65}
    notice = read("mqtt/things/24E124713D012345/uplink", {"DevEUI_location": place})
    assert notice.samples[0].values == {"lat": 29.1, "lon": 119.65}


@pytest.mark.parametrize("name", ["DevEUI_downlink_Sent", "DevEUI_notification"])
def test_a_note_of_thingpark_is_told(name):
    notice = read("mqtt/things/24e124713d012345/uplink", {name: {"DevEUI": "24E124713D012345"}})
    assert notice.happening is Happening.TOLD


def test_a_body_of_thingpark_without_news_is_refused():
    assert the_reason("mqtt/things/24e1/uplink", {}).startswith("expected DevEUI_uplink")


@pytest.mark.parametrize("state", [b"offline", b"stopped"])
def test_a_recorder_or_camera_that_stopped_went(state):
    assert read("frigate/available", state).happening is Happening.WENT
    assert read("frigate/Gate/status/detect", state).device == "frigate/gate"


def test_a_camera_whose_detection_is_switched_off_has_not_gone():
    assert read("frigate/gate/status/detect", b"disabled").happening is Happening.TOLD


def test_a_state_that_frigate_does_not_have_is_refused():
    assert the_reason("frigate/available", b"maybe").startswith("b'maybe': expected one of online")


def test_an_event_that_goes_on_counts_at_its_newest_frame():
    seen = {"id": "e", "camera": "gate", "label": "person", "start_time": 10.0, "frame_time": 12.5}
    assert read("frigate/events", {"type": "update", "after": seen}).at_ms == 12_500


class TestSenml:
    def test_names_units_and_times_are_resolved(self):
        pack = [
            {"bn": "urn:dev:mac:24e1:", "bt": 1776495600, "bu": "Cel", "n": "temperature", "v": 20},
            {"n": "temperature", "t": 60, "v": 21},
            {"n": "humidity", "u": "%RH", "v": 50},
        ]
        samples = read("senml/bin-1", pack).samples
        assert [(sample.at_ms, dict(sample.values)) for sample in samples] == [
            (1776495600000, {"temperature_c": 20, "humidity_pct": 50}),
            (1776495660000, {"temperature_c": 21}),
        ]

    def test_a_base_value_is_added(self):
        pack = [{"bn": "a:", "bt": 1776495600, "bv": 20, "n": "temperature", "u": "Cel", "v": 1.5}]
        assert read("senml/bin-1", pack).samples[0].values == {"temperature_c": 21.5}

    def test_a_quantity_may_be_named_as_we_name_it(self):
        pack = [{"n": "nh3_ppm", "u": "ppm", "v": 2}, {"n": "leak", "vb": True}, {"n": "distance_mm", "v": 5}]
        assert read("senml/bin-1", pack).samples[0].values == {"nh3_ppm": 2, "leak": True, "distance_mm": 5}

    def test_a_pack_without_a_time_counts_when_it_is_received(self):
        notice = read("senml/bin-1", [{"n": "temperature", "u": "Cel", "v": 20}])
        assert (notice.dedup, notice.samples[0].at_ms, notice.samples[0].quality) == ("", None, {})

    def test_a_record_older_than_its_message_is_stale(self):
        notice = read("senml/bin-1", [{"n": "temperature", "u": "Cel", "t": -60, "v": 20}])
        assert notice.samples[0].quality == {"temperature_c": Quality.STALE}

    @pytest.mark.parametrize(
        "record",
        [
            {"n": "temperature", "u": "K", "v": 20},
            {"n": "temperature", "u": "Cel"},
            {"n": "tilted", "v": 1},
            {"n": "mood", "vb": True},
            {"n": "distance", "vb": True},
            {"n": "nh3_ppm", "u": "mg", "v": 1},
            {"n": "temperature", "u": "Cel", "bv": 1e308, "v": 1e308},
        ],
    )
    def test_a_pack_without_a_quantity_of_ours_is_refused(self, record):
        assert the_reason("senml/bin-1", [record]) == "none of its 1 records is a quantity of ours"

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"{", "body: Invalid JSON"),
            ([], "body: Tuple should have at least 1 item"),
            ([{"v": "x"}], "0.v: Input should be a valid number"),
            (b" " * 65_537, "65537 bytes, at most 65536 are allowed"),
        ],
    )
    def test_what_is_no_pack_is_refused(self, body, reason):
        assert the_reason("senml/bin-1", body).startswith(reason)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(CASES)), st.data())
def test_any_value_in_any_place_is_news_or_a_bad_message(name, data):
    case = CASES[name]
    body = copy.deepcopy(case.get("payload", {}))
    if isinstance(body, dict) and body:
        body[data.draw(st.sampled_from(sorted(body)))] = data.draw(ANY_JSON)
    else:
        body = data.draw(ANY_JSON)
    try:
        read_uplink(case["topic"], json.dumps(body).encode())
    except BadMessage:
        return
