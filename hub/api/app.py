"""The API as one FastAPI application, behind its gate."""

from functools import cache

from fastapi import APIRouter, Depends, FastAPI

from hub.api.gate import Door, Gate
from hub.api.live import Viewers
from hub.api.logins import Logins
from hub.api.metrics import figures
from hub.api.models import Problem
from hub.api.problems import handle_problems
from hub.api.request import known_query
from hub.api.routes import (
    accounts,
    alerts,
    announcements,
    cameras,
    cap,
    closing,
    complaints,
    credentials,
    dead_letters,
    devices,
    docs,
    exports,
    health,
    keys,
    media,
    overview,
    own_password,
    profiles,
    recordings,
    registry,
    series_store,
    sessions,
    sheets,
    signed,
    speaking,
    talks,
    tickets,
    video,
    wall,
    webhooks,
)
from hub.api.shared import Shared
from hub.context import Context
from hub.version import VERSION

_TOPICS = (
    alerts,
    health,
    sessions,
    own_password,
    docs,
    overview,
    dead_letters,
    series_store,
    devices,
    registry,
    accounts,
    credentials,
    profiles,
    media,
    cameras,
    tickets,
    closing,
    announcements,
    cap,
    complaints,
    speaking,
    talks,
    recordings,
    keys,
    webhooks,
    exports,
    sheets,
    signed,
    video,
    wall,
)


@cache
def _routes() -> APIRouter:
    """Every route, for all applications of this process: FastAPI works out what each one takes only once."""
    routes = APIRouter(responses={"default": {"model": Problem}}, redirect_slashes=False)
    for topic in _TOPICS:
        routes.include_router(topic.ROUTER, dependencies=[Depends(known_query)])
    return routes


def build_api(context: Context) -> FastAPI:
    """Build the application; it asks the context's services and holds nothing but failed sign-ins."""
    logins = Logins(context.accounts, context.machine, context.clock)
    app = FastAPI(
        title="village-hub",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        routes=_routes().routes,
    )
    app.state.context = context
    app.state.logins = logins
    app.state.viewers = Viewers()
    app.state.figures = Shared(lambda: figures(context))
    handle_problems(app)
    app.add_middleware(Gate, door=Door(context.accounts, logins))
    return app
