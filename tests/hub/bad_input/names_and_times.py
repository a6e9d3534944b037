"""T52 to T66, T69 and T70: who speaks, when, and in which order."""

from hub.domain.instants import millis
from tests.builders import at
from tests.hub.bad_input.case import (
    DAY_MS,
    FILL,
    NOON_MS,
    Case,
    dead,
    flagged,
    ignored,
    reading,
    stored,
)

_BIRTH = b'{"id":"bin-1","class":"bin","bd":1,"ts":1,"period_s":60}'
_BIRTHS = "vh1/daxi/d/bin-1/birth"
RECEIVED_MS = millis(at(1))


def _wrong_time(number: int, words: str, ts: int) -> Case:
    fields = {"fill_pct": 63.0, "quality": "suspect", "device_at_ms": ts}
    return flagged(number, words, reading(ts=ts), fields, filed_ms=RECEIVED_MS)


def _no_time(words: str, ts: object) -> Case:
    return dead(62, words, reading(ts=ts), "ts: Input should be a valid integer")


def _after(number: int, words: str, payload: bytes, *before: bytes) -> Case:
    return stored(number, words, payload, *[FILL] * (len(before) + 1), before=before)


def _samples(*times_ms: int) -> list[dict[str, object]]:
    return [{"ts": ts, "m": {"fill_pct": 63}} for ts in times_ms]


_HUNDRED = _samples(*range(NOON_MS - 100_000, NOON_MS, 1_000))
_ONE_BAD = [*_HUNDRED[:50], {"ts": NOON_MS, "m": {"fill_pct": "?"}}, *_HUNDRED[51:]]
_ONE_WITHOUT_TIME = [*_HUNDRED[:50], {"ts": "noon", "m": {"fill_pct": 63}}, *_HUNDRED[51:]]

WHO = (
    dead(52, "no id", _BIRTH.replace(b'"id":"bin-1",', b""), "id: Field required", topic=_BIRTHS),
    dead(53, "the id of another", _BIRTH.replace(b"bin-1", b"bin-2"), "'bin-2' spoke on", topic=_BIRTHS),
    stored(54, "an unknown id waits unclaimed", reading(), topic="vh1/daxi/d/bin-9/tele"),
    # The hub has no state "retired": an id that is no longer in the registry is a stranger again.
    stored(55, "a retired id waits unclaimed", reading(), topic="vh1/daxi/d/bin-0/tele"),
    *(
        dead(56, f"an id with {mark!r}", reading(), "topic ", topic=f"vh1/daxi/d/bin{mark}1/tele")
        for mark in (",", "=", " ", "\n", "/", "+", "#", "\\", "\0")
    ),
    dead(57, "an id in capitals", reading(), "'Bin-1' must match", topic="vh1/daxi/d/Bin-1/tele"),
    dead(58, "an unknown version", reading(v="x"), "v: Input should be 1"),
    dead(58, "version 0", reading(v=0), "v: Input should be 1"),
    dead(59, "a later version", reading(v=2), "v: Input should be 1"),
    stored(60, "keys nobody knows", reading(vendor={"x": [1]}, extra="1"), FILL),
)

WHEN = (
    stored(61, "no time", b'{"bd":1,"seq":10,"m":{"fill_pct":63}}', FILL, filed_ms=RECEIVED_MS),
    stored(61, "time null", reading(ts=None), FILL, filed_ms=RECEIVED_MS),
    stored(62, "milliseconds", reading(), FILL, filed_ms=NOON_MS),
    _wrong_time(62, "seconds", NOON_MS // 1000),
    _wrong_time(62, "microseconds", NOON_MS * 1000),
    _wrong_time(62, "nanoseconds", NOON_MS * 1_000_000),
    _no_time("a fraction", NOON_MS / 1000 + 0.5),
    _no_time("ISO 8601 with zone", "2026-04-18T12:00:00+08:00"),
    _no_time("ISO 8601 without zone", "2026-04-18T12:00:00"),
    _no_time("30 February", "2026-02-30T12:00:00Z"),
    _no_time("24 o'clock", "2026-04-18T24:00:00Z"),
    _no_time("a leap second", "2026-06-30T23:59:60Z"),
    _wrong_time(63, "0", 0),
    _wrong_time(63, "negative", -1),
    _wrong_time(63, "a day of 1970", DAY_MS),
    _wrong_time(63, "the end of 31 bits", (2**31 - 1) * 1000),
    _wrong_time(63, "the end of 32 bits", (2**32 - 1) * 1000),
    _wrong_time(63, "in ten years", NOON_MS + 3653 * DAY_MS),
    _wrong_time(63, "the end of 63 bits", 2**63 - 1),
    dead(63, "beyond 63 bits", reading(ts=2**63), "ts: Input should be less than or equal to"),
)

ORDER = (
    dead(64, "no number", b'{"bd":1,"m":{"fill_pct":63}}', "seq: Field required"),
    ignored(64, "a number twice", reading(m={"fill_pct": 64}), FILL, before=(reading(),)),
    _after(64, "a number that begins anew with the boot", reading(bd=2, seq=1), reading()),
    _after(64, "a number that begins anew within a boot", reading(seq=1), reading(seq=1, ts=NOON_MS - 1)),
    _after(64, "a number behind 16 bits", reading(seq=0), reading(seq=2**16 - 1)),
    _after(64, "a number behind 32 bits", reading(seq=0), reading(seq=2**32 - 1)),
    _after(64, "a number that goes back", reading(seq=8), reading(seq=7), reading(seq=9)),
    stored(
        65,
        "another value at the same time",
        reading(seq=11, m={"fill_pct": 64}),
        FILL,
        {"fill_pct": 64.0},
        before=(reading(),),
    ),
    ignored(66, "the same again", reading(), FILL, before=(reading(),)),
    flagged(
        69,
        "a batch with one bad value",
        reading(ts=None, m=None, b=_ONE_BAD),
        *[FILL] * 99,
        reason='b.50.m.fill_pct = "?": expected',
    ),
    flagged(
        69,
        "a batch with one bad time",
        reading(ts=None, m=None, b=_ONE_WITHOUT_TIME),
        *[FILL] * 99,
        reason="b.50.ts: Input should be a valid integer",
    ),
    stored(70, "a batch out of order", reading(ts=None, m=None, b=_HUNDRED[::-1]), *[FILL] * 100),
    flagged(
        70,
        "a batch from before the window of times",
        reading(ts=None, m=None, b=_samples(NOON_MS - 31 * DAY_MS, NOON_MS)),
        {"fill_pct": 63.0, "quality": "suspect", "device_at_ms": NOON_MS - 31 * DAY_MS},
        FILL,
        filed_ms=RECEIVED_MS,
    ),
)
