"""What Milesight meters, switches, valves and controllers send; only tables. Layouts: the vendor's."""

from collections.abc import Mapping

from devices.codecs.fields import Detail, Fork, Items, Number
from devices.codecs.milesight_common import COMMON, FAILED, TEMPERATURE, Channels

_METER: Channels = {
    (0x03, 0x74): (Number("voltage_v", "H", 0.1),),
    (0x04, 0x80): (Number("power_w", "I"),),
    (0x05, 0x81): (Detail("power_factor_pct"),),
    (0x06, 0x83): (Number("energy_kwh", "I", 0.001),),
    (0x07, 0xC9): (Number("current_a", "H", 0.001),),
}
_CURRENT = Number("current_a", "H", 0.01, FAILED)
_CT101: Channels = {
    (0x03, 0x97): (Detail("total_ah", "I", 0.01),),
    (0x04, 0x98): (_CURRENT,),
    (0x84, 0x98): (
        Detail("current_max_a", "H", 0.01),
        Detail("current_min_a", "H", 0.01),
        _CURRENT,
        Detail("current_alarm"),
    ),
}

_CT105: Channels = _CT101 | {
    (0x09, 0x67): (TEMPERATURE,),
    (0x89, 0x67): (TEMPERATURE, Detail("temperature_alarm")),
}
_SOCKET: Channels = _METER | {(0x08, 0x70): (Detail("is_on"),)}
_COUNTERS: Channels = {
    (0x03, 0xC8): (Detail("counter_1", "I"),),
    (0x04, 0xC8): (Detail("counter_2", "I"),),
    (0x83, 0xC8): (Detail("counter_1", "I"), Detail("counter_1_alarm")),
    (0x84, 0xC8): (Detail("counter_2", "I"), Detail("counter_2_alarm")),
    (0x93, 0xC8): (Detail("counter_1", "I"), Detail("counter_1_change", "I"), Detail("counter_1_alarm")),
    (0x94, 0xC8): (Detail("counter_2", "I"), Detail("counter_2_change", "I"), Detail("counter_2_alarm")),
}
_PINS: Channels = {
    (head, kind): (Detail(f"pin_{pin}"),) for pin, head in ((1, 0x03), (2, 0x04)) for kind in (0x00, 0x01)
}
_ANALOG: Channels = {
    (head, kind): (Detail(f"analog_{number}", "8s"),)
    for number, head in ((1, 0x05), (2, 0x06))
    for kind in (0x02, 0xE2)
}
# The five upper bits of the byte before the content of a Modbus channel are the content's length.
_MODBUS: Mapping[int, Items] = {what: (Detail("modbus_content", f"{what >> 3}s"),) for what in range(256)}
_UC50X: Channels = (
    _COUNTERS
    | _PINS
    | _ANALOG
    | {
        (0x08, 0xDB): (Detail("sdi12_channel"), Detail("sdi12_text", "36s")),
        (0xFF, 0x0E): (Detail("modbus_channel"), Fork("modbus_what", _MODBUS)),
        (0xFF, 0x14): (Detail("analog_kind"),),
        (0xFF, 0x15): (Detail("modbus_failed_channel"),),
    }
)
_VALVES: Channels = {
    (0x03, 0x01): (Detail("valve_1_open"),),
    (0x04, 0xC8): (Detail("valve_1_pulses", "I"),),
    (0x05, 0x01): (Detail("valve_2_open"),),
    (0x06, 0xC8): (Detail("valve_2_pulses", "I"),),
}

MODELS: Mapping[str, Channels] = {
    "ct101": COMMON | _CT101,
    "ct103": COMMON | _CT105,
    "ct105": COMMON | _CT105,
    "uc501": COMMON | _UC50X,
    "uc502": COMMON | _UC50X,
    "uc511": COMMON | _VALVES,
    "uc512": COMMON | _VALVES,
    "ws513": COMMON | _SOCKET,
    "ws515": COMMON | _SOCKET,
    "ws523": COMMON | _SOCKET,
    "ws525": COMMON | _SOCKET,
    "ws558": COMMON | _METER | {(0x08, 0x31): (Detail("changed_mask"), Detail("on_mask"))},
}
