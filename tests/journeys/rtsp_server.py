"""Serves one video file over RTSP with GStreamer; run with the system's python3, which has its bindings.

Usage: rtsp_server.py FILE; prints the port it listens on, serves rtsp://127.0.0.1:PORT/live until killed.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402  # the versions must be named before

Gst.init(None)
server = GstRtspServer.RTSPServer.new()
server.set_address("127.0.0.1")
server.set_service("0")
factory = GstRtspServer.RTSPMediaFactory.new()
factory.set_launch(f'( filesrc location="{sys.argv[1]}" ! qtdemux ! h264parse ! rtph264pay name=pay0 pt=96 )')
factory.set_shared(True)
server.get_mount_points().add_factory("/live", factory)
if server.attach(None) == 0:
    sys.exit("the RTSP server cannot listen on 127.0.0.1")
print(server.get_bound_port(), flush=True)  # noqa: T201  # its parent reads the port here
GLib.MainLoop().run()
