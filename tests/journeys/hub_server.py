"""A whole hub with its page as a process: serves until it is told to end.

`python -m tests.journeys.hub_server FOLDER PORT MQTT_PORT INFLUX_URL`; FOLDER holds registry.csv.
"""

import signal
import sys
import threading
from pathlib import Path

from hub.app import HubApp
from hub.console.mount import attach
from hub.domain.people import Role
from hub.settings import HttpSettings, HubSettings, MqttSettings, SeriesSettings
from tests.hub.api.face import PASSWORD


def main(folder: Path, port: int, mqtt_port: int, influx_url: str) -> None:
    """Run the hub with one operator and the registry of the folder."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    app = HubApp(
        HubSettings(
            data_dir=folder / "hub",
            mqtt=MqttSettings(port=mqtt_port),
            series=SeriesSettings(store="influx1", url=influx_url),
            http=HttpSettings(port=port, public_url=f"http://127.0.0.1:{port}"),
        ),
        lambda: attach,
    )
    app.start()
    app.context.registry.import_csv((folder / "registry.csv").read_bytes(), by="test")
    app.context.accounts.put("operator", Role.OPERATOR, PASSWORD)
    while not stop.wait(0.2):
        pass
    app.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
