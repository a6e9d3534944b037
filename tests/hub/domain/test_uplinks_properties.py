"""Whatever a network server or a device publishes: a message whose points fit the schema, or a BadMessage."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.contract.bodies import Telemetry
from devices.contract.topics import BadMessage
from devices.contract.wire import Message, encode
from devices.envelopes.table import ENVELOPES
from devices.profiles.catalog import load
from hub.domain.telemetry import judge, reading_point
from hub.domain.uplinks import Uplinks
from hub.series import Point, check
from tests.builders import NOON, SITE, a_bin, a_catalog, a_finding, a_reading, a_status

UPLINKS = Uplinks(SITE, load())
FOLDER = Path(__file__).parents[2] / "testcases" / "envelopes"
PUBLISHED = [json.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.json"))]
FOREIGN = [(case["topic"], case["payload"]) for case in PUBLISHED]
NATIVE = [
    (topic, json.loads(payload))
    for topic, payload in map(encode, (a_reading(), a_finding(), a_status(online=True)))
]
KEYS = [case["expect"]["device"] for case in PUBLISHED]
KNOWN = a_catalog(*(a_bin(f"b-{n}", key=key, model="milesight-em400-mud") for n, key in enumerate(KEYS)))
LONGEST_REASON = 1_000

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
numbers = st.sampled_from([0, -1, 2**31, 2**32, 2**53, 2**63, 2**64, 10**300, 1e308, -0.0, 85, 65535])
json_values = st.recursive(
    scalars | numbers,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def mutated(draw, said):
    """A published message in which some places were deleted, or hold anything."""
    topic, published = draw(st.sampled_from(said))
    body = copy.deepcopy(published)
    for _ in range(draw(st.integers(1, 3))):
        _mutate(draw, body)
    return topic, json.dumps(body).encode()


def _mutate(draw, body):
    node = body
    while node:
        keys = sorted(node) if isinstance(node, dict) else range(len(node))
        key = draw(st.sampled_from(list(keys)))
        if isinstance(node[key], dict | list) and draw(st.booleans()):
            node = node[key]
            continue
        if draw(st.booleans()):
            del node[key]
        else:
            node[key] = draw(json_values)
        return


def _is_read_or_refused(topic: str, payload: bytes) -> None:
    for catalog in (a_catalog(), KNOWN):
        reason = ""
        try:
            message = UPLINKS.read(topic, payload, catalog)
        except BadMessage as error:
            reason = str(error)
        else:
            for point in _points(message):
                check(point)
        assert len(reason) < LONGEST_REASON


def _points(message: Message) -> list[Point]:
    if not isinstance(message.body, Telemetry):
        return []
    points = [reading_point(one, "liushu", "bin-1", "bin") for one in judge(message.body, NOON)]
    return [point for point in points if point is not None]


@settings(max_examples=200)
@given(mutated(FOREIGN))
def test_a_mutated_message_of_a_network_server_is_read_or_refused(said):
    _is_read_or_refused(*said)


@settings(max_examples=200)
@given(mutated(NATIVE))
def test_a_mutated_native_message_is_read_or_refused(said):
    _is_read_or_refused(*said)


@settings(max_examples=100)
@given(st.sampled_from(FOREIGN), st.data())
def test_a_network_servers_message_with_damaged_bytes_is_read_or_refused(said, data):
    topic, published = said
    payload = bytearray(json.dumps(published).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(payload) - 1))
        payload[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    _is_read_or_refused(topic, bytes(payload))


@given(
    st.sampled_from(tuple(ENVELOPES)),
    st.text(max_size=40).filter(lambda level: "/" not in level),
    st.binary(max_size=200) | st.sampled_from([json.dumps(body).encode() for _, body in FOREIGN]),
)
def test_any_bytes_on_any_topic_of_a_network_server_are_read_or_refused(topic_filter, level, payload):
    _is_read_or_refused(topic_filter.replace("+", level), payload)


@pytest.mark.parametrize("topic_filter", ENVELOPES)
def test_the_longest_topic_of_a_network_server_is_refused_in_a_few_words(topic_filter):
    for payload in (b"", *(json.dumps(body).encode() for _, body in FOREIGN)):
        _is_read_or_refused(topic_filter.replace("+", "x" * 60_000), payload)
