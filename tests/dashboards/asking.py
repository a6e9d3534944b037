"""Puts into a panel's question what Grafana puts in, and asks a real InfluxDB."""

import json
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from urllib.request import urlopen

from hub.domain.instants import millis


@dataclass(frozen=True)
class Asking:
    """What a screen is set to. `interval` is what Grafana makes of the span and the width of a panel."""

    url: str
    until: datetime
    span: timedelta = timedelta(hours=24)
    village: str = ".*"
    device: str = ".*"
    interval: str = "5m"

    def sent(self, statement: str) -> str:
        """The statement with everything put in."""
        until_ms, since_ms = millis(self.until), millis(self.until - self.span)
        return (
            statement.replace("$timeFilter", f"time >= {since_ms}ms and time <= {until_ms}ms")
            .replace("${__to}", str(until_ms))
            .replace("$__interval", self.interval)
            .replace("$village", f"({self.village})")
            .replace("$device", f"({self.device})")
            .replace("now()", f"{until_ms}ms")
        )

    def ask(self, statement: str) -> list[dict[str, list[object]]]:
        """The series of the answer."""
        query = urlencode({"db": "village", "q": self.sent(statement), "epoch": "ms"})
        with urlopen(f"{self.url}/query?{query}", timeout=30.0) as reply:  # noqa: S310
            (result,) = json.load(reply)["results"]
        assert "error" not in result, (self.sent(statement), result)
        return result.get("series", [])

    def rows(self, statement: str) -> list[dict[str, object]]:
        """The answer as rows with tags, fields and time, null ones left out."""
        return [
            {
                **found.get("tags", {}),
                **{k: v for k, v in zip(found["columns"], row, strict=True) if v is not None},
            }  # type: ignore[arg-type, dict-item]
            for found in self.ask(statement)
            for row in found["values"]
        ]

    def timed(self, statement: str) -> tuple[int, float]:
        """How many rows there are, and how long asking took, seconds."""
        began = time.perf_counter()
        rows = sum(len(found["values"]) for found in self.ask(statement))
        return rows, time.perf_counter() - began
