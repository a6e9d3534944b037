"""The page on which everybody who is signed in changes their own password; it needs no script."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import Headers

from hub.api import gate
from hub.api.logins import TooManyFailures
from hub.api.pages import own_password_page, password_changed_page
from hub.api.problems import admission_status
from hub.api.request import Hub, Who
from hub.api.routes.sessions import language
from hub.api.words import ERRORS, PAGE
from hub.domain.people import MOST_PASSWORD
from hub.registry_words import STAFF_FLAWS
from hub.services.accounts import NotAdmitted

ROUTER = APIRouter()
_Typed = Annotated[str, Form(max_length=MOST_PASSWORD)]


@ROUTER.get("/password", response_class=HTMLResponse)
def page(hub: Hub, request: Request, who: Who) -> HTMLResponse:
    """The page on which one changes one's own password."""
    return HTMLResponse(own_password_page(language(request.cookies, hub), who))


@ROUTER.post("/password", response_class=HTMLResponse)
def change(
    hub: Hub, request: Request, who: Who, old_password: _Typed, new_password: _Typed, new_again: _Typed
) -> HTMLResponse:
    """Change one's own password and say so; or the page again with the reason why not."""
    chosen = language(request.cookies, hub)
    if new_password != new_again:
        page = own_password_page(chosen, who, PAGE["not_the_same"].of(chosen))
        return HTMLResponse(page, 422)
    session, address = gate.session_token(Headers(scope=request.scope)), gate.address(request.scope)
    try:
        request.app.state.logins.change_password(who.name, old_password, new_password, session, address)
    except TooManyFailures as error:
        page = own_password_page(chosen, who, ERRORS["too_many_failures"].of(chosen))
        return HTMLResponse(page, 429, {"Retry-After": str(error.retry_after_s)})
    except NotAdmitted as error:
        page = own_password_page(chosen, who, STAFF_FLAWS[error.flaw].of(chosen))
        return HTMLResponse(page, admission_status(error.flaw))
    return HTMLResponse(password_changed_page(chosen))
