"""Which pretend bin speaks when, and what it says, through a gateway or the LoRaWAN network server."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, replace

from devices.contract.bodies import Birth, DeviceClass, Location, Status, Telemetry, Upto
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from devices.mqtt import LinkDown
from devices.reporter import Reporter, Sender
from devices.sim.bins import (
    Habit,
    Reading,
    Sensor,
    battery_pct,
    emptied_between,
    hour_of_day,
    sense,
    temperature_c,
    true_fill_pct,
)
from devices.sim.chance import dice
from devices.sim.script import Script, habits
from devices.sim.township import Device, Township
from devices.sim.truth import Truth
from devices.sim.uplinks import chirpstack_up, telemetry
from devices.spool import Spool

_GARBLED_BYTES = b'{"v":1,"bd":1,"seq":7,"m":{"distance_mm":7\xff\xfe'
_FIRMWARE = "pretend-1"
_QUANTITIES = ("distance_mm", "tilted", "battery_pct", "temperature_c")


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the fleet speaks and writes: two links, an opened spool, the truth."""

    gateway: Sender
    network_server: Sender
    spool: Spool
    truth: Truth


@dataclass(slots=True)
class _Bin:
    device: Device
    habit: Habit
    sensor: Sensor
    reporter: Reporter | None  # None: LoRaWAN
    said: int = 0
    heard_s: float = 0.0  # up to this moment its emptied events are in the truth


class Fleet:
    """All bins of the township and their gateway. One thread calls it, with the time in milliseconds UTC."""

    def __init__(self, township: Township, script: Script, ways: Ways) -> None:
        self._township = township
        self._script = script
        self._ways = ways
        self._period_ms = township.bin_period_s * 1000
        self._began_ms = 0
        self._bins: list[_Bin] = []
        self._due: list[tuple[int, int]] = []
        self._reporters: dict[str, Reporter] = {}
        self._gateway = township.of(DeviceClass.GATEWAY)[0]

    def start(self, now_ms: int, gateway_boot: int) -> None:
        """Present every device, and begin the pretend day.

        Args:
            now_ms: the moment the script's second 0 falls on.
            gateway_boot: the gateway's boot number, which its Will already carries.

        Raises:
            SpoolFailed: no boot number can be kept; do not speak.
        """
        self._began_ms = now_ms
        gateway = self._reporter(self._gateway, now_ms, gateway_boot)
        gateway.declare(Kind.STATUS, Status(online=True, boot=gateway_boot, at_ms=now_ms, why="started"))
        lives = habits(self._township, self._script)
        cast = [(device, lives[device.id]) for device in self._township.of(DeviceClass.BIN)]
        cast += self._newcomer(cast)
        for number, (device, habit) in enumerate(cast):
            self._bins.append(self._bin(device, habit, now_ms))
            heapq.heappush(self._due, (now_ms + (number + 1) * self._period_ms // len(cast), number))

    def stop(self, now_ms: int) -> None:
        """Say that the gateway goes on purpose."""
        gateway = self._reporters[self._gateway.id]
        gateway.declare(Kind.STATUS, Status(online=False, boot=gateway.boot, at_ms=now_ms, why="stopped"))

    def speak(self, now_ms: int) -> None:
        """Say everything that is due; what was missed while the caller was away is said once."""
        while self._due and self._due[0][0] <= now_ms:
            due_ms, number = self._due[0]
            self._turn(self._bins[number], now_ms)
            heapq.heapreplace(
                self._due, (max(due_ms + self._period_ms, now_ms - self._period_ms + 1), number)
            )

    def hear(self, device: str, upto: Upto) -> None:
        """Let a device forget what the hub holds; other devices' confirmations are none of ours."""
        reporter = self._reporters.get(device)
        if reporter is not None:
            reporter.handle_upto(upto)

    def resend(self) -> None:
        """Say again what is not confirmed; for the moment a connection is made."""
        for reporter in self._reporters.values():
            reporter.resend()

    def fills_pct(self, now_ms: int) -> Mapping[str, float]:
        """How full every bin truly is now, by device id."""
        elapsed_s = self._elapsed_s(now_ms)
        return {
            bin_.device.id: true_fill_pct(bin_.habit, elapsed_s, self._script.speed) for bin_ in self._bins
        }

    def _newcomer(self, cast: list[tuple[Device, Habit]]) -> list[tuple[Device, Habit]]:
        """A bin just like the first one that nobody registered."""
        if not cast or not self._script.unclaimed:
            return []
        device, habit = cast[0]
        return [(replace(device, id=self._script.unclaimed, key=""), replace(habit, start_pct=30.0))]

    def _bin(self, device: Device, habit: Habit, now_ms: int) -> _Bin:
        sensor = Sensor(device.empty_mm or 0, device.full_mm or 0)
        is_mute = bool(device.key) or device.id == self._script.never
        return _Bin(device, habit, sensor, None if is_mute else self._reporter(device, now_ms, None))

    def _reporter(self, device: Device, now_ms: int, boot: int | None) -> Reporter:
        reporter = Reporter(self._township.site, device.id, self._ways.gateway, self._ways.spool, boot=boot)
        reporter.declare(Kind.BIRTH, self._birth(device, reporter.boot, now_ms))
        self._reporters[device.id] = reporter
        return reporter

    def _birth(self, device: Device, boot: int, now_ms: int) -> Birth:
        return Birth(
            id=device.id,
            device_class=device.device_class,
            model=device.model,
            firmware=_FIRMWARE,
            boot=boot,
            at_ms=now_ms,
            period_s=self._township.period_s(device.device_class),
            quantities=_QUANTITIES if device.device_class is DeviceClass.BIN else (),
            location=Location(lat=device.place.lat, lon=device.place.lon),
            via=None if device is self._gateway else self._gateway.id,
        )

    def _elapsed_s(self, now_ms: int) -> float:
        return max(0, now_ms - self._began_ms) / 1000

    def _turn(self, bin_: _Bin, now_ms: int) -> None:
        elapsed_s = self._elapsed_s(now_ms)
        for moment_s in emptied_between(bin_.habit, bin_.heard_s, elapsed_s):
            self._ways.truth.happened("emptied", bin_.device.id, self._began_ms + round(moment_s * 1000))
        bin_.heard_s = elapsed_s
        if self._script.is_silent(bin_.device.id, elapsed_s):
            return
        bin_.said += 1
        fill_pct = true_fill_pct(bin_.habit, elapsed_s, self._script.speed)
        reading = self._measure(bin_, fill_pct, elapsed_s)
        if bin_.reporter is None:
            self._uplink(bin_, reading, fill_pct, now_ms)
        else:
            self._report(bin_, bin_.reporter, reading, fill_pct, now_ms)
        if bin_.device.id == self._script.garbled and bin_.said % self._script.garbled_every == 0:
            self._garble(bin_.device.id, now_ms)

    def _measure(self, bin_: _Bin, fill_pct: float, elapsed_s: float) -> Reading:
        chance = dice(self._township.seed, bin_.device.id, bin_.said)
        is_tilted = self._script.is_tilted(bin_.device.id, elapsed_s)
        level = sense(bin_.sensor, fill_pct, chance, is_tilted=is_tilted)
        speed = self._script.speed
        around = {
            "battery_pct": float(battery_pct(bin_.habit, elapsed_s, speed)),
            "temperature_c": temperature_c(hour_of_day(elapsed_s, speed), chance),
        }
        return Reading({**level.values, **around}, level.quality)

    def _report(self, bin_: _Bin, reporter: Reporter, reading: Reading, fill_pct: float, now_ms: int) -> None:
        numbers: list[int] = []

        def build(boot: int, seq: int) -> Telemetry:
            numbers.extend((boot, seq))
            return telemetry(reading, boot, seq, now_ms)

        reporter.report(Kind.TELE, "", build)
        self._ways.truth.sent(
            "tele", bin_.device.id, now_ms, boot=numbers[0], seq=numbers[1],
            fill_pct=round(fill_pct, 2), values=reading.values,
        )  # fmt: skip

    def _uplink(self, bin_: _Bin, reading: Reading, fill_pct: float, now_ms: int) -> None:
        device = bin_.device
        frame = bin_.said - 1
        topic, payload = chirpstack_up(device, reading, frame, now_ms)
        details = {"frame": frame, "fill_pct": round(fill_pct, 2), "values": reading.values}
        if _publish(self._ways.network_server, topic, payload):
            self._ways.truth.sent("uplink", device.id, now_ms, **details)
        else:  # a LoRaWAN sensor keeps nothing: what the network server cannot hand on is gone
            self._ways.truth.happened("lost", device.id, now_ms, kind="uplink", **details)

    def _garble(self, device: str, now_ms: int) -> None:
        topic = device_address(self._township.site, device, Kind.TELE).topic()
        if _publish(self._ways.gateway, topic, _GARBLED_BYTES):
            self._ways.truth.sent("garbled", device, now_ms)


def gateway_will(township: Township, boot: int) -> Message:
    """What the broker says for the gateway when its connection breaks."""
    gateway = township.of(DeviceClass.GATEWAY)[0]
    address = device_address(township.site, gateway.id, Kind.STATUS)
    return Message(address, Status(online=False, boot=boot, why="connection lost"))


def _publish(sender: Sender, topic: str, payload: bytes) -> bool:
    try:
        sender.publish(topic, payload)
    except LinkDown:
        return False
    return True
