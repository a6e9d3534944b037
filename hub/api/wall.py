"""How whoever starts the hub lets it serve the wall."""

from collections.abc import Callable
from datetime import datetime

from fastapi import FastAPI

from hub.api.server import Attach
from hub.api.shared import Shared
from hub.context import Context


def with_wall(attach: Attach, draw: Callable[[datetime], str]) -> Attach:
    """Serve the wall beside other pages; `draw` makes it as of a moment, or raises StoreDown."""

    def both(app: FastAPI, context: Context) -> None:
        attach(app, context)
        app.state.wall = Shared(lambda: draw(context.clock.now()))

    return both
