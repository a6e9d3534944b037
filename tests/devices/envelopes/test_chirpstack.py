"""ChirpStack events: a real one, what protobuf leaves out, and every wrong one as a BadMessage."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.table import decode_frame
from devices.contract.topics import BadMessage
from devices.envelopes.table import is_uplink, read_uplink
from devices.profiles import catalog

CASE = json.loads(
    (Path(__file__).parents[2] / "testcases" / "envelopes" / "chirpstack_v4_up.json").read_text("utf-8")
)
TOPIC = CASE["topic"]


def an_event(**changes) -> bytes:
    return json.dumps({**copy.deepcopy(CASE["payload"]), **changes}).encode()


def an_event_without(*names) -> bytes:
    return json.dumps({name: part for name, part in CASE["payload"].items() if name not in names}).encode()


def the_reason(topic: str, payload: bytes) -> str:
    with pytest.raises(BadMessage) as refused:
        read_uplink(topic, payload)
    return str(refused.value)


def test_a_real_event_becomes_a_frame():
    frame, expected = read_uplink(TOPIC, an_event()), CASE["expect"]
    assert frame.network == "chirpstack"
    assert frame.device == expected["device"]
    assert frame.payload.hex() == expected["payload"]
    assert (frame.fport, frame.fcnt, frame.dedup) == (expected["fport"], expected["fcnt"], expected["dedup"])
    assert frame.received_ms == 1_776_498_425_404
    assert frame.session == "20000001"


def test_the_best_gateway_is_the_one_with_the_highest_snr():
    radio, expected = read_uplink(TOPIC, an_event()).radio, CASE["expect"]
    assert radio is not None
    assert (radio.rssi_dbm, radio.snr_db) == (expected["rssi_dbm"], expected["snr_db"])
    assert radio.gateways == tuple(expected["gateways"])
    assert radio.spreading_factor == expected["spreading_factor"]


def test_a_real_event_gives_values_through_the_profile_it_hints_at():
    frame = read_uplink(TOPIC, an_event())
    profile = catalog.choose(catalog.load(), "", frame.hints)
    assert profile is not None
    assert CASE["expect"]["values"].items() <= decode_frame(frame, profile).values.items()


def test_a_left_out_number_is_zero():
    frame = read_uplink(TOPIC, an_event_without("fCnt", "fPort", "data"))
    assert (frame.fcnt, frame.fport, frame.payload) == (0, 0, b"")


def test_a_gateway_may_leave_out_its_figures():
    radio = read_uplink(TOPIC, an_event(rxInfo=[{"gatewayId": "gw-1"}])).radio
    assert radio is not None
    assert (radio.rssi_dbm, radio.snr_db) == (0, 0)


def test_a_frame_heard_by_no_gateway_has_no_radio():
    assert read_uplink(TOPIC, an_event_without("rxInfo")).radio is None


def test_the_profiles_name_is_the_hint_where_no_tag_is():
    info = {**CASE["payload"]["deviceInfo"], "tags": {}}
    assert read_uplink(TOPIC, an_event(deviceInfo=info)).hints.model == "Milesight EM400-MUD"


def test_the_device_key_is_lower_case():
    info = {**CASE["payload"]["deviceInfo"], "devEui": "24E124713D012345"}
    assert read_uplink(TOPIC, an_event(deviceInfo=info)).device == "24e124713d012345"


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "body: Invalid JSON: EOF while parsing a value at line 1 column 0"),
        (b"[]", "body: Input should be an object"),
        (an_event_without("deduplicationId"), "deduplicationId: Field required"),
        (an_event_without("deviceInfo"), "deviceInfo: Field required"),
        (an_event(time="yesterday"), "time: Input should be a valid datetime, input is too short"),
        (an_event(time="2026-04-18T07:47:05"), "time: Input should have timezone info"),
        (an_event(fPort="85"), "fPort: Input should be a valid integer"),
        (an_event(fPort=300), "fPort: Input should be less than or equal to 255"),
        (an_event(data="???"), "data is not base64 (Only base64 data is allowed)"),
        (an_event(data="ä"), "data is not base64 (string argument should contain only ASCII characters)"),
        (b" " * 65_537, "65537 bytes, at most 65536 are allowed"),
    ],
)
def test_what_is_no_event_is_refused_with_the_reason(payload, reason):
    assert the_reason(TOPIC, payload) == f"{TOPIC}: {reason}"


def test_an_event_of_another_device_than_its_topic_is_refused():
    info = {**CASE["payload"]["deviceInfo"], "devEui": "24e124713d099999"}
    assert the_reason(TOPIC, an_event(deviceInfo=info)) == (
        "device '24e124713d099999' spoke on the topic of '24e124713d012345'"
    )


@pytest.mark.parametrize(
    "topic",
    [
        "vh1/daxi/d/bin-7/tele",
        "v3/a/devices/b/uplink",
        "application/a/device/b/event/up/x",
        "",
    ],
)
def test_a_topic_of_no_envelope_is_refused(topic):
    assert not is_uplink(topic)
    assert the_reason(topic, an_event()) == f"topic {topic!r}: no network server of ours publishes there"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_frame_or_a_bad_message(payload):
    with pytest.raises(BadMessage):
        read_uplink(TOPIC, payload)


@given(
    st.sampled_from(("time", "deviceInfo", "fCnt", "fPort", "data", "rxInfo", "txInfo")),
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.lists(st.integers()),
)
def test_any_value_in_any_place_is_a_frame_or_a_bad_message(name, value):
    try:
        frame = read_uplink(TOPIC, an_event(**{name: value}))
    except BadMessage:
        return
    assert frame.device == CASE["expect"]["device"]
