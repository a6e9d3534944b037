"""One way in for every message: native ones are decoded, foreign ones become telemetry of the contract.

Pure.
"""

from collections.abc import Mapping

from devices.codecs.frame import CodecError, Decoded, Frame, Profile
from devices.codecs.table import decode_frame
from devices.contract.bodies import Telemetry
from devices.contract.faults import Fault
from devices.contract.quantities import Value
from devices.contract.topics import ROOT, BadMessage, Kind, device_address
from devices.contract.wire import Message, decode
from devices.envelopes.table import ENVELOPES, is_uplink, read_uplink
from devices.profiles.catalog import BadProfile, choose, nearest
from hub.domain.area import Catalog, Device

FOREIGN_FILTERS = tuple(ENVELOPES)
_NATIVE = f"{ROOT}/"


class Uplinks:
    """Reads raw messages of one site.

    Args:
        site: the township's id; a native message of another site is refused.
        profiles: the products whose frames can be read, by name.
    """

    def __init__(self, site: str, profiles: Mapping[str, Profile]) -> None:
        self._site = site
        self._profiles = profiles

    def read(self, topic: str, payload: bytes, catalog: Catalog) -> Message:
        """Turn a raw message into one of the contract.

        Raises:
            BadMessage: neither native nor of a network server we know, or nothing in it can be read.
        """
        if not topic.startswith(_NATIVE) and is_uplink(topic):
            return self._translated(read_uplink(topic, payload), catalog)
        message = decode(topic, payload)
        if message.address.site != self._site:
            raise BadMessage(
                f"topic {topic[:120]!r} belongs to site {message.address.site!r}, not {self._site!r}",
                Fault.TOPIC,
            )
        return message

    def _translated(self, frame: Frame, catalog: Catalog) -> Message:
        device = catalog.by_key.get(frame.device)
        name = device.id if device else f"eui-{frame.device}"[:32]
        decoded = self._decoded(frame, device, name)
        if not decoded.values:
            raise BadMessage(
                f"device {name!r}: {'; '.join(decoded.warnings) or 'the frame holds no reading'}",
                Fault.FRAME,
                name,
            )
        body = Telemetry(
            boot=0,
            seq=frame.fcnt or 0,
            at_ms=frame.device_ms or frame.received_ms,
            values=dict(decoded.values),
            quality=dict(decoded.quality),
        )
        address = device_address(self._site, name, Kind.TELE)
        return Message(address, body, dedup=frame.dedup, doubts=decoded.warnings)

    def _decoded(self, frame: Frame, device: Device | None, name: str) -> Decoded:
        try:
            profile = choose(self._profiles, device.model if device else "", frame.hints)
            if profile is not None:
                return decode_frame(frame, profile)
        except BadProfile as error:
            raise BadMessage(f"device {name!r}: {error}", Fault.PRODUCT, name) from error
        except CodecError as error:
            raise BadMessage(f"device {name!r}: {error}", Fault.FRAME, name) from error
        if device is not None or frame.radio is None:
            near = nearest(self._profiles, frame.hints.model)
            raise BadMessage(
                f"device {name!r}: its product is not known; set its model to one of the "
                f"{len(self._profiles)} that are, nearest are {near}",
                Fault.PRODUCT,
                name,
            )
        # A stranger of an unknown product: what the network itself says is true, the rest is kept raw.
        radio: dict[str, Value] = {"rssi_dbm": frame.radio.rssi_dbm, "snr_db": frame.radio.snr_db}
        return Decoded(radio)
