"""The description of the API, for people and for programs; nothing of it comes from elsewhere."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from hub.api.pages import docs_page
from hub.api.request import Hub
from hub.api.routes.sessions import language

ROUTER = APIRouter(prefix="/api", include_in_schema=False)


@ROUTER.get("/docs")
def docs(hub: Hub, request: Request) -> HTMLResponse:
    """Every route on one page."""
    return HTMLResponse(docs_page(language(request.cookies, hub), request.app.openapi()))


@ROUTER.get("/openapi.json")
def openapi(request: Request) -> JSONResponse:
    """Every route as OpenAPI."""
    return JSONResponse(request.app.openapi())
