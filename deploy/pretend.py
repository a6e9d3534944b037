"""What stands beside every township that is played: who watches its cameras, its networks, the probe."""

from deploy.probes import LOOPBACK
from devices.contract.bodies import DeviceClass
from devices.sim.township import REGISTRY_COLUMNS, Township

VISION_WORKER = "vision-001"
NETWORK_SERVER = "chirpstack"
PROBE = "probe-001"
PROBE_QUANTITY = "humidity_pct"


def picture_url(port: int, camera: str) -> str:
    """Say where a pretend camera's picture is."""
    return f"http://{LOOPBACK}:{port}/{camera}.jpg"


def stream_url(port: int, camera: str) -> str:
    """Say where a pretend camera's stream is."""
    return f"rtsp://{LOOPBACK}:{port}/{camera}"


def beside_the_township(
    township: Township, device: str, device_class: DeviceClass, name: str
) -> dict[str, str]:
    """Write the row of something that belongs to no point, at the first village."""
    first = township.villages[0]
    return dict.fromkeys(REGISTRY_COLUMNS, "") | {
        "device_id": device,
        "class": device_class.value,
        "name": name,
        "village_id": first.name.id,
        "village": first.name.zh,
        "point": first.points[0].name.zh,
        "lat": str(first.centre.lat),
        "lon": str(first.centre.lon),
        "period_s": "60",
    }
