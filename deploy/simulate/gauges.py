"""How the parts of a running simulation are: the hub by its own figures, the voices by what they tell."""

from collections.abc import Collection
from pathlib import Path
from time import monotonic
from typing import Protocol

from prometheus_client.parser import text_string_to_metric_families

from deploy.api import NoAnswer
from deploy.simulate.governor import Load
from deploy.simulate.progress import Progress, told

# The hub computes its figures anew each time, some 15 ms for 500 devices.
_MEASURED_EVERY_S = 0.6
_METRICS = "/metrics"
_LATE, _UNANSWERED = "village_clock_late_seconds", "village_deliveries_unfinished"
_AWAY = "village_hub_away"
# What the hub calls away, by the child that it is.
_SERVERS = {"broker": "mosquitto", "series": "influxdb"}
_MS_PER_S = 1000


class Asked(Protocol):
    """The part of `deploy.api.Hub` that tells figures."""

    def text(self, path: str) -> str:
        """Read what a route says; raises NoAnswer."""
        ...


class Gauges:
    """Fulfils `conductor.Gauges`. While the hub is down its lateness is nobody's: it stays as it was."""

    def __init__(self, hub: Asked, voices: Path, pictures: Path) -> None:
        self._hub = hub
        self._voices = voices
        self._pictures = pictures
        self._progress = Progress()
        self._figures: dict[str, float] = {}
        self._missing: set[str] = set()
        self._due_s = 0.0

    def loads(self) -> list[Load]:
        """See `conductor.Gauges.loads`."""
        if monotonic() < self._due_s:
            return []
        self._due_s = monotonic() + _MEASURED_EVERY_S
        self._progress = told(self._voices)
        self._ask()
        return [
            Load("voices", self._progress.lag_ms / _MS_PER_S),
            Load("hub", self._figures.get(_LATE, 0.0)),
            Load("vision", told(self._pictures).lag_ms / _MS_PER_S),
        ]

    def all_answered(self) -> bool:
        """See `conductor.Gauges.all_answered`."""
        return self._figures.get(_UNANSWERED) == 0 and self._progress.sounding == 0

    def are_over(self) -> bool:
        """See `conductor.Gauges.are_over`."""
        return told(self._voices).is_over

    def is_settled(self, down: Collection[str]) -> bool:
        """See `conductor.Gauges.is_settled`."""
        return bool(self._figures) and self._missing <= set(down) and self._progress.adrift == 0

    @property
    def said(self) -> int:
        """How many messages the devices have handed over."""
        return self._progress.said

    def _ask(self) -> None:
        try:
            text = self._hub.text(_METRICS)
        except NoAnswer:
            # What was announced meanwhile is not known to be answered.
            self._figures = {}
            return
        samples = [s for family in text_string_to_metric_families(text) for s in family.samples]
        self._figures = {s.name: s.value for s in samples if s.name in {_LATE, _UNANSWERED}}
        away = [s.labels["what"] for s in samples if s.name == _AWAY and s.value]
        self._missing = {_SERVERS[what] for what in away if what in _SERVERS}
