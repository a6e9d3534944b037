"""The catalogue: what ships is sound, a wrong file is named with its key, the registry comes before hints."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from devices.codecs.frame import CodecError, Downlink, Geometry, Hints, Label
from devices.codecs.table import CODECS, decode_frame
from devices.profiles.catalog import BadProfile, choose, load, read
from tests.devices.codecs.test_table import a_frame

SOUND = """
brand = "Milesight"
model = "EM310-UDL"
models = ["EM310-UDL"]
device_class = "bin"
codec = "milesight-tlv"
fport = 85
period_s = 3600
stale_after_s = 21600
[parameters]
model = "em310-udl"
[quantities]
distance_mm = { zh = "距离", en = "distance" }
[geometry]
empty_mm = 1000
full_mm = 250
blind_mm = 30
"""

SHIPPED = load()
FRAMES = Path(__file__).parents[2] / "testcases" / "codecs"
# Codecs that many products share without saying which one speaks.
SHARED = {"browan", "cayenne-lpp", "elsys-tlv", "hj212", "netvox", "sensecap"}


def the_reason(text: str) -> str:
    with pytest.raises(BadProfile) as refused:
        read("some-bin.toml", text)
    return str(refused.value)


def test_a_sound_file_is_a_profile_named_by_the_file():
    profile = read("some-bin.toml", SOUND)
    assert profile.name == "some-bin"
    assert profile.models == ("em310-udl",)
    assert profile.quantities == {"distance_mm": Label("距离", "distance")}
    assert profile.geometry == Geometry(empty_mm=1000, full_mm=250, blind_mm=30)


def test_a_file_may_say_where_the_sensor_sits_and_how_the_bin_is_shaped():
    text = SOUND + "offset_mm = -40\nshape = [[20, 10], [50, 40]]\n"
    assert read("some-bin.toml", text).geometry == Geometry(1000, 250, 30, -40, ((20, 10), (50, 40)))


def test_a_file_may_say_what_can_be_sent_to_the_device():
    text = SOUND + '[downlinks]\nreboot = { zh = "重启", en = "reboot", fport = 85, hex = "ff10ff" }\n'
    reboot = Downlink(Label("重启", "reboot"), 85, b"\xff\x10\xff")
    assert read("some-bin.toml", text).downlinks == {"reboot": reboot}
    assert the_reason(text.replace("ff10ff", "ff1")).startswith("some-bin.toml: downlinks.reboot.hex: ")
    assert the_reason(text.replace("85, hex", "224, hex")).startswith("some-bin.toml: downlinks.reboot.fport")


def test_the_report_interval_of_dingtek_bins_is_sent_as_text():
    assert SHIPPED["dingtek-df703"].downlinks["upload_every_4_hours"].payload == b"80029999010481"


def test_a_file_without_geometry_has_none():
    assert read("some-bin.toml", SOUND.partition("[geometry]")[0]).geometry is None


def test_no_two_shipped_profiles_answer_to_the_same_name():
    names = [name for profile in SHIPPED.values() for name in {profile.name, *profile.models}]
    assert sorted(names) == sorted(set(names))


def test_every_codec_serves_a_shipped_profile():
    assert {profile.codec for profile in SHIPPED.values()} == set(CODECS)


@pytest.mark.parametrize("profile", SHIPPED.values(), ids=list(SHIPPED))
def test_the_codec_of_a_shipped_profile_knows_its_parameters(profile):
    with pytest.raises(CodecError) as refused:
        CODECS[profile.codec](b"", profile.fport, profile.parameters)
    assert not str(refused.value).startswith(("model", "parameter", "fPort"))


def published_frames():
    for file in sorted(FRAMES.glob("*.json")):
        for case in json.loads(file.read_text("utf-8")):
            for profile in SHIPPED.values():
                same = profile.codec, profile.parameters.get("model")
                if same == (case["codec"], case["parameters"].get("model")) and "refused" not in case:
                    yield pytest.param(case, profile, id=f"{profile.name}-{case['id']}")


@pytest.mark.parametrize(("case", "profile"), [*published_frames()])
def test_a_shipped_profile_has_a_label_for_what_its_published_frames_say(case, profile):
    frame = a_frame(case["hex"], fport=case["fport"])
    decoded = decode_frame(frame, replace(profile, parameters=profile.parameters | case["parameters"]))
    if profile.codec not in SHARED:
        assert set(decoded.values) <= set(profile.quantities)
    assert set(case["values"]) <= set(decoded.values)


@pytest.mark.parametrize(
    ("was", "becomes", "reason"),
    [
        ('brand = "Milesight"', "", "brand: Field required"),
        ("fport = 85", "colour = 1", "colour: Extra inputs are not permitted"),
        ("fport = 85", "fport = 0", "fport: Input should be greater than or equal to 1"),
        ('device_class = "bin"', 'device_class = "cat"', "device_class: Input should be 'bin', 'camera', "),
        ('zh = "距离", ', "", "quantities.distance_mm.zh: Field required"),
        ("distance_mm =", "depth_mm =", "quantities.depth_mm: not in the registry of quantities"),
        ("milesight-tlv", "morse", "codec: 'morse' is none of "),
        ("full_mm = 250", "full_mm = 1000", "geometry.full_mm: must be less than empty_mm"),
        ("blind_mm = 30", "blind_mm = 30\nshape = [[50, 40], [20, 10]]", "geometry.shape: both numbers"),
        ("full_mm = 250", "full_mm = nothing", "Invalid value (at line 16, column 11)"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(was, becomes, reason):
    assert the_reason(SOUND.replace(was, becomes)).startswith(f"some-bin.toml: {reason}")


def test_the_registry_may_name_a_product_as_people_write_it():
    assert choose(load(), "Milesight EM310-UDL", Hints()).name == "milesight-em310-udl"
    assert choose(load(), "em400-mud", Hints()).name == "milesight-em400-mud"


def test_the_registry_comes_before_every_hint():
    profile = choose(load(), "milesight-em310-udl", Hints(model="em400-mud"))
    assert profile is not None
    assert profile.name == "milesight-em310-udl"


def test_a_named_profile_comes_before_a_named_model():
    hints = Hints(model="em400-mud", profile="milesight-em310-udl")
    profile = choose(load(), "", hints)
    assert profile is not None
    assert profile.name == "milesight-em310-udl"


@pytest.mark.parametrize("model", ["em400-mud", "EM400-MUD", "Milesight EM400-MUD"])
def test_a_model_is_recognised_by_any_of_its_names(model):
    profile = choose(load(), "", Hints(model=model))
    assert profile is not None
    assert profile.name == "milesight-em400-mud"


def test_an_unknown_model_has_no_profile():
    assert choose(load(), "", Hints(model="em999")) is None


def test_a_registered_profile_that_is_missing_is_an_error():
    reason = "the registry names 'gone', not in the catalogue; nearest are "
    with pytest.raises(BadProfile, match=reason):
        choose(load(), "gone", Hints(model="em400-mud"))
