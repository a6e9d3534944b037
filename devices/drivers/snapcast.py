"""Snapcast: samples into a TCP source of the server, which tells whether its clients are there (P1).

The server needs `source = tcp://0.0.0.0:4953?name=village&mode=server&sampleformat=48000:16:2`.
"""

import json
import socket
import sys
import threading
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from devices.contract.receipts import ProofLevel
from devices.drivers.pacing import paced
from devices.drivers.pcm import samples
from devices.drivers.playing import Heard, PlayerFailed, Sound

_RATE_HZ = 48_000
_PIECE_MS = 20
_FRAME_BYTES = 4  # 16 bit, two channels
_PIECE_BYTES = _RATE_HZ * _PIECE_MS // 1000 * _FRAME_BYTES
_LONGEST_LINE = 1 << 20


@dataclass(frozen=True, slots=True)
class SnapcastOptions:
    """Where the server is, the group of clients that shall sound, and the stream that we fill."""

    host: str
    group: str
    stream: str = "village"
    control_port: int = 1705
    source_port: int = 4953
    timeout_s: float = 5.0


class _Client(BaseModel):
    id: str
    connected: bool


class _Group(BaseModel):
    id: str
    name: str = ""
    stream_id: str = ""
    clients: list[_Client] = []


class _Server(BaseModel):
    groups: list[_Group]


class _Result(BaseModel):
    server: _Server | None = None


class _Answer(BaseModel):
    id: int | None = None
    result: _Result | None = None
    error: Annotated[dict[str, object] | None, Field()] = None


class SnapcastPlayer:
    """The `Player` on one group of a Snapcast server."""

    method = "snapcast"

    def __init__(self, options: SnapcastOptions) -> None:
        self._options = options

    def play(self, sound: Sound, halt: threading.Event) -> Heard:
        """See `Player.play`; what it says is that clients were there from the first sample to the last."""
        options = self._options
        # The clients' own volume is what the loudspeaker obeys; it is not a second time in the samples.
        mono = samples(Sound(sound.path, sound.length_ms, 100, sound.repeat, sound.start_ms), _RATE_HZ)
        sent = 0
        try:
            with self._control() as control:
                group = control.group(options.group)
                control.call("Group.SetStream", id=group.id, stream_id=options.stream)
                control.call("Group.SetMute", id=group.id, mute=False)
                for client in group.clients:
                    volume = {"percent": sound.volume_pct, "muted": False}
                    control.call("Client.SetVolume", id=client.id, volume=volume)
                with socket.create_connection((options.host, options.source_port), options.timeout_s) as out:
                    for piece in paced(_stereo(mono), _PIECE_BYTES, _PIECE_MS / 1000, halt):
                        out.sendall(piece)
                        sent += len(piece)
                control.group(options.group)
        except OSError as error:
            raise PlayerFailed(f"snapcast server {options.host}: {error}") from error
        is_complete = sent >= len(mono) * _FRAME_BYTES
        sent_ms = sent // _FRAME_BYTES * 1000 // _RATE_HZ
        played_ms = sound.length_ms * sound.repeat if is_complete else sound.start_ms + sent_ms
        return Heard(played_ms, is_complete, ProofLevel.TAKEN)

    @contextmanager
    def _control(self) -> Iterator["_Control"]:
        options = self._options
        address = (options.host, options.control_port)
        with socket.create_connection(address, options.timeout_s) as line, line.makefile("rb") as answers:
            yield _Control(line, answers.readline)


class _Control:
    """JSON-RPC 2.0, one object a line; notifications in between are passed over."""

    def __init__(self, line: socket.socket, read_line: Callable[[int], bytes]) -> None:
        self._line = line
        self._read_line = read_line
        self._number = 0

    def group(self, name: str) -> _Group:
        """The group of that id or name, if any of its clients is connected.

        Raises:
            PlayerFailed: there is none, or nobody is there.
        """
        result = self.call("Server.GetStatus")
        groups = result.server.groups if result and result.server else []
        found = next((group for group in groups if name in {group.id, group.name}), None)
        if found is None:
            raise PlayerFailed(f"snapcast knows no group {name!r}")
        if not any(client.connected for client in found.clients):
            raise PlayerFailed(f"no client of snapcast group {name!r} is connected")
        return found

    def call(self, method: str, **params: object) -> _Result | None:
        """Ask, and wait for the answer.

        Raises:
            PlayerFailed: the server refused, or answered no JSON-RPC. OSError: it is away or too slow.
        """
        self._number += 1
        asked = {"id": self._number, "jsonrpc": "2.0", "method": method, "params": params}
        self._line.sendall(json.dumps(asked).encode() + b"\r\n")
        while line := self._read_line(_LONGEST_LINE):
            try:
                answer = _Answer.model_validate_json(line)
            except ValidationError as error:
                raise PlayerFailed(f"snapcast answered {line[:80]!r} to {method}") from error
            if answer.id != self._number:
                continue
            if answer.error is not None:
                raise PlayerFailed(f"snapcast refuses {method}: {answer.error.get('message')}")
            return answer.result
        raise PlayerFailed(f"snapcast hung up on {method}")


def _stereo(mono: "array[int]") -> bytes:
    both = array("h", bytes(2 * len(mono) * mono.itemsize))
    both[0::2] = mono
    both[1::2] = mono
    if sys.byteorder == "big":
        both.byteswap()
    return both.tobytes()
