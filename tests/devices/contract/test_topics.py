"""Topics: written and read back, and every wrong one refused with the level that is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.contract.topics import (
    Address,
    BadMessage,
    Kind,
    Scope,
    device_address,
    order_filters,
    parse_topic,
    uplink_filters,
)
from tests.devices.contract.messages import addresses


@given(addresses)
def test_a_written_topic_reads_back_as_the_same_address(address):
    assert parse_topic(address.topic()) == address


@given(st.text(max_size=200))
def test_any_text_is_an_address_or_a_bad_message(text):
    try:
        address = parse_topic(text)
    except BadMessage:
        return
    assert address.topic() == text


@pytest.mark.parametrize(
    ("topic", "reason"),
    [
        ("", "expected vh1/<site>/d|g|hub/... and a kind"),
        ("vh2/daxi/d/bin-7/tele", "expected vh1/<site>/d|g|hub/... and a kind"),
        ("/vh1/daxi/d/bin-7/tele", "expected vh1/<site>/d|g|hub/... and a kind"),
        ("vh1/daxi/d/bin-7", "expected vh1/<site>/d|g|hub/... and a kind"),
        ("vh1/daxi/x/bin-7/tele", "expected vh1/<site>/d|g|hub/... and a kind"),
        ("vh1/daxi/hub/status/now", "expected vh1/<site>/d|g|hub/... and a kind"),
        ("vh1/大溪/d/bin-7/tele", "site '大溪' must match ^[a-z0-9-]{1,32}$"),
        ("vh1//d/bin-7/tele", "site '' must match ^[a-z0-9-]{1,32}$"),
        ("vh1/daxi/d/Bin-7/tele", "device or group 'Bin-7' must match ^[a-z0-9-]{1,32}$"),
        ("vh1/daxi/d/bin-7\n/tele", "device or group 'bin-7\\n' must match ^[a-z0-9-]{1,32}$"),
        ("vh1/daxi/d/+/tele", "device or group '+' must match ^[a-z0-9-]{1,32}$"),
        (f"vh1/daxi/d/{'b' * 33}/tele", f"device or group '{'b' * 33}' must match ^[a-z0-9-]{{1,32}}$"),
        ("vh1/daxi/d/bin-7/telemetry", "unknown kind 'telemetry'"),
        ("vh1/daxi/d/bin-7/tele/", "nothing may follow tele"),
        ("vh1/daxi/d/bin-7/event", "event needs exactly one name after it"),
        ("vh1/daxi/d/bin-7/event/litter/7", "event needs exactly one name after it"),
        ("vh1/daxi/d/bin-7/event/Litter", "name 'Litter' must match ^[a-z0-9-]{1,32}$"),
        ("vh1/daxi/d/bin-7/time", "time is not among a device's kinds"),
        ("vh1/daxi/g/square/tele", "tele is not among a group's kinds (commands and live sound)"),
        ("vh1/daxi/hub/tele", "tele is not among the hub's kinds"),
    ],
)
def test_a_wrong_topic_is_refused_with_the_level_that_is_wrong(topic, reason):
    with pytest.raises(BadMessage) as refused:
        parse_topic(topic)
    assert str(refused.value) == f"topic {topic!r}: {reason}"


def test_a_long_topic_is_cut_in_the_reason():
    with pytest.raises(BadMessage) as refused:
        parse_topic("x" * 65_535)
    assert len(str(refused.value)) < 250


def test_so_many_topics_are_remembered_and_no_wrong_one():
    before = parse_topic.cache_info().currsize
    for topic in ("vh1/daxi/d/bin-7/gossip", "x" * 65_535):
        with pytest.raises(BadMessage):
            parse_topic(topic)
    assert parse_topic.cache_info().currsize == before
    assert parse_topic.cache_info().maxsize == 65_536


def test_a_device_address_is_written_as_designed():
    address = device_address("daxi", "cam-1", Kind.EVENT, "litter")
    assert address.topic() == "vh1/daxi/d/cam-1/event/litter"


def test_the_hub_speaks_below_the_site():
    assert Address("daxi", Scope.HUB, "hub", Kind.TIME).topic() == "vh1/daxi/hub/time"


def test_the_hub_hears_every_uplink_kind_and_no_command():
    assert uplink_filters("daxi") == (
        "vh1/daxi/d/+/birth",
        "vh1/daxi/d/+/status",
        "vh1/daxi/d/+/tele",
        "vh1/daxi/d/+/state",
        "vh1/daxi/d/+/snap",
        "vh1/daxi/d/+/event/+",
        "vh1/daxi/d/+/ack/+",
    )


def test_whoever_gives_orders_hears_the_orders_of_others():
    assert order_filters("daxi") == ("vh1/daxi/d/+/cmd/+", "vh1/daxi/g/+/cmd/+", "vh1/daxi/g/+/sound")
