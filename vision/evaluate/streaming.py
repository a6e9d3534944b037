"""What a stream costs to follow: CPU time of decoding what is wanted of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import av

from vision.key_frames import KeyPace, wanted_frames

# Until then it is not known how often key frames come.
_SETTLED_S = 5.0


@dataclass(frozen=True, slots=True)
class Following:
    """How a stream is followed.

    `video`: a file with one stream of `fps` pictures a second; `poll_s`: how often one of them is looked at;
    `patience_s`: how long a look may wait for a key frame, 0: all pictures are decoded.
    """

    video: Path
    fps: int
    poll_s: float
    patience_s: float


def decoding_s(how: Following) -> float:
    """Follow a video as if it came from a camera; give the CPU time of each of its pictures, seconds.

    Those count that come after 5 s, decoded or not; the pictures looked at are brought to BGR.
    """
    sent, due_s, begun_s = 0, 0.0, process_time()
    settled = round(_SETTLED_S * how.fps)

    def coming(packets: Iterator["av.Packet[av.VideoStream]"]) -> Iterator["av.Packet[av.VideoStream]"]:
        nonlocal sent, begun_s
        for packet in packets:
            sent += 1
            if sent == settled:
                begun_s = process_time()
            yield packet

    with av.open(str(how.video)) as container:
        stream = container.streams.video[0]
        frames = wanted_frames(
            coming(container.demux(stream)),
            stream.codec_context,
            KeyPace(how.patience_s),
            lambda: sent / how.fps >= due_s,
            lambda: sent / how.fps,
        )
        for frame in frames:
            if sent / how.fps >= due_s:
                due_s += how.poll_s
                frame.to_ndarray(format="bgr24")
    return (process_time() - begun_s) / (sent - settled)
