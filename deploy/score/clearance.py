"""Same-day clearance (日产日清): what was shown of each day against the trucks that truly came. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from deploy.score.answered import Stood
from deploy.score.emptyings import claims, fall_pct
from deploy.score.figure import Measured, counted, share_pct
from deploy.score.run import Run, bins
from deploy.score.spans import HOUR_MS, MINUTE_MS, Course, Stretch
from deploy.score.truth import Emptied, Filled, TrueDay
from hub.domain.looks import Collected

# What was emptied before midnight may be proven by readings after it.
_PROOF_MS = HOUR_MS
# A truck that takes less than a tenth of a bin leaves no trace that settling refuse and a noisy sensor could
# not leave, and leaves nobody's refuse behind either: such a day is neither right nor wrong.
_WORTH_PCT = 10.0


def clearance(run: Run) -> dict[str, Measured]:
    """Score every collection point and bin on every local day that the run holds whole."""
    days = {line.day for line in run.truth.of(TrueDay)}
    whole = {day: stretch for day in days if (stretch := _day(run, day)) is not None}
    return _points(run, whole) | _screens(run, whole)


def _points(run: Run, whole: Mapping[str, Stretch]) -> dict[str, Measured]:
    """By the records of emptyings: was every bin of the point emptied on the day?

    Not judged is a day on which a truck came to every bin, and took from one of them less than could be told.
    """
    of_point: Mapping[str, list[str]] = defaultdict(list)
    for device in bins(run):
        of_point[device.point].append(device.device)
    known, told = claims(run), _worth_telling(run)
    judged, wrong = 0, 0
    for line in run.truth.of(TrueDay):
        if line.day not in whole or line.point not in of_point:
            continue
        day = whole[line.day]
        if line.was_cleared and not all(
            _any_in(day, told.get(device, ())) for device in of_point[line.point]
        ):
            continue
        said = all(
            _any_in(day, (claim.emptied_ms for claim in known.get(device, ())))
            for device in of_point[line.point]
        )
        judged += 1
        wrong += said != line.was_cleared
    return {"days_wrong": share_pct(wrong, judged)}


def _screens(run: Run, whole: Mapping[str, Stretch]) -> dict[str, Measured]:
    """By what the screens said as the day ended: bins cleared, or still waiting, against the trucks."""
    emptied = run.truth.by_device(Emptied)
    shown = {line.device: Course(line.rows) for line in run.answers.of(Stood) if line.field == "collection"}
    cleared, waiting, falsely_cleared, falsely_waiting = 0, 0, 0, 0
    for device, course in shown.items():
        for day in whole.values():
            row = course.row(day.until_ms - MINUTE_MS)
            if row is None:
                continue
            came = _came(day, emptied.get(device, []))
            is_cleared, is_waiting = row[1] == Collected.CLEARED, row[1] == Collected.WAITING
            cleared, waiting = cleared + is_cleared, waiting + is_waiting
            falsely_cleared += is_cleared and came is None
            # Who was emptied in the last hour cannot have proven it yet, and may have been full again before.
            falsely_waiting += (
                is_waiting and came is not None and came < day.until_ms - _PROOF_MS and (row[0] < came)
            )
    return {
        "falsely_cleared": counted(falsely_cleared, cleared),
        "falsely_waiting": counted(falsely_waiting, waiting),
    }


def _worth_telling(run: Run) -> Mapping[str, Sequence[int]]:
    """When a truck took enough of each bin to be told."""
    filled = run.truth.by_device(Filled)
    return {
        device: [line.at_ms for line in lines if fall_pct(line, filled.get(device, [])) >= _WORTH_PCT]
        for device, lines in run.truth.by_device(Emptied).items()
    }


def _any_in(day: Stretch, moments_ms: Iterable[int]) -> bool:
    return any(_is_in(day, at_ms) for at_ms in moments_ms)


def _came(day: Stretch, emptied: Iterable[Emptied]) -> int | None:
    """When the last truck of the day came."""
    return max((line.at_ms for line in emptied if _is_in(day, line.at_ms)), default=None)


def _day(run: Run, day: str) -> Stretch | None:
    """A local day, if the run holds it whole; a minute may lack at its ends."""
    zone = ZoneInfo(run.began.timezone)
    begins = [
        round(datetime.combine(date.fromisoformat(day) + timedelta(days=n), time(), zone).timestamp() * 1000)
        for n in (0, 1)
    ]
    stretch = Stretch(*begins)
    is_whole = run.began.began_ms <= stretch.from_ms + MINUTE_MS and (
        stretch.until_ms - MINUTE_MS <= run.began.ends_ms
    )
    return stretch if is_whole else None


def _is_in(day: Stretch, at_ms: int) -> bool:
    return day.from_ms <= at_ms < day.until_ms
