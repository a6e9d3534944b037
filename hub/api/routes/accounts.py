"""The accounts of people: who may sign in and as what, and everybody's own password."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.datastructures import Headers

from hub.api import accounts, gate
from hub.api.request import Hub, Now, Who
from hub.domain.people import Account, Role

ROUTER = APIRouter(prefix="/api/v1")
_Name = Annotated[str, Path(max_length=64)]


@ROUTER.get("/accounts")
def everybody(hub: Hub, now: Now) -> accounts.AccountList:
    """Everybody who may sign in and is no program or device."""
    people = hub.accounts.people()
    return accounts.AccountList(at=now.local(now.now), accounts=[accounts.shown(each) for each in people])


@ROUTER.put("/accounts/{name}")
def admit(hub: Hub, who: Who, name: _Name, account: accounts.AccountIn) -> accounts.AccountOut:
    """Let a person sign in, or give one another role and password; whoever is signed in by it is signed out.

    Without a password the role alone changes, and nobody is signed out. One's own account is changed by
    another administrator (409).
    """
    role = Role(account.role)
    if account.password is None:
        hub.accounts.change_role(name, role, who.name)
    else:
        hub.accounts.admit(name, role, account.password, who.name)
    return accounts.shown(Account(name, role, ""))


@ROUTER.delete("/accounts/{name}", status_code=204)
def dismiss(hub: Hub, who: Who, name: _Name) -> Response:
    """Let a person sign in no more, from now on. One's own account is ended by another (409)."""
    hub.accounts.dismiss(name, who.name)
    return Response(status_code=204)


@ROUTER.get("/account")
def own(who: Who) -> accounts.AccountOut:
    """Who asks, and in which role."""
    return accounts.shown(who)


@ROUTER.put("/account/password", status_code=204)
def change_own_password(request: Request, who: Who, passwords: accounts.PasswordIn) -> Response:
    """Change one's own password; a wrong old one (403) counts as a failed sign-in: five are too many (429).

    All other sessions of the account end; a program sends the new password from its next request on.
    """
    session = gate.session_token(Headers(scope=request.scope))
    request.app.state.logins.change_password(
        who.name, passwords.old, passwords.new, session, gate.address(request.scope)
    )
    return Response(status_code=204)
