"""What the API asks and answers about products and their profiles."""

from base64 import b64encode
from datetime import datetime
from typing import Annotated

from pydantic import Field

from devices.codecs.frame import Downlink
from devices.contract.bodies import DeviceClass
from devices.contract.quantities import Quality
from devices.profiles.trial import Trial
from hub.api.asked import Asked
from hub.api.letters import ReplayOut
from hub.api.models import Answer
from hub.api.shown import Scene
from hub.domain.products import Origin, Products


class DownlinkOut(Answer):
    """What can be sent to a device: enter it at its network server, in hexadecimal or base64 as that asks."""

    name: str
    zh: str
    en: str
    fport: int
    hex: str
    base64: str


class ProfileOut(Answer):
    """One product.

    `origin`: shipped with the software, from the installation's folder, or the hub's own, given while it
    runs. `problem`: why an own one cannot be used.
    """

    name: str
    brand: str
    model: str
    device_class: Annotated[DeviceClass | None, Field(serialization_alias="class")]
    codec: str
    topic: str
    quantities: list[str]
    downlinks: list[DownlinkOut]
    origin: Origin
    put_at: datetime | None
    put_by: str
    problem: str


class ProfileList(Answer):
    """Every product, by name."""

    profiles: list[ProfileOut]


class PutOut(Answer):
    """A profile that holds from the next message on, and what became of what had waited for it.

    `replaced`: where the one came from for which it stands now. `looked_again`: unclaimed devices whose kept
    messages were read anew.
    """

    profile: ProfileOut
    replaced: Origin | None
    looked_again: int
    letters: ReplayOut


class TryIn(Asked):
    """A profile, as text or by name, and a message for it.

    `payload` is text, `payload_hex` bytes in hexadecimal. Without a topic they are what the device itself
    sent, with `fport` for its port.
    """

    profile: Annotated[str, Field(max_length=64 * 1024)] = ""
    name: Annotated[str, Field(max_length=64)] = ""
    topic: Annotated[str, Field(max_length=400)] = ""
    payload: Annotated[str, Field(max_length=128 * 1024)] = ""
    payload_hex: Annotated[str, Field(pattern=r"^([0-9a-fA-F]{2})*$", max_length=128 * 1024)] = ""
    fport: Annotated[int | None, Field(ge=1, le=255)] = None


class TryOut(Answer):
    """What would be read; nothing was kept."""

    device: str
    at: datetime | None
    values: dict[str, float | bool]
    quality: dict[str, Quality]
    raw: dict[str, str | int | float | bool]
    warnings: list[str]


def shown(scene: Scene, products: Products, name: str) -> ProfileOut:
    """One product, readable or not."""
    profile, own = products.profiles.get(name), products.own.get(name)
    return ProfileOut(
        name=name,
        brand=profile.brand if profile else "",
        model=profile.model if profile else "",
        device_class=profile.device_class if profile else None,
        codec=profile.codec if profile else "",
        topic=profile.json_map.topic if profile and profile.json_map else "",
        quantities=list(profile.quantities) if profile else [],
        downlinks=[_downlink(name, said) for name, said in profile.downlinks.items()] if profile else [],
        origin=products.origins.get(name, Origin.OWN),
        put_at=scene.local(own.put_at) if own else None,
        put_by=own.put_by if own else "",
        problem=products.flawed.get(name, ""),
    )


def _downlink(name: str, said: Downlink) -> DownlinkOut:
    written = b64encode(said.payload).decode()
    label = said.label
    return DownlinkOut(
        name=name, zh=label.zh, en=label.en, fport=said.fport, hex=said.payload.hex(), base64=written
    )


def tried(scene: Scene, trial: Trial) -> TryOut:
    """What a message would come to."""
    said = trial.decoded
    return TryOut(
        device=trial.device,
        at=None if trial.at_ms is None else scene.local_ms(trial.at_ms),
        values=dict(said.values),
        quality=dict(said.quality),
        raw=dict(said.raw),
        warnings=list(said.warnings),
    )
