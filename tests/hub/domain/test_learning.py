"""Which product a device could be: the right one first, nothing applied."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from devices.profiles.catalog import load, read
from hub.domain.learning import Proposal, propose

PROFILES = load()
ACME = read(
    "acme-b1.toml", (Path(__file__).parents[2] / "testcases/profiles/acme-bin.toml").read_text("utf-8")
)
# EM400-MUD, the vendor's example (SensorDecoders em-series/em400-mud): 92 %, 25.7 °C, 2116 mm, tilted.
MUD = "01755c0367010104824408050001"


def an_uplink(frame: str, fport: int = 85, model: str = "") -> tuple[str, bytes]:
    body = {
        "deduplicationId": "d1",
        "time": "2026-04-18T07:47:05+00:00",
        "deviceInfo": {"devEui": "24e124713d012345", "tags": {"model": model}},
        "fCnt": 4,
        "fPort": fport,
        "data": base64.b64encode(bytes.fromhex(frame)).decode(),
        "rxInfo": [{"gatewayId": "g1", "rssi": -103, "snr": -4.5}],
    }
    return "application/a/device/24e124713d012345/event/up", json.dumps(body).encode()


def named(proposals: tuple[Proposal, ...], profile: str) -> Proposal:
    return next(proposal for proposal in proposals if proposal.profile.name == profile)


def test_the_product_whose_quantities_are_in_the_frame_comes_first_with_what_it_would_read() -> None:
    best = propose(PROFILES, [an_uplink(MUD)])[0]
    assert best.profile.name in {"milesight-em400-mud", "milesight-em400-mud-nb"}
    assert best.would_read == (
        {"battery_pct": 92.0, "temperature_c": 25.7, "distance_mm": 2116.0, "tilted": True},
    )
    assert (best.read_share, best.is_named) == (1.0, False)


def test_what_the_network_adds_is_no_reading_of_the_product() -> None:
    assert all("rssi_dbm" not in proposal.would_read[0] for proposal in propose(PROFILES, [an_uplink(MUD)]))


def test_a_product_that_the_network_names_comes_before_its_likes() -> None:
    best = propose(PROFILES, [an_uplink(MUD, model="em310-udl")])[0]
    assert (best.profile.name, best.is_named) == ("milesight-em310-udl", True)


def test_frames_that_a_product_cannot_read_lower_its_share_and_score() -> None:
    alone = named(propose(PROFILES, [an_uplink(MUD)]), "milesight-em400-mud")
    beside = named(propose(PROFILES, [an_uplink(MUD), an_uplink("00" * 40)]), "milesight-em400-mud")
    assert (beside.read_share, beside.would_read[1]) == (0.5, {})
    assert beside.score < alone.score


def test_another_port_than_the_products_lowers_its_score() -> None:
    mud = {"mud": PROFILES["milesight-em400-mud"]}
    (right,), (other,) = (propose(mud, [an_uplink(MUD, port)]) for port in (85, 7))
    assert other.score == pytest.approx(0.3 * right.score, abs=0.001)


def said(**values: object) -> tuple[str, bytes]:
    return "json/t-1", json.dumps({"t": 1_772_676_000, **values}).encode()


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"full": 40}, {"full": 99}),
        ({"full": 40}, {"bat": 3600}),
        ({"full": 40}, {"full": 140, "bat": 3600}),
        ({"full": 40}, {"other": 1}),
    ],
)
def test_values_that_jump_change_or_are_impossible_lower_the_score(
    first: Mapping[str, object], then: Mapping[str, object]
) -> None:
    (steady,) = propose({"acme-b1": ACME}, [said(full=40), said(full=41)])
    (doubted,) = propose({"acme-b1": ACME}, [said(**first), said(**then)])
    assert doubted.score < steady.score


def test_a_sensors_mark_lowers_the_score() -> None:
    text = (Path(__file__).parents[2] / "testcases/profiles/acme-bin.toml").read_text("utf-8")
    far = read("far.toml", text.replace("fill_pct", "distance_mm"))
    (good,), (mark,) = (propose({"far": far}, [said(full=value)]) for value in (500, 9999))
    assert mark.score < good.score


def test_flags_may_change_between_messages() -> None:
    text = (Path(__file__).parents[2] / "testcases/profiles/acme-bin.toml").read_text("utf-8")
    lid = read("lid.toml", text.replace("fill_pct", "open"))
    (proposal,) = propose({"lid": lid}, [said(full=True), said(full=False)])
    assert proposal.score == pytest.approx(0.5 + 1 / 3, abs=0.001)


def test_json_is_tried_with_the_products_of_its_topic() -> None:
    (proposal,) = propose({**PROFILES, "acme-b1": ACME}, [said(full=40, bat=3600)])
    assert (proposal.profile, proposal.would_read) == (ACME, ({"fill_pct": 40, "battery_v": 3.6},))
    assert propose({"acme-b1": ACME}, [("other/t-1", b"{}")]) == ()


@pytest.mark.parametrize(
    "message",
    [
        ("application/a/device/x/event/up", b"no json"),
        ("senml/t-1", b'[{"n":"temperature","u":"Cel","v":1}]'),
        ("x", b""),
    ],
)
def test_what_holds_no_frame_proposes_nothing(message: tuple[str, bytes]) -> None:
    assert propose(PROFILES, [message]) == ()
    assert propose(PROFILES, []) == ()
