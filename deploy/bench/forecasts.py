"""How well it is foretold when bins are full: the hub's forecasts on noisy pretend bins against the truth."""

from collections.abc import Sequence
from random import Random

from devices.contract.quantities import Quality
from devices.sim.bin_weeks import live, measure
from devices.sim.bins import Sensor
from devices.sim.chance import dice
from hub.domain.bins import FULL_AT_PCT, Geometry
from hub.domain.bins import level as read_level
from hub.domain.forecast import DAY_H, HORIZON_H, KEPT_H, LevelHistory, forecast

_HOUR_S, _EVERY_H = 3600, 7
_SENSOR = Sensor(empty_mm=1000, full_mm=300, noise_mm=8)
_GEOMETRY = Geometry(_SENSOR.empty_mm, _SENSOR.full_mm, _SENSOR.blind_mm)
_TAKEN_OUT_PCT = 8.0
_WORTH_ASKING_PCT = 80.0


def run(*, bins: int, days: int, seed: int) -> dict[str, object]:
    """Ask every seven hours of the days after the first two weeks when the bin will be full.

    Asked are bins that truly become full within three days without being emptied before; the others have no
    true answer. P90 is kept when the bin is full by then, or up to an hour later.
    """
    errors_h: list[float] = []
    kept = unknown = 0
    for number in range(bins):
        chance = dice(seed, "forecast", number)
        true_pct, believed_pct = _lived(chance, days)
        for now in range(KEPT_H, len(true_pct), _EVERY_H):
            true_h = _full_after(true_pct[now : now + HORIZON_H])
            if true_h is None:
                continue
            history = LevelHistory(believed_pct[: now + 1], now // DAY_H % 7, now % DAY_H)
            found = forecast(history)
            if found is None or found.p50_h is None:
                unknown += 1
                continue
            errors_h.append(abs(found.p50_h - true_h))
            kept += found.p90_h is None or true_h <= found.p90_h + 1
    cases = len(errors_h)
    return {
        "cases": cases,
        "unknown": unknown,
        "mean_error_h": round(sum(errors_h) / cases, 2) if cases else None,
        "p90_kept": round(kept / cases, 4) if cases else None,
    }


def _lived(chance: Random, days: int) -> tuple[Sequence[float], Sequence[float | None]]:
    """The fill at each full hour: the true one, and what the sensor says."""
    life = list(live(chance, days))
    true_pct = [moment.fill_pct for moment in life if moment.at_s % _HOUR_S == 0]
    believed: list[float | None] = []
    for item in measure(chance, iter(life), _SENSOR, _HOUR_S):
        level = read_level(item.reading.values, item.reading.quality, _GEOMETRY)
        believed.append(None if level.quality is Quality.SUSPECT else level.pct)
    return true_pct, believed


def _full_after(true_pct: Sequence[float]) -> float | None:
    if true_pct[0] >= _WORTH_ASKING_PCT:
        return None
    for hour in range(1, len(true_pct)):
        if true_pct[hour] - true_pct[hour - 1] < -_TAKEN_OUT_PCT:
            return None
        if true_pct[hour] >= FULL_AT_PCT:
            return float(hour)
    return None
