"""How whoever starts the hub lets it serve the wall, and makes it the first page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeAlias

from fastapi import FastAPI
from fastapi.responses import RedirectResponse

from hub.api.server import Attach
from hub.api.shared import Shared
from hub.api.words import WALL
from hub.context import Away, Context, Health
from hub.health_words import RED_NOTES, note
from hub.words import Language


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence above the wall: what is away, broken or pretended; red where somebody should act."""

    said: str
    is_red: bool


# Makes the wall as of a moment with these sentences above it, or raises StoreDown.
Draw: TypeAlias = Callable[[datetime, Language, Sequence[Notice]], str]


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
    return draw(context.clock.now(), language, notices(context.health(), language))


def notices(health: Health, language: Language) -> Sequence[Notice]:
    """What the hub says of itself, as the workbench says it too."""
    broken = [WALL["problem"].of(language).format(what=note(code).of(language)) for code in health.problems]
    away = [(_sentence(each, language), each.code in RED_NOTES) for each in health.notes]
    return [*(Notice(said, is_red=True) for said in broken), *(Notice(said, is_red) for said, is_red in away)]


def _sentence(away: Away, language: Language) -> str:
    what, detail = note(away.code).of(language), away.detail.of(language)
    return WALL["detail"].of(language).format(what=what, detail=detail) if detail else what
