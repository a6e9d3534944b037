"""Milesight frames: sentinels, what stands before the unknown, details, frames made of likely channels."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs.frame import CodecError
from devices.codecs.milesight_tlv import MODELS, decode
from devices.contract.quantities import Quality


def decode_hex(text: str, model: str = "em400-mud"):
    return decode(bytes.fromhex(text), 85, {"model": model})


heads = st.sampled_from(sorted({bytes(head) for channels in MODELS.values() for head in channels}))
likely_frames = st.lists(st.tuples(heads, st.binary(max_size=9)).map(b"".join), max_size=6).map(b"".join)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60) | likely_frames, st.sampled_from(sorted(MODELS)))
def test_any_bytes_are_decoded_or_a_codec_error(frame, model):
    try:
        decoded = decode(frame, 85, {"model": model})
    except CodecError:
        return
    assert not set(decoded.values) & {name for name, q in decoded.quality.items() if q is Quality.BAD}


@pytest.mark.parametrize(
    ("frame", "quantity", "quality"),
    [
        ("0482ffff", "distance_mm", Quality.BAD),
        ("0482fdff", "distance_mm", Quality.SATURATED),
        ("0367ff7f", "temperature_c", Quality.BAD),
        ("03670080", "temperature_c", Quality.BAD),
        ("0175ff", "battery_pct", Quality.BAD),
        ("050007", "tilted", Quality.BAD),
    ],
)
def test_a_sentinel_is_absent_with_its_quality(frame, quantity, quality):
    decoded = decode_hex(frame)
    assert decoded.values == {}
    assert decoded.quality == {quantity: quality}


def test_a_later_figure_replaces_an_earlier_sentinel():
    decoded = decode_hex("0482ffff04824408")
    assert decoded.values == {"distance_mm": 2116}
    assert decoded.quality == {}


def test_a_temperature_below_zero_is_read():
    assert decode_hex("03679cff").values == {"temperature_c": -10.0}


def test_what_stands_before_an_unknown_channel_is_kept():
    decoded = decode_hex("01755c7a7a01050001")
    assert decoded.values == {"battery_pct": 92}
    assert decoded.warnings == ("byte 3: unknown channel 7a7a, the rest is not read",)


def test_what_stands_before_a_cut_channel_is_kept():
    decoded = decode_hex("01755c048244")
    assert decoded.values == {"battery_pct": 92}
    assert decoded.warnings == ("byte 3: channel 0482 is cut off (1 of 2 bytes)",)


@pytest.mark.parametrize(
    ("frame", "model", "quantity", "quality"),
    [
        ("0482ffff", "em410-rdl", "distance_mm", Quality.BAD),
        ("0482fdff", "em410-rdl", "distance_mm", Quality.SATURATED),
        ("0377ffff", "em500-swl", "level_mm", Quality.BAD),
        ("0377fdff", "em500-swl", "level_mm", Quality.SATURATED),
        ("047dfeff", "gs301", "nh3_ppm", Quality.BAD),
        ("067dffff", "gs301", "h2s_ppm", Quality.BAD),
        ("077dfeff", "am307", "co2_ppm", Quality.BAD),
    ],
)
def test_each_product_has_its_own_sentinels(frame, model, quantity, quality):
    decoded = decode_hex(frame, model)
    assert decoded.values == {}
    assert decoded.quality == {quantity: quality}


@pytest.mark.parametrize(
    ("frame", "model", "values"),
    [
        ("048244086a6a6a6a", "em410-rdl", {"distance_mm": 2116}),
        ("03770a00", "em500-swl", {"level_mm": 100}),
        ("067d0a00", "gs301", {"h2s_ppm": 0.01}),
        ("03cf0a000a000a0005", "em310-tilt", {"tilted": True}),
        ("03cf0a000a000a0000", "em310-tilt", {"tilted": False}),
        ("030001040001", "ws301", {"open": True}),
    ],
)
def test_each_product_has_its_own_channels(frame, model, values):
    assert decode_hex(frame, model).values == values


@pytest.mark.parametrize(("model", "record_bytes"), [("am307", 16), ("am308", 20), ("am319", 22)])
def test_a_record_of_an_air_sensor_is_as_long_as_its_model_measures(model, record_bytes):
    record = bytes.fromhex("9e744663 1001 5d00").ljust(record_bytes, b"\0").hex()
    decoded = decode_hex(f"20ce{record}0d7d0500077da803", model)
    assert (decoded.values, decoded.warnings) == ({"co2_ppm": 936}, ())
    assert (decoded.raw["history_humidity_pct"], decoded.raw["o3_ppm"]) == (46.5, 0.05)


def test_a_distance_while_the_radar_complains_is_doubted():
    decoded = decode_hex("b482440803", "em410-rdl")
    assert decoded.quality == {"distance_mm": Quality.SUSPECT}
    assert decoded.raw == {"distance_exception": 3}


def test_a_record_of_an_unknown_kind_is_read_as_far_as_it_is_known():
    decoded = decode_hex("20ce7b3af16409", "vs350")
    assert decoded.raw == {"history_at_s": 1693530747, "history_kind": 9}


@pytest.mark.parametrize("fport", [85, 1, None])
def test_the_installer_may_have_changed_the_port(fport):
    assert decode(bytes.fromhex("01755c"), fport, {"model": "em500-pp"}).values == {"battery_pct": 92}


def test_a_profile_may_name_the_only_port():
    with pytest.raises(CodecError, match="fPort 2: expected 1"):
        decode(bytes.fromhex("01755c"), 2, {"model": "em500-pp", "fport": 1})


def test_zeros_behind_the_last_channel_are_padding():
    decoded = decode_hex("01755c0000000000")
    assert (decoded.values, decoded.warnings) == ({"battery_pct": 92}, ())


def test_nothing_but_zeros_is_no_frame():
    with pytest.raises(CodecError, match="unknown channel 0000"):
        decode_hex("00000000")


def test_a_parameter_that_is_no_number_is_an_error():
    with pytest.raises(CodecError, match="parameter fport 'first': expected a number"):
        decode(b"", 1, {"model": "em500-pp", "fport": "first"})


@pytest.mark.parametrize(("model", "order"), [("em400-mud", ("lon", "lat")), ("em400-tld", ("lat", "lon"))])
def test_a_position_is_read_in_the_models_order_and_doubted(model, order):
    # 29.1 and 119.65 degrees in 1e-6, little-endian.
    places = {"lat": "e007bc01", "lon": "d0b62107"}
    decoded = decode_hex("0688" + "".join(places[name] for name in order) + "00", model)
    assert decoded.values == {"lat": 29.1, "lon": 119.65}
    assert decoded.quality == {"lat": Quality.SUSPECT, "lon": Quality.SUSPECT}


def test_an_alarm_is_kept_as_a_detail():
    assert decode_hex("8367e800018482410601").raw == {"temperature_alarm": 1, "distance_alarm": 1}


def test_the_attributes_of_a_join_are_kept_as_details():
    decoded = decode_hex("ff0bffff0101ff166746d38802580000ff090100ff0a0101ff0f00")
    assert decoded.values == {}
    assert decoded.raw["serial"] == "6746d38802580000"


@pytest.mark.parametrize(
    ("frame", "fport", "model", "reason"),
    [
        ("", 85, "em310-udl", "the frame is empty"),
        ("01", 85, "em310-udl", "byte 0: unknown channel 01, the rest is not read"),
        ("0175", 85, "em310-udl", "byte 0: channel 0175 is cut off (0 of 1 bytes)"),
        ("01755c", 85, "em999", f"model 'em999': expected one of {', '.join(MODELS)}"),
    ],
)
def test_a_frame_without_anything_readable_is_an_error(frame, fport, model, reason):
    with pytest.raises(CodecError) as refused:
        decode(bytes.fromhex(frame), fport, {"model": model})
    assert str(refused.value) == reason
