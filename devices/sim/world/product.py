"""The products that stand in the township: in which tongue each speaks, how often, and of what."""

from dataclasses import dataclass

from devices.contract.bodies import DeviceClass
from devices.sim.world.saying import Speech


@dataclass(frozen=True, slots=True)
class Product:
    """One product.

    Attributes:
        speech: its tongue.
        device_class: what it is for.
        model: as the registry says it, so that the hub finds its profile.
        key: a template of its identity in a foreign network, filled with the device's number; "" for none.
        period_s: seconds between two readings, or signs of life.
        quantities: what it reports.
        has_gateway: it is heard only through a gateway near by.
        blind_mm: nearer than that its sensor cannot measure.
    """

    speech: Speech
    device_class: DeviceClass
    model: str
    key: str
    period_s: int
    quantities: tuple[str, ...] = ()
    has_gateway: bool = False
    blind_mm: int = 250


_BIN, _SENSOR = DeviceClass.BIN, DeviceClass.SENSOR
_LEVEL = ("distance_mm", "temperature_c")
_AIR = ("pm2_5_ugm3", "pm10_ugm3", "temperature_c", "humidity_pct", "noise_db")
_WATER = ("ph", "do_mgl", "water_temp_c", "nh3n_mgl")
# Periods as such products are set in the field, every 10 to 30 minutes; stations are asked for their averages
# of five minutes (HJ 212-2017: 1 to 60).
PRODUCTS = (
    Product(
        Speech.NATIVE, _BIN, "VH-UB1", "", 900,
        (*_LEVEL, "tilted", "battery_pct", "alarm_fire"), has_gateway=True,
    ),
    Product(
        Speech.CHIRPSTACK, _BIN, "Milesight EM400-MUD", "24e124713d{:06x}", 1200,
        (*_LEVEL, "tilted", "battery_pct"), has_gateway=True, blind_mm=30,
    ),
    Product(
        Speech.CHIRPSTACK, _BIN, "Milesight EM310-UDL", "24e124713e{:06x}", 1200,
        ("distance_mm", "tilted", "battery_pct"), has_gateway=True, blind_mm=30,
    ),
    Product(
        Speech.THINGS_STACK, _BIN, "Dragino LDDS75", "a84041fff1{:06x}", 1200,
        (*_LEVEL, "battery_v"), has_gateway=True, blind_mm=280,
    ),
    Product(
        Speech.DINGTEK, _BIN, "Dingtek DF702 NB-IoT", "8614280{:08d}", 1800,
        (*_LEVEL, "tilted", "alarm_fire", "alarm_battery", "battery_v"), blind_mm=150,
    ),
    Product(
        Speech.VENDOR_JSON, _BIN, "VH-JSON1", "vj{:06d}", 1200,
        (*_LEVEL, "battery_pct", "tilted"),
    ),
    Product(Speech.HJ212, _SENSOR, "HJ212 air", "330784202600{:012d}", 300, _AIR),
    Product(Speech.HJ212, _SENSOR, "HJ212 water", "330784202601{:012d}", 300, _WATER),
    Product(Speech.CAMERA, DeviceClass.CAMERA, "VH-CAM1", "", 10),
    Product(Speech.SPEAKER, DeviceClass.SPEAKER, "VH-HORN1", "", 60),
    Product(Speech.HORN, DeviceClass.SPEAKER, "VH-HORN2", "", 60),
    Product(Speech.NATIVE, DeviceClass.GATEWAY, "VH-GW1", "24e124fffef{:05x}", 120),
)  # fmt: skip


def products(device_class: DeviceClass, speech: Speech) -> tuple[Product, ...]:
    """List the products of one class that speak so."""
    return tuple(
        product for product in PRODUCTS if product.device_class is device_class and product.speech is speech
    )
