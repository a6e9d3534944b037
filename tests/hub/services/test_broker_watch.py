import pytest

from hub.domain.broker_drops import BrokerDrops
from hub.services.broker_watch import BrokerWatch
from tests.builders import at
from tests.hub.services.conftest import Hub


def test_what_the_broker_dropped_while_the_hub_was_away_is_known_afterwards(hub: Hub) -> None:
    first = BrokerWatch(hub.ledger, hub.clock)
    first.take(b"7")
    first.record()
    assert first.drops == BrokerDrops(7)
    again = BrokerWatch(hub.ledger, hub.clock)
    hub.clock.move(60)
    again.take(b"12")
    again.record()
    assert again.drops == BrokerDrops(12, total=5, recent=5, since=at(60), last_at=at(60))
    with hub.ledger.read() as tx:
        assert tx.intake.broker_drops() == again.drops


@pytest.mark.parametrize("payload", [b"", b"many", b"-1", b"1.5", b"9" * 19])
def test_what_is_no_count_says_nothing(hub: Hub, payload: bytes) -> None:
    watch = BrokerWatch(hub.ledger, hub.clock)
    watch.take(payload)
    watch.record()
    assert watch.drops == BrokerDrops()
