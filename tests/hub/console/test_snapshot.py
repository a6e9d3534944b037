import asyncio
from collections.abc import Callable, Coroutine

import pytest

from hub.console.snapshot import Desk, Snapshot
from hub.context import Away, Health
from hub.ports import StoreDown
from tests.fakes import FakeClock
from tests.hub.api.face import JPEG, MORNING, Face


def in_a_loop(do: Callable[[Desk], Coroutine[None, None, list[Snapshot]]], face: Face) -> list[Snapshot]:
    async def run() -> list[Snapshot]:
        return await do(Desk(face.context))

    return asyncio.run(run())


def moved(face: Face, seconds: float) -> None:
    assert isinstance(face.clock, FakeClock)
    face.clock.move(seconds)


def test_ten_screens_share_one_snapshot(face: Face) -> None:
    async def look(desk: Desk) -> list[Snapshot]:
        return list(await asyncio.gather(*(desk.snapshot() for _ in range(10))))

    assert len({id(seen) for seen in in_a_loop(look, face)}) == 1


def test_a_snapshot_is_taken_anew_when_it_is_old_or_something_was_done(face: Face) -> None:
    async def look(desk: Desk) -> list[Snapshot]:
        first = await desk.snapshot()
        moved(face, 2)
        second = await desk.snapshot()
        desk.forget()
        return [first, second, await desk.snapshot()]

    assert len({id(seen) for seen in in_a_loop(look, face)}) == 3


def test_a_ledger_that_goes_away_leaves_the_last_snapshot_and_says_so(face: Face) -> None:
    async def look(desk: Desk) -> list[Snapshot]:
        first = await desk.snapshot()
        face.context.ledger.stop()
        moved(face, 5)
        return [first, await desk.snapshot()]

    first, second = in_a_loop(look, face)
    assert (first.is_old, second.is_old) == (False, True)
    assert second.at == first.at


def test_a_bin_that_burns_is_a_red_note_above_the_page_until_it_is_out(face: Face) -> None:
    async def look(desk: Desk) -> list[Snapshot]:
        face.hear(face.reading("bin-001", alarm_fire=True))
        burning = await desk.snapshot()
        face.hear(face.reading("bin-001", alarm_fire=False))
        moved(face, 2)
        return [burning, await desk.snapshot()]

    burning, out = in_a_loop(look, face)
    (note,) = burning.notes
    assert (note.code, note.is_problem) == ("bin_fire", True)
    assert note.detail.zh == burning.catalog.devices["bin-001"].name
    assert [ticket.kind for ticket in burning.tickets] == ["bin_fire"]
    assert (out.notes, out.tickets) == ([], [])


def test_without_any_snapshot_the_missing_ledger_is_an_error(face: Face) -> None:
    face.context.ledger.stop()

    async def look(desk: Desk) -> list[Snapshot]:
        return [await desk.snapshot()]

    with pytest.raises(StoreDown):
        in_a_loop(look, face)


def test_what_is_away_keeps_the_time_it_went(face: Face) -> None:
    async def look(desk: Desk) -> list[Snapshot]:
        face.health.append(Health((), (Away("series", MORNING, 3),)))
        first = await desk.snapshot()
        moved(face, 60)
        return [first, await desk.snapshot()]

    first, second = in_a_loop(look, face)
    assert first.notes == second.notes
    assert (second.notes[0].since, second.notes[0].held) == (MORNING, 3)


def test_a_snapshot_knows_when_each_picture_came(face: Face) -> None:
    face.context.evidence.put_last("cam-001", JPEG, face.clock.now())

    async def look(desk: Desk) -> list[Snapshot]:
        return [await desk.snapshot()]

    (seen,) = in_a_loop(look, face)
    assert seen.pictures == {"cam-001": face.clock.now()}
