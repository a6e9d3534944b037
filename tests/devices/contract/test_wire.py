"""decode() and encode(): what goes out comes back, every other payload is a BadMessage that says why."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.contract.bodies import AnyBody, Sign, Snapshot, Telemetry
from devices.contract.topics import BadMessage, Kind, device_address
from devices.contract.wire import (
    MAX_JSON_BYTES,
    MAX_SNAPSHOT_BYTES,
    Message,
    decode,
    encode,
    models,
)
from tests.devices.contract.messages import BODIES, PLACES, addresses, messages

TELE = "vh1/daxi/d/bin-7/tele"
BIRTH = "vh1/daxi/d/bin-7/birth"
LITTER = "vh1/daxi/d/cam-1/event/litter"


def a_reading(**changes: object) -> bytes:
    body = {"v": 1, "bd": 1, "seq": 5, "ts": 1_770_000_000_000, "m": {"fill_pct": 63.5}} | changes
    return json.dumps(body, ensure_ascii=False).encode()


def a_raw_reading(fill: bytes) -> bytes:
    return b'{"bd":1,"seq":5,"m":{"fill_pct":' + fill + b"}}"


def the_reason(topic: str, payload: bytes) -> str:
    with pytest.raises(BadMessage) as refused:
        decode(topic, payload)
    return str(refused.value)


@pytest.mark.parametrize("body_type", BODIES, ids=lambda body_type: body_type.__name__)
def test_what_is_encoded_decodes_to_the_same(body_type):
    @given(messages(body_type))
    def check(message: Message) -> None:
        assert decode(*encode(message)) == message

    check()


def test_nobody_may_send_a_sign_of_life():
    message = Message(device_address("daxi", "bin-1", Kind.TELE), Sign(is_alive=True))
    with pytest.raises(TypeError, match="vh1/daxi/d/bin-1/tele: a sign of life is no message of the wire"):
        encode(message)


def test_every_body_of_the_contract_is_tried():
    assert set(BODIES) == set(PLACES) == set(AnyBody.__args__)


def test_every_json_model_has_a_topic():
    assert set(models().values()) <= set(BODIES) - {Snapshot}


@given(addresses.map(lambda address: address.topic()), st.binary(max_size=300))
def test_any_bytes_on_a_topic_of_the_contract_are_a_message_or_a_bad_message(topic, payload):
    _decodes_or_refuses(topic, payload)


@given(st.text(max_size=60), st.binary(max_size=60))
def test_any_bytes_on_any_topic_are_a_message_or_a_bad_message(topic, payload):
    _decodes_or_refuses(topic, payload)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
wire_names = st.sampled_from(("v", "bd", "seq", "ts", "m", "q", "b", "id", "class", "phase", "box", "online"))


@given(addresses.map(lambda address: address.topic()), st.dictionaries(wire_names, json_values))
def test_any_json_object_is_a_message_or_a_bad_message(topic, body):
    _decodes_or_refuses(topic, json.dumps(body).encode())


def _decodes_or_refuses(topic: str, payload: bytes) -> None:
    try:
        message = decode(topic, payload)
    except BadMessage:
        return
    again = decode(*encode(message))
    assert (again.address, again.body, again.doubts) == (message.address, message.body, ())


NOT_JSON = {
    "nothing": (b"", "EOF while parsing a value at line 1 column 0"),
    "blank": (b" \n", "EOF while parsing a value at line 2 column 0"),
    "cut off": (a_reading()[:-1], "EOF while parsing an object at line 1 column 72"),
    "trailing text": (a_raw_reading(b"1") + b" x", "trailing characters at line 1 column 37"),
    "two objects": (a_raw_reading(b"1") * 2, "trailing characters at line 1 column 36"),
    "single quotes": (b"{'bd':1}", "key must be a string at line 1 column 2"),
    "a comment": (b"{/* full */}", "key must be a string at line 1 column 2"),
    "byte order mark": (b"\xef\xbb\xbf" + a_reading(), "expected value at line 1 column 1"),
    "lone surrogate": (b'{"x":"\\ud800"}', "unexpected end of hex escape at line 1 column 13"),
    "nested 900 deep": (b"[" * 900, "recursion limit exceeded at line 1 column 202"),
    "nested 12,000 deep": (b'{"a":' * 12_000, "recursion limit exceeded at line 1 column 1006"),
    "integer of 5,000 digits": (
        a_raw_reading(b"9" * 5000),
        "number out of range at line 1 column 4334",
    ),
    "underscore in a number": (a_raw_reading(b"1_0"), "expected `,` or `}` at line 1 column 34"),
    "decimal comma": (a_raw_reading(b"63,5"), "key must be a string at line 1 column 36"),
    "unit after the number": (a_raw_reading(b"63%"), "expected `,` or `}` at line 1 column 35"),
    "full-width digits": (a_raw_reading("６３".encode()), "expected value at line 1 column 33"),
}


@pytest.mark.parametrize("case", NOT_JSON)
def test_what_is_no_json_is_refused(case):
    payload, reason = NOT_JSON[case]
    assert the_reason(TELE, payload) == f"{TELE}: body: Invalid JSON: {reason}"


NOT_UTF8 = {
    "UTF-16": (a_reading().decode().encode("utf-16"), "byte 0 (0xff)"),
    "GBK": (a_reading(x="村口").decode().encode("gbk"), "byte 80 (0xb4)"),
    "raw surrogate": (b'{"x":"\xed\xa0\x80"}', "byte 6 (0xed)"),
    "gzip": (gzip.compress(a_reading()), "byte 1 (0x8b)"),
}


@pytest.mark.parametrize("case", NOT_UTF8)
def test_what_is_no_utf8_is_refused_with_the_place_where_it_stops(case):
    payload, place = NOT_UTF8[case]
    assert the_reason(TELE, payload) == f"{TELE}: body: not UTF-8 at {place}; no GBK, no UTF-16"


NO_VALUE = "expected a finite number, true or false"
BAD_NAME = "a quantity's name must match ^[a-z][a-z0-9_]{0,31}$"
NOT_A_READING = {
    "null": (b"null", "body: Input should be an object"),
    "an array": (b"[]", "body: Input should be an object"),
    "a number": (b"63", "body: Input should be an object"),
    "an empty object": (b"{}", "bd: Field required (and 1 more)"),
    "nothing measured": (
        a_reading(m={}),
        "body: Value error, expected at least one value",
    ),
    "neither one sample nor a batch": (
        b'{"bd":1,"seq":5}',
        "body: Value error, expected either m (one sample) or b (a batch of samples)",
    ),
    "both one sample and a batch": (
        a_reading(b=[{"m": {"fill_pct": 1}}]),
        "body: Value error, expected either m (one sample) or b (a batch of samples)",
    ),
    "an empty batch": (
        b'{"bd":1,"seq":5,"b":[]}',
        "b: Tuple should have at least 1 item after validation, not 0",
    ),
    "a batch of nothing but bad samples": (
        b'{"bd":1,"seq":5,"b":[{"m":{"Fill":1}},{"m":{}},7]}',
        f"b.0.m.Fill: {BAD_NAME}; b.2: expected an object",
    ),
    "a batch in which nothing was measured": (
        b'{"bd":1,"seq":5,"b":[{"m":{}},{"m":{}}]}',
        "body: Value error, expected at least one value",
    ),
    "NaN": (a_raw_reading(b"NaN"), f"m.fill_pct = NaN: {NO_VALUE}"),
    "Infinity": (a_raw_reading(b"Infinity"), f"m.fill_pct = Infinity: {NO_VALUE}"),
    "1e999": (a_raw_reading(b"1e999"), f"m.fill_pct = Infinity: {NO_VALUE}"),
    "a number as text": (a_raw_reading(b'"63"'), f'm.fill_pct = "63": {NO_VALUE}'),
    "null for a number": (a_raw_reading(b"null"), f"m.fill_pct = null: {NO_VALUE}"),
    "an object for a number": (a_raw_reading(b'{"value":1}'), 'm.fill_pct = {"value":1}: ' + NO_VALUE),
    "an integer that is no float": (
        a_raw_reading(b"9" * 400),
        f"m.fill_pct = {'9' * 40}...: {NO_VALUE}",
    ),
    "true for a count": (a_reading(bd=True), "bd: Input should be a valid integer"),
    "a fraction for a count": (a_reading(bd=1.5), "bd: Input should be a valid integer"),
    "a negative count": (a_reading(seq=-1), "seq: Input should be greater than or equal to 0"),
    "a count beyond 2^53": (
        a_reading(seq=2**53),
        "seq: Input should be less than or equal to 9007199254740991",
    ),
    "time as text": (a_reading(ts="2026-02-30T24:00:00Z"), "ts: Input should be a valid integer"),
    "a time beyond 64 bits": (
        a_reading(ts=2**63),
        "ts: Input should be less than or equal to 9223372036854775807",
    ),
    "a later version": (a_reading(v=2), "v: Input should be 1"),
    "a quantity in capitals": (a_reading(m={"Fill": 1}), f"m.Fill: {BAD_NAME}"),
    "a quantity with an end of line": (a_reading(m={"fill_pct\n": 1}), f"m.'fill_pct\\n': {BAD_NAME}"),
    "a quantity of 60,000 letters": (a_reading(m={"a" * 60_000: 1}), f"m.{'a' * 40}...: {BAD_NAME}"),
    "a bad value and no boot": (
        b'{"seq":5,"m":{"fill_pct":1,"battery_pct":""}}',
        "bd: Field required (and 2 more)",
    ),
    "an unknown quality": (
        a_reading(q={"fill_pct": "fine"}),
        (
            "q.fill_pct: Input should be "
            "'good', 'suspect', 'saturated', 'stale', 'derived', 'simulated' or 'bad'"
        ),
    ),
    "names of the code instead of the wire": (
        b'{"boot":1,"seq":5,"values":{"fill_pct":1}}',
        "bd: Field required",
    ),
}


@pytest.mark.parametrize("case", NOT_A_READING)
def test_what_is_no_reading_is_refused(case):
    payload, reason = NOT_A_READING[case]
    assert the_reason(TELE, payload) == f"{TELE}: {reason}"


def test_of_a_reading_with_bad_values_the_good_ones_are_read_and_the_others_named():
    message = decode(TELE, a_reading(m={"fill_pct": "63", "battery_pct": 92, "_x": 1, "rssi_dbm": None}))
    assert isinstance(message.body, Telemetry)
    assert message.body.values == {"battery_pct": 92}
    assert message.doubts == (
        f'm.fill_pct = "63": {NO_VALUE}',
        f"m._x: {BAD_NAME}",
        f"m.rssi_dbm = null: {NO_VALUE}",
    )


def test_of_a_batch_with_bad_samples_the_good_ones_are_read_at_their_places_and_the_others_named():
    samples = [{"m": {"fill_pct": 1}}, {"m": {"fill_pct": "x"}}, {"ts": "now", "m": {"fill_pct": 2}}]
    samples += [None, {"m": {"fill_pct": 3, "tilted": []}}, {"ts": 1}]  # type: ignore[list-item]
    message = decode(TELE, json.dumps({"bd": 1, "seq": 5, "b": samples}).encode())
    assert isinstance(message.body, Telemetry)
    assert [sample.values for sample in message.body.samples()] == [
        {"fill_pct": 1},
        {},
        {},
        {},
        {"fill_pct": 3},
        {},
    ]
    assert message.doubts == (
        f'b.1.m.fill_pct = "x": {NO_VALUE}',
        "b.2.ts: Input should be a valid integer",
        "b.3: expected an object",
        f"b.4.m.tilted = []: {NO_VALUE}",
        "b.5.m: Field required",
    )


@pytest.mark.parametrize("ts", [-1, 0, 1_770_000_000, 1_770_000_000_000_000_000])
def test_the_time_of_a_reading_may_be_any_whole_number(ts):
    body = decode(TELE, a_reading(ts=ts)).body
    assert isinstance(body, Telemetry)
    assert body.at_ms == ts


def test_of_very_many_faults_the_first_are_told():
    reason = the_reason(TELE, a_reading(m={f"a{n}": "" for n in range(4000)}))
    assert reason.endswith("expected a finite number, true or false (and 3992 more)")
    assert len(reason) < 1000


def test_a_body_above_64_kib_is_refused():
    payload = b" " * (MAX_JSON_BYTES + 1)
    assert the_reason(TELE, payload) == f"{TELE}: 65537 bytes, at most 65536 are allowed"


def test_a_body_of_exactly_64_kib_is_read():
    payload = a_raw_reading(b"1").ljust(MAX_JSON_BYTES)
    assert isinstance(decode(TELE, payload).body, Telemetry)


def test_more_than_500_samples_are_refused():
    body = {"bd": 1, "seq": 5, "b": [{"m": {"fill_pct": 1}}] * 501}
    assert the_reason(TELE, json.dumps(body).encode()) == (
        f"{TELE}: b: Tuple should have at most 500 items after validation, not 501"
    )


def test_the_last_of_repeated_keys_counts():
    body = decode(TELE, b'{"bd":1,"bd":2,"seq":5,"m":{"fill_pct":1}}').body
    assert isinstance(body, Telemetry)
    assert body.boot == 2


def test_unknown_keys_are_ignored():
    assert decode(TELE, a_reading(vendor={"x": [1]})) == decode(TELE, a_reading())


def test_a_yes_no_value_stays_one():
    body = decode(TELE, a_reading(m={"tilted": True})).body
    assert isinstance(body, Telemetry)
    assert body.samples()[0].values == {"tilted": True}


def test_a_batch_lists_its_samples_in_order():
    body = decode(TELE, b'{"bd":1,"seq":5,"b":[{"m":{"fill_pct":1}},{"m":{"fill_pct":2}}]}').body
    assert isinstance(body, Telemetry)
    assert [sample.values["fill_pct"] for sample in body.samples()] == [1, 2]


def a_birth(**changes: object) -> bytes:
    body = {"id": "bin-7", "class": "bin", "bd": 1, "ts": 1_770_000_000_000, "period_s": 600} | changes
    return json.dumps(body).encode()


def test_a_device_cannot_speak_for_another():
    assert the_reason(BIRTH, a_birth(id="bin-9")) == "device 'bin-9' spoke on the topic of 'bin-7'"


@pytest.mark.parametrize("name", ["bin 7", "bin/7", "bin,7", "Bin-7", "", "b" * 33, "大溪"])
def test_a_device_id_outside_the_alphabet_is_refused(name):
    assert the_reason(BIRTH, a_birth(id=name)) == (
        f"{BIRTH}: id: String should match pattern '^[a-z0-9-]{{1,32}}$'"
    )


@pytest.mark.parametrize("text", ["a\0b", "a\nb", "a\x7fb", "a\x85b"])
def test_control_characters_in_a_line_are_refused(text):
    assert the_reason(BIRTH, a_birth(model=text)).startswith(f"{BIRTH}: model: String should match pattern")


@pytest.mark.parametrize(
    "place", [{"lat": 91, "lon": 0}, {"lat": 0, "lon": 181}, {"lat": 119.6}, {"lat": "29", "lon": 1}]
)
def test_a_place_off_the_earth_is_refused(place):
    assert the_reason(BIRTH, a_birth(loc=place)).startswith(f"{BIRTH}: loc.")


def test_an_unknown_event_type_is_refused():
    topic = "vh1/daxi/d/cam-1/event/meteor"
    assert the_reason(topic, b"{}") == f"{topic}: unknown event 'meteor'"


def test_an_unknown_command_is_refused():
    topic = "vh1/daxi/g/square/cmd/reboot"
    assert the_reason(topic, b"{}") == f"{topic}: unknown cmd 'reboot'"


def test_a_box_outside_the_picture_is_refused():
    body = {"id": "e-1", "ts": 1, "bd": 1, "seq": 1, "phase": "start", "sight": "present", "conf": 0.9}
    assert the_reason(LITTER, json.dumps(body | {"box": [0.1, 0.1, 1.5, 0.1]}).encode()) == (
        f"{LITTER}: box.2: Input should be less than or equal to 1"
    )


def test_a_picture_that_is_no_jpeg_is_refused():
    reason = the_reason("vh1/daxi/d/cam-1/snap", b"<html>login</html>")
    assert reason == "picture is not a JPEG (expected it to begin with ff d8 ff)"


def test_a_picture_above_256_kib_is_refused():
    reason = the_reason("vh1/daxi/d/cam-1/snap", b"\xff\xd8\xff".ljust(MAX_SNAPSHOT_BYTES + 1))
    assert reason == "picture of 262145 bytes, at most 262144 (or by HTTP)"
