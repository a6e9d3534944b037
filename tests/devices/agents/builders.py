"""Commands, clips and channels for the tests of the speaker agent."""

import array
import hashlib
import io
import math
import threading
import wave
from collections.abc import Callable
from itertools import count
from pathlib import Path

from devices.agents.audio_cache import AudioAway
from devices.contract.commands import COMMANDS, Announce, Audio, Cancel, Command, Priority
from devices.contract.receipts import Ack
from devices.contract.signing import SigningKey
from devices.contract.topics import Address, Kind, Scope
from devices.contract.wire import Message, decode, encode
from devices.drivers.playing import Heard, Sound
from devices.keys import new_key
from devices.mqtt import LinkDown
from devices.mqtt.publication import Packet

NOW_MS = 1_770_000_000_000
SITE = "lz"
HORN = "horn-1"
RATE_HZ = 22_050
HUB_KEY, HORN_KEY = new_key(), new_key()
_COUNTERS = count(1)


def a_wav(seconds: float, *, tone_hz: float = 440.0, rate_hz: int = RATE_HZ) -> bytes:
    wave_of = (
        int(12_000 * math.sin(2 * math.pi * tone_hz * number / rate_hz))
        for number in range(int(seconds * rate_hz))
    )
    target = io.BytesIO()
    with wave.open(target, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(rate_hz)
        wav.writeframes(array.array("h", wave_of).tobytes())
    return target.getvalue()


def samples_of(path: Path) -> list[int]:
    """The 16 bit samples of a file by mpv, whose WAVE_FORMAT_EXTENSIBLE the `wave` module cannot read."""
    _, _, content = path.read_bytes().partition(b"data")
    return list(array.array("h", content[4 : 4 + (len(content) - 4) // 2 * 2]))


def loudest(path: Path) -> int:
    return max((abs(sample) for sample in samples_of(path)), default=0)


def seconds_of(path: Path) -> float:
    return len(samples_of(path)) / RATE_HZ


def an_announce(
    name: str = "an-1",
    *,
    clip: bytes = b"clip",
    duration_ms: int = 10_000,
    priority: Priority = Priority.ROUTINE,
    now_ms: int = NOW_MS,
    **changes: object,
) -> Announce:
    sha256 = hashlib.sha256(clip).hexdigest()
    fields: dict[str, object] = {
        "id": f"dl-{name}",
        "issued_ms": now_ms,
        "not_before_ms": now_ms,
        "expires_ms": now_ms + 60_000,
        "audience": HORN,
        "announcement": name,
        "priority": priority,
        "text": "停水",
        "audio": Audio(path=f"/audio/{sha256}", sha256=sha256, duration_ms=duration_ms),
        "volume_pct": 60,
    }
    return Announce(**(fields | changes))


def a_cancel(name: str = "an-1", *, now_ms: int = NOW_MS, audience: str = HORN) -> Cancel:
    return Cancel(
        id=f"cx-{name}"[:32], issued_ms=now_ms, not_before_ms=now_ms, expires_ms=now_ms + 60_000,
        audience=audience, announcement=name,
    )  # fmt: skip


def a_command_message(
    command: Command,
    *,
    scope: Scope = Scope.DEVICE,
    target: str = HORN,
    key: SigningKey = HUB_KEY,
    epoch: int = 1,
    counter: int = 0,
) -> Message:
    """An order as the hub sends it: signed, with the next number unless `counter` is given."""
    name = next(name for name, body in COMMANDS.items() if type(command) is body)
    numbered = command.model_copy(update={"epoch": epoch, "counter": counter or next(_COUNTERS)})
    return key.sign(Message(Address(SITE, scope, target, Kind.CMD, name), numbered))


def a_packet(message: Message, *, is_retained: bool = False, is_dup: bool = False) -> Packet:
    topic, payload = encode(message)
    return Packet(topic, payload, qos=1, is_retained=is_retained, is_dup=is_dup, mid=1, epoch=1)


class RecordingChannel:
    """Keeps what the agent says; `is_up` decides whether it is taken."""

    def __init__(self) -> None:
        self.is_up = True
        self.sent: list[tuple[str, bytes]] = []
        self.acked: list[Packet] = []

    def publish(
        self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> None:
        assert (qos, expiry_s) == (1, None)
        assert retain is not topic.split("/")[4].startswith(("ack", "event"))
        if not self.is_up:
            raise LinkDown(f"{topic} not sent")
        self.sent.append((topic, payload))

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def ack(self, packet: Packet) -> None:
        self.acked.append(packet)

    def bodies(self, kind: Kind) -> list[object]:
        messages = [decode(topic, payload) for topic, payload in self.sent]
        return [message.body for message in messages if message.address.kind is kind]

    def acks(self) -> list[tuple[str, str]]:
        """(command id, stage), in the order they were said."""
        messages = [decode(topic, payload) for topic, payload in self.sent]
        return [(m.address.name, m.body.stage.value) for m in messages if isinstance(m.body, Ack)]

    def last_ack(self) -> Ack:
        return [body for body in self.bodies(Kind.ACK) if isinstance(body, Ack)][-1]


class ScriptedSounds:
    """Has every sound, unless `error` is set."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.error: Exception | None = None

    def fetch(self, audio: Audio, halt: threading.Event) -> Path:
        if self.error is not None:
            raise self.error
        if halt.is_set():
            raise AudioAway(f"{audio.path}: halted")
        return self.path


class PatientPlayer:
    """Sounds until `end` is set or it is halted, and remembers every start."""

    method = "player"

    def __init__(self, heard: Callable[[], Heard]) -> None:
        self.begun: list[Sound] = []
        self.end = threading.Event()
        self._heard = heard

    def play(self, sound: Sound, halt: threading.Event) -> Heard:
        self.begun.append(sound)
        while not self.end.wait(0.005):
            if halt.is_set():
                return Heard(1_000, is_complete=False)
        self.end.clear()
        return self._heard()
