"""The installation of a township that is played: real servers, hub and vision worker, played devices."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from deploy import pretend, stack
from deploy.config import SimulationSettings, VillageSettings
from deploy.mosquitto.access import Gateway
from deploy.ports import Ports
from deploy.pretend import NETWORK_SERVER, PROBE, VISION_WORKER
from deploy.probes import LOOPBACK, free_ports
from deploy.servers import Clients, Place
from deploy.stack import Stack
from devices.contract.bodies import DeviceClass
from devices.sim.ground import calibration
from devices.sim.township import REGISTRY_COLUMNS
from devices.sim.world.saying import Speech
from devices.sim.world.showing import Staged
from devices.sim.world.world import World
from hub.settings import ListenerSettings, SiteSettings
from vision.settings import CameraConfig, GroundConfig, VisionSettings

CLOCK_FILE = "pace"
# A scenario says how often cameras are looked at and when litter is to be told. They are looked at about
# twice a minute, and what is judged by several looks takes minutes here.
SIMULATED_VISION = VisionSettings(
    still_s=60, learn_s=600, clear_looks=3, clear_s=120, hidden_s=180, fault_s=120, frozen_s=300, lost_s=300,
    snap_s=600, evidence_wait_s=60,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Played:
    """What is played: a scenario, named or in a file, its seed, and the world it makes."""

    scenario: str
    seed: int
    world: World


def build(place: Place, ports: Ports, wanted: VillageSettings, played: Played) -> Stack:
    """Write what the children read and describe them; the clock's file lies below `place.home`/run.

    Raises:
        PartMissing, PasswordsNotWritten: as `deploy.stack.build`.
    """
    world = played.world
    dingtek, hj212 = free_ports(2)
    settings = wanted.model_copy(
        update={
            "site": SiteSettings(
                id=world.township.site,
                name=area_name(wanted.site.name, world),
                timezone=world.scenario.timezone,
            ),
            "listeners": ListenerSettings(host=LOOPBACK, dingtek_tcp_port=dingtek, hj212_tcp_port=hj212),
            "cameras": watched(world, ports.pictures),
            "vision": vision_settings(world) if wanted.vision == VisionSettings() else wanted.vision,
            "simulation": SimulationSettings(
                clock_file=place.home / "run" / CLOCK_FILE,
                scenario=played.scenario,
                seed=played.seed,
                pictures_port=ports.pictures,
                accounts=accounts(world),
            ),
        }
    )
    return stack.build(place, ports, settings, clients(settings, world))


def area_name(wanted: str, world: World) -> str:
    """What the settings call the area, or its own name: the usual one is a township's, and not a county's."""
    return world.township.name.zh if wanted == SiteSettings().name else wanted


def accounts(world: Staged) -> tuple[str, ...]:
    """List who needs an account of the hub: the worker, and the one speaker that fetches what all play.

    An account takes the hub a tenth of a second.
    """
    return (VISION_WORKER, *_of(world, DeviceClass.SPEAKER)[:1])


def watched(world: Staged, port: int) -> tuple[CameraConfig, ...]:
    """Describe all cameras to the vision worker; `port` is that of their pictures."""
    return tuple(camera_settings(camera, url) for camera, url in _addresses(world, port).items())


def clients(settings: VillageSettings, world: Staged) -> Clients:
    """List who speaks to the broker: each gateway for its bins, the worker for its cameras, each speaker."""
    behind: dict[str, list[str]] = {}
    for actor in world.actors:
        if actor.speech is Speech.NATIVE:
            behind.setdefault(actor.gateway or actor.id, []).append(actor.id)
    cameras = _of(world, DeviceClass.CAMERA)
    return Clients(
        hub=settings.mqtt.username,
        gateways=(
            *(Gateway(gateway, tuple(devices)) for gateway, devices in behind.items()),
            Gateway(VISION_WORKER, (VISION_WORKER, *cameras)),
        ),
        network_servers=(NETWORK_SERVER,),
        devices=(*_of(world, DeviceClass.SPEAKER), *((PROBE,) if _has_probe(settings) else ())),
    )


def native_users(world: Staged) -> list[str]:
    """List the broker's users that devices speak by: native ones with a connection, and network servers."""
    return [NETWORK_SERVER, *(a.id for a in world.actors if a.speech is Speech.NATIVE and not a.gateway)]


def registry(settings: VillageSettings, world: Staged) -> bytes:
    """Write the table that the hub imports: the township, what watches its cameras, the probe if any."""
    port = settings.simulation.pictures_port if settings.simulation else 0
    addresses = _addresses(world, port)
    out = io.StringIO(world.township.registry_csv(lambda camera: addresses[camera]))
    out.seek(0, io.SEEK_END)
    writer = csv.DictWriter(out, REGISTRY_COLUMNS, lineterminator="\n")
    if addresses:
        writer.writerow(
            pretend.beside_the_township(world.township, VISION_WORKER, DeviceClass.GATEWAY, "视觉识别服务")
        )
    if _has_probe(settings):
        writer.writerow(pretend.beside_the_township(world.township, PROBE, DeviceClass.SENSOR, "测量探针"))
    return out.getvalue().encode()


def _has_probe(settings: VillageSettings) -> bool:
    return settings.simulation is not None and settings.simulation.probe


def _of(world: Staged, device_class: DeviceClass) -> tuple[str, ...]:
    return tuple(actor.id for actor in world.actors if actor.device.device_class is device_class)


def vision_settings(world: Staged) -> VisionSettings:
    """Say how the cameras of a world are judged, if nobody wishes otherwise."""
    cameras = [actor.period_s for actor in world.actors if actor.device.device_class is DeviceClass.CAMERA]
    wished = {"poll_s": float(min(cameras, default=60)), "dwell_s": world.scenario.litter_dwell_s}
    return SIMULATED_VISION.model_copy(update=wished)


def _addresses(world: Staged, port: int) -> Mapping[str, str]:
    """Say where each camera is found: the first ones of a scenario give streams, the others pictures."""
    cameras, streams = _of(world, DeviceClass.CAMERA), world.scenario.size.streams
    return {
        camera: pretend.stream_url(port, camera) if number < streams else pretend.picture_url(port, camera)
        for number, camera in enumerate(cameras)
    }


def camera_settings(camera: str, url: str) -> CameraConfig:
    """Describe one camera to the vision worker, its ground measured."""
    corners, width_m, depth_m = calibration()
    # Parsed, because a tuple of any length is no four corners to a type checker.
    ground = GroundConfig.model_validate({"corners": corners, "width_m": width_m, "depth_m": depth_m})
    return CameraConfig(id=camera, url=url, ground=ground)
