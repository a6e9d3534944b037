"""Where vendor sheets, vendor decoders and platforms disagree: one test for each rule we follow.

The numbers are those of the collected list of disagreements; each test carries the bytes.
"""

import json
from pathlib import Path

import pytest

from devices.codecs.frame import CodecError, Decoded
from devices.codecs.table import CODECS
from devices.contract.quantities import Quality
from devices.envelopes.table import read_uplink
from devices.profiles.catalog import load

CASES = [
    case
    for file in sorted((Path(__file__).parents[2] / "testcases" / "codecs").glob("*.json"))
    for case in json.loads(file.read_text("utf-8"))
]


def decode(codec: str, text: str, fport: int | None = None, **parameters: str | float | bool) -> Decoded:
    return CODECS[codec](bytes.fromhex(text), fport, parameters)


def test_c01_the_probe_of_dds75_counts_tenths_of_a_degree_and_the_profile_may_say_otherwise():
    frame = "0d02080000010501"
    assert decode("dragino", frame, 2, model="dds75-lb").values["temperature_c"] == 26.1
    assert (
        decode("dragino", frame, 2, model="dds75-lb", temperature_scale=0.01).values["temperature_c"] == 2.61
    )


def test_c02_the_published_examples_of_dds75_that_belong_to_another_product_are_no_cases():
    assert not [case for case in CASES if "dds75-lb-codec.yaml" in case["source"]]


def test_c03_the_length_of_an_ldds75_frame_says_its_layout():
    assert decode("dragino", "0e1c0b05", 2, model="ldds75").quality == {"distance_mm": Quality.BAD}
    assert decode("dragino", "0e1c0b0500", 2, model="ldds75").values["distance_mm"] == 2821
    assert decode("dragino", "0d0a07e900000001", 2, model="ldds75").values["distance_mm"] == 2025


def test_c04_a_missing_probe_has_no_temperature_and_zero_degrees_are_doubted():
    gone = decode("dragino", "0d020018000ccc01", 2, model="dds20-lb")
    assert gone.quality == {"temperature_c": Quality.BAD}
    zero = "0d0a07e900000001"
    assert decode("dragino", zero, 2, model="ldds75").quality == {"temperature_c": Quality.SUSPECT}
    assert decode("dragino", zero, 2, model="ldds75", has_probe=True).quality == {}


def test_c05_ndds20_counts_millimetres():
    frame = "f86778705021331700840cf41e010000396315537b"
    assert decode("dragino-nb", frame).values["distance_mm"] == 57


def test_c06_ldds04_counts_millimetres():
    frame = "0d4a03160318031a031501"
    assert decode("dragino", frame, 2, model="ldds04", probe=1).values["distance_mm"] == 790


def test_c07_a_position_is_read_in_the_order_of_its_model_and_doubted_where_sheets_disagree():
    lat, lon = "e007bc01", "d0b62107"
    mud = decode("milesight-tlv", f"0688{lon}{lat}00", 85, model="em400-mud")
    tld = decode("milesight-tlv", f"0688{lat}{lon}00", 85, model="em400-tld")
    assert mud == tld
    assert mud.quality == {"lat": Quality.SUSPECT, "lon": Quality.SUSPECT}
    tracker = decode("milesight-tlv", f"0488{lat}{lon}2220ce00000000{lon}{lat}", 85, model="at101")
    assert tracker.values == {"lat": 29.1, "lon": 119.65}
    assert (tracker.raw["history_lat"], tracker.raw["history_lon"]) == (29.1, 119.65)


def test_c08_one_means_that_ws301_was_taken_off():
    assert decode("milesight-tlv", "040001", 85, model="ws301").raw == {"uninstalled": 1}


def test_c09_the_examples_of_ts301_that_no_decoder_gives_are_no_cases():
    assert not [case for case in CASES if "ts30x" in case["source"]]


def test_c10_a_record_one_byte_short_for_the_second_edition_of_em320_th_is_not_guessed():
    record = "20ce9e74466310015d"
    assert decode("milesight-tlv", record, 85, model="em320-th").raw["history_humidity_pct"] == 46.5
    with pytest.raises(CodecError, match="channel 20ce is cut off"):
        decode("milesight-tlv", record, 85, model="em320-th-v2")


def test_c11_a_hardware_version_is_kept_as_its_bytes():
    assert decode("milesight-tlv", "ff090100", 85, model="ct105").raw == {"hardware_version": "0100"}


def test_c12_the_daylight_of_ws202_is_no_brightness():
    decoded = decode("milesight-tlv", "030001040000", 85, model="ws202")
    assert decoded.values == {"occupied": True}
    assert decoded.raw == {"daylight": 0}


@pytest.mark.parametrize(
    ("frame", "quantity"), [("047dfeff", "nh3_ppm"), ("057dffff", "h2s_ppm"), ("067dfeff", "h2s_ppm")]
)
def test_c13_a_polarising_or_broken_cell_has_no_gas_reading(frame, quantity):
    decoded = decode("milesight-tlv", frame, 85, model="gs301")
    assert (decoded.values, decoded.quality) == ({}, {quantity: Quality.BAD})


@pytest.mark.parametrize("frame", ["057d0100", "067d0a00"])
def test_c13_hydrogen_sulphide_of_both_firmwares_is_read(frame):
    assert decode("milesight-tlv", frame, 85, model="gs301").values == {"h2s_ppm": 0.01}


def test_c14_wilsen_sends_a_tenth_of_a_degree_and_its_serial_as_text():
    decoded = decode("pf-wilsen", "06020141b5999a102a253438303030303030363330363832", 1)
    assert decoded.values == {"temperature_c": 22.7}
    assert decoded.raw == {"serial": "48000000630682"}


def test_c15_a_surface_too_near_for_terabee_is_a_full_container():
    near = decode("terabee-lmxl", "0000320c8000")
    assert near.values == {"fill_pct": 100.0, "battery_v": 3.2}
    assert near.quality == {"distance_mm": Quality.SATURATED, "fill_pct": Quality.SATURATED}
    assert decode("terabee-lmxl", "0001ff0c8008").quality == {
        "distance_mm": Quality.BAD,
        "fill_pct": Quality.BAD,
    }
    assert decode("terabee-lmxl", "0001ff0c8008").raw == {"errors": 8}


def test_c16_what_a_brighterbin_does_not_know_is_absent():
    # 63 * 2 = 126 % battery, 127 % fill; then 511 for a module that does not answer.
    fill = decode("brighterbins", f"{(63 << 16) | (70 << 9) | (127 << 2):06x}")
    assert fill.values == {"temperature_c": 30}
    assert fill.quality == {"battery_pct": Quality.BAD, "fill_pct": Quality.BAD}
    distance = decode("brighterbins", f"{(48 << 18) | (70 << 11) | (511 << 2) | 1:06x}")
    assert distance.quality == {"distance_mm": Quality.BAD}


@pytest.mark.parametrize(("sign", "angle"), [("00", 50), ("01", -50)])
def test_c17_the_byte_before_an_angle_is_its_sign(sign, angle):
    frame = f"800001011106a4000c{sign}32001000020081"
    assert decode("dingtek-lora", frame, 3, model="dc413").raw["angle_deg"] == angle


def test_c18_the_voltage_stands_before_the_imei_and_a_power_above_zero_is_no_power():
    frame = "800001021e0649001b00000101015f008054440000186882104303887681"
    decoded = decode("dingtek-tcp", frame, model="df703")
    assert decoded.values["battery_v"] == 3.51
    assert "rsrp_dbm" not in decoded.raw


def test_c19_the_first_df702_sends_decimal_digits():
    assert decode("dingtek-df702-4b", "00001034").values["distance_mm"] == 1034


def test_c20_9999_is_no_echo():
    decoded = decode("dingtek-lora", "8000010212270f0000000000000168000181", 3, model="df701")
    assert "distance_mm" not in decoded.values
    assert decoded.quality["distance_mm"] is Quality.SATURATED


def test_c21_a_position_is_an_ieee_number_and_a_frost_is_doubted():
    frame = "8000010126069201cd03e942ef272042e600000000016e008027c40001186962703655111781"
    decoded = decode("dingtek-tcp", frame, model="df703")
    assert decoded.values["lon"] == pytest.approx(116.507423, abs=1e-6)
    assert decoded.values["temperature_c"] == -26
    assert decoded.quality["temperature_c"] is Quality.SUSPECT


def test_c22_a_frame_whose_length_byte_is_wrong_is_refused():
    with pytest.raises(CodecError, match="18 bytes: the frame says 19"):
        decode("dingtek-lora", "8000010213270f0000000000000168000181", 3, model="df701")


def test_c23_a_wrong_checksum_is_refused_unless_the_profile_is_lenient():
    frame = b"##0033ST=32;CN=2011;CP=&&w01001-Rtd=7&&0000\r\n".hex()
    with pytest.raises(CodecError, match="checksum 0000: expected"):
        decode("hj212", frame)
    assert decode("hj212", frame, crc="lenient").quality == {"ph": Quality.SUSPECT}


def test_c24_a_battery_of_zero_volts_is_a_sensor_on_the_mains():
    decoded = decode("netvox", "010507002134ffffffff00", 6)
    assert decoded.values == {"co2_ppm": 850}
    assert decoded.raw == {"external_power": True}


def test_c25_a_malformed_time_falls_back_to_the_time_of_receipt():
    body = {"devEUI": "24e1641092176759", "time": "2020-0327T12:39:05.547336Z", "fPort": 85, "data": "AXVc"}
    frame = read_uplink("/milesight/uplink/24e1641092176759", json.dumps(body).encode())
    assert frame.received_ms is None


def test_c26_a_field_that_is_left_out_is_zero():
    device = {"devEui": "24e124713d000014"}
    body = {"deduplicationId": "1", "time": "2026-01-01T00:00:00Z", "deviceInfo": device, "data": "AXVk"}
    frame = read_uplink("application/a/device/24e124713d000014/event/up", json.dumps(body).encode())
    assert (frame.fcnt, frame.fport) == (0, 0)


def test_c27_no_distance_becomes_a_fill_in_a_codec():
    for profile in load().values():
        assert not set(profile.parameters) & {"empty_mm", "full_mm", "container_height", "mount_offset_mm"}
    assert set(decode("milesight-tlv", "03824408", 85, model="em310-udl").values) == {"distance_mm"}


def test_c28_a_cayenne_acceleration_is_in_g():
    decoded = decode("cayenne-lpp", "067104d2fb2e0000")
    assert decoded.raw == {"x_g_6": 1.234, "y_g_6": -1.234, "z_g_6": 0}
