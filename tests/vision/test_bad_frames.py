"""Class V of bad inputs, V181-V200: an error or *cannot see*, never a crash, and never *absent*."""

import struct
import zlib
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from devices.contract.bodies import Phase, Sight
from tests.vision.fakes import answering, reply
from tests.vision.scenes import BEGUN_MS, a_pile, a_scene, an_eye, tales, watch
from tests.vision.test_source import first_picture
from vision.picture import BadPicture, Picture, decoded
from vision.source import SourceLost

pytestmark = pytest.mark.slow

SCENE = a_scene(a_pile())
SINCE_S, UNTIL_S = 58, 82
OTHER_STREET = a_scene(seed=9)


@pytest.fixture(scope="module")
def remembered():
    """An eye that has told of the pile, as it remembers."""
    eye = an_eye()
    assert tales(watch(eye, SCENE, 0, SINCE_S)) == [(Phase.START, Sight.PRESENT)]
    return eye.memory()


def seen_as(alter):
    """What is told when each frame is altered, `alter(frame, at_s)`."""

    def told(memory):
        eye = an_eye()
        eye.restore(memory)
        return tales(watch(eye, SCENE, SINCE_S, UNTIL_S, alter=alter))

    return told


def refused(body):
    """That the bytes are refused."""

    def told(_memory):
        with pytest.raises(BadPicture):
            decoded(body)
        return []

    return told


def through(encode):
    """What is told when each frame is encoded as some cameras do, and decoded."""
    return seen_as(lambda frame, _at_s: decoded(encode(frame)))


def lost(answer):
    """That a camera that answers so is lost."""

    def told(_memory):
        with answering(answer) as url, pytest.raises(SourceLost):
            first_picture(f"{url}/x.jpg")
        return []

    return told


def at_times(*times_s):
    """What is told of frames with these times, seconds."""

    def told(memory):
        eye = an_eye()
        eye.restore(memory)
        looks = [
            eye.look(Picture(SCENE.draw(58.0 + n), BEGUN_MS + int(at * 1000))) for n, at in enumerate(times_s)
        ]
        return tales(looks)

    return told


def png_of_size(width, height):
    body = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunk = b"IHDR" + body
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


def jpeg(frame):
    return bytes(cv2.imencode(".jpg", frame)[1])


def png(frame):
    return bytes(cv2.imencode(".png", frame)[1])


def lower_half(colour):
    def alter(frame, _at_s):
        frame = frame.copy()
        frame[frame.shape[0] // 2 :] = colour
        return frame

    return alter


def barred(frame, at_s):
    frame = frame.copy()
    top = int(at_s * 37) % 300
    frame[top : top + 60] //= 3
    frame[::2] = np.roll(frame[::2], 5, axis=1)
    return frame


def with_clock(frame, at_s):
    frame = frame.copy()
    cv2.putText(frame, f"1970-01-01 00:00:{int(at_s * 13) % 60:02d}", (8, 24), 0, 0.7, (255, 255, 255), 2)
    return frame


def behind_a_web(frame, _at_s):
    frame = frame.copy()
    for number in range(30):
        turn = number * 0.21
        far = (int(330 + 500 * np.cos(turn)), int(240 + 500 * np.sin(turn)))
        cv2.line(frame, (330, 240), far, (215, 215, 215), 3)
    cv2.circle(frame, (330, 240), 26, (30, 30, 30), cv2.FILLED)
    return frame


def covered_then_moved(frame, at_s):
    return np.full_like(frame, 118) if at_s < 70 else np.roll(frame, 90, axis=1)


def endless(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "multipart/x-mixed-replace")
    handler.end_headers()
    part = b"x" * 65536
    try:
        while not handler.is_stopping.is_set():
            handler.wfile.write(part)
    except OSError:
        return


def forbids_after_a_while(handler):
    reply(handler, b"", status=401, headers=[("WWW-Authenticate", 'Digest realm="new"')])


STREET = SCENE.draw(58)
CASES: dict[str, Callable] = {
    "V181 0 x 0": refused(png_of_size(0, 0)),
    "V181 1 x 1": refused(jpeg(STREET[:1, :1])),
    "V182 20000 x 20000": refused(png_of_size(20_000, 20_000)),
    "V183 cut off": refused(jpeg(STREET)[:9_000]),
    "V184 grey": seen_as(lambda frame, _at_s: np.full_like(frame, 128)),
    "V184 green": seen_as(lambda frame, _at_s: np.full_like(frame, (0, 135, 0))),
    "V184 half purple": seen_as(lower_half((120, 0, 120))),
    "V185 frozen": seen_as(lambda _frame, _at_s: STREET.copy()),
    "V186 black": seen_as(lambda frame, _at_s: frame // 40),
    "V186 overexposed": seen_as(lambda frame, _at_s: np.full_like(frame, 255)),
    "V186 infrared": seen_as(lambda frame, _at_s: cv2.cvtColor(frame[:, :, 1], cv2.COLOR_GRAY2BGR)),
    "V187 upside down": seen_as(lambda frame, _at_s: frame[::-1, ::-1].copy()),
    "V187 on its side": seen_as(lambda frame, _at_s: np.rot90(frame).copy()),
    "V188 other sizes in turn": seen_as(
        lambda frame, at_s: frame[:: 1 + int(at_s) % 2, :: 1 + int(at_s) % 2]
    ),
    "V188 another shape": seen_as(lambda frame, _at_s: frame[:, :480].copy()),
    "V189 16 bits": through(lambda frame: png(frame.astype(np.uint16) * 257)),
    "V189 alpha": through(lambda frame: png(cv2.cvtColor(frame, cv2.COLOR_BGR2BGRA))),
    "V189 greyscale": through(lambda frame: jpeg(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY))),
    "V190 bars and combs": seen_as(barred),
    "V191 backwards": at_times(*range(58, 40, -1)),
    "V191 all the same": at_times(*[58] * 18),
    "V192 wrong clock": seen_as(with_clock),
    "V193 a spider's web": seen_as(behind_a_web),
    "V194 covered, then moved": seen_as(covered_then_moved),
    "V195 another camera": seen_as(lambda _frame, at_s: OTHER_STREET.draw(at_s)[:, ::-1].copy()),
    "V196 another login": lost(forbids_after_a_while),
    "V197 endless part": lost(endless),
    "V198 a login page": lost(lambda handler: reply(handler, b"<!DOCTYPE html><html>log in</html>")),
    "V199 a playlist": lost(lambda handler: reply(handler, b"#EXTM3U\nhttp://127.0.0.1:1/x.ts\n")),
    "V200 100 pictures a second": at_times(*np.arange(58, 58.3, 0.01)),
    "V200 one in 100 seconds": at_times(*range(58, 1858, 100)),
}


@pytest.mark.parametrize("case", CASES)
def test_a_bad_picture_is_an_error_or_not_seen_and_never_absent(case, remembered):
    told = CASES[case](remembered)
    assert Sight.ABSENT not in {sight for _, sight in told}
    assert Phase.END not in {phase for phase, _ in told}
