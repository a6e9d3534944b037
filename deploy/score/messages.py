"""What became of messages: lost, twice, set aside although good, or accepted and never shown. Pure."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from deploy.score.answered import BalanceSaid, FatesSaid, Stood, Stored, StrangerSaid
from deploy.score.figure import NOTHING, Measured, counted
from deploy.score.run import Run
from deploy.score.sent import Confirmed, Sent
from deploy.score.spans import MINUTE_MS
from deploy.score.truth import Said
from devices.contract.fields import MAX_SAMPLES
from hub.domain.telemetry import NEWEST, OLDEST

READINGS = frozenset({"reading", "event"})
_GARBLED = "garbled"
_NS_PER_MS = 1_000_000
# A message without a time of its own is filed when it came; that may be after an outage of the broker.
_EARLY_MS, _LATE_MS = MINUTE_MS, 120 * MINUTE_MS
# The screens write a device down when it changes, and every five minutes.
_SHOWN_WITHIN_MS = 6 * MINUTE_MS


class _Fate(NamedTuple):
    """Of the readings of one device: how many are nowhere, were never sent, or were set aside."""

    lost: int = 0
    extra: int = 0
    set_aside: int = 0


def messages(run: Run) -> dict[str, Measured]:
    """Score the way from device to screen."""
    taken = _taken(run)
    known = {device: sent for device, sent in taken.items() if device in run.registered}
    stored = {line.device: line.times_ns for line in run.answers.of(Stored)}
    letters = Counter({line.device: line.dead_letter for line in run.answers.of(FatesSaid)})
    # Nobody confirms what cannot be read: it has no number to be confirmed by.
    letters -= Counter(sent.device for sent in run.sent.of(Sent) if sent.manner == _GARBLED)
    fates = [_fate(sent, stored.get(device, ()), letters[device]) for device, sent in known.items()]
    total = sum(len(_readings(sent)) for sent in known.values())
    return {
        "readings_lost": counted(sum(fate.lost for fate in fates), total),
        "readings_twice": counted(sum(fate.extra for fate in fates), total),
        "readings_set_aside": counted(sum(fate.set_aside for fate in fates), total),
        "readings_silent": counted(_silent(run, known), total),
        "strangers_lost": _strangers(run, taken),
        "balance_off": _balance_off(run),
    }


def _taken(run: Run) -> dict[str, list[Sent]]:
    """What somebody has confirmed to have taken, each message once, by device."""
    confirmed = {(line.device, line.number) for line in run.sent.of(Confirmed)}
    clocks_ms = {(line.device, line.number): line.clock_ms for line in run.truth.of(Said)}
    numbered: dict[str, dict[int, Sent]] = {}
    for sent in run.sent.of(Sent):
        key = (sent.device, sent.number)
        if key not in confirmed:
            continue
        # Where it is not said otherwise: what the device's clock said; one that is filed when it came, later.
        known_ms = clocks_ms.get(key) if sent.known_ms is None else sent.known_ms
        dated = sent.model_copy(update={"known_ms": known_ms})
        numbered.setdefault(sent.device, {}).setdefault(sent.number, dated)
    return {device: list(messages.values()) for device, messages in numbered.items()}


def _readings(sent: Iterable[Sent]) -> list[Sent]:
    return [message for message in sent if message.manner in READINGS]


def _fate(sent: Sequence[Sent], stored: Sequence[int], set_aside: int) -> _Fate:
    unmatched, extra = _compared(_readings(sent), stored)
    return _Fate(max(0, unmatched - set_aside), extra, set_aside)


def _compared(sent: Sequence[Sent], stored: Sequence[int]) -> tuple[int, int]:
    """How many messages have no point, and how many points no message; each stands for one of the other."""
    left = set(stored)
    others = []
    for message in sent:
        at_ns = _exact_ns(message)
        if at_ns in left:
            left.discard(at_ns)
        else:
            others.append(message)
    free = sorted(left)
    unmatched = 0
    # A clock that strays is not believed: then the time it came counts.
    for at_ms in sorted(message.at_ms if _strays(message) else _filed_ms(message) for message in others):
        place = bisect_left(free, (at_ms - _EARLY_MS) * _NS_PER_MS)
        if place < len(free) and free[place] <= (at_ms + _LATE_MS) * _NS_PER_MS:
            del free[place]
        else:
            unmatched += 1
    return unmatched, len(free)


def _strays(message: Sent) -> bool:
    """Tell whether a message tells a time that the hub cannot believe."""
    ahead = timedelta(milliseconds=_filed_ms(message) - message.at_ms)
    return not -OLDEST <= ahead <= NEWEST


def _filed_ms(message: Sent) -> int:
    return message.at_ms if message.known_ms is None else message.known_ms


def _exact_ns(message: Sent) -> int | None:
    """The point of a native message that tells its time (docs/design.md, delivery rule 3)."""
    if message.seq is None or message.known_ms is None:
        return None
    return message.known_ms * _NS_PER_MS + message.seq * MAX_SAMPLES % _NS_PER_MS


def _silent(run: Run, taken: Mapping[str, Sequence[Sent]]) -> int:
    """Count the readings after which the screens never showed a sign of life that new."""
    newest = {
        line.device: max((int(seen_ms) for _, seen_ms in line.rows), default=0)
        for line in run.answers.of(Stood)
        if line.field == "seen_at_ms"
    }
    until_ms = run.began.ends_ms - _SHOWN_WITHIN_MS
    return sum(
        newest.get(device, 0) < message.at_ms <= until_ms
        for device, sent in taken.items()
        for message in _readings(sent)
    )


def _strangers(run: Run, taken: Mapping[str, Sequence[Sent]]) -> Measured:
    held = {line.device: line.messages for line in run.answers.of(StrangerSaid)}
    said = {device: len(sent) for device, sent in taken.items() if device not in run.registered}
    missing = sum(max(0, count - held.get(device, 0)) for device, count in said.items())
    return counted(missing, sum(said.values()))


def _balance_off(run: Run) -> Measured:
    """By how many messages the hub's own account does not add up, and what it says is destroyed."""
    found = run.answers.of(BalanceSaid)
    if not found:
        return NOTHING
    balance = found[-1]
    known = balance.stored + balance.duplicate + balance.dead_letter + balance.rejected + balance.in_journal
    return counted(abs(balance.received - known - balance.lost) + balance.lost, balance.received)
