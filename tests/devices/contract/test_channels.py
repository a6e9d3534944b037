"""The list of channels agrees with what topics and bodies say of themselves."""

import re

import pytest

from devices.contract.bodies import AnyBody
from devices.contract.channels import CHANNELS, Direction
from devices.contract.topics import Kind, parse_topic, uplink_filters
from devices.contract.wire import models

each_channel = pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name)


def an_address(channel):
    return parse_topic(re.sub(r"\{\w+\}", "some-id", channel.address))


@each_channel
def test_a_channels_address_is_a_topic_of_the_contract(channel):
    assert an_address(channel).kind in Kind


def test_every_body_travels_on_some_channel():
    assert {body for channel in CHANNELS for body in channel.bodies} == set(AnyBody.__args__)


def test_every_kind_has_a_channel():
    assert {an_address(channel).kind for channel in CHANNELS} == set(Kind)


def test_every_model_has_a_channel_under_its_kind_and_name():
    addresses = {(an_address(channel).kind, an_address(channel).name) for channel in CHANNELS}
    wanted = {(kind, name or ("some-id" if kind is Kind.ACK else "")) for kind, name in models()}
    assert wanted <= addresses


def test_no_command_is_ever_retained():
    assert not [c.name for c in CHANNELS if an_address(c).kind is Kind.CMD and c.retained]


def test_the_hub_subscribes_to_every_uplink_channel():
    patterns = [re.compile(f.replace("+", "[^/]+") + "$") for f in uplink_filters("some-id")]
    unheard = [
        channel.name
        for channel in CHANNELS
        if channel.direction is Direction.UP
        and not any(pattern.match(an_address(channel).topic()) for pattern in patterns)
    ]
    assert unheard == []
