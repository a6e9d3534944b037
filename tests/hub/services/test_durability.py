"""How far the series store is trusted, and what is written again after a restart."""

from datetime import timedelta

import pytest

from hub.adapters.ledger.database import SqlLedger
from hub.books.outbox import Aside, Replay, Trust
from hub.domain.instants import millis
from hub.ports import Condition
from hub.series import Point
from hub.services.durability import Durability
from tests.builders import NOON
from tests.fakes import FakeClock, FakeSeriesStore

MINUTE_S = 60.0
HOUR_S = 3600.0


class Bench:
    """A store that takes every batch at once, and a hub that looks at it every ten minutes."""

    def __init__(self, ledger: SqlLedger) -> None:
        self.ledger = ledger
        self.store = FakeSeriesStore()
        self.store.says = Condition(started_ms=1_000, unsaved_s=0.0)
        self.clock = FakeClock(NOON)
        self.durability = self.new()

    def new(self) -> Durability:
        keep = timedelta(hours=24)
        return Durability(self.ledger, self.store, self.clock, keep=keep, quota_bytes=10**9)

    def live(self, seconds: float, step_s: float = 10 * MINUTE_S) -> None:
        """One batch every ten minutes, written at once."""
        for _ in range(int(seconds / step_s)):
            self.clock.move(step_s)
            self.write()
            self.durability.look()

    def write(self) -> int:
        with self.ledger.write() as tx:
            number = tx.outbox.extent().last + 1
            batch = tx.outbox.queue([a_count(number)], 1, self.clock.now())
            self.store.write(batch.points)
            tx.outbox.written([batch.id])
        return batch.id

    def safe(self) -> int:
        with self.ledger.read() as tx:
            return tx.outbox.trust().safe_batch

    def replay(self) -> Replay | None:
        with self.ledger.read() as tx:
            return tx.outbox.replay()


def a_count(n: int) -> Point:
    return Point("hub", {"site": "daxi"}, {"received": n}, n)


@pytest.fixture
def bench(ledger: SqlLedger) -> Bench:
    return Bench(ledger)


def test_what_was_written_half_an_hour_ago_is_safe(bench: Bench) -> None:
    bench.live(20 * MINUTE_S)
    assert bench.safe() == 0
    bench.live(40 * MINUTE_S)
    assert bench.safe() == 3


def test_points_are_unsafe_for_as_long_as_the_store_has_them_only_in_its_log(bench: Bench) -> None:
    bench.store.says = Condition(started_ms=1_000, unsaved_s=3 * HOUR_S)
    bench.live(2 * HOUR_S)
    assert bench.safe() == 0
    bench.live(2 * HOUR_S)
    assert bench.safe() == 6


def test_a_store_that_cannot_say_is_trusted_with_what_is_as_old_as_points_are_kept(bench: Bench) -> None:
    bench.store.says = Condition(started_ms=1_000, unsaved_s=None)
    bench.live(28 * HOUR_S, step_s=2 * HOUR_S)
    assert bench.safe() == 2


def test_what_still_waits_is_not_safe_and_holds_back_what_was_written_after_it(bench: Bench) -> None:
    bench.live(30 * MINUTE_S)
    with bench.ledger.write() as tx:
        tx.outbox.queue([a_count(99)], 1, NOON)
    bench.live(5 * HOUR_S)
    assert bench.safe() == 3


def test_a_restart_has_everything_that_was_not_safe_written_again(bench: Bench) -> None:
    bench.live(60 * MINUTE_S)
    bench.store.says = Condition(started_ms=2_000)
    bench.durability.look()
    assert bench.replay() == Replay(4, 6)
    standing = bench.durability.standing()
    assert (standing.started_ms, standing.restarts, standing.replaying) == (2_000, 1, 3)
    assert standing.lost_before is None


def test_a_restart_while_the_hub_was_away_is_noticed(bench: Bench) -> None:
    bench.live(60 * MINUTE_S)
    bench.store.says = Condition(started_ms=2_000)
    bench.durability = bench.new()
    bench.durability.look()
    assert bench.replay() == Replay(4, 6)


def test_a_hub_that_restarted_alone_writes_nothing_again_and_goes_on_trusting(bench: Bench) -> None:
    bench.live(60 * MINUTE_S)
    bench.durability = bench.new()
    bench.durability.look()
    assert (bench.replay(), bench.safe()) == (None, 3)


def test_after_a_restart_nothing_that_is_written_again_is_safe_at_once(bench: Bench) -> None:
    bench.live(60 * MINUTE_S)
    bench.store.says = Condition(started_ms=2_000)
    bench.durability.look()
    bench.live(30 * MINUTE_S)
    with bench.ledger.write() as tx:
        replay = tx.outbox.replay()
        assert replay is not None
        tx.outbox.replayed(replay, replay.last)
    bench.live(20 * MINUTE_S)
    assert bench.safe() == 3
    bench.live(20 * MINUTE_S)
    assert bench.safe() > 6


def test_a_store_that_cannot_say_when_it_began_is_not_taken_for_another(bench: Bench) -> None:
    bench.live(60 * MINUTE_S)
    bench.store.says = Condition(started_ms=0)
    bench.durability.look()
    assert bench.replay() is None
    bench.store.says = Condition(started_ms=2_000)
    bench.durability.look()
    assert bench.replay() is not None


def test_a_database_that_was_dropped_gets_everything_that_is_kept(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.live(60 * MINUTE_S)
    bench.store.says = Condition(started_ms=1_000, made=1)
    bench.durability.look()
    assert bench.replay() == Replay(1, 6)
    first_queued = NOON + timedelta(minutes=10)
    assert bench.durability.standing().lost_before == first_queued
    assert f"nothing from before {first_queued} can be brought back" in caplog.text
    bench.durability.look()
    assert bench.safe() == 0
    assert bench.new().standing().lost_before == first_queued


def test_the_database_of_a_new_hub_is_nothing_to_talk_about(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.store.says = Condition(started_ms=1_000, made=1)
    bench.durability.look()
    assert (bench.replay(), bench.durability.standing().lost_before) == (None, None)
    assert "series store" not in caplog.text


def test_a_store_that_came_back_with_old_data_gets_everything_that_is_kept(bench: Bench) -> None:
    bench.live(60 * MINUTE_S)
    bench.store.lose(lambda point: point.at_ns == 2)
    bench.store.says = Condition(started_ms=2_000)
    bench.durability.look()
    assert bench.replay() == Replay(1, 6)
    assert bench.durability.standing().lost_before is not None


def test_what_is_set_aside_is_not_taken_for_lost(bench: Bench) -> None:
    with bench.ledger.write() as tx:
        tx.outbox.set_aside([a_count(99)], 1, NOON, "too many series")
    bench.live(60 * MINUTE_S)
    bench.store.says = Condition(started_ms=2_000)
    bench.durability.look()
    assert bench.durability.standing().lost_before is None


def set_aside(bench: Bench) -> None:
    with bench.ledger.write() as tx:
        tx.outbox.set_aside([a_count(99)], 1, NOON, "too many series")
    bench.durability.look()
    assert bench.durability.standing().aside == Aside(1, "too many series")


def test_what_is_set_aside_is_tried_again_every_quarter_of_an_hour(bench: Bench) -> None:
    set_aside(bench)
    bench.clock.move(15 * MINUTE_S)
    bench.durability.look()
    assert bench.durability.standing().aside == Aside(0, "")


def test_what_is_set_aside_is_tried_again_when_the_store_restarted(bench: Bench) -> None:
    set_aside(bench)
    bench.store.says = Condition(started_ms=2_000)
    bench.durability.look()
    assert bench.durability.standing().aside == Aside(0, "")


def test_what_is_old_and_safe_goes_but_not_by_a_clock_that_jumps(bench: Bench) -> None:
    bench.live(60 * MINUTE_S)
    assert bench.durability.standing().kept_since == NOON + timedelta(minutes=10)
    bench.clock._now += timedelta(days=3)
    bench.durability.prune()
    assert bench.durability.standing().kept_since == NOON + timedelta(minutes=10)
    bench.clock.move(24 * HOUR_S)
    bench.durability.prune()
    standing = bench.durability.standing()
    assert standing.kept_since == NOON + timedelta(minutes=40)
    assert standing.unsaved == 3


def test_the_store_forgets_by_the_time_that_has_passed_not_by_a_clock_that_jumps(bench: Bench) -> None:
    bench.clock.move(60.0)
    bench.clock._now += timedelta(days=3)
    bench.durability.prune_store()
    assert bench.store.pruned_ns == millis(NOON + timedelta(minutes=1)) * 1_000_000


def test_trust_is_kept_in_the_ledger(bench: Bench) -> None:
    bench.live(60 * MINUTE_S)
    with bench.ledger.read() as tx:
        assert tx.outbox.trust() == Trust(1_000, 3)
