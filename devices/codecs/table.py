"""Which codec reads which bytes: an explicit table, and the one function the hub calls."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from devices.codecs import (
    adnexo,
    bosch_parking,
    brighterbins,
    browan,
    cayenne_lpp,
    decentlab_v2,
    digital_matter,
    dingtek,
    dingtek_digits,
    dragino,
    dragino_nb,
    elsys_tlv,
    hj212,
    milesight_nb,
    milesight_smoke,
    milesight_tlv,
    netvox,
    pf_wilsen,
    sensecap,
    tektelic,
    terabee_lmxl,
    vegapuls_air,
)
from devices.codecs.frame import CodecError, Decoded, Frame, Parameter, Profile
from devices.contract.quantities import Quality, Value, refusal

Decode: TypeAlias = Callable[[bytes, int | None, Mapping[str, Parameter]], Decoded]

_PLACE = frozenset({"lat", "lon"})

CODECS: Mapping[str, Decode] = {
    "adnexo": adnexo.decode,
    "bosch-parking": bosch_parking.decode,
    "brighterbins": brighterbins.decode,
    "browan": browan.decode,
    "cayenne-lpp": cayenne_lpp.decode,
    "decentlab-v2": decentlab_v2.decode,
    "dingtek-df702-4b": dingtek_digits.decode,
    "dingtek-lora": dingtek.decode_lora,
    "dingtek-tcp": dingtek.decode_tcp,
    "dm-oyster": digital_matter.decode,
    "dragino": dragino.decode,
    "dragino-nb": dragino_nb.decode,
    "elsys-tlv": elsys_tlv.decode,
    "hj212": hj212.decode,
    "milesight-nb": milesight_nb.decode,
    "milesight-smoke": milesight_smoke.decode,
    "milesight-tlv": milesight_tlv.decode,
    "netvox": netvox.decode,
    "pf-wilsen": pf_wilsen.decode,
    "sensecap": sensecap.decode,
    "tektelic": tektelic.decode,
    "terabee-lmxl": terabee_lmxl.decode,
    "vegapuls-air": vegapuls_air.decode,
}


def decode_frame(frame: Frame, profile: Profile) -> Decoded:
    """Read a frame as its product's profile says, and keep only values the registry of quantities allows.

    The radio's own figures are added where the frame has them. A value outside the registry's bounds becomes
    absent with quality "bad" and a warning. Every value of a simulated frame has quality "simulated".

    Raises:
        CodecError: nothing could be read, or the profile names no codec of the table; dead-letter the frame.
    """
    codec = CODECS.get(profile.codec)
    if codec is None:
        raise CodecError(f"profile {profile.name!r}: unknown codec {profile.codec!r}")
    decoded = codec(frame.payload, frame.fport, profile.parameters)
    said = {**frame.reported, **decoded.values, **_radio(frame)}
    refusals = {name: reason for name, value in said.items() if (reason := refusal(name, value)) is not None}
    # Half a position is none: a place that is not on Earth is no longitude either.
    gone = refusals.keys() | (_PLACE if refusals.keys() & _PLACE else set())
    values = {name: value for name, value in said.items() if name not in gone}
    quality = {**decoded.quality, **dict.fromkeys(gone, Quality.BAD)}
    if frame.simulated:
        quality |= dict.fromkeys(values, Quality.SIMULATED)
    return Decoded(values, quality, decoded.raw, (*decoded.warnings, *refusals.values()))


def _radio(frame: Frame) -> dict[str, Value]:
    if frame.radio is None:
        return {}
    return {"rssi_dbm": frame.radio.rssi_dbm, "snr_db": frame.radio.snr_db}
