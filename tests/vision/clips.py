"""Writes video files for the tests."""

from fractions import Fraction

import av


def write_clip(path, scene, *, seconds, fps=1, light=1.0):
    """Write a scene as H.264 at `fps` pictures a second, 640 x 360."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        stream.options = {"crf": "20", "preset": "ultrafast", "tune": "zerolatency"}
        stream.codec_context.time_base = Fraction(1, fps)
        for number in range(seconds * fps):
            frame = av.VideoFrame.from_ndarray(scene.draw(number / fps, light), format="bgr24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
