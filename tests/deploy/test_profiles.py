"""`village-hub profile test`: what a message means to a profile, or what is wrong with either."""

from pathlib import Path

import pytest

import devices.profiles
from deploy.profiles import NotUsable, try_out

JSON_PROFILE = Path(__file__).parents[1] / "testcases" / "profiles" / "dtu-bin.toml"
FRAME_PROFILE = Path(devices.profiles.__file__).parent / "milesight-em310-udl.toml"


def test_a_json_message_is_read():
    said = try_out(JSON_PROFILE, b'{"lid":"open"}', "dtu/A-17/report")
    assert said == {"device": "a-17", "at_ms": None, "values": {"open": True}, "quality": {}, "warnings": []}


def test_without_a_topic_the_profiles_own_filter_stands():
    assert try_out(JSON_PROFILE, b'{"lid":"open"}')["device"] == "+"


def test_a_frame_is_read():
    said = try_out(FRAME_PROFILE, b"01755cff0101")
    assert said["values"] == {"battery_pct": 92}
    assert said["raw"] == {"protocol_version": 1}


@pytest.mark.parametrize(
    ("file", "message", "topic", "reason"),
    [
        (JSON_PROFILE, b"{", "", "no JSON"),
        (JSON_PROFILE, b"{}", "other/1/report", "topic 'other/1/report' is not among"),
        (FRAME_PROFILE, b"xyz", "", "the frame is not hexadecimal"),
        (FRAME_PROFILE, "é".encode(), "", "the frame is not hexadecimal"),
        (FRAME_PROFILE, b"7a7a", "", "unknown channel 7a7a"),
        (Path("none.toml"), b"", "", "none.toml: No such file"),
        (Path(__file__), b"", "", "test_profiles.py: "),
    ],
)
def test_what_is_wrong_is_said(file, message, topic, reason):
    with pytest.raises(NotUsable, match=reason):
        try_out(file, message, topic)
