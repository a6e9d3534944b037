"""Who stands in the township of a scenario: every device as a product, with its gateway. Pure and seeded."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

from devices.contract.bodies import DeviceClass
from devices.sim.chance import dice
from devices.sim.township import Device, Township, Village, settle
from devices.sim.world.product import Product, products
from devices.sim.world.saying import Speech
from devices.sim.world.scenario import BadScenario, Size

_SITE = "daxi"


@dataclass(frozen=True, slots=True)
class Actor:
    """One device and how it speaks. `gateway`: through which it is heard, "" where it needs none."""

    device: Device
    product: Product
    gateway: str = ""
    is_registered: bool = True

    @property
    def id(self) -> str:
        """The device's id."""
        return self.device.id

    @property
    def speech(self) -> Speech:
        """In which tongue it speaks."""
        return self.product.speech

    @property
    def village(self) -> str:
        """The id of its village."""
        return self.device.village.name.id

    @property
    def period_s(self) -> int:
        """Seconds between two readings, or two signs of life."""
        return self.device.period_s or self.product.period_s


@dataclass(frozen=True, slots=True)
class Cast:
    """All devices of a world; the township's are the registered ones, in the same order."""

    township: Township
    actors: tuple[Actor, ...]


def cast(size: Size, seed: int, newcomers: int = 0) -> Cast:
    """Build the township and give every device its product; the same arguments give the same cast.

    Args:
        size: how much stands there.
        seed: of the draws.
        newcomers: how many bins nobody registered.
    """
    counts = {
        DeviceClass.GATEWAY: size.gateways,
        DeviceClass.BIN: size.bins,
        DeviceClass.CAMERA: size.cameras,
        DeviceClass.SPEAKER: size.speakers,
        DeviceClass.SENSOR: size.sensors,
    }
    township = settle(seed, _SITE, size.villages, counts, townships=size.townships)
    speeches: Mapping[DeviceClass, Mapping[Speech, float]] = {
        DeviceClass.GATEWAY: {Speech.NATIVE: 1},
        DeviceClass.BIN: size.bin_speech,
        DeviceClass.CAMERA: {Speech.CAMERA: 1},
        DeviceClass.SPEAKER: size.speaker_speech,
        DeviceClass.SENSOR: {Speech.HJ212: 1},
    }
    gateways = _Gateways(township)
    every_s = {
        DeviceClass.BIN: size.bin_every_s,
        DeviceClass.CAMERA: size.camera_every_s,
        DeviceClass.GATEWAY: size.gateway_every_s,
    }
    actors = tuple(
        _actor(device, product, gateways, every_s.get(device_class))
        for device_class, shares in speeches.items()
        for device, product in _products(township.of(device_class), device_class, shares, seed)
    )
    devices = tuple(actor.device for actor in actors)
    unknown = tuple(_newcomer(number, actors, seed) for number in range(1, newcomers + 1))
    return Cast(replace(township, devices=devices), actors + unknown)


def _newcomer(number: int, actors: tuple[Actor, ...], seed: int) -> Actor:
    """A bin like one of the others, that nobody registered."""
    native = [actor for actor in actors if actor.device.empty_mm and actor.speech is Speech.NATIVE]
    if not native:
        raise BadScenario("what = newcomer: it speaks natively, and no bin of the size does")
    like = native[dice(seed, "newcomer", number).randrange(len(native))]
    return replace(like, device=replace(like.device, id=f"new-{number:03d}"), is_registered=False)


def _products(
    devices: tuple[Device, ...], device_class: DeviceClass, shares: Mapping[Speech, float], seed: int
) -> Iterator[tuple[Device, Product]]:
    """Give out products by share, exactly, in a drawn order."""
    chance = dice(seed, "products", device_class)
    speeches = [speech for speech, count in _counts(len(devices), shares) for _ in range(count)]
    chance.shuffle(speeches)
    for device, speech in zip(devices, speeches, strict=True):
        yield device, _one(chance, products(device_class, speech))


def _counts(total: int, shares: Mapping[Speech, float]) -> list[tuple[Speech, int]]:
    whole = sum(shares.values())
    reached, given = 0.0, 0
    counts = []
    for speech, share in shares.items():
        reached += share / whole * total
        counts.append((speech, round(reached) - given))
        given = round(reached)
    return counts


def _one(chance: Random, known: tuple[Product, ...]) -> Product:
    return known[chance.randrange(len(known))]


def _actor(device: Device, product: Product, gateways: "_Gateways", every_s: int | None) -> Actor:
    number = int(device.id.rsplit("-", 1)[1])
    period_s = every_s or product.period_s
    made = replace(device, model=product.model, key=product.key.format(number), period_s=period_s)
    return Actor(made, product, gateways.near(device) if product.has_gateway else "")


class _Gateways:
    """Finds the gateway of a device: the one of its village, else the nearest."""

    def __init__(self, township: Township) -> None:
        self._all = township.of(DeviceClass.GATEWAY)
        self._of_village: dict[str, str] = {}

    def near(self, device: Device) -> str:
        village = device.village
        if village.name.id not in self._of_village:
            centre = _centre(village)
            nearest = min(
                self._all,
                key=lambda gateway: math.dist(
                    centre, (gateway.village.centre.lat, gateway.village.centre.lon)
                ),
            )
            self._of_village[village.name.id] = nearest.id
        return self._of_village[village.name.id]


def _centre(village: Village) -> tuple[float, float]:
    return village.centre.lat, village.centre.lon
