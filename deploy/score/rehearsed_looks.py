"""How the screens would say that a bin stands, out of what the core knew of it after each message. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby, zip_longest
from typing import NamedTuple

from deploy.score.answered import Stood
from deploy.score.spans import MINUTE_MS
from devices.contract.bodies import DeviceClass
from hub.domain.bins import Jump
from hub.domain.device_state import BinHistory
from hub.domain.health import Patience, Presence, max_age
from hub.domain.instants import instant
from hub.domain.looks import Look, Signs, is_alarm, look
from hub.domain.tickets import TicketKind

_PATIENCE = Patience()


class Known(NamedTuple):
    """What was known of a bin once a message had come, milliseconds UTC."""

    at_ms: int
    history: BinHistory
    alarms: tuple[TicketKind, ...]


def row_ms(at_ms: int) -> int:
    """When the screens say it: at the next whole minute."""
    return -(-at_ms // MINUTE_MS) * MINUTE_MS


def stood(device: str, known: Sequence[Known], period: timedelta) -> Iterator[Stood]:
    """Each change of its look and of its presence; `known` is in order of time."""
    yield Stood(device=device, field="presence", rows=_changes(_presences(known, period)))
    yield Stood(device=device, field="look", rows=_changes(_looks(known, period)))


def _presences(known: Sequence[Known], period: timedelta) -> Iterator[tuple[int, str]]:
    oldest = max_age(period, _PATIENCE)
    lost = period * _PATIENCE.offline_after_periods + _PATIENCE.grace
    for now, following in zip_longest(known, known[1:]):
        yield row_ms(now.at_ms), Presence.ONLINE.value
        for silence, presence in ((oldest, Presence.LATE), (lost, Presence.OFFLINE)):
            at_ms = now.at_ms + silence // timedelta(milliseconds=1)
            if following is None or at_ms < following.at_ms:
                yield row_ms(at_ms), presence.value


def _looks(known: Sequence[Known], period: timedelta) -> Iterator[tuple[int, str]]:
    oldest = max_age(period, _PATIENCE)
    for now, following in zip_longest(known, known[1:]):
        at = instant(now.at_ms)
        stale_at = at if now.history.level_at is None else now.history.level_at + oldest
        yield row_ms(now.at_ms), _look(now, is_stale=at >= stale_at)
        stale_ms = now.at_ms + (stale_at - at) // timedelta(milliseconds=1)
        if stale_at > at and (following is None or stale_ms < following.at_ms):
            yield row_ms(stale_ms), _look(now, is_stale=True)


def _look(now: Known, *, is_stale: bool) -> Look:
    state, level_pct = now.history.bin, now.history.level_pct
    return look(
        Signs(
            DeviceClass.BIN,
            Presence.ONLINE,
            level_pct=level_pct,
            is_stale=is_stale,
            is_wild=state.wild_since is not None,
            is_jumping=state.jump is not Jump.NONE,
            is_full=state.is_full,
            is_alarmed=any(map(is_alarm, now.alarms)),
        )
    )


def _changes(rows: Iterable[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """The first of every run of rows that say the same."""
    return tuple(next(same) for _, same in groupby(rows, key=lambda row: row[1]))
