"""What the outbox of every ledger must do with points on their way to the series store."""

import random
import struct
from datetime import timedelta
from math import isfinite
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from hub.adapters.ledger.database import SqlLedger
from hub.adapters.ledger.upgrade import MIGRATIONS
from hub.books.outbox import Aside, Extent, HeldPoints, Replay, Trust
from hub.series import FieldValue, Point
from tests.builders import NOON

A_GIGABYTE = 10**9
EVERYTHING = 10_000


def a_point(n: int = 1, **fields: FieldValue) -> Point:
    tags = {"village": "上寨", "device": f"bin-{n}", "device_class": "bin"}
    return Point("reading", tags, fields or {"fill_pct": float(n)}, n)


def queued(ledger: SqlLedger, count: int, *, points: int = 1) -> list[int]:
    """Queue batches of one message each, one minute apart from NOON on."""
    with ledger.write() as tx:
        return [
            tx.outbox.queue([a_point(n + k) for k in range(points)], 1, NOON + timedelta(minutes=n)).id
            for n in range(count)
        ]


def due(ledger: SqlLedger) -> list[int]:
    with ledger.read() as tx:
        return [batch.id for batch in tx.outbox.due(EVERYTHING)]


def test_points_come_back_bit_for_bit_and_of_their_type(ledger: SqlLedger) -> None:
    chance = random.Random(7)  # noqa: S311 - bit patterns, no secrets
    raw = (struct.unpack("<d", chance.randbytes(8))[0] for _ in range(200))
    points = [a_point(n, fill_pct=value) for n, value in enumerate(filter(isfinite, raw))]
    points += [a_point(1, fill_pct=-0.0), a_point(2, fill_pct=85.0), a_point(3, device_at_ms=2**53 + 1)]
    points += [a_point(4, tilted=True, quality='"\\,= 满溢 \U0001f5d1')]
    with ledger.write() as tx:
        batch = tx.outbox.queue(points, 3, NOON)
        assert tx.outbox.due(1) == [HeldPoints(batch.id, tuple(points), 3)]
        (held,) = tx.outbox.due(1)
    # Written out, because -0.0 == 0.0 and 85.0 == 85.
    assert [repr(point.fields) for point in held.points] == [repr(point.fields) for point in points]


def test_points_that_no_store_takes_are_held_for_it_to_say_so(ledger: SqlLedger) -> None:
    odd = [a_point(1, quality="half \ud800"), a_point(2, device_at_ms=2**70)]
    with ledger.write() as tx:
        tx.outbox.queue(odd, 2, NOON)
        (held,) = tx.outbox.due(1)
    assert list(held.points) == odd


def test_what_is_written_is_kept_and_no_longer_due(ledger: SqlLedger) -> None:
    first, second, third = queued(ledger, 3)
    with ledger.write() as tx:
        tx.outbox.written([second])
    assert due(ledger) == [first, third]
    with ledger.read() as tx:
        assert [batch.id for batch in tx.outbox.kept(first, third, EVERYTHING)] == [first, second, third]
        assert tx.outbox.waiting() == 2
        assert tx.outbox.extent() == Extent(first, third, NOON)


def test_it_is_known_since_when_something_waits(ledger: SqlLedger) -> None:
    first, _ = queued(ledger, 2)
    with ledger.write() as tx:
        assert tx.outbox.waiting_since() == NOON
        tx.outbox.written([first])
        assert tx.outbox.waiting_since() == NOON + timedelta(minutes=1)
        tx.outbox.written([first + 1])
        assert tx.outbox.waiting_since() is None


def test_batches_that_are_at_hand_need_not_be_read(ledger: SqlLedger) -> None:
    first, second, _ = queued(ledger, 3)
    with ledger.read() as tx:
        assert [batch.id for batch in tx.outbox.due(EVERYTHING, second)] == [first]


def test_many_points_come_in_shares(ledger: SqlLedger) -> None:
    chance = random.Random(7)  # noqa: S311 - what cannot be compressed, no secrets
    with ledger.write() as tx:
        for n in range(40):
            tx.outbox.queue([a_point(n, quality=chance.randbytes(10_000).hex())], 1, NOON)
        assert 1 < len(tx.outbox.due(EVERYTHING)) < 40


def test_an_empty_outbox_has_nothing(ledger: SqlLedger) -> None:
    with ledger.write() as tx:
        assert tx.outbox.extent() == Extent(0, 0, None)
        assert (tx.outbox.settled(), tx.outbox.waiting(), tx.outbox.replay()) == (0, 0, None)
        assert tx.outbox.aside() == Aside(0, "")
        assert tx.outbox.trust() == Trust(0, 0)
        assert tx.outbox.prune(NOON, 0) == 0
        assert tx.outbox.begin_replay(0) == Extent(0, 0, None)
        assert tx.outbox.replay() is None


def test_settled_is_everything_before_the_first_that_is_due(ledger: SqlLedger) -> None:
    first, second, third = queued(ledger, 3)
    with ledger.write() as tx:
        assert tx.outbox.settled() == first - 1
        tx.outbox.written([first, third])
        assert tx.outbox.settled() == first
        tx.outbox.written([second])
        assert tx.outbox.settled() == third


def test_what_is_set_aside_waits_until_it_is_released(ledger: SqlLedger) -> None:
    (first,) = queued(ledger, 1)
    with ledger.write() as tx:
        (batch,) = tx.outbox.due(1)
        tx.outbox.put_back(batch, "too many series")
        tx.outbox.set_aside([a_point(2), a_point(3)], 2, NOON, "too many series")
        assert tx.outbox.due(EVERYTHING) == []
        assert tx.outbox.aside() == Aside(3, "too many series")
        assert tx.outbox.waiting() == 3
        assert tx.outbox.settled() == tx.outbox.extent().last
        tx.outbox.release_aside()
        assert tx.outbox.aside() == Aside(0, "")
        assert [held.id for held in tx.outbox.due(EVERYTHING)] == [first, first + 1]


def test_a_written_batch_can_be_set_aside_when_it_is_refused_in_a_replay(ledger: SqlLedger) -> None:
    (first,) = queued(ledger, 1)
    with ledger.write() as tx:
        tx.outbox.written([first])
        (batch,) = tx.outbox.kept(first, first, 1)
        tx.outbox.put_back(batch, "too many series")
        assert tx.outbox.aside() == Aside(1, "too many series")


def test_what_the_store_never_took_is_left_out(ledger: SqlLedger) -> None:
    with ledger.write() as tx:
        batch = tx.outbox.queue([a_point(1), a_point(2), a_point(3)], 3, NOON)
        tx.outbox.keep_only(batch.id, [a_point(1), a_point(3)])
        (left,) = tx.outbox.kept(batch.id, batch.id, 1)
    assert left.points == (a_point(1), a_point(3))


def test_a_replay_goes_from_a_batch_to_the_newest_and_holds_back_what_is_settled(ledger: SqlLedger) -> None:
    batches = queued(ledger, 5)
    with ledger.write() as tx:
        tx.outbox.written(batches)
        assert tx.outbox.begin_replay(batches[2]) == Extent(
            batches[2], batches[4], NOON + timedelta(minutes=2)
        )
        replay = tx.outbox.replay()
        assert replay == Replay(batches[2], batches[4])
        assert tx.outbox.settled() == batches[1]
        tx.outbox.replayed(replay, batches[3])
        assert tx.outbox.settled() == batches[3]
        tx.outbox.replayed(Replay(batches[4], batches[4]), batches[4])
        assert tx.outbox.replay() is None
        assert tx.outbox.settled() == batches[4]


def test_a_second_replay_begins_no_later_than_the_first_is(ledger: SqlLedger) -> None:
    batches = queued(ledger, 5)
    with ledger.write() as tx:
        tx.outbox.begin_replay(batches[1])
        tx.outbox.begin_replay(batches[3])
        assert tx.outbox.replay() == Replay(batches[1], batches[4])


def test_a_share_of_an_older_replay_does_not_cut_a_newer_one_short(ledger: SqlLedger) -> None:
    batches = queued(ledger, 5)
    with ledger.write() as tx:
        tx.outbox.begin_replay(batches[2])
        read = tx.outbox.replay()
        tx.outbox.begin_replay(batches[0])
        assert read is not None
        tx.outbox.replayed(read, batches[4])
        assert tx.outbox.replay() == Replay(batches[0], batches[4])


def test_what_is_old_goes_when_it_is_safe(ledger: SqlLedger) -> None:
    batches = queued(ledger, 5)
    later = NOON + timedelta(minutes=3)
    with ledger.write() as tx:
        tx.outbox.written(batches)
        assert tx.outbox.prune(later, A_GIGABYTE) == 0
        tx.outbox.keep_trust(Trust(7, batches[1]))
        assert tx.outbox.prune(later, A_GIGABYTE) == 2
        tx.outbox.keep_trust(Trust(7, batches[4]))
        assert tx.outbox.prune(later, A_GIGABYTE) == 1
        assert tx.outbox.extent() == Extent(batches[3], batches[4], later)


def test_over_the_quota_the_oldest_go_but_never_what_is_due_nor_the_newest(ledger: SqlLedger) -> None:
    batches = queued(ledger, 5)
    with ledger.write() as tx:
        tx.outbox.written([batches[0], batches[2], batches[4]])
        assert tx.outbox.prune(NOON, 0) == 2
        left = tx.outbox.kept(batches[0], batches[4], EVERYTHING)
        assert [batch.id for batch in left] == [batches[1], batches[3], batches[4]]
    assert queued(ledger, 1) == [batches[4] + 1]


def test_points_that_waited_before_the_outbox_kept_them_are_due(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        packed = "x'00'"
        connection.execute(text(f"INSERT INTO held_points (id, points, messages) VALUES (7, {packed}, 3)"))  # noqa: S608
        command.upgrade(config, "head")
        assert connection.execute(text("SELECT id, messages, aside_why FROM points_due")).all() == [
            (7, 3, "")
        ]
        command.downgrade(config, "0002")
        assert connection.execute(text("SELECT id, messages FROM held_points")).all() == [(7, 3)]
    engine.dispose()
