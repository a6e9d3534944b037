"""The newest value of every quantity of a device. Pure."""

from datetime import datetime
from typing import NamedTuple

from devices.contract.quantities import Quality, Value
from hub.domain.telemetry import Judged


class Reading(NamedTuple):
    """The newest value of one quantity."""

    value: Value
    quality: Quality
    at: datetime


def remember(readings: dict[str, Reading], sample: Judged) -> None:
    """Put the values of a sample among the newest readings, but for those that a newer sample gave."""
    for name, value in sample.values.items():
        known = readings.get(name)
        if known is None or known.at <= sample.at:
            readings[name] = Reading(value, sample.quality[name], sample.at)
