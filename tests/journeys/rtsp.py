"""A real RTSP server (GStreamer) for one video file."""

import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path

from tests.servers import ServerMissing


@contextmanager
def rtsp(path):
    """Serve a video file over RTSP; gives its address. A missing server is a failure, not a skip."""
    program = Path(__file__).with_name("rtsp_server.py")
    process = subprocess.Popen(
        ["/usr/bin/python3", str(program), str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    watchdog = threading.Timer(40, process.kill)
    watchdog.start()
    try:
        port = process.stdout.readline().strip()
        if not port:
            raise ServerMissing(
                "apt-get install gir1.2-gst-rtsp-server-1.0 python3-gi gstreamer1.0-plugins-good"
            )
        yield f"rtsp://127.0.0.1:{int(port)}/live"
    finally:
        watchdog.cancel()
        watchdog.join()
        process.kill()
        process.wait()
        process.stdout.close()
