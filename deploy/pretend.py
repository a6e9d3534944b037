"""The pretend township of the demo: who speaks to the broker, where the pictures are, the registry."""

import csv
import io

from deploy.config import PretendSettings, VillageSettings
from deploy.mosquitto.access import Gateway
from deploy.probes import LOOPBACK
from deploy.servers import Clients
from devices.contract.bodies import DeviceClass
from devices.sim.township import REGISTRY_COLUMNS, Township, pretend_township
from vision.settings import CameraConfig, VisionSettings

VISION_WORKER = "vision-001"
NETWORK_SERVER = "chirpstack"
PROBE = "probe-001"
NEWCOMER = "bin-newcomer"  # as devices.sim.script.demo_script names it
PROBE_QUANTITY = "humidity_pct"

# The script's first pile lies from second 15 to 75: a visitor cannot wait for what takes hours in a village.
DEMO_VISION = VisionSettings(
    learn_s=8.0, still_s=3.0, dwell_s=8.0, doubted_dwell_s=8.0, clear_looks=4, clear_s=8.0, hidden_s=10.0,
    fault_s=5.0, frozen_s=15.0, lost_s=5.0, snap_s=5, evidence_wait_s=20.0,
)  # fmt: skip


def build(settings: VillageSettings, pretend: PretendSettings) -> Township:
    """Build the township that the settings describe."""
    return pretend_township(
        pretend.seed,
        site=settings.site.id,
        villages=pretend.villages,
        bins=pretend.bins,
        cameras=pretend.cameras,
        speakers=pretend.speakers,
    )


def clients(settings: VillageSettings, township: Township) -> Clients:
    """List who speaks to the broker: one gateway for bins, one worker for cameras, each speaker itself."""
    gateway = ids(township, DeviceClass.GATEWAY)[0]
    # The newcomer is in no registry, but reaches the broker: the demo shows it waiting to be claimed.
    spoken_for = (gateway, *ids(township, DeviceClass.BIN), NEWCOMER)
    return Clients(
        hub=settings.mqtt.username,
        gateways=(
            Gateway(gateway, spoken_for),
            Gateway(VISION_WORKER, (VISION_WORKER, *ids(township, DeviceClass.CAMERA))),
        ),
        network_servers=(NETWORK_SERVER,),
        devices=(*ids(township, DeviceClass.SPEAKER), PROBE),
    )


def ids(township: Township, device_class: DeviceClass) -> tuple[str, ...]:
    """List the ids of one class of devices."""
    return tuple(device.id for device in township.of(device_class))


def picture_url(port: int, camera: str) -> str:
    """Say where a pretend camera's picture is."""
    return f"http://{LOOPBACK}:{port}/{camera}.jpg"


def stream_url(port: int, camera: str) -> str:
    """Say where a pretend camera's stream is."""
    return f"rtsp://{LOOPBACK}:{port}/{camera}"


def cameras(township: Township, port: int) -> tuple[CameraConfig, ...]:
    """Describe the pretend cameras to the vision worker."""
    return tuple(
        CameraConfig(id=device.id, name=device.name, url=picture_url(port, device.id))
        for device in township.of(DeviceClass.CAMERA)
    )


def registry(township: Township, pretend: PretendSettings) -> bytes:
    """Write the table that the hub imports: the township, what watches its cameras, the probe if any."""
    out = io.StringIO(township.registry_csv(lambda camera: picture_url(pretend.pictures_port, camera)))
    out.seek(0, io.SEEK_END)
    writer = csv.DictWriter(out, REGISTRY_COLUMNS, lineterminator="\n")
    writer.writerow(beside_the_township(township, VISION_WORKER, DeviceClass.GATEWAY, "视觉识别服务"))
    if pretend.probe:
        writer.writerow(beside_the_township(township, PROBE, DeviceClass.SENSOR, "测量探针"))
    return out.getvalue().encode()


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
