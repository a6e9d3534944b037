import base64
import json
import re
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from devices.contract.bodies import DeviceClass, Sign, Telemetry
from devices.contract.faults import Fault
from devices.contract.quantities import Quality
from devices.contract.topics import BadMessage
from devices.contract.wire import UNNUMBERED, encode
from devices.profiles.catalog import load, read
from hub.domain.area import Device
from hub.domain.uplinks import Uplinks, stranger
from tests.builders import NOON, SITE, a_bin, a_catalog, a_reading

TOPIC = "application/17c8/device/24e124713d012345/event/up"
UPLINKS = Uplinks("daxi", load())
# EM400-MUD, the vendor's example (SensorDecoders em-series/em400-mud): 92 %, 25.7 °C, 2116 mm, tilted.
DATA = "AXVcA2cBAQSCRAgFAAE="


LORAWAN = a_bin("bin-7", key="24e124713d012345", model="milesight-em400-mud")


def an_uplink(model: str = "em400-mud", data: str = DATA) -> bytes:
    return json.dumps(
        {
            "deduplicationId": "d1",
            "time": "2026-04-18T07:47:05.404859+00:00",
            "deviceInfo": {"devEui": "24e124713d012345", "tags": {"model": model}},
            "fCnt": 4,
            "fPort": 85,
            "data": data,
            "rxInfo": [{"gatewayId": "g1", "rssi": -103, "snr": -4.5}],
        }
    ).encode()


def test_a_native_message_is_itself() -> None:
    topic, payload = encode(a_reading())
    assert UPLINKS.read(topic, payload, a_catalog()) == a_reading()


def test_a_native_message_of_another_site_is_refused() -> None:
    topic, payload = encode(a_reading())
    with pytest.raises(BadMessage, match="belongs to site 'daxi', not 'other'"):
        Uplinks("other", {}).read(topic, payload, a_catalog())


def test_a_registered_lorawan_bin_speaks_as_its_registry_id() -> None:
    catalog = a_catalog(a_bin("bin-7", key="24e124713d012345", model="milesight-em400-mud"))
    message = UPLINKS.read(TOPIC, an_uplink(model=""), catalog)
    assert message.address.topic() == "vh1/daxi/d/bin-7/tele"
    assert message.dedup == "d1"
    assert isinstance(message.body, Telemetry)
    values = message.body.values
    assert values is not None
    assert (values["distance_mm"], values["battery_pct"], values["temperature_c"], values["tilted"]) == (
        2116,
        92,
        pytest.approx(25.7),
        True,
    )


@pytest.mark.parametrize(("lat", "doubted"), [(29_100_000, False), (39_900_000, True)])
def test_a_tracker_far_from_its_township_is_doubted(lat: int, *, doubted: bool) -> None:
    catalog = a_catalog(a_bin("cart-1", key="24e124713d012345", model="milesight-at101"))
    data = base64.b64encode(struct.pack("<HiiB", 0x8804, lat, 119_650_000, 0)).decode()
    body = UPLINKS.read(TOPIC, an_uplink(data=data), catalog).body
    assert isinstance(body, Telemetry)
    assert (body.quality.get("lon") is Quality.SUSPECT) is doubted


def a_gateway(device: str, key: str, **changes: object) -> Device:
    return a_bin(device, key=key, device_class=DeviceClass.GATEWAY, **changes)


def heard_by(*devices: Device, message: bytes | None = None) -> tuple[str, ...]:
    return UPLINKS.read(TOPIC, message or an_uplink(), a_catalog(LORAWAN, *devices)).gateways


def through(*gateways: str) -> bytes:
    receptions = [{"gatewayId": name, "rssi": -99, "snr": -place} for place, name in enumerate(gateways)]
    return json.dumps({**json.loads(an_uplink()), "rxInfo": receptions}).encode()


def test_the_gateways_that_heard_an_uplink_have_their_names_in_the_registry() -> None:
    gateways = (a_gateway("gw-1", "24E124FFFEF54092"), a_gateway("gw-2", "24e124fffef54093"))
    message = through("24e124fffef54093", "24E124FFFEF54092")
    assert heard_by(*gateways, message=message) == ("gw-2", "gw-1")


def test_gateways_that_the_registry_does_not_know_as_such_are_one_without_a_name() -> None:
    others = (a_bin("bin-9", key="g1"), a_gateway("gw-2", "g2", retired_at=NOON), a_gateway("gw-4", "g4"))
    assert heard_by(*others, message=through("g1", "g2", "g3", "g4")) == ("", "gw-4")
    assert heard_by(message=through()) == ()


def test_a_frame_that_cannot_be_read_was_heard_by_gateways_too() -> None:
    with pytest.raises(BadMessage) as refused:
        heard_by(a_gateway("gw-1", "g1"), message=an_uplink(data="/w=="))
    assert (refused.value.gateways, refused.value.device) == (("gw-1",), "bin-7")


def test_a_frame_without_values_was_heard_by_gateways_too() -> None:
    message = json.loads(an_uplink(model="no such")) | {"deviceInfo": {"devEui": "24e124713d099999"}}
    topic = TOPIC.replace("24e124713d012345", "24e124713d099999")
    read = UPLINKS.read(topic, json.dumps(message).encode(), a_catalog(a_gateway("gw-1", "g1")))
    assert read.gateways == ("gw-1",)


def test_a_key_may_be_registered_as_the_label_prints_it() -> None:
    catalog = a_catalog(a_bin("bin-7", key="24E124713D012345", model="milesight-em400-mud"))
    assert UPLINKS.read(TOPIC, an_uplink(), catalog).address.target == "bin-7"


def test_an_unregistered_one_speaks_as_its_eui() -> None:
    message = UPLINKS.read(TOPIC, an_uplink(), a_catalog())
    assert message.address.target == "eui-24e124713d012345"


def test_a_stranger_of_unknown_make_still_shows_its_signal() -> None:
    message = UPLINKS.read(TOPIC, an_uplink(model="mystery"), a_catalog())
    assert isinstance(message.body, Telemetry)
    assert message.body.values == {"rssi_dbm": -103, "snr_db": -4.5}


def test_a_registered_one_of_unknown_make_is_refused_with_the_way_out() -> None:
    catalog = a_catalog(a_bin("bin-7", key="24e124713d012345"))
    with pytest.raises(BadMessage, match=r"one of the \d+ that are, nearest are milesight-em310"):
        UPLINKS.read(TOPIC, an_uplink(model="em310"), catalog)


def test_a_registered_profile_that_does_not_exist_is_refused() -> None:
    catalog = a_catalog(a_bin("bin-7", key="24e124713d012345", model="no-such"))
    with pytest.raises(BadMessage, match="no-such"):
        UPLINKS.read(TOPIC, an_uplink(), catalog)


def test_a_frame_that_cannot_be_read_is_refused_with_its_device() -> None:
    with pytest.raises(BadMessage, match="eui-24e124713d012345"):
        UPLINKS.read(TOPIC, an_uplink(data="/w=="), a_catalog())


def test_a_frame_without_any_reading_is_a_sign_of_life() -> None:
    unheard = json.loads(an_uplink(data="/wsB"))  # attribute ff0b: the device was switched on
    del unheard["rxInfo"]
    message = UPLINKS.read(TOPIC, json.dumps(unheard).encode(), a_catalog(LORAWAN))
    assert message.body == Sign(is_alive=True, at_ms=1_776_498_425_404)


def test_a_frame_of_which_nothing_can_be_believed_is_refused_with_the_reason() -> None:
    unheard = json.loads(an_uplink(data="AXXI"))  # a battery of 200 %
    del unheard["rxInfo"]
    with pytest.raises(BadMessage, match=r"battery_pct = 200\.0 is outside"):
        UPLINKS.read(TOPIC, json.dumps(unheard).encode(), a_catalog(LORAWAN))


def test_a_stranger_of_unknown_make_that_no_radio_heard_is_alive() -> None:
    message = UPLINKS.read("udp/dingtek/869627036551117", b"\x80", a_catalog())
    assert (message.address.target, message.body) == ("869627036551117", Sign(is_alive=True))


def test_the_same_frame_has_the_same_twin_on_every_network() -> None:
    body = {"cmd": "rx", "EUI": "24e124713d012345", "ts": 1, "fcnt": 4, "port": 85}
    loriot = json.dumps(body | {"data": "01755c0367010104824408050001"}).encode()
    other = UPLINKS.read("loriot/uplink/24e124713d012345", loriot, a_catalog(LORAWAN))
    assert UPLINKS.read(TOPIC, an_uplink(), a_catalog(LORAWAN)).twin == other.twin != ""


def test_several_samples_of_a_pack_are_one_message() -> None:
    pack = b'[{"bt":1776495600,"n":"ph","u":"pH","v":7},{"n":"ph","u":"pH","t":1776495660,"v":8}]'
    body = UPLINKS.read("senml/well-1", pack.replace(b'"bt":', b'"t":'), a_catalog()).body
    assert isinstance(body, Telemetry)
    assert [sample.values for sample in body.samples()] == [{"ph": 7}, {"ph": 8}]


DTU_FILE = Path(__file__).parents[2] / "testcases" / "profiles" / "dtu-bin.toml"
DTU = read("dtu-bin.toml", DTU_FILE.read_text("utf-8"))
OTHER_DTU = replace(DTU, name="other-dtu", brand="Other", models=(), json_map=replace(DTU.json_map, rules=()))
VENDORS = Uplinks("daxi", {"other-dtu": OTHER_DTU, "dtu-bin": DTU})
REPORT = b'{"time":"2026-04-18 15:47:05","lid":"open","power":{"volt":"x"}}'


def test_vendor_json_is_read_by_the_product_that_is_registered() -> None:
    catalog = a_catalog(a_bin("bin-7", key="a-17", model="dtu-bin"))
    message = VENDORS.read("dtu/A-17/report", REPORT, catalog)
    assert isinstance(message.body, Telemetry)
    assert (message.address.target, message.body.values) == ("bin-7", {"open": True})
    assert message.body.at_ms == 1_776_498_425_000
    assert message.dedup.startswith("1776498425000/")
    assert message.doubts == ("battery_v: 'x' cannot be read",)


def test_vendor_json_of_a_stranger_is_kept_under_its_key() -> None:
    message = Uplinks("daxi", {"dtu-bin": DTU}).read("dtu/A-17/report", b'{"lid":"open"}', a_catalog())
    assert (message.address.target, message.dedup) == ("a-17", UNNUMBERED)


def test_vendor_json_without_a_reading_is_a_sign_of_life() -> None:
    assert VENDORS.read("dtu/A-17/report", b"{}", a_catalog()).body == Sign(is_alive=True)


@pytest.mark.parametrize(
    ("model", "payload", "reason"),
    [
        ("dtu-bin", b"{", "dtu/A-17/report: no JSON"),
        ("dtu-bin", b'{"lid":"ajar"}', "device 'bin-7': open: 'ajar' cannot be read"),
        ("no-such", b"{}", "dtu/A-17/report: its device is registered as another product"),
    ],
)
def test_vendor_json_that_cannot_be_read_is_refused(model: str, payload: bytes, reason: str) -> None:
    catalog = a_catalog(a_bin("bin-7", key="a-17", model=model))
    with pytest.raises(BadMessage, match=re.escape(reason)):
        VENDORS.read("dtu/A-17/report", payload, catalog)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("24e124713d012345", "eui-24e124713d012345"),
        ("869627036551117", "869627036551117"),
        ("frigate/村口 East", "frigate-east"),
        ("x" * 40, "x" * 32),
        ("村口", "nameless"),
    ],
)
def test_a_stranger_is_named_by_its_key(key: str, name: str) -> None:
    assert stranger(key) == name


def test_json_of_an_unknown_product_shows_that_a_stranger_lives_and_is_set_aside_of_a_registered() -> None:
    read = Uplinks(SITE, {}).read
    message = read("json/T-1", b'{"level": 3}', a_catalog())
    assert (message.address.target, message.body) == ("t-1", Sign(is_alive=True))
    known = a_catalog(a_bin("bin-9", key="t-1", model="acme"))
    with pytest.raises(BadMessage, match=r"no known profile reads the JSON of its model 'acme'") as caught:
        read("http/json/t-1", b'{"level": 3}', known)
    assert (caught.value.device, caught.value.fault) == ("bin-9", Fault.PRODUCT)


@pytest.mark.parametrize("said", [b"3", b"not json", b"[" * 9_000, b'{"a":"' + b"x" * 65_536 + b'"}'])
def test_what_is_no_json_object_or_list_is_no_json_of_a_vendor(said: bytes) -> None:
    with pytest.raises(BadMessage, match="json/t-1"):
        Uplinks(SITE, {}).read("json/t-1", said, a_catalog())


ACME = read(
    "acme-b1.toml", (Path(__file__).parents[2] / "testcases/profiles/acme-bin.toml").read_text("utf-8")
)
SHARED = Uplinks(SITE, {"acme-b1": ACME})


@pytest.mark.parametrize("topic", ["json/T-1", "http/json/T-1"])
def test_json_on_the_shared_topic_is_read_by_the_registered_product_however_it_came(topic: str) -> None:
    known = a_catalog(a_bin("bin-9", key="t-1", model="acme-b1"))
    message = SHARED.read(topic, b'{"t": 1772676000, "full": 44}', known)
    assert isinstance(message.body, Telemetry)
    assert (message.address.target, message.body.at_ms) == ("bin-9", 1_772_676_000_000)
    assert message.body.values == {"fill_pct": 44}


def test_json_of_a_stranger_on_the_shared_topic_is_read_by_no_profile() -> None:
    message = SHARED.read("json/t-1", b'{"t": 1772676000, "full": 44}', a_catalog())
    assert message.body == Sign(is_alive=True)


@pytest.mark.parametrize("model", ["", "nobody", "milesight-em400-mud"])
def test_json_of_a_device_of_another_product_is_set_aside(model: str) -> None:
    known = a_catalog(a_bin("bin-9", key="t-1", model=model))
    uplinks = Uplinks(SITE, {**load(), "acme-b1": ACME})
    with pytest.raises(BadMessage, match="no known profile reads the JSON"):
        uplinks.read("json/t-1", b'{"full": 44}', known)


def test_json_of_a_product_with_a_topic_of_its_own_is_not_read_on_the_shared_one() -> None:
    assert ACME.json_map is not None
    elsewhere = replace(ACME, json_map=replace(ACME.json_map, topic="acme/+"))
    known = a_catalog(a_bin("bin-9", key="t-1", model="acme-b1"))
    with pytest.raises(BadMessage, match="no known profile reads the JSON"):
        Uplinks(SITE, {"acme-b1": elsewhere}).read("json/t-1", b'{"full": 44}', known)


def test_json_that_does_not_say_whose_it_is_is_set_aside() -> None:
    assert ACME.json_map is not None
    by_body = replace(ACME, json_map=replace(ACME.json_map, level=None, key=("imei",)))
    known = a_catalog(a_bin("bin-9", key="t-1", model="acme-b1"))
    with pytest.raises(BadMessage, match=r"'bin-9': the device's key is None"):
        Uplinks(SITE, {"acme-b1": by_body}).read("json/t-1", b'{"full": 44}', known)


def test_the_key_of_a_sender_is_that_of_its_network() -> None:
    assert ACME.json_map is not None
    own_topic = replace(ACME, json_map=replace(ACME.json_map, topic="acme/+"))
    uplinks = Uplinks(SITE, {"acme-b1": own_topic})
    said = {
        TOPIC: an_uplink(),
        "json/T-1": b"{}",
        "acme/T-2": b"{}",
        "vh1/daxi/d/bin-1/tele": b"{}",
        "nowhere": b"{}",
        "json/t-3": b"3",
    }
    keys = [uplinks.key_of(topic, payload) for topic, payload in said.items()]
    assert keys == ["24e124713d012345", "t-1", "t-2", "", "", ""]


def test_a_topic_that_no_network_and_no_product_has_is_set_aside() -> None:
    with pytest.raises(BadMessage, match="acme/t-1/up") as caught:
        SHARED.read("acme/t-1/up", b"{}", a_catalog())
    assert caught.value.fault is Fault.TOPIC
