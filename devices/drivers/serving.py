"""One file for one horn over plain HTTP, under a path that nobody can guess, as long as it is played."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_POLL_S = 0.05
_TIMEOUT_S = 10.0


@contextmanager
def served(path: Path, host: str, port: int, suffix: str) -> Iterator[str]:
    """Serve a file until the block ends.

    Args:
        path: what is served.
        host: the address of this machine as the horn reaches it.
        port: where we listen; 0 takes any.
        suffix: how the URL ends, for horns that look at it.

    Yields:
        The URL.
    """
    way = f"/{secrets.token_urlsafe(16)}{suffix}"
    content = path.read_bytes()

    class _Handler(BaseHTTPRequestHandler):
        timeout = _TIMEOUT_S

        def do_GET(self) -> None:
            is_known = secrets.compare_digest(self.path.encode(), way.encode())
            self.send_response(200 if is_known else 404)
            self.send_header("Content-Length", str(len(content) if is_known else 0))
            self.send_header("Content-Type", "audio/mpeg")
            self.end_headers()
            if is_known:
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("", port), _Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(_POLL_S,), daemon=True)
        thread.start()
        try:
            yield f"http://{host}:{server.server_port}{way}"
        finally:
            server.shutdown()
            thread.join()
