import pytest

from devices.envelopes.table import is_uplink
from hub.domain.webhooks import Source, topic_of


@pytest.mark.parametrize("source", list(Source))
def test_every_source_is_journalled_under_a_topic_that_an_envelope_reads(source: Source) -> None:
    assert is_uplink(topic_of(source, "up", "t-1"))


def test_the_topic_names_what_the_body_does_not_say() -> None:
    assert topic_of(Source.CHIRPSTACK, "join", "") == "http/chirpstack/join"
    assert topic_of(Source.JSON, "up", "t-1") == "http/json/t-1"
    assert topic_of(Source.LORIOT, "up", "t-1") == "http/loriot"
