"""Small runs by hand: twelve hours of a village, from midnight of its clocks on."""

from collections.abc import Iterable
from pathlib import Path

from deploy.score.answered import AnswerLine
from deploy.score.lines import Lines
from deploy.score.run import Run, run_of
from deploy.score.sent import Confirmed, Sent, SentLine
from deploy.score.truth import Filled, RunBegan, Said, TrueDevice, TrueLine
from devices.contract.bodies import DeviceClass

BEGAN_MS = 1_772_640_000_000  # 2026-03-05 00:00 in Shanghai
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
NS_PER_MS = 1_000_000


def at(hours: float) -> int:
    """A moment of the run, ms UTC."""
    return BEGAN_MS + round(hours * HOUR_MS)


def a_device(
    device: str = "bin-1",
    device_class: DeviceClass = DeviceClass.BIN,
    *,
    speech: str = "native",
    is_registered: bool = True,
    point: str = "p1",
) -> TrueDevice:
    """A device that speaks every ten minutes."""
    return TrueDevice(
        device=device, device_class=device_class, village="v1", point=point, speech=speech,
        period_s=600, is_registered=is_registered,
    )  # fmt: skip


def readings(device: str = "bin-1", *, since: float = 0.0, until: float = 12.0) -> list[Said]:
    """What a device says every ten minutes."""
    first, last = round(since * 6), round(until * 6)
    return [
        Said(at_ms=at(n / 6), device=device, number=n, manner="reading", clock_ms=at(n / 6))
        for n in range(first, last)
    ]


def handed_over(said: Iterable[Said], *, is_confirmed: bool = True) -> list[SentLine]:
    """The same, as a native device hands it over; `seq` is its number."""
    lines: list[SentLine] = []
    for one in said:
        known = {"device": one.device, "number": one.number, "at_ms": one.at_ms}
        lines.append(Sent(**known, manner=one.manner, known_ms=one.clock_ms, boot=1, seq=one.number))
        if is_confirmed:
            lines.append(Confirmed(**known))
    return lines


def point_ns(said: Said) -> int:
    """The point of a native message."""
    return said.clock_ms * NS_PER_MS + said.number * 500 % NS_PER_MS


def filled(*rows: tuple[float, float], device: str = "bin-1") -> list[Filled]:
    """The true fill: (hours, percent)."""
    return [Filled(at_ms=at(hours), device=device, fill_pct=pct) for hours, pct in rows]


def a_run(
    truth: Iterable[TrueLine] = (),
    sent: Iterable[SentLine] = (),
    answers: Iterable[AnswerLine] = (),
    *,
    hours: float = 12.0,
) -> Run:
    """A run of one township."""
    began = RunBegan(
        at_ms=BEGAN_MS, scenario="by hand", seed=1, began_ms=BEGAN_MS, ends_ms=at(hours), litter_dwell_s=180
    )
    return run_of(Lines([began, *truth]), Lines(sent), Lines(answers), Path("truth.jsonl"))
