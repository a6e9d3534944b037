"""`village-hub decode --vectors`: what counts as exact, subset, wrong and refused."""

import json

import pytest

from deploy.errors import CannotRun
from deploy.vectors import Outcome, Vector, judge, read_vectors, run
from devices.profiles.catalog import load

PROFILES = load()


def a_vector(**changes) -> dict[str, object]:
    return {
        "id": "V1",
        "device": "Milesight EM310-UDL",
        "codec": "milesight-tlv",
        "tier": 1,
        "hex": "01755c03824408",
        "fport": 85,
        "expected": {"battery": {"value": 92, "unit": "%"}, "distance": {"value": 2.116, "unit": "m"}},
        "canonical": {
            "battery_pct": {"value": 92, "unit": "%"},
            "distance_mm": {"value": 2116, "unit": "mm"},
        },
    } | changes


def the_verdict(**changes):
    return judge(Vector.model_validate(a_vector(**changes)), PROFILES)


def test_a_frame_that_gives_the_published_values_is_exact():
    assert the_verdict().outcome is Outcome.EXACT


def test_a_frame_that_gives_fewer_values_is_a_subset():
    verdict = the_verdict(hex="01755c")
    assert (verdict.outcome, verdict.why) == (Outcome.SUBSET, "absent: distance_mm")


def test_a_frame_that_is_not_read_to_its_end_is_a_subset():
    verdict = the_verdict(hex="01755c038244087a7a")
    assert (verdict.outcome, verdict.why) == (
        Outcome.SUBSET,
        "byte 7: unknown channel 7a7a, the rest is not read",
    )


def test_another_value_is_wrong():
    verdict = the_verdict(hex="01755d03824408")
    assert (verdict.outcome, verdict.why) == (Outcome.WRONG, "battery_pct = 93.0, published 92")


def test_a_flag_is_not_the_number_one():
    canonical = {"tilted": {"value": 1, "unit": None}}
    assert the_verdict(hex="040001", canonical=canonical).outcome is Outcome.WRONG


def test_a_frame_that_cannot_be_read_is_refused_with_the_reason():
    verdict = the_verdict(hex="7a7a")
    assert (verdict.outcome, verdict.why) == (
        Outcome.REFUSED,
        "byte 0: unknown channel 7a7a, the rest is not read",
    )


def test_an_unknown_product_is_refused():
    verdict = the_verdict(device="Acme Bin 1")
    assert (verdict.outcome, verdict.why) == (Outcome.REFUSED, "its product is not known")


@pytest.mark.parametrize(("frame", "outcome"), [("7a7a", Outcome.EXACT), ("01755c", Outcome.WRONG)])
def test_a_frame_published_as_invalid_must_be_refused(frame, outcome):
    assert the_verdict(hex=frame, kind="invalid", canonical={}).outcome is outcome


def test_a_value_under_another_name_and_unit_is_confirmed():
    assert the_verdict(canonical={}).unconfirmed == ()


def test_a_number_that_nobody_published_is_unconfirmed():
    verdict = the_verdict(canonical={}, expected={"state": {"value": "ok"}})
    assert verdict.outcome is Outcome.EXACT
    assert verdict.unconfirmed == ("battery_pct = 92.0", "distance_mm = 2116.0")


def test_a_yes_or_no_is_not_compared_with_a_publishers_words():
    published = {"position": {"value": "tilt"}}
    assert the_verdict(hex="040001", canonical={}, expected=published).unconfirmed == ()


def test_a_value_of_a_published_series_is_confirmed():
    series = [{"values": {"battery": {"value": 92}, "distance": {"value": 2116}}}]
    assert the_verdict(canonical={}, expected={}, expected_series=series).unconfirmed == ()


@pytest.mark.parametrize(
    ("device", "codec", "frame"),
    [
        ("Milesight EM400-MUD (NB-IoT)", "milesight-nb", "02"),
        ("Dingtek DF702/DF703 (NB-IoT TCP)", "dingtek-tcp", "80"),
        ("Dragino DDS20-LB", "dragino-dds20-lb", "0d"),
        ("Milesight GS524N", "milesight-tlv", "22"),
        ("HJ212 data logger (数采仪)", "hj212", "23"),
    ],
)
def test_a_product_is_found_however_it_is_described(device, codec, frame):
    assert the_verdict(device=device, codec=codec, hex=frame).why != "its product is not known"


def test_the_report_counts_by_tier_and_family():
    vectors = [a_vector(), a_vector(tier=2, hex="7a7a")]
    report = run(Vector.model_validate(vector) for vector in vectors)
    assert report.figures()["tier 1"] == {"exact": 1, "subset": 0, "wrong": 0, "refused": 0}
    assert report.figures()["tier 2 milesight-tlv"] == {"exact": 0, "subset": 0, "wrong": 0, "refused": 1}
    assert report.is_passed


@pytest.mark.parametrize(
    ("flaw", "is_passed"),
    [({"tier": 1, "hex": "7a7a"}, False), ({"tier": 2, "hex": "01755d03824408"}, False), ({}, True)],
)
def test_a_report_passes_when_nothing_is_wrong_and_tier_1_is_exact(flaw, is_passed):
    assert run([Vector.model_validate(a_vector(**flaw))]).is_passed is is_passed


def test_the_report_tells_every_result():
    said = run([Vector.model_validate(a_vector())]).plain()
    assert said["passed"] is True
    assert said["results"] == [
        {
            "id": "V1",
            "device": "Milesight EM310-UDL",
            "codec": "milesight-tlv",
            "tier": 1,
            "outcome": "exact",
            "why": "",
            "values": {"battery_pct": 92, "distance_mm": 2116},
            "quality": {},
            "unconfirmed": [],
        }
    ]


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(CannotRun, match=r"none\.json: No such file"):
        read_vectors(tmp_path / "none.json")


def test_a_vector_that_breaks_the_format_is_named(tmp_path):
    file = tmp_path / "vectors.json"
    file.write_text(json.dumps([a_vector(), a_vector(hex="xyz")]), "utf-8")
    with pytest.raises(CannotRun, match=r"vectors\.json: 1\.hex: String should match"):
        read_vectors(file)
