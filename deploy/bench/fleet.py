"""The bins that a measurement is made with: their names, and the registry that knows them."""

import csv
import io

from deploy.mosquitto.access import Gateway
from deploy.pretend import PROBE
from deploy.servers import Clients
from devices.contract.bodies import DeviceClass
from devices.sim.township import REGISTRY_COLUMNS

FLEET = "fleet"
# A bin that reports every hour and is collected once a week.
_EMPTY_MM, _READINGS_TO_FULL, _FALL_MM = 1_150, 200, 4
_BODY = b'{"v":1,"bd":%d,"seq":%d,"ts":%d,"m":{"distance_mm":%d.0,"battery_pct":87.0,"temperature_c":21.5}}'


def bin_id(number: int) -> str:
    """The name of one bin."""
    return f"bin-{number:05d}"


def reading(boot: int, seq: int, at_ms: int) -> bytes:
    """One reading of a bin that is full after 200 of them and then emptied, as a small device writes it."""
    return _BODY % (boot, seq, at_ms, _EMPTY_MM - seq % _READINGS_TO_FULL * _FALL_MM)


def clients(hub: str) -> Clients:
    """Who speaks to the broker: one client for all bins, and the probe."""
    return Clients(hub=hub, gateways=(Gateway(FLEET, ("+",)),), network_servers=(), devices=(PROBE,))


def registry(bins: int) -> bytes:
    """Write the table that the hub imports: so many bins and the probe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, REGISTRY_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for number in range(bins):
        geometry = {"empty_mm": "1200", "full_mm": "200"}
        writer.writerow(_row(bin_id(number), DeviceClass.BIN, f"v{number % 30:02d}") | geometry)
    writer.writerow(_row(PROBE, DeviceClass.SENSOR, "v00"))
    return out.getvalue().encode()


def _row(device: str, device_class: DeviceClass, village: str) -> dict[str, str]:
    return dict.fromkeys(REGISTRY_COLUMNS, "") | {
        "device_id": device,
        "class": device_class.value,
        "name": device,
        "village_id": village,
        "village": village,
        "point": "p",
        "lat": "29.1",
        "lon": "119.6",
        "period_s": "60",
    }
