"""F47 to F49: cameras that misbehave, decoders that die, and no room for pictures."""

import os
import signal
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from time import monotonic

import cv2
import httpx
import numpy as np

from deploy.pretend import VISION_WORKER
from deploy.servers import Place as Home
from deploy.servers import mqtt_passwords
from tests.faults.catalogue import Lab, Outcome, faults_of, judged, unless
from tests.faults.eyes import LOST, Answer, Cameras, Eyes, Place, answer, eyes, jpeg, well
from tests.faults.mounts import filled, small_disk
from tests.faults.rig import Rig, native_or_acknowledged, rig
from tests.journeys.rtsp import rtsp
from tests.vision.clips import write_clip
from tests.vision.scenes import a_scene
from tests.wait import until

_KNOWN_S = 15.0
_WATCHED_S = 30.0
_BACK_S = 60.0
# By default 400 MiB belong to readings.
_DISK_MIB, _LEFT_MIB = 440, 390


def _dropped(handler: BaseHTTPRequestHandler, _place: Place) -> None:
    handler.connection.close()


def _dripping(handler: BaseHTTPRequestHandler, place: Place) -> None:
    body, over = jpeg(place.picture()), vars(type(handler))["over"]
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    with suppress(ConnectionError):  # whoever asked has had enough
        for byte in body:
            if over.wait(0.5):
                return
            handler.wfile.write(bytes([byte]))


def _half(handler: BaseHTTPRequestHandler, place: Place) -> None:
    body = jpeg(place.picture())
    answer(handler, body[: len(body) // 2])


def _page(handler: BaseHTTPRequestHandler, _place: Place) -> None:
    answer(handler, b"<html>session expired</html>")


def _expired(handler: BaseHTTPRequestHandler, _place: Place) -> None:
    answer(handler, b"", status=401)


def _sent_away(handler: BaseHTTPRequestHandler, _place: Place) -> None:
    handler.send_response(302)
    handler.send_header("Location", "http://127.0.0.2:9/")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _bomb(handler: BaseHTTPRequestHandler, place: Place) -> None:
    body = bytearray(jpeg(place.picture()))
    at = body.index(b"\xff\xc0")
    body[at + 5 : at + 9] = struct.pack(">HH", 65_500, 65_500)
    answer(handler, bytes(body))


def _green(handler: BaseHTTPRequestHandler, place: Place) -> None:
    answer(handler, jpeg(np.full_like(place.picture(), (0, 135, 0))))


def _black(handler: BaseHTTPRequestHandler, place: Place) -> None:
    answer(handler, jpeg(place.picture() // 32))


def _moved(handler: BaseHTTPRequestHandler, place: Place) -> None:
    answer(handler, jpeg(np.roll(place.picture(), 200, axis=1)))


def _frozen() -> Answer:
    kept: list[bytes] = []

    def same(handler: BaseHTTPRequestHandler, place: Place) -> None:
        kept.append(kept[0] if kept else jpeg(place.picture()))
        answer(handler, kept[0])

    return same


def _larger(handler: BaseHTTPRequestHandler, place: Place) -> None:
    answer(handler, jpeg(np.asarray(cv2.resize(place.picture(), (1280, 720)), dtype=np.uint8)))


# How a camera misbehaves, and what the hub may then call it.
_MISBEHAVING: Mapping[str, tuple[Callable[[], Answer], frozenset[str]]] = {
    "drops": (lambda: _dropped, frozenset({LOST})),
    "drips": (lambda: _dripping, frozenset({LOST})),
    "half": (lambda: _half, frozenset({LOST})),
    "page": (lambda: _page, frozenset({LOST})),
    "expired": (lambda: _expired, frozenset({LOST})),
    "redirect": (lambda: _sent_away, frozenset({LOST})),
    "bomb": (lambda: _bomb, frozenset({LOST})),
    "green": (lambda: _green, frozenset({"covered"})),
    "black": (lambda: _black, frozenset({"black"})),
    "frozen": (_frozen, frozenset({"frozen"})),
    "moved": (lambda: _moved, frozenset({"moved"})),
}


def misbehaving(lab: Lab) -> Outcome:
    """Each camera misbehaves in its own way, one grows its picture, one is well; then all are well again."""
    with lab.place() as place, rig(place) as made, Cameras([*_MISBEHAVING, "larger", "good"]) as cameras:
        urls = {name: cameras.url(name) for name in (*_MISBEHAVING, "larger", "good")}
        with eyes(made, urls) as watching:
            for name, (how, _) in _MISBEHAVING.items():
                cameras.tell(name, how())
            cameras.tell("larger", _larger)
            known = watching.when_known(tuple(_MISBEHAVING), _WATCHED_S)
            others = {name: watching.shown()[name] for name in ("larger", "good")}
            begun_s = monotonic()
            for name in _MISBEHAVING:
                cameras.tell(name, well)
            back_s = _back_s(watching, begun_s)
            open_tickets = made.hub.get("/api/v1/tickets")["tickets"]
    faults = [_told_wrongly(name, known.get(name)) for name in _MISBEHAVING]
    faults += [
        f"{name}, which was well, was shown as {trouble}" for name, trouble in others.items() if trouble
    ]
    slowest = max(known, key=lambda name: known[name][1])
    return Outcome(
        f"{len(_MISBEHAVING)} kinds, known after at most {known[slowest][1]:.1f} s ({slowest}); "
        f"all seen again {back_s:.1f} s after they were well",
        faults_of(
            *faults,
            unless(back_s < _BACK_S, "not all came back"),
            unless(not open_tickets, f"{len(open_tickets)} matters were opened by it"),
        ),
    )


def _told_wrongly(name: str, known: tuple[str, float] | None) -> str:
    expected = _MISBEHAVING[name][1]
    if known is None:
        return f"{name}: never noticed"
    shown, after_s = known
    if shown not in expected:
        return f"{name}: shown as {shown}"
    return unless(after_s <= _KNOWN_S, f"{name}: known after {after_s:.1f} s")


def _back_s(watching: Eyes, begun_s: float) -> float:
    watching.wait_all_see(_BACK_S)
    return monotonic() - begun_s


def decoder_dies(lab: Lab) -> Outcome:
    """Of two streams' decoders one is killed, crashes, and stands still: it comes back, the other goes on."""
    with lab.place() as place, rig(place) as made:
        clip = place / "street.mp4"
        write_clip(clip, a_scene(), seconds=600, fps=2)
        with rtsp(clip) as first, rtsp(clip) as second, eyes(made, {"one": first, "two": second}) as watching:
            back_s = [_hurt(watching, fault) for fault in (signal.SIGKILL, signal.SIGSEGV, signal.SIGSTOP)]
            shown = watching.shown()
            is_same_worker = watching.worker.starts == 1 and watching.worker.is_alive()
    return Outcome(
        f"killed, crashed, stood still: decoding again after at most {max(back_s):.1f} s, the other unhurt",
        faults_of(
            unless(max(back_s) <= _KNOWN_S, f"decoding again after {max(back_s):.1f} s"),
            unless(set(shown.values()) == {""}, f"in the end shown as {dict(shown)}"),
            unless(is_same_worker, "the worker itself ended"),
        ),
    )


def _hurt(watching: Eyes, fault: signal.Signals) -> float:
    """Hurt one decoder and say after how many seconds there are two again, that one not among them."""
    until(lambda: len(_decoders(watching.worker.pid)) == 2, _BACK_S, "two decoders")
    victim, other = sorted(_decoders(watching.worker.pid))
    os.kill(victim, fault)
    begun_s = monotonic()
    until(
        lambda: len(now := _decoders(watching.worker.pid)) == 2 and victim not in now,
        _BACK_S,
        "a new decoder",
    )
    after_s = monotonic() - begun_s
    assert other in _decoders(watching.worker.pid), "the other decoder was begun anew as well"
    watching.wait_all_see()
    return after_s


def _decoders(worker: int) -> frozenset[int]:
    """The processes that decode for a worker: the children of the fork server that is its child."""
    return frozenset(
        decoder for server in _children(worker) for decoder in _children(server) if not _children(decoder)
    )


def _children(pid: int) -> tuple[int, ...]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return tuple(int(child) for task in tasks for child in (task / "children").read_text().split())
    except OSError:
        return ()


def no_room_for_pictures(lab: Lab) -> Outcome:
    """The disk of pictures has only the room of readings left, then more: readings go on, no half picture."""
    with (
        lab.place() as place,
        small_disk(place / "hub" / "hub" / "evidence", _DISK_MIB) as disk,
        rig(place) as made,
    ):
        fleet, raw = made.fleet(), made.raw()
        fleet.talk(40)
        put = partial(_put, made)
        taken = [put(number) for number in range(3)]
        with filled(disk, left_kib=_LEFT_MIB * 1024):
            refused = [put(number) for number in range(10, 14)]
            raw.say(lab.count(2_000, 400), rate_per_s=200)
            is_red = made.hub.is_red()
        again = [put(number) for number in range(10, 14)]
        left = [file.name for file in disk.rglob("*.part")]
        fleet.pause()
        raw.drain()
        fleet.drain()
        verdict = made.verdict(native_or_acknowledged)
    return judged(
        verdict,
        f"{len(refused)} pictures refused while it was full, all of them taken afterwards",
        unless(set(taken) == {201}, f"before: {taken}"),
        unless(set(refused) == {503}, f"while full: {refused}"),
        unless(set(again) == {201}, f"afterwards: {again}"),
        unless(not left, f"half a picture is left: {left}"),
        unless(not is_red, "the hub was red, though readings were taken"),
    )


def _put(made: Rig, number: int) -> int:
    """Bring a picture as the vision worker does; the status it gets."""
    content = b"\xff\xd8\xff" + number.to_bytes(2, "big") + os.urandom(100_000)
    password = mqtt_passwords(Home.at(made.hub.home), [VISION_WORKER])[VISION_WORKER]
    address = f"http://127.0.0.1:{made.hub.port}/api/v1/evidence/{sha256(content).hexdigest()}"
    headers = {"Content-Type": "image/jpeg"}
    return httpx.put(
        address, content=content, headers=headers, auth=(VISION_WORKER, password), timeout=10
    ).status_code
