"""What Milesight people counters and occupancy sensors send; only tables. Layouts: the vendor's."""

from collections.abc import Mapping

from devices.codecs.fields import Detail, Fork, Items, Number
from devices.codecs.milesight_common import COMMON, DISTANCE, HISTORY_AT, OCCUPIED, TEMPERATURE, Channels

_VS330: Channels = {
    (0x02, 0x82): (DISTANCE,),
    (0x03, 0x8E): (OCCUPIED,),
    (0x04, 0x8E): (Detail("calibrated"),),
}
_TOTALS = (Number("count_in", "H"), Number("count_out", "H"))
_PERIOD = (Detail("period_in", "H"), Detail("period_out", "H"))
_HISTORY_PERIOD = (Detail("history_period_in", "H"), Detail("history_period_out", "H"))
_HISTORY_TOTALS = (Detail("history_total_in", "H"), Detail("history_total_out", "H"))
_VS350_HISTORY = Fork("history_kind", {0: _HISTORY_PERIOD, 1: _HISTORY_PERIOD + _HISTORY_TOTALS})
_VS350: Channels = {
    (0x03, 0x67): (TEMPERATURE,),
    (0x04, 0xCC): _TOTALS,
    (0x05, 0xCC): _PERIOD,
    (0x0A, 0xEF): (Detail("measured_at_s", "I"),),
    (0x83, 0x67): (TEMPERATURE, Detail("temperature_alarm")),
    (0x84, 0xCC): (*_TOTALS, Detail("total_alarm")),
    (0x85, 0xCC): (*_PERIOD, Detail("period_alarm")),
    (0x20, 0xCE): (HISTORY_AT, _VS350_HISTORY),
}
_VS132: Channels = {
    (0x03, 0xD2): (Number("count_in", "I"),),
    (0x04, 0xD2): (Number("count_out", "I"),),
    (0x05, 0xCC): _PERIOD,
    (0xFF, 0x1F): (Detail("software_version", "4s"),),
}
# Camera counters: each line counts in and out; only the first one is the device's own quantity.
_LINES_13X: Channels = {
    (0x03, 0xD2): (Number("count_in", "I"),),
    (0x04, 0xD2): (Number("count_out", "I"),),
} | {
    (first + kind, 0xD2): (Detail(f"line_{line}_total_{way}", "I"),)
    for line, first in ((2, 0x06), (3, 0x09), (4, 0x0C))
    for kind, way in ((0, "in"), (1, "out"))
}
_PERIODS_13X: Channels = {
    (head, 0xCC): (Detail(f"line_{line}_period_in", "H"), Detail(f"line_{line}_period_out", "H"))
    for line, head in ((1, 0x05), (2, 0x08), (3, 0x0B), (4, 0x0E))
}
_REGIONS = range(1, 5)
_DWELL: Mapping[int, Items] = {
    region: (Detail(f"region_{region}_dwell_avg_s", "H"), Detail(f"region_{region}_dwell_max_s", "H"))
    for region in _REGIONS
}
_CAMERA: Channels = {(0xFF, 0x1F): (Detail("software_version", "4s"),)}
_VS13X: Channels = (
    _CAMERA
    | _LINES_13X
    | _PERIODS_13X
    | {
        (0x0F, 0xE3): tuple(Detail(f"region_{region}_count") for region in _REGIONS),
        (0x10, 0xE4): (Fork("dwell_region", _DWELL),),
    }
)
_VS121: Channels = _CAMERA | {
    (0x04, 0xC9): (Detail("people"), Detail("regions"), Detail("region_mask", "2s")),
    (0x05, 0xCC): _PERIOD,
    (0x06, 0xCD): (Detail("people_max"),),
    (0x07, 0xD5): (Detail("regions_1_to_8", "8s"),),
    (0x08, 0xD5): (Detail("regions_9_to_16", "8s"),),
    (0xFF, 0x08): (Detail("serial", "6s"),),
}
_VS121_WAYS: Channels = {
    (0x09 + side, 0xDA): (Detail(f"ways_from_{name}", "8s"),) for side, name in enumerate("abcd")
}
_WS203_HISTORY: Items = (
    HISTORY_AT,
    Detail("history_report"),
    Detail("history_occupied"),
    Detail("history_temperature_c", "h", 0.1),
    Detail("history_humidity_pct", "B", 0.5),
)
_WS203: Channels = {
    (0x03, 0x67): (TEMPERATURE,),
    (0x04, 0x68): (Number("humidity_pct", "B", 0.5),),
    (0x05, 0x00): (OCCUPIED,),
    (0x83, 0x67): (TEMPERATURE, Detail("temperature_alarm")),
    (0x20, 0xCE): _WS203_HISTORY,
}
# Daylight is dark or bright, or dark, dim and bright, as the product goes.
_PRESENCE: Channels = {(0x03, 0x00): (OCCUPIED,), (0x04, 0x00): (Detail("daylight"),)}

MODELS: Mapping[str, Channels] = {
    "vs121": COMMON | _VS121 | _VS121_WAYS,
    "vs132": COMMON | _VS132,
    "vs133": COMMON | _VS13X,
    "vs135": COMMON | _VS13X,
    "vs330": COMMON | _VS330,
    "vs340": COMMON | {(0x03, 0x00): (OCCUPIED,)},
    "vs341": COMMON | {(0x03, 0x00): (OCCUPIED,)},
    "vs350": COMMON | _VS350,
    "vs351": COMMON | _VS350,
    "vs370": COMMON | _PRESENCE,
    "ws202": COMMON | _PRESENCE,
    "ws203": COMMON | _WS203,
}
