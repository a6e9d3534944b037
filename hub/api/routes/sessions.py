"""Signing in and out, and the language a browser wants: plain pages that need no script."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import Headers

from hub.api import gate
from hub.api.access import way_back
from hub.api.logins import TooManyFailures
from hub.api.pages import sign_in_page
from hub.api.request import Hub
from hub.api.words import ERRORS
from hub.context import Context
from hub.words import Language

ROUTER = APIRouter()
LANGUAGE_COOKIE = "vh_lang"
_YEAR_S = 365 * 86400


@ROUTER.get("/login", response_class=HTMLResponse)
def login_page(
    hub: Hub, request: Request, leads_to: Annotated[str, Query(alias="next", max_length=200)] = "/"
) -> HTMLResponse:
    """The sign-in page; it leads to the page that was asked for."""
    return HTMLResponse(sign_in_page(language(request.cookies, hub), hub.settings.site.name, leads_to))


@ROUTER.post("/login", response_class=HTMLResponse)
def login(
    hub: Hub,
    request: Request,
    name: Annotated[str, Form(max_length=64)],
    password: Annotated[str, Form(max_length=200)],
    leads_to: Annotated[str, Form(alias="next", max_length=200)] = "/",
) -> Response:
    """Open a session: a cookie and the way to the page; or the sign-in page again with the reason."""
    chosen, township = language(request.cookies, hub), hub.settings.site.name
    try:
        token = request.app.state.logins.sign_in(name, password, gate.address(request.scope))
    except TooManyFailures as error:
        page = sign_in_page(chosen, township, leads_to, ERRORS["too_many_failures"].of(chosen))
        return HTMLResponse(page, 429, {"Retry-After": str(error.retry_after_s)})
    if token is None:
        page = sign_in_page(chosen, township, leads_to, ERRORS["wrong_login"].of(chosen))
        return HTMLResponse(page, 401)
    answer = RedirectResponse(way_back(leads_to), 303)
    answer.set_cookie(
        gate.SESSION_COOKIE,
        token,
        max_age=hub.settings.http.session_hours * 3600,
        httponly=True,
        samesite="strict",
        secure=hub.settings.http.public_url.startswith("https://"),
    )
    return answer


@ROUTER.post("/logout")
def logout(hub: Hub, request: Request) -> Response:
    """End the session of this browser."""
    hub.accounts.sign_out(gate.session_token(Headers(scope=request.scope)))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(gate.SESSION_COOKIE, httponly=True, samesite="strict")
    return answer


@ROUTER.get("/language/{language}")
def choose_language(request: Request, language: Language) -> Response:
    """Remember the language for this browser and go back to where it was chosen."""
    came_from = urlsplit(request.headers.get("referer", ""))
    is_door = came_from.path == "/login"
    answer = RedirectResponse(f"/login?{came_from.query}" if is_door else way_back(came_from.path), 303)
    answer.set_cookie(LANGUAGE_COOKIE, language.value, max_age=_YEAR_S, samesite="lax")
    return answer


def language(cookies: Mapping[str, str], hub: Context) -> Language:
    """The language a browser asked for, else the township's."""
    chosen = cookies.get(LANGUAGE_COOKIE, hub.settings.site.language)
    return Language(chosen) if chosen in set(Language) else Language(hub.settings.site.language)
