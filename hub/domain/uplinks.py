"""One way in for every message: native ones are decoded, foreign ones become messages of the contract.

Pure.
"""

import hashlib
import re
from collections.abc import Mapping

from devices.codecs import json_map
from devices.codecs.frame import CodecError, Decoded, Frame, Hints, Profile
from devices.codecs.json_rules import JsonMap
from devices.codecs.table import decode_frame
from devices.contract.bodies import DeviceClass, Sign, Status, Telemetry
from devices.contract.faults import Fault
from devices.contract.quantities import Quality, Value
from devices.contract.topics import ROOT, BadMessage, Kind, device_address
from devices.contract.wire import UNNUMBERED, Message, decode
from devices.envelopes import vendor_json
from devices.envelopes.notice import Happening, Notice
from devices.envelopes.table import is_uplink, matches, read_uplink
from devices.profiles.catalog import BadProfile, choose, nearest
from hub.domain.area import Catalog, Device
from hub.domain.whereabouts import doubted

_NATIVE = f"{ROOT}/"
_LONGEST_ID = 32
_EUI = re.compile(r"[0-9a-f]{16}")
_NO_ID = re.compile(r"[^a-z0-9-]+")


class Uplinks:
    """Reads raw messages of one site.

    Args:
        site: the township's id; a native message of another site is refused.
        profiles: the products whose frames can be read, by name.
    """

    def __init__(self, site: str, profiles: Mapping[str, Profile]) -> None:
        self._site = site
        self._profiles = profiles
        self._by_topic = [(profile.json_map, profile) for profile in profiles.values() if profile.json_map]

    def read(self, topic: str, payload: bytes, catalog: Catalog) -> Message:
        """Turn a raw message into one of the contract.

        Raises:
            BadMessage: neither native nor of a network server we know, or nothing in it can be read.
        """
        if not topic.startswith(_NATIVE):
            foreign = self._foreign(topic, payload, catalog)
            if foreign is not None:
                return foreign
        message = decode(topic, payload)
        if message.address.site != self._site:
            raise BadMessage(
                f"topic {topic[:120]!r} belongs to site {message.address.site!r}, not {self._site!r}",
                Fault.TOPIC,
            )
        return message

    def key_of(self, topic: str, payload: bytes) -> str:
        """By which key its network knows the sender of a message; "" of a native or an unreadable one."""
        try:
            if topic.startswith(_NATIVE):
                return ""
            if is_uplink(topic):
                return read_uplink(topic, payload).device
            declared = self._declared(topic)
            return json_map.read(declared[0][0], topic, payload).device if declared else ""
        except (BadMessage, CodecError):
            return ""

    def _foreign(self, topic: str, payload: bytes, catalog: Catalog) -> Message | None:
        published = vendor_json.published(topic)
        if published is not None:
            return self._shared(published, payload, catalog)
        if is_uplink(topic):
            heard = read_uplink(topic, payload)
            device = catalog.by_key.get(heard.device)
            if isinstance(heard, Notice):
                return self._told(heard, device)
            gateways = _gateways(heard, catalog)
            try:
                return self._translated(heard, device, gateways)
            except BadMessage as error:  # what nobody can read was heard all the same
                raise BadMessage(str(error), error.fault, error.device, gateways) from error
        declared = self._declared(topic)
        return self._mapped(declared, topic, payload, catalog) if declared else None

    def _shared(self, topic: str, payload: bytes, catalog: Catalog) -> Message:
        """Read JSON on a topic that every product may use: only the registry can say by which profile."""
        heard = vendor_json.read(topic, payload)
        device = catalog.by_key.get(heard.device)
        profile = self._product_of(device) if device else None
        if device is None or profile is None or profile.json_map is None:
            return self._told(heard, device)
        if not matches(profile.json_map.topic, topic):
            return self._told(heard, device)
        try:
            mapped = json_map.read(profile.json_map, topic, payload)
        except CodecError as error:
            raise BadMessage(f"device {device.id!r}: {error}", Fault.BODY, device.id) from error
        return self._measured(mapped, device, payload)

    def _declared(self, topic: str) -> list[tuple[JsonMap, Profile]]:
        return [(rules, profile) for rules, profile in self._by_topic if matches(rules.topic, topic)]

    def _mapped(
        self, declared: list[tuple[JsonMap, Profile]], topic: str, payload: bytes, catalog: Catalog
    ) -> Message:
        """Read vendor JSON by the profile that the registry names, else by the first that has the topic."""
        problem = ""
        for rules, profile in declared:
            try:
                mapped = json_map.read(rules, topic, payload)
            except CodecError as error:
                problem = problem or f"{topic[:120]}: {error} (profile {profile.name!r})"
                continue
            device = catalog.by_key.get(mapped.device)
            if device is None or self._product_of(device) is profile or len(declared) == 1:
                return self._measured(mapped, device, payload)
        raise BadMessage(problem or f"{topic[:120]}: its device is registered as another product", Fault.BODY)

    def _product_of(self, device: Device) -> Profile | None:
        try:
            return choose(self._profiles, device.model, Hints())
        except BadProfile:
            return None

    def _measured(self, mapped: json_map.Mapped, device: Device | None, payload: bytes) -> Message:
        name = device.id if device else stranger(mapped.device)
        address = device_address(self._site, name, Kind.TELE)
        said, at_ms = mapped.decoded, mapped.at_ms
        dedup = UNNUMBERED if at_ms is None else f"{at_ms}/{hashlib.sha256(payload).hexdigest()[:16]}"
        if not said.values:
            if said.warnings:
                raise BadMessage(f"device {name!r}: {'; '.join(said.warnings)}", Fault.VALUES, name)
            return Message(address, Sign(is_alive=True, at_ms=at_ms), dedup)
        body = Telemetry(boot=0, seq=0, at_ms=at_ms, values=dict(said.values), quality=dict(said.quality))
        return Message(address, body, dedup, doubts=said.warnings)

    def _told(self, notice: Notice, device: Device | None) -> Message:
        name = device.id if device else stranger(notice.device)
        if notice.happening is Happening.UNREAD and device is not None:
            raise BadMessage(
                f"device {name!r}: no known profile reads the JSON of its model {device.model!r}",
                Fault.PRODUCT,
                name,
            )
        dedup = notice.dedup or UNNUMBERED
        tele = device_address(self._site, name, Kind.TELE)
        if notice.happening is Happening.MEASURED:
            return Message(tele, Telemetry(boot=0, seq=0, batch=notice.samples), dedup)
        if notice.happening in {Happening.SPOKE, Happening.UNREAD, Happening.TOLD}:
            is_alive = notice.happening is not Happening.TOLD
            return Message(tele, Sign(is_alive, notice.at_ms, notice.says), dedup)
        is_there = notice.happening is Happening.CAME
        body = Status(online=is_there, boot=0, at_ms=notice.at_ms, why=notice.says)
        return Message(device_address(self._site, name, Kind.STATUS), body, dedup)

    def _translated(self, frame: Frame, device: Device | None, gateways: tuple[str, ...]) -> Message:
        name = device.id if device else stranger(frame.device)
        address = device_address(self._site, name, Kind.TELE)
        dedup, twin = frame.dedup or UNNUMBERED, _twin(frame)
        at_ms = frame.device_ms or frame.received_ms
        decoded = self._decoded(frame, device, name)
        if decoded is None or not decoded.values:
            reason = "; ".join(decoded.warnings) if decoded else ""
            if reason:
                raise BadMessage(f"device {name!r}: {reason}", Fault.FRAME, name)
            return Message(address, Sign(is_alive=True, at_ms=at_ms), dedup, twin, gateways=gateways)
        body = Telemetry(
            boot=0,
            seq=frame.fcnt or 0,
            at_ms=at_ms,
            values=dict(decoded.values),
            quality={**decoded.quality, **_doubted_place(decoded, device)},
        )
        return Message(address, body, dedup, twin, decoded.warnings, gateways)

    def _decoded(self, frame: Frame, device: Device | None, name: str) -> Decoded | None:
        try:
            profile = choose(self._profiles, device.model if device else "", frame.hints)
            if profile is not None:
                return decode_frame(frame, profile)
        except BadProfile as error:
            raise BadMessage(f"device {name!r}: {error}", Fault.PRODUCT, name) from error
        except CodecError as error:
            raise BadMessage(f"device {name!r}: {error}", Fault.FRAME, name) from error
        if device is not None:
            near = nearest(self._profiles, frame.hints.model)
            raise BadMessage(
                f"device {name!r}: its product is not known; set its model to one of the "
                f"{len(self._profiles)} that are, nearest are {near}",
                Fault.PRODUCT,
                name,
            )
        if frame.radio is None:
            return None
        # A stranger of an unknown product: what the network itself says is true, the rest is kept raw.
        radio: dict[str, Value] = {"rssi_dbm": frame.radio.rssi_dbm, "snr_db": frame.radio.snr_db}
        return Decoded(radio)


def _gateways(frame: Frame, catalog: Catalog) -> tuple[str, ...]:
    """Who heard it, best first; all that the registry does not know as such are one."""
    heard_by = frame.radio.gateways if frame.radio else ()
    return tuple(dict.fromkeys(_gateway(catalog.by_key.get(key)) for key in heard_by))


def _gateway(device: Device | None) -> str:
    is_one = device is not None and device.device_class is DeviceClass.GATEWAY and not device.retired_at
    return device.id if device and is_one else ""


def _doubted_place(decoded: Decoded, device: Device | None) -> Mapping[str, Quality]:
    return doubted(decoded.values, device.lat, device.lon) if device else {}


def stranger(key: str) -> str:
    """Name a device that is not registered by the key its network knows it by."""
    plain = f"eui-{key}" if _EUI.fullmatch(key) else _NO_ID.sub("-", key.lower()).strip("-")
    return plain[:_LONGEST_ID] or "nameless"


def _twin(frame: Frame) -> str:
    """What is the same of a radio frame on every network that carries it; "" of frames without a counter."""
    if frame.fcnt is None:
        return ""
    content = hashlib.sha256(frame.payload).hexdigest()[:16]
    return f"{frame.device}/{frame.fcnt}/{frame.fport}/{content}"
