"""Every envelope of the table: its real example, what it leaves out, and anything else as a BadMessage."""

import base64
import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs.table import decode_frame
from devices.contract.topics import BadMessage
from devices.envelopes.notice import Happening
from devices.envelopes.table import ENVELOPES, INSIDE, read_uplink
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
        "application/+/device/+/event/+",
        "v3/+/devices/+/up",
        "v3/+/devices/+/join",
        "v3/+/devices/+/down/+",
        "v3/+/devices/+/location/+",
        "v3/+/devices/+/service/+",
        "/milesight/uplink/+",
        "loriot/uplink/+",
        "mqtt/things/+/uplink",
        "frigate/available",
        "frigate/+/status/detect",
        "frigate/events",
        "frigate/reviews",
        "senml/+",
        "json/+",
    ]


def test_what_comes_by_other_ways_is_not_subscribed_to():
    assert not set(INSIDE) & set(ENVELOPES)
    assert {topic.partition("/")[0] for topic in INSIDE} == {"tcp", "udp", "http"}


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
    profile = catalog.choose(catalog.load(), case["expect"].get("registered", ""), frame.hints)
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


def test_a_gateway_of_the_things_stack_without_an_eui_is_known_by_its_id():
    radio = read(TTS, uplink_message={"rx_metadata": [{"gateway_ids": {"gateway_id": "Village-GW"}}]}).radio
    assert radio is not None
    assert radio.gateways == ("village-gw",)


def test_two_antennas_of_a_gateway_are_one_gateway():
    antennas = [{"gatewayId": "g1", "snr": -3}, {"gatewayId": "g2", "snr": -1}, {"gatewayId": "g1", "snr": 2}]
    radio = read(CASES["chirpstack_v4_up"], rxInfo=antennas).radio
    assert radio is not None
    assert (radio.gateways, radio.snr_db) == (("g1", "g2"), 2)


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


def the_values(topic: str, body: dict[str, object]) -> dict[str, object]:
    frame = read_uplink(topic, json.dumps(body).encode())
    profile = catalog.load()["milesight-em310-udl"]
    values = decode_frame(frame, profile).values
    return {name: value for name, value in values.items() if name not in {"rssi_dbm", "snr_db"}}


EUI, FRAME = "24e124713d012345", bytes.fromhex("01755c03824408040001")
DATA = base64.b64encode(FRAME).decode()
AT = "2026-04-18T07:47:05Z"
CARRIED = {
    f"application/a/device/{EUI}/event/up": {
        "deduplicationId": "1", "time": AT, "deviceInfo": {"devEui": EUI}, "fPort": 85, "data": DATA,
    },
    "v3/a@ttn/devices/bin-7/up": {
        "end_device_ids": {"device_id": "bin-7", "dev_eui": EUI.upper()},
        "received_at": AT,
        "uplink_message": {"f_port": 85, "frm_payload": DATA},
    },
    f"/milesight/uplink/{EUI}": {"devEUI": EUI, "time": AT, "fPort": 85, "data": DATA},
    f"loriot/uplink/{EUI}": {"cmd": "rx", "EUI": EUI.upper(), "ts": 1, "port": 85, "data": FRAME.hex()},
    f"mqtt/things/{EUI}/uplink": {
        "DevEUI_uplink": {"Time": AT, "DevEUI": EUI.upper(), "FPort": 85, "payload_hex": FRAME.hex()},
    },
}  # fmt: skip
POSTS = dict(
    zip(
        (
            "http/chirpstack/up",
            "http/things-stack",
            "http/milesight-gateway",
            "http/loriot",
            "http/thingpark",
        ),
        CARRIED.values(),
        strict=True,
    )
)


@pytest.mark.parametrize(("topic", "body"), [*CARRIED.items(), *POSTS.items()])
def test_a_frame_says_the_same_on_whatever_network_and_way_it_came(topic, body):
    assert the_values(topic, body) == {"battery_pct": 92, "distance_mm": 2116, "tilted": True}


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("http/chirpstack/join", {"time": AT, "deviceInfo": {"devEui": EUI}}),
        ("http/things-stack", {"end_device_ids": {"device_id": "b", "dev_eui": EUI}, "join_accept": {}}),
    ],
)
def test_news_may_be_posted_too(topic, body):
    assert read_uplink(topic, json.dumps(body).encode()).happening is Happening.SPOKE


class TestLoriot:
    def read(self, **changes):
        return read(CASES["loriot_up"], **changes)

    def test_both_forms_of_an_uplink_are_the_same_transmission(self):
        assert self.read(cmd="rx", gws=[]).dedup == self.read().dedup

    @pytest.mark.parametrize(
        ("bat", "reported"),
        [(0, {}), (255, {}), (254, {"battery_pct": 100}), (127, {"battery_pct": 50})],
    )
    def test_a_battery_is_a_share_of_254_unless_there_is_none(self, bat, reported):
        assert self.read(bat=bat).reported == reported

    def test_one_reception_is_the_radio(self):
        radio = self.read(gws=[], rssi=-100, snr=5, dr="").radio
        assert (radio.rssi_dbm, radio.snr_db, radio.spreading_factor) == (-100, 5, None)

    def test_without_a_reception_there_is_no_radio(self):
        assert self.read(gws=[]).radio is None

    def test_data_that_are_not_hexadecimal_are_refused(self):
        assert the_reason(CASES["loriot_up"], data="xy").startswith("data is not hexadecimal")

    def test_a_message_about_another_device_is_refused(self):
        reason = the_reason(CASES["loriot_up"], EUI="24e124713d099999")
        assert reason == "device '24e124713d099999' spoke on the topic of '24e124713d012345'"


def test_thingpark_without_receptions_has_no_radio():
    uplink = CASES["thingpark_up"]["payload"]["DevEUI_uplink"] | {"Lrrs": {}}
    assert read(CASES["thingpark_up"], DevEUI_uplink=uplink).radio is None


STATION = (
    b"##0103QN=20260418154705000;ST=21;CN=2011;PW=123456;MN=ABC1;Flag=5;"
    b"CP=&&DataTime=20260418154700;w01001-Rtd=7&&%04X\r\n"
)


class TestRawFrames:
    def test_a_frame_of_a_listener_is_known_by_its_topic(self):
        frame = read_uplink("tcp/dingtek/869627036551117", b"\x80\x00")
        assert (frame.network, frame.device, frame.dedup) == ("tcp/dingtek", "869627036551117", "")

    def test_a_station_numbers_its_messages_by_their_time(self):
        frame = read_uplink("tcp/hj212/ABC1", STATION % 0)
        assert (frame.device, frame.dedup) == ("abc1", "ABC1/20260418154705000/2011/")
        # 15:47 in Beijing.
        assert frame.device_ms == 1_776_498_420_000
        assert frame.hints.profile == "hj212-water"

    def test_the_parts_of_a_long_message_are_several_transmissions(self):
        parts = (STATION.replace(b"Flag=5;", b"PNO=%d;;" % number) % 0 for number in (1, 2))
        assert len({read_uplink("tcp/hj212/ABC1", part).dedup for part in parts}) == 2

    def test_a_station_of_the_air_is_one(self):
        air = STATION.replace(b"ST=21", b"ST=22") % 0
        assert read_uplink("tcp/hj212/a", air).hints.profile == "hj212-air"

    def test_a_message_without_number_and_time_has_none(self):
        frame = read_uplink("udp/hj212/a", b"##0025ST=21;CP=&&w01001-Rtd=7&&0000\r\n")
        assert (frame.dedup, frame.device_ms) == ("", None)

    @pytest.mark.parametrize("time", [b"20261318154700", b"19000101000000"])
    def test_a_time_that_cannot_be_is_left_out(self, time):
        frame = read_uplink("tcp/hj212/a", STATION.replace(b"20260418154700", time) % 0)
        assert frame.device_ms is None

    def test_what_is_no_frame_is_refused(self):
        with pytest.raises(BadMessage, match="tcp/hj212/a: b'hello', 5 bytes"):
            read_uplink("tcp/hj212/a", b"hello")


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
