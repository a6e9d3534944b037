"""Stand-ins around one camera's loop: they record what was said, and keep no thread and no socket."""

import threading
from collections.abc import Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from devices.contract.bodies import LitterFinding, ViewEvent
from devices.contract.topics import Kind
from devices.mqtt import LinkDown
from vision.evidence import Role


class RecordingLink:
    """A link that is up (or not) and remembers publications as (topic, payload)."""

    def __init__(self, *, is_up=True):
        self.is_up = is_up
        self.published = []

    def publish(self, topic, payload, *, qos=1, **_options):
        if not self.is_up:
            raise LinkDown("down")
        self.published.append((topic, payload, qos))


class RecordingVoice:
    """A reporter that numbers and remembers."""

    def __init__(self, boot=1):
        self.boot = boot
        self.said = []
        self.declared = []

    def report(self, kind, name, build):
        self.said.append((kind, name, build(self.boot, len(self.said) + 1)))

    def declare(self, kind, body):
        self.declared.append((kind, body))

    def statuses(self):
        return [body.online for kind, body in self.declared if kind is Kind.STATUS]


class RecordingCourier:
    """A courier that delivers at once: findings of litter into one list, of spoilt views into another."""

    def __init__(self):
        self.brought: list[tuple[str, LitterFinding, Mapping[Role, bytes]]] = []
        self.views: list[tuple[str, ViewEvent, Mapping[Role, bytes]]] = []

    def hand_over(self, camera, finding, pictures):
        kept = self.views if isinstance(finding, ViewEvent) else self.brought
        kept.append((camera, finding, dict(pictures)))

    def phases(self):
        return [finding.phase for _, finding, _ in self.brought]


class Clock:
    """Wall time that moves only when told, milliseconds UTC."""

    def __init__(self, now_ms=1_790_000_000_000):
        self.now_ms = now_ms

    def __call__(self):
        return self.now_ms


@contextmanager
def answering(answer, *, paths_seen=None):
    """Serve HTTP on loopback; `answer(handler)` writes each response. Yields the base URL."""
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        is_stopping = stop
        timeout = 5

        def do_GET(self):
            answer(self)

        def do_PUT(self):
            answer(self)

        def log_message(self, *_args):
            if paths_seen is not None:
                paths_seen.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        stop.set()
        server.shutdown()
        thread.join()
        server.server_close()


def reply(handler, body, *, status=200, headers=()):
    """Write one whole HTTP response."""
    handler.send_response(status)
    for name, text in headers:
        handler.send_header(name, text)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
