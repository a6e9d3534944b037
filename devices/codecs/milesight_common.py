"""What channels of many Milesight products have in common. Layouts from the vendor's product descriptions."""

from typing import TypeAlias

from devices.codecs.fields import Detail, Flag, Items, Number
from devices.contract.quantities import Quality

# (channel, type) -> what follows these two bytes, in order.
Channels: TypeAlias = dict[tuple[int, int], Items]

# 0xFFFF: measuring failed; 0xFFFD: nothing within range (vendor's note for EM410 and EM500).
NO_ECHO = {0xFFFF: Quality.BAD, 0xFFFD: Quality.SATURATED}
# 0xFFFE: the cell is still polarising; 0xFFFF: the sensor failed (vendor's note for GS301).
NO_GAS = {0xFFFF: Quality.BAD, 0xFFFE: Quality.BAD}
FAILED = {0xFFFF: Quality.BAD}

DISTANCE = Number("distance_mm", "H", sentinels=NO_ECHO)
TEMPERATURE = Number("temperature_c", "h", 0.1, {0x7FFF: Quality.BAD, -0x8000: Quality.BAD})
HUMIDITY = Number("humidity_pct", "B", 0.5)
PRESSURE = Number("pressure_hpa", "H", 0.1)
TILTED = Flag("tilted")
OCCUPIED = Flag("occupied")
OPEN = Flag("open")
LEAK = Flag("leak")
HISTORY_AT = Detail("history_at_s", "I")

COMMON: Channels = {
    (0x01, 0x75): (Number("battery_pct", "B", sentinels={0xFF: Quality.BAD}),),
    (0xFF, 0x01): (Detail("protocol_version"),),
    (0xFF, 0x09): (Detail("hardware_version", "2s"),),
    (0xFF, 0x0A): (Detail("firmware_version", "2s"),),
    (0xFF, 0x0B): (Detail("power_on"),),
    (0xFF, 0x0F): (Detail("lorawan_class"),),
    (0xFF, 0x16): (Detail("serial", "8s"),),
    (0xFF, 0xFE): (Detail("reset"),),
}
