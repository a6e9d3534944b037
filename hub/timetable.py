"""Everything that happens by the clock: each ticker on a thread of its own, and how late they are."""

import threading
from collections.abc import Sequence

from hub.crew import Crew
from hub.ports import Clock
from hub.ticker import Job, Ticker


class Timetable:
    """Begins tickers, and tells how late the latest of them is."""

    def __init__(self, clock: Clock, crew: Crew, stop: threading.Event) -> None:
        self._clock = clock
        self._crew = crew
        self._stop = stop
        self._tickers: list[Ticker] = []

    def begin(self, name: str, jobs: Sequence[Job]) -> None:
        """Let jobs happen until the hub stops, one after another; those of another ticker do not wait."""
        ticker = Ticker(self._clock, jobs)
        self._tickers.append(ticker)
        self._crew.begin(name, lambda: ticker.run(self._stop))

    def late_s(self) -> float:
        """For how many seconds a job of any ticker has missed its turn, the worst; any thread may ask."""
        return max((ticker.late_s() for ticker in tuple(self._tickers)), default=0.0)
