"""How well bins are read: levels and emptyings of noisy pretend bins against what truly happened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from random import Random

from devices.contract.bodies import Telemetry
from devices.sim.bin_weeks import Measured, Moment, live, measure
from devices.sim.bins import Sensor
from devices.sim.chance import dice
from hub.domain.bins import BinState, Geometry
from hub.domain.device_state import BinHistory
from hub.domain.emptying import EMPTIED_BELOW_PCT, EMPTIED_FALL_PCT
from hub.domain.telemetry import Judged, judge

PERIODS_S = (600, 1800, 3600)
BEGAN = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
# A sample in so many comes a second time, up to this many samples later.
_REPEATED_SHARE, _LATE_BY = 0.03, 5


@dataclass(slots=True)
class Score:
    """Emptyings found, missed and made up; how far the believed level was off, points.

    Attributes:
        small: those found although the truck took less than the rule asks for.
        hidden: those that no reading could show, because the bin was filled again before the first one.
    """

    found: int = 0
    missed: int = 0
    small: int = 0
    hidden: int = 0
    false: int = 0
    errors_pct: list[float] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Count another one's figures in."""
        self.found += other.found
        self.missed += other.missed
        self.small += other.small
        self.hidden += other.hidden
        self.false += other.false
        self.errors_pct += other.errors_pct

    def figures(self) -> dict[str, float | int | None]:
        """What people compare; shares are None where nothing was to be found."""
        ordered = sorted(self.errors_pct)
        return {
            "emptyings": self.found + self.missed,
            "found": self.found,
            "hidden": self.hidden,
            "small_found": self.small,
            "false": self.false,
            "recall": _share(self.found, self.found + self.missed),
            "recall_with_hidden": _share(self.found, self.found + self.missed + self.hidden),
            "precision": _share(self.found + self.small, self.found + self.small + self.false),
            "level_error_p50_pct": round(ordered[len(ordered) // 2], 2),
            "level_error_p95_pct": round(ordered[len(ordered) * 95 // 100], 2),
        }


def run(*, bins: int, days: int, seed: int) -> dict[str, object]:
    """Let `bins` bins of each period live for so many days.

    An emptying is to be found when the truck took at least what the rule asks for; it is found when the event
    lies between it and the end of the period (of the first reading after it that was not disturbed).
    """
    scores = {period_s: Score() for period_s in PERIODS_S}
    for period_s, score in scores.items():
        for number in range(bins):
            score.add(one_bin(dice(seed, "bench", f"{period_s}/{number}"), days, period_s))
    total = Score()
    for score in scores.values():
        total.add(score)
    by_period = {f"{period_s // 60} min": score.figures() for period_s, score in scores.items()}
    return {
        "bins": bins * len(PERIODS_S),
        "days": days,
        "seed": seed,
        **total.figures(),
        "periods": by_period,
    }


def one_bin(chance: Random, days: int, period_s: int) -> Score:
    """Score one bin."""
    sensor = Sensor(
        empty_mm=chance.randint(800, 1300), full_mm=chance.randint(260, 350), noise_mm=chance.uniform(3, 15)
    )
    life = list(live(chance, days))
    measured = list(measure(chance, iter(life), sensor, period_s))
    history, events, score = BinHistory(BinState(), None, None, None, None, None), list[datetime](), Score()
    geometry = Geometry(sensor.empty_mm, sensor.full_mm, sensor.blind_mm)
    for sample, true_pct in _delivered(chance, measured):
        history, change = history.take(sample, geometry)
        if change is None or history.level_pct is None:
            continue
        score.errors_pct.append(abs(history.level_pct - true_pct))
        events += [change.emptied_at] if change.emptied_at else []
    _match(score, life, measured, [(event - BEGAN).total_seconds() for event in events], period_s)
    return score


def _delivered(chance: Random, measured: Sequence[Measured]) -> Iterator[tuple[Judged, float]]:
    """What the hub hears: every sample, and some of them again, late."""
    again: list[list[Measured]] = [[] for _ in range(len(measured) + _LATE_BY + 1)]
    for number, item in enumerate(measured):
        if chance.random() < _REPEATED_SHARE:
            again[number + chance.randint(0, _LATE_BY)].append(item)
    for number, item in enumerate(measured):
        for heard in chain([item], again[number]):
            yield _sample(heard), heard.fill_pct


def _sample(item: Measured) -> Judged:
    at = BEGAN + timedelta(seconds=item.at_s)
    body = Telemetry(
        boot=1,
        seq=item.at_s,
        at_ms=round(at.timestamp() * 1000),
        values=dict(item.reading.values),
        quality=dict(item.reading.quality),
    )
    return judge(body, at)[0]


def _match(
    score: Score, life: Sequence[Moment], measured: Sequence[Measured], events_s: list[float], period_s: int
) -> None:
    """Give each event to the emptying before it, once."""
    undisturbed = [item for item in measured if _is_heard(item)]
    left = list(events_s)
    for moment in life:
        if moment.left_pct is None:
            continue
        first = next((item for item in undisturbed if item.at_s >= moment.at_s), None)
        if first is None:  # the run ended
            continue
        until_s = max(moment.at_s + period_s, first.at_s)
        event = next((at_s for at_s in left if moment.at_s <= at_s <= until_s), None)
        is_due = moment.left_pct - moment.fill_pct >= EMPTIED_FALL_PCT
        if event is not None:
            left.remove(event)
        score.found += is_due and event is not None
        score.small += not is_due and event is not None
        is_hidden = first.fill_pct > EMPTIED_BELOW_PCT
        score.missed += is_due and event is None and not is_hidden
        score.hidden += is_due and event is None and is_hidden
    score.false += len(left)


def _is_heard(item: Measured) -> bool:
    return not item.is_disturbed and "distance_mm" in item.reading.values


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
