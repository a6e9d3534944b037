"""4G cloud horns that take a maker's JSON over MQTT: `playUrl` with a frame number, which is answered (P1).

As 安圣 describes it: {"method":"playUrl","url","vol","repeat","firstPlay","frameId"}, MP3 or WAV by plain
HTTP, at most 128 kbit/s. A horn that also reports the end of its task is believed to have finished (P2).
"""

import itertools
import json
import queue
import threading
import time
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from devices.contract.receipts import ProofLevel
from devices.drivers.playing import Heard, PlayerFailed, Sound
from devices.drivers.serving import served
from devices.mqtt import Link, LinkDown, LinkOptions
from devices.mqtt.publication import Packet

_CONNECTED_S = 10.0
_POLL_S = 0.05
_OK = 0
_FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class CloudHornOptions:
    """One horn behind its maker's broker.

    `orders` and `answers` are its topics; `host` is the address of this machine as the horn reaches it, from
    whose `port` (0: any) it fetches the sound. `answer_s` is how long it may take to answer, `late_s` how
    much longer than the sound it may take to report the end.
    """

    link: LinkOptions
    orders: str
    answers: str
    host: str
    port: int = 0
    answer_s: float = 10.0
    late_s: float = 10.0


class _Frame(BaseModel):
    """What a horn says: whether it took a frame, or how its task stands."""

    model_config = ConfigDict(extra="ignore")

    frame: int = Field(alias="frameId")
    code: int = _OK
    message: str = Field(default="", alias="msg", max_length=200)
    state: str = Field(default="", max_length=40)


class CloudHornPlayer:
    """The `Player` on one 4G horn; a connection for each announcement, for there are hours between them."""

    method = "cloud-horn"

    def __init__(self, options: CloudHornOptions) -> None:
        self._options = options
        self._numbers = itertools.count(int(time.time()))

    def play(self, sound: Sound, halt: threading.Event) -> Heard:
        """See `Player.play`; what it says is that the horn took it, or that it reported the end."""
        options, heard = self._options, queue.SimpleQueue[_Frame]()
        link = Link(options.link, filters=(options.answers,), on_packet=lambda p: _hear(link, p, heard))
        link.start()
        try:
            if not link.wait_up(_CONNECTED_S):
                raise PlayerFailed(f"the horn's broker {options.link.host} is away")
            with served(sound.path, options.host, options.port, ".mp3") as url:
                return self._play(link, heard, url, sound, halt)
        except LinkDown as error:
            raise PlayerFailed(f"the horn's broker went away: {error}") from error
        finally:
            link.stop()

    def _play(
        self, link: Link, heard: "queue.SimpleQueue[_Frame]", url: str, sound: Sound, halt: threading.Event
    ) -> Heard:
        number = next(self._numbers)
        order = {
            "method": "playUrl",
            "url": url,
            "vol": sound.volume_pct,
            "repeat": sound.repeat,
            "firstPlay": True,
            "frameId": number,
        }
        self._send(link, order)
        took = _next(heard, number, self._options.answer_s, halt)
        if took is None:
            if halt.is_set():
                self._send(link, {"method": "stop", "frameId": number})
            raise PlayerFailed(f"the horn did not answer within {self._options.answer_s:g} s")
        if took.code != _OK:
            raise PlayerFailed(f"the horn refuses: {took.message or took.code}")
        return self._wait(link, heard, number, sound, halt)

    def _wait(
        self, link: Link, heard: "queue.SimpleQueue[_Frame]", number: int, sound: Sound, halt: threading.Event
    ) -> Heard:
        """Wait for the word that it has ended; a horn that never says so is waited for and took it."""
        began_s, length_ms = time.monotonic(), sound.length_ms * sound.repeat
        longest_s = length_ms / 1000 + self._options.late_s
        while (left_s := began_s + longest_s - time.monotonic()) > 0:
            said = _next(heard, number, left_s, halt)
            if halt.is_set():
                self._send(link, {"method": "stop", "frameId": number})
                return Heard(1 + round((time.monotonic() - began_s) * 1000), is_complete=False)
            if said is not None and said.code != _OK:
                raise PlayerFailed(f"the horn failed: {said.message or said.code}")
            if said is not None and said.state == _FINISHED:
                sounded_ms = round((time.monotonic() - began_s) * 1000)
                return Heard(min(length_ms, sounded_ms), is_complete=True)
        return Heard(length_ms, is_complete=True, level=ProofLevel.TAKEN)

    def _send(self, link: Link, order: dict[str, object]) -> None:
        link.publish(self._options.orders, json.dumps(order).encode())


def _hear(link: Link, packet: Packet, heard: "queue.SimpleQueue[_Frame]") -> None:
    link.ack(packet)
    try:
        heard.put(_Frame.model_validate_json(packet.payload))
    except ValidationError:
        return  # its makers put other things on the same topic


def _next(
    heard: "queue.SimpleQueue[_Frame]", number: int, timeout_s: float, halt: threading.Event
) -> _Frame | None:
    """The next word about a frame; None when the time is over or `halt` is set."""
    deadline_s = time.monotonic() + timeout_s
    while not halt.is_set() and time.monotonic() < deadline_s:
        try:
            said = heard.get(timeout=_POLL_S)
        except queue.Empty:
            continue
        if said.frame == number:
            return said
    return None
