"""Every envelope of the table: its real example, what it leaves out, and anything else as a BadMessage."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs.table import decode_frame
from devices.contract.topics import BadMessage
from devices.envelopes.table import ENVELOPES, read_uplink
from devices.profiles import catalog

FOLDER = Path(__file__).parents[2] / "testcases" / "envelopes"
CASES = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.json"))}
TTS, GATEWAY = CASES["tts_v3_up"], CASES["milesight_gateway_up"]

each_case = pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))


def read(case, **changes):
    return read_uplink(case["topic"], json.dumps({**copy.deepcopy(case["payload"]), **changes}).encode())


def the_reason(case, **changes) -> str:
    with pytest.raises(BadMessage) as refused:
        read(case, **changes)
    return str(refused.value).removeprefix(f"{case['topic']}: ")


def test_the_table_names_the_filters_to_subscribe_to():
    assert list(ENVELOPES) == [
        "application/+/device/+/event/up",
        "v3/+/devices/+/up",
        "/milesight/uplink/+",
    ]


@each_case
def test_a_real_message_becomes_a_frame(case):
    frame, expected = read(case), case["expect"]
    assert frame.device == expected["device"]
    assert frame.payload.hex() == expected["payload"]
    assert (frame.fport, frame.fcnt, frame.dedup) == (expected["fport"], expected["fcnt"], expected["dedup"])
    assert (frame.session, frame.received_ms) == (expected["session"], expected["received_ms"])


@each_case
def test_a_real_message_says_how_it_was_heard(case):
    radio, expected = read(case).radio, case["expect"]
    assert radio is not None
    assert (radio.rssi_dbm, radio.snr_db) == (expected["rssi_dbm"], expected["snr_db"])
    assert radio.gateways == tuple(expected["gateways"])
    assert radio.spreading_factor == expected["spreading_factor"]


@each_case
def test_a_real_message_gives_values_through_the_profile_it_hints_at(case):
    frame = read(case)
    profile = catalog.choose(catalog.load(), "", frame.hints)
    assert profile is not None
    assert case["expect"]["values"].items() <= decode_frame(frame, profile).values.items()


@pytest.mark.parametrize(("name", "field"), [("chirpstack_v4_up", "time"), ("tts_v3_up", "received_at")])
def test_the_time_of_a_server_without_a_clock_is_left_out(name, field):
    assert read(CASES[name], **{field: "0001-01-01T00:00:00Z"}).received_ms is None


def test_what_the_things_stack_leaves_out_is_zero():
    frame = read(TTS, uplink_message={})
    assert (frame.fcnt, frame.fport, frame.payload, frame.radio) == (0, 0, b"", None)
    assert not frame.simulated


def test_a_gateway_of_the_things_stack_may_leave_out_its_figures():
    radio = read(TTS, uplink_message={"rx_metadata": [{}]}).radio
    assert radio is not None
    assert (radio.rssi_dbm, radio.snr_db, radio.spreading_factor) == (0, 0, None)


def test_a_simulated_message_of_the_things_stack_says_so():
    assert read(TTS, simulated=True).simulated


def test_without_a_session_key_the_things_stacks_address_is_the_session():
    assert read(TTS, uplink_message={"f_cnt": 3}).dedup == "24e124713d012345/260B1234/3"


def test_a_message_of_the_things_stack_about_another_device_is_refused():
    ids = {**TTS["payload"]["end_device_ids"], "device_id": "bin-9"}
    reason = the_reason(TTS, end_device_ids=ids)
    assert reason == "device 'bin-9' spoke on the topic of 'eui-24e124713d012345'"


def test_a_message_of_a_milesight_gateway_about_another_device_is_refused():
    reason = the_reason(GATEWAY, devEUI="24E124713D099999")
    assert reason == "device '24e124713d099999' spoke on the topic of '24e124136b502217'"


# The second is in a published example of a Milesight gateway.
@pytest.mark.parametrize("time", ["", "2020-0327T12:39:05.547336Z", "yesterday", "0001-01-01T00:00:00Z"])
def test_a_garbled_time_of_a_milesight_gateway_is_left_out(time):
    assert read(GATEWAY, time=time).received_ms is None


def test_a_milesight_gateways_time_without_zone_is_utc():
    assert read(GATEWAY, time="2022-12-27T07:21:27.078763").received_ms == GATEWAY["expect"]["received_ms"]


def test_a_message_of_a_milesight_gateway_without_reception_has_no_radio():
    assert read(GATEWAY, rxInfo=[]).radio is None


@pytest.mark.parametrize(
    ("case", "changes", "reason"),
    [
        (TTS, {"uplink_message": None}, "uplink_message: Input should be an object"),
        (TTS, {"received_at": "now"}, "received_at: Input should be a valid datetime, input is too short"),
        (
            TTS,
            {"uplink_message": {"f_port": 300}},
            "uplink_message.f_port: Input should be less than or equal to 255",
        ),
        (TTS, {"uplink_message": {"frm_payload": "?"}}, "data is not base64 (Only base64 data is allowed)"),
        (GATEWAY, {"devEUI": "24e1"}, "devEUI: String should match pattern '^[0-9a-fA-F]{16}$'"),
        (GATEWAY, {"fPort": "85"}, "fPort: Input should be a valid integer"),
    ],
)
def test_what_is_no_uplink_is_refused_with_the_reason(case, changes, reason):
    assert the_reason(case, **changes) == reason


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([TTS, GATEWAY]), st.data())
def test_any_value_in_any_place_is_a_frame_or_a_bad_message(case, data):
    name = data.draw(st.sampled_from(sorted(case["payload"])))
    anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just({})
    try:
        frame = read(case, **{name: data.draw(anything)})
    except BadMessage:
        return
    assert frame.device == case["expect"]["device"]
