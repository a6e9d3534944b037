"""How whoever starts the hub lets it serve the wall, and makes it the first page."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeAlias

from fastapi import FastAPI
from fastapi.responses import RedirectResponse

from hub.api.server import Attach
from hub.api.shared import Shared
from hub.context import Context
from hub.words import Language

# Makes the wall as of a moment, or raises StoreDown.
Draw: TypeAlias = Callable[[datetime, Language], str]


def with_wall(attach: Attach, draw: Draw) -> Attach:
    """Serve the wall beside other pages; it takes their first place unless the settings say otherwise."""

    def both(app: FastAPI, context: Context) -> None:
        # Before the other pages: of two that lie at one place the first is served.
        if context.settings.http.first_page == "wall":
            app.add_api_route("/", _to_wall, include_in_schema=False)
        attach(app, context)
        app.state.wall = {language: Shared(partial(_drawn, draw, context, language)) for language in Language}

    return both


def _to_wall() -> RedirectResponse:
    return RedirectResponse("/wall", 303)


def _drawn(draw: Draw, context: Context, language: Language) -> str:
    return draw(context.clock.now(), language)
