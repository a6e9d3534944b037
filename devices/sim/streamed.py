"""Turns a pretend camera's pictures into a stream of H.264, as many as somebody asks for."""

from collections.abc import Callable, Iterator
from fractions import Fraction

import av

from devices.sim.camera import Camera

# Pictures from one that is understood alone to the next: a viewer sees something within seconds.
_GROUP = 10


def access_units(camera: Camera, now_ms: Callable[[], int]) -> Iterator[bytes]:
    """Encode the picture of the moment, each time the next one is asked for; it ends when there is none."""
    decoder, encoder = av.CodecContext.create("mjpeg", "r"), None
    number = 0
    while (jpeg := camera.jpeg(now_ms())) is not None:
        for picture in decoder.decode(av.Packet(jpeg)):
            frame = picture.reformat(format="yuv420p")
            encoder = encoder or _encoder(frame.width, frame.height)
            frame.pts, number = number, number + 1
            yield from (bytes(packet) for packet in encoder.encode(frame))


def _encoder(width: int, height: int) -> av.VideoCodecContext:
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height, codec.pix_fmt = width, height, "yuv420p"
    codec.time_base = Fraction(1, 5)
    codec.thread_count = 1
    codec.options = {"preset": "veryfast", "tune": "zerolatency", "g": str(_GROUP), "bf": "0", "crf": "26"}
    return codec
