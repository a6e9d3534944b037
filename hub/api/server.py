"""The web server: the API, with whatever pages the composition root attaches, on a thread of its own."""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable
from typing import TypeAlias

import uvicorn
from fastapi import FastAPI

from hub.api.app import build_api
from hub.context import Context

log = logging.getLogger(__name__)
_POLL_S = 0.1
_GRACE_S = 1
_MOST_AT_ONCE = 1_000
_MOST_FRAME_BYTES = 1024 * 1024
_BACKLOG = 256


# Adds pages to the application before it starts.
Attach: TypeAlias = Callable[[FastAPI, Context], None]


class PortTaken(OSError):
    """The console's port cannot be listened on; the text names the setting to change."""


class WebServer:
    """Serves over HTTP; without `attach` there is the API alone."""

    def __init__(self, context: Context, attach: Attach | None = None) -> None:
        self._context = context
        self._attach = attach

    def run(self, stop: threading.Event) -> None:
        """Serve on the calling thread until stopped; ends within 2 s of it.

        Raises:
            PortTaken: end the process and say so.
        """
        http = self._context.settings.http
        with _listen(http.host, http.port) as listening:
            app = build_api(self._context)
            if self._attach is not None:
                self._attach(app, self._context)
            asyncio.run(_serve(app, listening, stop))


async def _serve(app: FastAPI, listening: socket.socket, stop: threading.Event) -> None:
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        log_level="warning",
        server_header=False,
        lifespan="on",
        limit_concurrency=_MOST_AT_ONCE,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=_GRACE_S,
        ws_max_size=_MOST_FRAME_BYTES,
        h11_max_incomplete_event_size=32 * 1024,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    log.info("the console listens on %s:%d", *listening.getsockname()[:2])
    while not stop.is_set() and not serving.done():
        await asyncio.wait([serving], timeout=_POLL_S)
    server.should_exit = True
    await serving


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise PortTaken(f"[http] host and port: {host}:{port} cannot be listened on: {error}") from error
