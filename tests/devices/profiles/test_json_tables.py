"""The [jsonmap] table of a profile: every mistake is named with its key and line."""

from pathlib import Path

import pytest

from devices.envelopes.table import ENVELOPES
from devices.profiles.catalog import BadProfile, foreign_filters, load, read

FILE = Path(__file__).parents[2] / "testcases" / "profiles" / "dtu-bin.toml"
SOUND = FILE.read_text("utf-8")


@pytest.mark.parametrize(
    ("was", "becomes", "reason"),
    [
        (
            'topic = "dtu/+/report"',
            'topic = "dtu/#"',
            "jsonmap.topic: 'dtu/#': + may stand for a whole level",
        ),
        ('topic = "dtu/+/report"', 'topic = "dtu/a+/x"', "jsonmap.topic: 'dtu/a+/x': + may stand"),
        ('topic = "dtu/+/report"', 'topic = "+/+/x"', "jsonmap.topic: '+/+/x': the first level must be"),
        ('topic = "dtu/+/report"', 'topic = "vh1/+/x"', "jsonmap.topic: 'vh1/+/x': the first level must be"),
        ('"level:1"', '"level:0"', "jsonmap.device: 'level:0': expected a path or one of level:1 (line 23)"),
        ('"level:1"', '"level:x"', "jsonmap.device: 'level:x': expected a path"),
        ('"level:1"', '"imei"', "jsonmap.device: 'imei' must begin with $ (line 23)"),
        ('path = "$.time"', 'path = "time"', "jsonmap.time.path: 'time' must begin with $"),
        ('format = "text"', 'format = "epoch"', "jsonmap.time.format: Input should be 's', 'ms' or 'text'"),
        ('path = "$.lid"', 'path = "$.lid[*]"', "jsonmap.values.2.path: '$.lid[*]': '[*]' is none of"),
        ('quantity = "open"', 'quantity = "lid"', "jsonmap.values.2.quantity: 'lid' is not in the registry"),
        ('unit = "mV"', 'unit = "inch"', "jsonmap.values.1.unit: 'inch': expected one of V, mV"),
        ('unit = "mV"', "enum = { full = true }", "jsonmap.values.1.enum: battery_v takes numbers"),
        ("closed = false", "closed = 0.0", "jsonmap.values.2.enum: open takes true or false"),
        ("offset = -40", "ofset = -40", "jsonmap.values.3.ofset: Extra inputs are not permitted (line 49)"),
        ('codec = "jsonmap"', 'codec = "hj212"', "jsonmap: goes with codec 'jsonmap', one is missing"),
    ],
)
def test_a_mistake_is_named_with_its_key(was, becomes, reason):
    assert was in SOUND
    with pytest.raises(BadProfile) as refused:
        read("dtu-bin.toml", SOUND.replace(was, becomes))
    assert str(refused.value).startswith(f"dtu-bin.toml: {reason}")


def test_the_codec_needs_its_table():
    with pytest.raises(BadProfile, match="jsonmap: goes with codec"):
        read("dtu-bin.toml", SOUND.partition("[jsonmap]")[0])


def test_a_unit_of_ours_needs_no_factor():
    profile = read("dtu-bin.toml", SOUND.replace('unit = "mV"', 'unit = "V"'))
    assert profile.json_map.rules[1].scale == 1


def test_an_installation_has_products_of_its_own(tmp_path):
    (tmp_path / "dtu-bin.toml").write_text(SOUND, "utf-8")
    (tmp_path / "notes.txt").write_text("no profile", "utf-8")
    profiles = load(tmp_path)
    assert set(profiles) - set(load()) == {"dtu-bin"}
    assert foreign_filters(profiles) == (*ENVELOPES, "dtu/+/report")


def test_an_installation_without_products_of_its_own_has_the_shipped_ones(tmp_path):
    profiles = load(tmp_path / "none")
    assert (profiles, foreign_filters(profiles)) == (load(), tuple(ENVELOPES))
