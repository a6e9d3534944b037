"""Pretend devices write what the vendors published, and the hub's codecs read it back."""

import json
from pathlib import Path

import pytest

from devices.codecs.frame import Frame
from devices.codecs.table import decode_frame
from devices.contract.quantities import QUANTITIES, Quality
from devices.profiles.catalog import load
from devices.sim.voices.layouts import write
from devices.sim.voices.products import LAYOUTS, dingtek_tcp

CODECS = Path(__file__).parents[3] / "testcases" / "codecs"
PROFILES = load()
IMEI = "868821043038876"
EVERY = {**LAYOUTS, "dingtek-df702-tcp": dingtek_tcp(IMEI)}
FIGURES = {
    "battery_pct": 92, "battery_v": 3.61, "distance_mm": 1234, "temperature_c": 25.0, "humidity_pct": 47.0,
    "co2_ppm": 512, "pressure_hpa": 1006.7, "nh3_ppm": 0.12, "h2s_ppm": 0.01,
}  # fmt: skip

each_product = pytest.mark.parametrize("name", sorted(EVERY))


def published(codec: str, case: str) -> dict:
    """What a vendor published: the bytes and what they mean."""
    cases = json.loads((CODECS / f"{codec}.json").read_text("utf-8"))
    return next(each for each in cases if each["id"] == case)


def read(name: str, payload: bytes):
    frame = Frame("test", "x", payload, "", fport=EVERY[name].fport)
    return decode_frame(frame, PROFILES[name])


def values_of(name: str) -> dict:
    """A value for everything that the product can say."""
    said = EVERY[name].quantities
    return {quantity: True if QUANTITIES[quantity].is_flag else FIGURES[quantity] for quantity in said}


@pytest.mark.parametrize(
    ("name", "codec", "case"),
    [
        ("milesight-em310-udl", "milesight-tlv", "V0046"),
        ("milesight-em400-mud", "milesight-tlv", "V0047"),
        ("milesight-gs301", "milesight-tlv", "V0107"),
        ("milesight-em300-th", "milesight-tlv", "V0164"),
        ("dragino-lht65", "dragino", "V0442"),
        ("dragino-ldds75", "dragino", "V0038"),
    ],
)
def test_a_frame_is_the_one_that_the_vendor_published(name, codec, case):
    example = published(codec, case)
    assert write(LAYOUTS[name], example["values"], {}).hex() == example["hex"]


def test_a_frame_of_dingtek_is_the_published_one_but_for_its_kind_and_the_angle():
    example = published("dingtek-tcp", "V0028")
    frame = bytearray.fromhex(example["hex"])
    frame[3] = 1  # ours is one in its turn, this one told an alarm
    frame[9:11] = b"\0\0"
    assert write(dingtek_tcp(IMEI), example["values"], {}) == bytes(frame)


@each_product
def test_what_a_product_writes_is_what_its_codec_reads(name):
    values = values_of(name)
    decoded = read(name, write(EVERY[name], values, {}))
    assert decoded.values == pytest.approx(values)
    assert decoded.warnings == ()


@pytest.mark.parametrize("name", [name for name in EVERY if "distance_mm" in EVERY[name].quantities])
def test_a_lost_echo_is_no_distance(name):
    values = values_of(name) | {"distance_mm": None}
    decoded = read(name, write(EVERY[name], values, {"distance_mm": Quality.SATURATED}))
    assert "distance_mm" not in decoded.values


def test_a_milesight_says_whether_nothing_was_in_range_or_the_sensor_failed():
    layout = LAYOUTS["milesight-em310-udl"]
    assert write(layout, {}, {"distance_mm": Quality.SATURATED}).hex() == "0382fdff"
    assert write(layout, {}, {"distance_mm": Quality.BAD}).hex() == "0382ffff"


def test_what_a_product_cannot_say_is_not_said():
    assert write(LAYOUTS["milesight-ws301"], {"open": True, "distance_mm": 5}, {}).hex() == "030001"


@pytest.mark.parametrize(
    ("temperature_c", "raw"), [(9_999.0, "ff7f"), (-9_999.0, "0080"), (-0.1, "ffff"), (21.5, "d700")]
)
def test_a_value_beyond_its_field_is_the_most_that_the_field_can_hold(temperature_c, raw):
    frame = write(LAYOUTS["milesight-em300-th"], {"temperature_c": temperature_c, "humidity_pct": 300.0}, {})
    assert frame.hex() == f"0367{raw}0468ff"


def test_a_layout_names_the_step_in_which_it_tells():
    layout = LAYOUTS["milesight-em400-mud"]
    assert (layout.resolution("temperature_c"), layout.resolution("co2_ppm")) == (0.1, 0.0)
