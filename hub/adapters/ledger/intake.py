"""The intake book: cursor, states, totals, held messages."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import orjson
from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, bindparam, delete, func, select

from hub.adapters.ledger.parsed_states import ParsedStates
from hub.adapters.ledger.schema import DEVICE_STATE, HELD_MESSAGE, POINTS_DUE, PROGRESS
from hub.adapters.ledger.upsert import add_up, upsert
from hub.books import HeldMessage
from hub.domain.broker_drops import BrokerDrops
from hub.domain.device_state import DeviceState, Glimpse
from hub.domain.instants import instant, millis
from hub.domain.intake import Balance, Outcome, Room
from hub.domain.outages import Outage
from hub.domain.same_day import FullSpell
from hub.domain.sequences import Sequence as Numbers

_GLIMPSES = select(
    *(DEVICE_STATE.c[name] for name in ("device", "seen_ms", "says_online", "ways")),
    *(DEVICE_STATE.c[name] for name in ("period_s", "level_ms", "is_full")),
    *(DEVICE_STATE.c[name] for name in ("full_ms", "room_ms", "emptied_ms")),
    *(DEVICE_STATE.c[name] for name in ("doubted_until_ms", "gone_ms", "back_ms")),
)
# Built once: building one costs more than SQLite takes to run it.
_ALL_STATES = select(DEVICE_STATE)
_SOME_STATES = _ALL_STATES.where(DEVICE_STATE.c.device.in_(bindparam("devices", expanding=True)))
_ALL_PROGRESS = select(PROGRESS.c.name, PROGRESS.c.value)
_WAITING = select(func.coalesce(func.sum(POINTS_DUE.c.messages), 0))
_NEVER_FULL = FullSpell(None, None, None)
_CURSOR = "cursor"
_NOBODYS = "nobody."  # before an outcome: how much of it is counted for no device


@dataclass(frozen=True, slots=True)
class _Counts:
    """The part of a stored DeviceState that is needed to sum up; the rest is not built."""

    counts: Mapping[Outcome, int]


_COUNTS = TypeAdapter(_Counts)


class SqlIntake:
    """Fulfils `hub.books.IntakeBook`."""

    def __init__(self, connection: Connection, parsed: ParsedStates) -> None:
        self._connection = connection
        self._parsed = parsed

    def cursor(self) -> int:
        """Number of the last record that had its effect."""
        return self._progress().get(_CURSOR, 0)

    def move_cursor(self, seq: int) -> None:
        """Note how far the effects reach."""
        upsert(self._connection, PROGRESS, [{"name": _CURSOR, "value": seq}])

    def states(self, devices: Collection[str] | None = None) -> Mapping[str, DeviceState]:
        """States of these devices, or all."""
        if devices is None:
            rows = self._connection.execute(_ALL_STATES)
        else:
            rows = self._connection.execute(_SOME_STATES, {"devices": list(devices)})
        return {row.device: self._state(row) for row in rows}

    def glimpses(self) -> Mapping[str, Glimpse]:
        """The part of every state that is counted."""
        rows = self._connection.execute(_GLIMPSES)
        # By place: asked for its columns by name a row takes twice as long, and there is one for each device.
        return {
            device: Glimpse(
                _instant_or_none(seen_ms),
                says_online,
                _ways(ways),
                period_s,
                _instant_or_none(level_ms),
                is_full,
                _spell(*times[:3]) if any(times[:3]) else _NEVER_FULL,
                _instant_or_none(times[3]),
                _outage(*times[4:]),
                _instant_or_none(times[4]) if says_online is False else None,
            )
            for device, seen_ms, says_online, ways, period_s, level_ms, is_full, *times in rows
        }

    def keep_states(self, states: Iterable[DeviceState]) -> None:
        """Replace states."""
        upsert(self._connection, DEVICE_STATE, [_state_row(state) for state in states])

    def count(self, outcomes: Mapping[Outcome, int], nobodys: Mapping[Outcome, int] | None = None) -> None:
        """Add to the totals."""
        rows = [{"name": outcome.value, "value": number} for outcome, number in outcomes.items()]
        rows += [
            {"name": f"{_NOBODYS}{outcome.value}", "value": number}
            for outcome, number in (nobodys or {}).items()
        ]
        add_up(self._connection, PROGRESS, rows)

    def totals(self) -> Mapping[Outcome, int]:
        """What became of all messages that were worked on."""
        known = self._progress()
        return {outcome: known.get(outcome.value, 0) for outcome in Outcome}

    def counted_for_devices(self) -> Mapping[Outcome, int]:
        """The totals, summed over the devices."""
        total: Counter[Outcome] = Counter()
        for state in self._connection.scalars(select(DEVICE_STATE.c.state)):
            total.update(_COUNTS.validate_json(state).counts)
        return total

    def broker_drops(self) -> BrokerDrops:
        """What the broker said it dropped."""
        known = self._progress()
        since_ms, last_ms = known.get("broker.since_ms"), known.get("broker.last_ms")
        return BrokerDrops(
            known.get("broker.counter"),
            known.get("broker.total", 0),
            known.get("broker.recent", 0),
            None if since_ms is None else instant(since_ms),
            None if last_ms is None else instant(last_ms),
        )

    def keep_broker_drops(self, drops: BrokerDrops) -> None:
        """Replace it."""
        figures = {
            "broker.counter": drops.counter,
            "broker.total": drops.total,
            "broker.recent": drops.recent,
            "broker.since_ms": None if drops.since is None else millis(drops.since),
            "broker.last_ms": None if drops.last_at is None else millis(drops.last_at),
        }
        rows = [{"name": name, "value": value} for name, value in figures.items() if value is not None]
        upsert(self._connection, PROGRESS, rows)

    def nobodys(self) -> Mapping[Outcome, int]:
        """How much of the totals is counted for no device."""
        known = self._progress()
        return {outcome: known.get(f"{_NOBODYS}{outcome.value}", 0) for outcome in Outcome}

    def balance(self, received: int) -> Balance:
        """Everything counted in one consistent view; messages whose points still wait are not stored yet."""
        known = self._progress()
        waiting = self._connection.scalar(_WAITING) or 0
        return Balance(
            received=received,
            stored=known.get(Outcome.STORED, 0) - waiting,
            duplicate=known.get(Outcome.DUPLICATE, 0),
            dead_letter=known.get(Outcome.DEAD_LETTER, 0),
            rejected=known.get(Outcome.REJECTED, 0),
            in_journal=received - known.get(_CURSOR, 0) + waiting,
            lost=known.get(Outcome.LOST, 0),
        )

    def hold(self, device: str, messages: Sequence[HeldMessage], room: Room) -> Sequence[HeldMessage]:
        """Keep messages of an unclaimed device, and return its oldest beyond the room."""
        rows = [
            {
                "seq": message.seq,
                "device": device,
                "topic": message.topic,
                "payload": message.payload,
                "received_ms": millis(message.received_at),
                "is_retained": message.is_retained,
            }
            for message in messages
        ]
        upsert(self._connection, HELD_MESSAGE, rows)
        mine = HELD_MESSAGE.c.device == device
        edge = self._edge(device, room)
        if edge is None:
            return []
        beyond = (mine, HELD_MESSAGE.c.seq <= edge)
        oldest = select(HELD_MESSAGE).where(*beyond).order_by(HELD_MESSAGE.c.seq)
        gone = [_held(row) for row in self._connection.execute(oldest)]
        self._connection.execute(delete(HELD_MESSAGE).where(*beyond))
        return gone

    def _edge(self, device: str, room: Room) -> int | None:
        """Find the newest message of a device that is too much; None while there is room."""
        sizes = select(HELD_MESSAGE.c.seq, func.length(HELD_MESSAGE.c.payload))
        newest = sizes.where(HELD_MESSAGE.c.device == device).order_by(HELD_MESSAGE.c.seq.desc())
        kept = kept_bytes = 0
        for seq, payload_bytes in self._connection.execute(newest):
            kept, kept_bytes = kept + 1, kept_bytes + payload_bytes
            if kept > room.messages or kept_bytes > room.payload_bytes:
                return int(seq)
        return None

    def held_devices(self) -> Collection[str]:
        """Who waits unclaimed."""
        return set(self._connection.scalars(select(HELD_MESSAGE.c.device).distinct()))

    def held(self, device: str, newest: int | None = None) -> Sequence[HeldMessage]:
        """Oldest first."""
        mine = select(HELD_MESSAGE).where(HELD_MESSAGE.c.device == device)
        rows = self._connection.execute(mine.order_by(HELD_MESSAGE.c.seq.desc()).limit(newest)).all()
        return [_held(row) for row in reversed(rows)]

    def release(self, device: str) -> None:
        """Forget the messages of a device that was claimed."""
        self._connection.execute(delete(HELD_MESSAGE).where(HELD_MESSAGE.c.device == device))

    def _progress(self) -> dict[str, int]:
        return {row.name: row.value for row in self._connection.execute(_ALL_PROGRESS)}

    def _state(self, row: Row[tuple[object, ...]]) -> DeviceState:
        mask = int.from_bytes(row.seen_mask, "little")
        numbers = Numbers(row.boot, row.first_seq, row.highest_seq, row.seen, mask, row.lost)
        return self._parsed.of(row.device, row.state)._replace(sequence=numbers)


def _held(row: Row[tuple[object, ...]]) -> HeldMessage:
    return HeldMessage(row.seq, row.topic, row.payload, instant(row.received_ms), row.is_retained)


def _state_row(state: DeviceState) -> dict[str, object]:
    numbers = state.sequence
    size = (numbers.mask.bit_length() + 7) // 8
    return {
        "device": state.device,
        "state": _json(state),
        "boot": numbers.boot,
        "first_seq": numbers.first,
        "highest_seq": numbers.highest,
        "seen": numbers.seen,
        "seen_mask": numbers.mask.to_bytes(size, "little"),
        "lost": numbers.lost,
        "seen_ms": None if state.seen_at is None else millis(state.seen_at),
        "says_online": state.says_online,
        "doubted_until_ms": None if state.doubted_until is None else millis(state.doubted_until),
        "gone_ms": _millis_or_none(state.outage.gone_at if state.outage else state.gone_at),
        "back_ms": None if state.outage is None else millis(state.outage.back_at),
        "ways": " ".join(state.ways),
        "period_s": state.period_s,
        "level_ms": None if state.level_at is None else millis(state.level_at),
        "is_full": state.bin.is_full,
        "full_ms": None if state.full_at is None else millis(state.full_at),
        "room_ms": None if state.room_at is None else millis(state.room_at),
        "emptied_ms": None if state.emptied_at is None else millis(state.emptied_at),
    }


def _json(state: DeviceState) -> str:
    """All but what has columns of its own, by name, so that fields may come and go; read by ParsedStates."""
    named = state._asdict()
    del named["sequence"]
    if state.earlier:  # their masks have up to 4096 bits, orjson takes 64
        named["earlier"] = orjson.Fragment(json.dumps(state.earlier))
    return orjson.dumps(named, default=tuple, option=orjson.OPT_NON_STR_KEYS).decode()


@lru_cache
def _ways(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _spell(full_ms: int | None, room_ms: int | None, emptied_ms: int | None) -> FullSpell:
    return FullSpell(_instant_or_none(full_ms), _instant_or_none(room_ms), _instant_or_none(emptied_ms))


def _outage(gone_ms: int | None, back_ms: int | None) -> Outage | None:
    return None if gone_ms is None or back_ms is None else Outage(instant(gone_ms), instant(back_ms))


def _millis_or_none(at: datetime | None) -> int | None:
    return None if at is None else millis(at)


def _instant_or_none(at_ms: int | None) -> datetime | None:
    return None if at_ms is None else instant(at_ms)
