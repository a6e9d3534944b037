"""Serves one video file over RTSP with GStreamer; run with the system's python3, which has its bindings.

Usage: rtsp_server.py FILE [NAME PASSWORD NEXT]; prints the port it listens on, serves rtsp://127.0.0.1:PORT/live
until killed. With a name it asks for the password; on SIGUSR1 that becomes NEXT, and everybody is put off.
"""

import signal
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


def let_in(name, password):
    """Let in who knows the password, and nobody else."""
    token = GstRtspServer.RTSPToken()
    token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, "viewer")
    auth = GstRtspServer.RTSPAuth()
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(name, password), token)
    server.set_auth(auth)


def change_password():
    let_in(sys.argv[2], sys.argv[4])
    server.client_filter(lambda *_: GstRtspServer.RTSPFilterResult.REMOVE)
    return True


if len(sys.argv) > 2:
    permissions = GstRtspServer.RTSPPermissions()
    for right in ("media.factory.access", "media.factory.construct"):
        permissions.add_permission_for_role("viewer", right, True)  # noqa: FBT003  # GStreamer's own signature
    factory.set_permissions(permissions)
    let_in(sys.argv[2], sys.argv[3])
    GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGUSR1, change_password)
server.get_mount_points().add_factory("/live", factory)
if server.attach(None) == 0:
    sys.exit("the RTSP server cannot listen on 127.0.0.1")
print(server.get_bound_port(), flush=True)  # noqa: T201  # its parent reads the port here
GLib.MainLoop().run()
