"""What network servers, stations and vendors' JSON say of pretend devices is read back by the hub's code."""

import json
from itertools import pairwise

import pytest

from devices.codecs import json_map
from devices.codecs.frame import Frame
from devices.codecs.hj212 import head_of
from devices.codecs.streams import FAMILIES, cut
from devices.codecs.table import decode_frame
from devices.contract.quantities import Quality
from devices.envelopes.table import read_uplink
from devices.profiles.catalog import load, read
from devices.sim.voices import chirpstack, hj212, things_stack, vendor_json
from devices.sim.voices.radio import Uplink

AT_MS = 1_776_498_425_404
EUI = "24e124713d012345"
GATEWAYS = ("24e124fffef50001", "24e124fffef50002")
SERVERS = {"chirpstack": chirpstack.up, "things-stack": things_stack.up}
AIR = {"pm2_5_ugm3": 35.0, "temperature_c": -3.5, "pressure_hpa": 1013.2, "noise_db": 55.5}
WATER = {"ph": 7.2, "nh3n_mgl": 0.45, "water_temp_c": 11.2}

each_server = pytest.mark.parametrize("server", sorted(SERVERS))


def an_uplink(**changes: object) -> Uplink:
    whole = {
        "eui": EUI, "name": "村口垃圾桶", "profile": "milesight-em310-udl", "fport": 85, "fcnt": 4,
        "payload": bytes.fromhex("01755c03824408040001"), "at_ms": AT_MS, "gateways": GATEWAYS,
    }  # fmt: skip
    return Uplink(**(whole | changes))


@each_server
def test_an_uplink_is_read_back_whole(server):
    uplink = an_uplink()
    frame = read_uplink(*SERVERS[server](uplink))
    assert (frame.network, frame.device, frame.payload) == (server, EUI, uplink.payload)
    assert (frame.fport, frame.fcnt, frame.received_ms, frame.session) == (85, 4, AT_MS, frame.session)
    assert frame.radio.gateways == GATEWAYS


@each_server
def test_the_first_frame_has_no_counter_as_in_proto3_json(server):
    topic, body = SERVERS[server](an_uplink(fcnt=0))
    assert b"f_cnt" not in body
    assert b"fCnt" not in body
    assert read_uplink(topic, body).fcnt == 0


@each_server
def test_a_copy_is_known_by_its_id_and_another_uplink_has_another(server):
    first, again, other = (read_uplink(*SERVERS[server](an_uplink(fcnt=fcnt))).dedup for fcnt in (4, 4, 5))
    assert first == again != other


@each_server
def test_the_product_is_told_so_that_a_stranger_can_be_read(server):
    hints = read_uplink(*SERVERS[server](an_uplink())).hints
    assert "em310-udl" in (hints.profile, hints.model) or hints.profile == "milesight-em310-udl"


def test_each_join_begins_another_session():
    sessions = [an_uplink(joins=joins).session for joins in (1, 2, 3)]
    assert all(before != after for before, after in pairwise(sessions))


@pytest.mark.parametrize(("profile", "values"), [("hj212-air", AIR), ("hj212-water", WATER)])
def test_a_station_is_cut_read_and_answered(profile, values):
    written = hj212.frame(profile, "ST0001", values, {}, AT_MS)
    found = cut(FAMILIES["hj212"], written)
    assert (found.frames, found.refused) == ((written,), ())
    head = head_of(written)
    assert (head.station, head.wants_answer, head.measured_ms) == ("ST0001", True, AT_MS // 1000 * 1000)
    uplink = read_uplink("tcp/hj212/st0001", written)
    assert uplink.hints.profile == profile
    assert decode_frame(uplink, load()[profile]).values == pytest.approx(values)


def test_a_figure_that_the_station_doubts_is_doubted():
    written = hj212.frame("hj212-water", "ST1", {"ph": 7.2}, {"ph": Quality.SUSPECT}, AT_MS)
    decoded = decode_frame(Frame("tcp/hj212", "st1", written, ""), load()["hj212-water"])
    assert decoded.quality == {"ph": Quality.SUSPECT}


def test_vendor_json_is_read_by_the_profile_that_comes_with_it():
    profile = read("village-json.toml", vendor_json.profile_text())
    values = {"distance_mm": 812.0, "battery_pct": 61.0, "temperature_c": 21.5, "tilted": True}
    body = vendor_json.body(values, {}, AT_MS)
    mapped = json_map.read(profile.json_map, vendor_json.topic_of("b-7"), body)
    assert (mapped.device, mapped.at_ms) == ("b-7", AT_MS)
    assert mapped.decoded.values == pytest.approx(values)


def test_a_lost_echo_in_vendor_json_is_no_distance():
    profile = read("village-json.toml", vendor_json.profile_text())
    body = vendor_json.body({"battery_pct": 60}, {"distance_mm": Quality.SATURATED}, AT_MS)
    assert json.loads(body)["cm"] == 9999
    mapped = json_map.read(profile.json_map, vendor_json.topic_of("b-7"), body)
    assert "distance_mm" not in mapped.decoded.values
