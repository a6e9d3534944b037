"""T30 to T51, T67 and T68: numbers that are none, and numbers that mean something else."""

from tests.hub.bad_input.case import BATTERY, FILL, Case, dead, flagged, reading, said, stored

_NO_NUMBER = "expected a finite number, true or false"
_POSITION = {"lat": 29.1, "lon": 119.65}


def _not_a_number(number: int, words: str, fill: str, shown: str = "") -> Case:
    reason = f"m.fill_pct = {shown or fill}: {_NO_NUMBER}"
    return flagged(number, words, said(fill), BATTERY, reason=reason)


def _out_of_bounds(number: int, quantity: str, value: float) -> Case:
    payload = reading(m={quantity: value, "battery_pct": 90})
    reason = f"{quantity} = {float(value)!r} is outside"
    return flagged(number, f"{quantity} {value}", payload, BATTERY, reason=reason)


def _value(number: int, quantity: str, value: float, **more: str) -> Case:
    payload = reading(m={quantity: value})
    fields = {quantity: float(value)} | more
    words = f"{quantity} {value}"
    return flagged(number, words, payload, fields) if more else stored(number, words, payload, fields)


_FIRST = (reading(),)


def _then(fill: object) -> bytes:
    return reading(seq=11, m={"fill_pct": fill})


CASES: tuple[Case, ...] = (
    _not_a_number(30, "NaN", "NaN"),
    _not_a_number(31, "Infinity", "Infinity"),
    _not_a_number(31, "minus Infinity", "-Infinity"),
    _not_a_number(32, "1e999", "1e999", "Infinity"),
    _value(33, "fill_pct", -0.0),
    _value(34, "fill_pct", 5e-324),
    _out_of_bounds(35, "count_in", 2**53 + 1),
    _out_of_bounds(36, "count_in", 2**63),
    dead(36, "seq beyond 64 bits", reading(seq=2**64), "seq: Input should be less than or equal to"),
    dead(37, "an integer of 5,000 digits", said("9" * 5_000), "number out of range"),
    _not_a_number(37, "an integer of 400 digits", "9" * 400, "9" * 40 + "..."),
    _not_a_number(38, "a number as text", '"63"'),
    dead(39, "full-width digits", said("６３"), "Invalid JSON"),
    _not_a_number(39, "full-width digits as text", '"６３"'),
    dead(40, "an underscore", said("1_0"), "Invalid JSON"),
    dead(41, "a decimal comma", said("63,5"), "key must be a string"),
    _not_a_number(41, "a decimal comma as text", '"63,5"'),
    dead(42, "a unit", said("63%"), "Invalid JSON"),
    _not_a_number(42, "a unit as text", '"63%"'),
    flagged(43, "true for a number", said("true"), BATTERY, reason="fill_pct = True: expected a number"),
    flagged(
        43,
        "1 for yes",
        reading(m={"tilted": 1, "battery_pct": 90}),
        BATTERY,
        reason="tilted = 1.0: expected true or false",
    ),
    _not_a_number(44, "null for a value", "null"),
    dead(44, "nothing but null", reading(m={"fill_pct": None}), f"m.fill_pct = null: {_NO_NUMBER}"),
    _not_a_number(45, "an object for a value", '{"value":63}'),
    _not_a_number(46, "an array for a value", "[63]"),
    _out_of_bounds(47, "fill_pct", -1),
    _out_of_bounds(47, "fill_pct", 101),
    _out_of_bounds(47, "fill_pct", 255),
    _out_of_bounds(47, "fill_pct", 65535),
    flagged(
        47,
        "distance 65535",
        reading(m={"distance_mm": 65535, "battery_pct": 90}),
        BATTERY,
        reason="distance_mm = 65535.0 stands for no measurement",
    ),
    _value(47, "distance_mm", 9999, quality="suspect"),
    # 0.63 may be a share or nearly empty: the hub does not guess.
    _value(48, "fill_pct", 0.63),
    _out_of_bounds(49, "battery_v", 3600),
    _value(49, "battery_v", 3.6),
    _out_of_bounds(50, "temperature_c", -127),
    _out_of_bounds(50, "temperature_c", 327.67),
    _value(50, "temperature_c", 85, quality="suspect"),
    flagged(
        51,
        "latitude and longitude 0",
        reading(m={"lat": 0, "lon": 0, "battery_pct": 90}),
        BATTERY,
        reason="lat, lon = 0, 0 stands for a receiver without a fix",
    ),
    flagged(
        51,
        "latitude and longitude swapped",
        reading(m={"lat": 119.65, "lon": 29.1, "battery_pct": 90}),
        BATTERY,
        reason="lat = 119.65 is outside -90..90",
    ),
    dead(51, "longitude 181", reading(m={"lat": 29.1, "lon": 181}), "lon = 181.0 is outside -180..180"),
    # GCJ-02 is some 500 m beside WGS-84 and cannot be told from it.
    stored(51, "a place as GCJ-02", reading(m=_POSITION), _POSITION),
    *(
        flagged(
            67,
            f"a field named {name}",
            reading(m={name: 1, "battery_pct": 90}),
            BATTERY,
            reason=reason,
        )
        for name, reason in (
            ("time", "quantity 'time' is not in the registry"),
            ("device", "quantity 'device' is not in the registry"),
            ("_field", "m._field: a quantity's name must match"),
            ("_measurement", "m._measurement: a quantity's name must match"),
            ("a,b=1 c", "m.a,b=1 c: a quantity's name must match"),
        )
    ),
    stored(68, "an integer, then a fraction", _then(63.5), FILL, {"fill_pct": 63.5}, before=_FIRST),
    dead(68, "an integer, then text", _then("63"), _NO_NUMBER, fields=(FILL,), before=_FIRST),
    dead(68, "an integer, then true", _then(fill=True), "expected a number", fields=(FILL,), before=_FIRST),
)
