"""Signing in and out, and the language a browser wants: plain pages that need no script."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import Headers

from hub.api import gate
from hub.api.access import FOR_PEOPLE
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
def login_page(hub: Hub, request: Request) -> HTMLResponse:
    """The sign-in page."""
    return HTMLResponse(sign_in_page(language(request.cookies, hub), hub.settings.site.name))


@ROUTER.post("/login", response_class=HTMLResponse)
def login(
    hub: Hub,
    request: Request,
    name: Annotated[str, Form(max_length=64)],
    password: Annotated[str, Form(max_length=200)],
) -> Response:
    """Open a session: a cookie and the way to the page; or the sign-in page again with the reason."""
    chosen = language(request.cookies, hub)
    try:
        token = request.app.state.logins.sign_in(name, password, gate.address(request.scope))
    except TooManyFailures as error:
        page = sign_in_page(chosen, hub.settings.site.name, ERRORS["too_many_failures"].of(chosen))
        return HTMLResponse(page, 429, {"Retry-After": str(error.retry_after_s)})
    if token is None:
        page = sign_in_page(chosen, hub.settings.site.name, ERRORS["wrong_login"].of(chosen))
        return HTMLResponse(page, 401)
    answer = RedirectResponse("/", 303)
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
    came_from = urlsplit(request.headers.get("referer", "")).path
    answer = RedirectResponse(came_from if came_from in {*FOR_PEOPLE, "/login"} else "/", 303)
    answer.set_cookie(LANGUAGE_COOKIE, language.value, max_age=_YEAR_S, samesite="lax")
    return answer


def language(cookies: Mapping[str, str], hub: Context) -> Language:
    """The language a browser asked for, else the township's."""
    chosen = cookies.get(LANGUAGE_COOKIE, hub.settings.site.language)
    return Language(chosen) if chosen in set(Language) else Language(hub.settings.site.language)
