"""Who was said to be there, late or gone, against who truly was. Pure."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from deploy.score.answered import Stood
from deploy.score.figure import Measured, counted, quantile, share_pct
from deploy.score.run import Run
from deploy.score.spans import DAY_MS, MINUTE_MS, Course, Stretch, without
from deploy.score.truth import Said, TrueDevice
from hub.domain.health import Patience, Presence

PERIODS = Patience().late_after_periods
_GRACE_MS = round(Patience().grace.total_seconds() * 1000)
# The screens' rows are written once a minute.
_ROW_MS = MINUTE_MS
_BACK_MS = 2 * MINUTE_MS
_GONE = frozenset({Presence.LATE, Presence.OFFLINE, Presence.UNKNOWN})


class Shown(NamedTuple):
    """A device was said to stand like that for a time."""

    stretch: Stretch
    presence: str


def presences(run: Run) -> dict[str, list[Shown]]:
    """What the screens said of every device, in order."""
    return {
        line.device: [
            Shown(stretch, str(presence)) for stretch, presence in Course(line.rows).pieces(run.began.ends_ms)
        ]
        for line in run.answers.of(Stood)
        if line.field == "presence"
    }


def liveness(run: Run) -> dict[str, Measured]:
    """Score every device that speaks by itself."""
    shown, said = presences(run), run.truth.by_device(Said)
    speakers = [run.devices[device] for device in said if device in run.registered]
    silences: list[tuple[bool, float]] = []
    back_s: list[float] = []
    false_ms, alive_ms = 0, 0
    for device in speakers:
        times = [line.at_ms for line in said[device.device]]
        rows = shown.get(device.device, [])
        silences += _noticed(run, device, rows)
        back_s += _back_s(run, device, rows, times)
        for alive in _alive(run, device, times):
            alive_ms += alive.length_ms
            false_ms += sum(_false_ms(run, row, alive) for row in rows if row.presence in _GONE)
    days = alive_ms / DAY_MS
    return {
        "silence_in_time": share_pct(sum(is_in_time for is_in_time, _ in silences), len(silences)),
        "silence_delay_p95": quantile([delay for _, delay in silences if delay >= 0], 0.95),
        "silence_missed": counted(sum(delay < 0 for _, delay in silences), len(silences)),
        "back_delay_p95": quantile(back_s, 0.95),
        "false_offline": counted(false_ms / MINUTE_MS / days if days else 0.0, len(speakers)),
    }


def _false_ms(run: Run, row: Shown, alive: Stretch) -> int:
    """For how long a device that was there was shown as gone; a deaf hub is right to say "unknown"."""
    wrong = row.stretch.common(alive)
    if not wrong.length_ms or row.presence != Presence.UNKNOWN:
        return wrong.length_ms
    return sum(part.length_ms for part in without(wrong, run.deaf))


def _noticed(run: Run, device: TrueDevice, rows: Sequence[Shown]) -> Iterator[tuple[bool, float]]:
    """For each silence long enough: whether it was shown in time, and after how many periods (-1: never)."""
    period_ms = device.period_s * 1000
    allowed_ms = round(PERIODS * period_ms) + _GRACE_MS + _ROW_MS
    for silence in run.silences.get(device.device, []):
        is_from_the_start = silence.from_ms <= run.began.began_ms
        if is_from_the_start or silence.length_ms <= allowed_ms:
            continue
        first_ms = next(
            (
                max(row.stretch.from_ms, silence.from_ms)
                for row in rows
                if row.presence in _GONE and row.stretch.meets(silence)
            ),
            None,
        )
        if first_ms is None:
            yield False, -1.0
        else:
            delay_ms = first_ms - silence.from_ms
            yield delay_ms <= allowed_ms, delay_ms / period_ms


def _back_s(run: Run, device: TrueDevice, rows: Sequence[Shown], times: Sequence[int]) -> Iterator[float]:
    """After each silence that was shown: from the first message on, until it was shown to be there again."""
    for silence in run.silences.get(device.device, []):
        place = bisect_left(times, silence.until_ms)
        was_shown = any(row.presence in _GONE and row.stretch.meets(silence) for row in rows)
        if place == len(times) or not was_shown:
            continue
        spoke_ms = times[place]
        online = (
            max(row.stretch.from_ms, spoke_ms)
            for row in rows
            if row.presence == Presence.ONLINE and row.stretch.until_ms > spoke_ms
        )
        back_ms = next(online, None)
        if back_ms is not None:
            yield (back_ms - spoke_ms) / 1000


def _alive(run: Run, device: TrueDevice, times: Sequence[int]) -> list[Stretch]:
    """When it truly was there and had been heard of, with some time to be shown again after a silence.

    One that holds its messages back for longer than it may is as good as silent.
    """
    gone = []
    for silence in run.silences.get(device.device, []):
        place = bisect_left(times, silence.until_ms)
        heard_ms = times[place] if place < len(times) else run.began.ends_ms
        gone.append(Stretch(silence.from_ms, heard_ms + _BACK_MS))
    patience_ms = round(PERIODS * device.period_s * 1000)
    gone += [
        Stretch(last_ms + patience_ms, next_ms + _BACK_MS)
        for last_ms, next_ms in pairwise(times)
        if next_ms - last_ms > patience_ms
    ]
    return without(Stretch(times[0] + _BACK_MS, run.began.ends_ms), gone)
