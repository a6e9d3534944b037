"""decode_frame(): the profile's codec, the registry's bounds, the radio's own figures."""

from dataclasses import replace

import pytest

from devices.codecs.frame import CodecError, Frame, Radio
from devices.codecs.table import decode_frame
from devices.contract.quantities import Quality
from devices.profiles import catalog

PROFILE = catalog.load()["milesight-em310-udl"]


def a_frame(text: str = "01755c03824408040001", **changes) -> Frame:
    frame = Frame(
        network="chirpstack", device="24e124713d012345", payload=bytes.fromhex(text), dedup="d-1", fport=85
    )
    return replace(frame, **changes)


def test_a_frame_is_read_by_the_codec_of_its_profile():
    decoded = decode_frame(a_frame(), PROFILE)
    assert decoded.values == {"battery_pct": 92, "distance_mm": 2116, "tilted": True}


def test_the_radios_own_figures_are_added():
    radio = Radio(rssi_dbm=-103, snr_db=-4.5, spreading_factor=9, gateways=("gw",))
    decoded = decode_frame(a_frame("01755c", radio=radio), PROFILE)
    assert decoded.values == {"battery_pct": 92, "rssi_dbm": -103, "snr_db": -4.5}


def test_a_value_outside_the_registry_is_absent_with_a_warning():
    decoded = decode_frame(a_frame("0175c8"), PROFILE)
    assert decoded.values == {}
    assert decoded.quality == {"battery_pct": Quality.BAD}
    assert decoded.warnings == ("battery_pct = 200.0 is outside 0..100 %",)


def test_half_a_position_is_none():
    # EM400-TLD with a latitude of 119.65 degrees: longitude and latitude were swapped.
    profile = catalog.load()["milesight-em400-tld"]
    decoded = decode_frame(a_frame("0688d0b62107e007bc0100"), profile)
    assert decoded.values == {}
    assert decoded.quality == {"lat": Quality.BAD, "lon": Quality.BAD}


def test_every_value_of_a_simulated_frame_says_so():
    decoded = decode_frame(a_frame("01755c03824408", simulated=True), PROFILE)
    assert decoded.quality == {"battery_pct": Quality.SIMULATED, "distance_mm": Quality.SIMULATED}


def test_a_profile_with_an_unknown_codec_is_an_error():
    with pytest.raises(CodecError) as refused:
        decode_frame(a_frame(), replace(PROFILE, codec="morse"))
    assert str(refused.value) == "profile 'milesight-em310-udl': unknown codec 'morse'"
