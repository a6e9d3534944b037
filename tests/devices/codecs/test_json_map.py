"""Vendor JSON by declaration: paths, scales, meanings, what is absent, times, keys, and everything else."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs.frame import CodecError
from devices.codecs.json_map import Mapped, find, read
from devices.codecs.json_rules import BadPath, JsonMap, Rule, TimeFormat, parse_path
from devices.contract.quantities import Quality
from devices.profiles import catalog

FILE = Path(__file__).parents[2] / "testcases" / "profiles" / "dtu-bin.toml"
RULES = catalog.read(FILE.name, FILE.read_text("utf-8")).json_map
assert RULES is not None
REPORT = {
    "time": "2026-04-18 15:47:05",
    "params": [{"code": "rssi", "value": -90}, {"code": "level", "value": "41.5"}],
    "power": {"volt": 3600},
    "lid": "Closed",
    "data": [{"t": 657}],
}


def the_values(**changes: object) -> Mapped:
    return read(RULES, "dtu/A-17/report", json.dumps(REPORT | changes).encode())


def one_rule(path: str = "$.v", **changes: object) -> JsonMap:
    rule = Rule(**({"quantity": "ph", "path": parse_path(path)} | changes))
    return JsonMap("a/+", (rule,), level=1)


def test_a_report_is_read_as_declared():
    mapped = the_values()
    assert mapped.device == "a-17"
    # 15:47:05 in Beijing.
    assert mapped.at_ms == 1_776_498_425_000
    assert mapped.decoded.values == {
        "distance_mm": 415,
        "battery_v": 3.6,
        "open": False,
        "temperature_c": 25.7,
    }
    assert (mapped.decoded.quality, mapped.decoded.warnings) == ({}, ())


def test_what_is_not_there_is_no_reading():
    assert the_values(params=[], data={}, power=None, lid=None).decoded.values == {}


@pytest.mark.parametrize("level", [9999, 9999.0, "9999", "err", "ERR ", "--", ""])
def test_what_stands_for_nothing_is_absent_without_a_word(level):
    decoded = the_values(params=[{"code": "level", "value": level}]).decoded
    assert "distance_mm" not in decoded.values
    assert (decoded.quality, decoded.warnings) == ({"distance_mm": Quality.BAD}, ())


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"lid": "ajar"}, "open: 'ajar' cannot be read"),
        ({"power": {"volt": "much"}}, "battery_v: 'much' cannot be read"),
        ({"power": {"volt": True}}, "battery_v: True cannot be read"),
        ({"power": {"volt": [1]}}, "battery_v: [1] cannot be read"),
        ({"power": {"volt": 10**400}}, "battery_v: 1000"),
        ({"power": {"volt": 99_000_000}}, "battery_v = 99000.0 is outside 0..60 V"),
    ],
)
def test_what_cannot_be_a_value_is_absent_with_a_warning(changes, warning):
    decoded = the_values(**changes).decoded
    assert len(decoded.values) == 3
    assert decoded.warnings[0].startswith(warning)


@pytest.mark.parametrize(("said", "means"), [(True, True), (1, True), ("0", False), ("OPEN", True)])
def test_a_meaning_is_found_however_it_is_written(said, means):
    rules = one_rule(quantity="open", meanings={"true": True, "1": True, "0": False, "open": True})
    assert read(rules, "a/b", json.dumps({"v": said}).encode()).decoded.values == {"open": means}


@pytest.mark.parametrize(("said", "values"), [(b"true", {"leak": True}), (b"1", {})])
def test_a_yes_or_no_without_meanings_is_true_or_false(said, values):
    assert read(one_rule(quantity="leak"), "a/b", b'{"v":%s}' % said).decoded.values == values


@pytest.mark.parametrize(
    ("form", "said", "at_ms"),
    [
        (TimeFormat.SECONDS, 1776498425, 1_776_498_425_000),
        (TimeFormat.SECONDS, "1776498425.5", 1_776_498_425_500),
        (TimeFormat.MILLISECONDS, 1776498425123, 1_776_498_425_123),
        (TimeFormat.TEXT, "2026-04-18T07:47:05Z", 1_776_498_425_000),
        (TimeFormat.TEXT, "2026-04-18 15:47:05", 1_776_498_425_000),
        (TimeFormat.TEXT, "yesterday", None),
        (TimeFormat.SECONDS, -5, None),
        (TimeFormat.SECONDS, 10**400, None),
        (TimeFormat.SECONDS, True, None),
        (TimeFormat.SECONDS, None, None),
    ],
)
def test_a_time_that_cannot_be_is_left_out(form, said, at_ms):
    rules = JsonMap("a/+", (), level=1, time=("t",), time_format=form)
    assert read(rules, "a/b", json.dumps({"t": said}).encode()).at_ms == at_ms


def test_a_map_without_a_time_has_none():
    assert read(one_rule(), "a/b", b'{"v":7}').at_ms is None


@pytest.mark.parametrize(("said", "key"), [('"AB-1"', "ab-1"), ("17", "17")])
def test_the_key_may_stand_in_the_body(said, key):
    rules = JsonMap("a", (), key=parse_path("$.id"))
    assert read(rules, "a", b'{"id":%s}' % said.encode()).device == key


@pytest.mark.parametrize("said", [b"{}", b'{"id":""}', b'{"id":true}', b'{"id":[1]}'])
def test_a_message_that_does_not_say_whose_it_is_is_refused(said):
    with pytest.raises(CodecError, match="the device's key is"):
        read(JsonMap("a", (), key=("id",)), "a", said)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"{", "no JSON"),
        (b"\xff", "no JSON"),
        (b"[" * 5000, "no JSON"),
        (b"7", "'7': expected a JSON object or list"),
        (b" " * 65_537, "65537 bytes"),
    ],
)
def test_what_is_no_report_is_refused(payload, reason):
    with pytest.raises(CodecError, match=reason):
        read(one_rule(), "a/b", payload)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$", {"a": [{"k": "x", "b c": 1}, [2]]}),
        ("$.a[0].k", "x"),
        ("$.a[0]['b c']", 1),
        ("$.a[?(@.k=='x')].k", "x"),
        ("$.a[?(@.k == 'y')].k", None),
        ("$.a[?(@.none=='x')]", None),
        ("$.a[1][0]", 2),
        ("$.a[9]", None),
        ("$[0]", None),
        ("$.a.b", None),
        ("$[?(@.k=='x')]", None),
    ],
)
def test_a_path_leads_to_a_value_or_nowhere(path, found):
    assert find({"a": [{"k": "x", "b c": 1}, [2]]}, parse_path(path)) == found


@pytest.mark.parametrize("path", ["a", "", "$a", "$..a", "$.a[*]", "$.a[-1]", "$.", "$['a", "$.a[?(@.b>1)]"])
def test_what_is_no_path_of_the_subset_is_refused(path):
    with pytest.raises(BadPath):
        parse_path(path)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abtv"), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(REPORT)), ANY), st.binary(max_size=60))
def test_any_report_is_read_or_refused(changes, noise):
    for payload in (json.dumps(REPORT | changes).encode(), noise):
        try:
            read(RULES, "dtu/x/report", payload)
        except CodecError:
            continue
