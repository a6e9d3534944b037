"""The hub under test: the real process of `python -m deploy.serve hub`, and what it says about itself."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
from pydantic import SecretStr

from deploy import serve
from deploy.config import RunSettings, VillageSettings, save
from deploy.probes import answers
from deploy.servers import OPERATOR, Place, operator_password
from devices.contract.bodies import DeviceClass
from hub.domain.intake import Balance
from hub.domain.registry_csv import COLUMNS
from hub.settings import HttpSettings, JournalSettings, MqttSettings, SeriesSettings
from tests.faults.programs import Program, Running, child, forked
from tests.servers import free_port
from tests.wait import until

SITE = "daxi"
_ASK_S = 10.0
_QUIET_S = 1.0
# Its own words, so that devices may be called anything.
_ROW = dict.fromkeys(COLUMNS, "") | {
    "name": "sensor", "village_id": "liushuwan", "village": "柳树湾村", "point": "村口",
    "lat": "29.1", "lon": "119.65", "period_s": "60",
}  # fmt: skip
_HIDDEN = ("COVERAGE_PROCESS_START", "COV_CORE_SOURCE")


class Hub:
    """One installation of a hub on broker and InfluxDB at given ports; its process may be hurt at will."""

    def __init__(
        self,
        folder: Path,
        mqtt_port: int,
        influx_url: str,
        *,
        client_id: str = "hub",
        keepalive_s: int = 5,
        journal: JournalSettings = JournalSettings(),  # noqa: B008 - frozen
    ) -> None:
        self.home = folder
        self.port = free_port()
        (folder / "run").mkdir(parents=True, exist_ok=True)
        self.settings = VillageSettings(
            data_dir=folder / "hub",
            run=RunSettings(broker="external", influxdb="external"),
            mqtt=MqttSettings(
                port=mqtt_port, client_id=client_id, keepalive_s=keepalive_s, password=SecretStr("any")
            ),
            series=SeriesSettings(store="influx1", url=influx_url),
            http=HttpSettings(port=self.port, public_url=f"http://127.0.0.1:{self.port}"),
            journal=journal,
        )
        self.settings_file = folder / "run" / "settings.json"
        save(self.settings, self.settings_file)
        self.log_file = folder / "hub.log"
        self.ready_file = serve.ready_file(folder, "hub")
        self.tricks: tuple[str, ...] = ()
        self.program = Program(self.forked, self._is_ready)

    @property
    def journal_folder(self) -> Path:
        return self.settings.data_dir / "journal"

    def forked(self) -> Running:
        """Start the hub from a process that has loaded everything, with the tricks asked for."""
        self.ready_file.unlink(missing_ok=True)
        return forked(serve.main, self._argv(), self.log_file, self.tricks)

    def from_nothing(self, before: Sequence[str] = ()) -> Running:
        """Start the hub as systemd does, every module loaded from disk; `before` is put before its command.

        The program must be launched with this, such as `["strace", ...]` in front.
        """
        self.ready_file.unlink(missing_ok=True)
        # A compiled copy is there from the second start on, as on an installed machine.
        environ = {name: text for name, text in os.environ.items() if name not in _HIDDEN}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        module = ["tests.faults.tricks", ",".join(self.tricks)] if self.tricks else ["deploy.serve"]
        argv = [*before, sys.executable, "-m", *module, *self._argv()]
        return child(argv, self.log_file, environ | {"PYTHONUNBUFFERED": "1"})

    def _argv(self) -> list[str]:
        return ["hub", str(self.settings_file), str(self.home)]

    def _is_ready(self, _pid: int) -> bool:
        return self.ready_file.exists() and answers(self.port, "/healthz")

    def is_reading(self) -> bool:
        """Tell whether it hears the broker."""
        return self.ready_file.exists() and "broker" not in self.notes()

    def register(self, devices: Sequence[str], device_class: DeviceClass = DeviceClass.SENSOR) -> None:
        """Tell the hub of its devices."""
        rows = [_ROW | {"device_id": device, "class": device_class.value} for device in devices]
        lines = [",".join(COLUMNS), *(",".join(row[name] for name in COLUMNS) for row in rows)]
        answer = self._ask("POST", "/api/v1/registry", content="\n".join(lines).encode())
        assert (answer["devices"], answer["flawed"]) == (len(devices), []), answer

    def get(self, path: str, **query: str | int) -> Any:
        """Ask the API as an operator; AssertionError when it refuses."""
        return self._ask("GET", path, params=query)

    def _ask(self, method: str, path: str, **how: Any) -> Any:
        auth = (OPERATOR, operator_password(Place.at(self.home)))
        answer = httpx.request(
            method, f"http://127.0.0.1:{self.port}{path}", auth=auth, timeout=_ASK_S, **how
        )
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text[:200]}"
        return answer.json()

    def health(self) -> tuple[int, Mapping[str, Any]]:
        """Ask how it is: the HTTP status, 0 when there is no answer, and what it says."""
        try:
            answer = httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=2.0)
            return answer.status_code, answer.json()
        except (httpx.HTTPError, json.JSONDecodeError):
            return 0, {}

    def notes(self) -> frozenset[str]:
        """What it says is away; {"all"} when it does not answer."""
        status, said = self.health()
        return frozenset(note["code"] for note in said["notes"]) if status else frozenset({"all"})

    def is_red(self) -> bool:
        """Tell whether it says that it is not well, or says nothing."""
        return self.health()[0] != 200

    def metrics(self) -> dict[str, float]:
        """Its figures for Prometheus, by name and labels."""
        text = httpx.get(f"http://127.0.0.1:{self.port}/metrics", timeout=_ASK_S).text
        pairs = (line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#"))
        return {name: float(value) for name, value in pairs}

    def balance(self) -> Balance:
        """Where every message is, as the hub sees it."""
        said = self.get("/api/v1/balance")
        return Balance(
            received=said["received"],
            stored=said["stored"],
            duplicate=said["duplicate"],
            dead_letter=said["dead_letter"],
            rejected=said["rejected"],
            in_journal=said["in_journal"],
        )

    def letters(self) -> list[dict[str, Any]]:
        """The dead letters, newest first."""
        return list(self.get("/api/v1/dead-letters", limit=1000)["dead_letters"])

    def settle(self, timeout_s: float = 60.0) -> Balance:
        """Wait until nothing is on its way any more, and say where everything is."""
        last: list[Balance] = []
        since_s = [monotonic()]

        def is_settled() -> bool:
            try:
                balance = self.balance()
            except (AssertionError, httpx.HTTPError):
                return False
            if last != [balance] or balance.in_journal:
                last[:], since_s[0] = [balance], monotonic()
            # What a broker sends again comes within a round trip; a second is plenty.
            return monotonic() - since_s[0] > _QUIET_S

        until(is_settled, timeout_s, "the hub's balance to settle")
        return last[0]
