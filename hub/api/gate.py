"""What every request passes before a route sees it: headers, who it is, whether it may, how large it is."""

import asyncio
import base64
import binascii
import logging
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.api.access import FOR_PEOPLE, WEBSOCKET, Rule, door, may, rules_for
from hub.api.headers import security_headers
from hub.api.logins import Logins, TooManyFailures
from hub.api.opened import is_opened
from hub.api.problems import away, problem
from hub.domain.people import Account
from hub.ports import StoreDown
from hub.services.accounts import Accounts

log = logging.getLogger(__name__)

SESSION_COOKIE = "vh_session"
BODY_WAIT_S = 20.0
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class BodyRefused(Exception):
    """The body is too large or did not come in time; `status` and `code` say which."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Door:
    """What the gate asks."""

    accounts: Accounts
    logins: Logins


class Gate:
    """The outermost ASGI application: denies what the table of hub.api.access does not allow.

    A route finds who asks in `request.state.account` (None where anybody may).
    """

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge one request or websocket; everything else (lifespan) passes."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] == "http":
            send = _with_headers(scope, send)
        rule, refused = await self._judge(scope)
        if refused is not None or rule is None:
            await _refuse(scope, receive, send, refused)
            return
        if scope["type"] == "http":
            try:
                receive = _replay(await _body(scope, receive, rule.body_bytes), receive)
            except BodyRefused as error:
                await problem(error.status, error.code, headers={"Connection": "close"})(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _judge(self, scope: Scope) -> tuple[Rule | None, Response | None]:
        rule, refused = _rule(scope)
        if rule is None:
            return None, refused
        headers = Headers(scope=scope)
        try:
            account = await self._who(scope, headers, rule)
        except TooManyFailures as error:
            return None, problem(429, "too_many_failures", headers={"Retry-After": str(error.retry_after_s)})
        except StoreDown as error:
            if rule.role is not None:
                return None, away(error)
            account = None
        scope.setdefault("state", {})["account"] = account
        return rule, _objection(scope, headers, account, rule)

    async def _who(self, scope: Scope, headers: Headers, rule: Rule) -> Account | None:
        authorization = headers.get("authorization")
        if authorization is not None:
            login = _basic(authorization)
            if login is None:
                return None
            return await run_in_threadpool(self._door.logins.check, *login, address(scope), rule.services)
        token = session_token(headers)
        return await run_in_threadpool(self._door.accounts.signed_in, token) if token else None


def session_token(headers: Headers) -> str:
    """The session token of the cookie, "" where there is none."""
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", "")[:4096])
    except CookieError:
        return ""
    return cookies[SESSION_COOKIE].value if SESSION_COOKIE in cookies else ""


def address(scope: Scope) -> str:
    """Where a request comes from, as an IP address."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _basic(authorization: str) -> tuple[str, str] | None:
    scheme, _, coded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(coded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return (name, password) if colon else None


def _rule(scope: Scope) -> tuple[Rule | None, Response | None]:
    rules = rules_for(scope["path"])
    if rules is None:
        return None, problem(404, "not_found")
    rule = rules.get(_method(scope))
    if rule is None:
        allowed = ", ".join(sorted(set(rules) - {WEBSOCKET}))
        return None, problem(405, "wrong_method", headers={"Allow": allowed})
    return rule, None


def _objection(scope: Scope, headers: Headers, account: Account | None, rule: Rule) -> Response | None:
    """What speaks against letting this account do it from where it asks."""
    if not may(account.role if account else None, rule):
        return _not_permitted(scope, headers, account)
    method = _method(scope)
    is_change = method not in _SAFE
    if is_change and "authorization" not in headers and not _is_own_origin(headers, method, rule):
        return problem(403, "foreign_origin")
    return None


def _method(scope: Scope) -> str:
    return str(scope.get("method", WEBSOCKET))


def _is_own_origin(headers: Headers, method: str, rule: Rule) -> bool:
    """Tell whether a change that rides on a cookie was asked for by our own page (against CSRF)."""
    origin = headers.get("origin")
    if origin is None:
        # Browsers name the origin of every POST and websocket; programs that do not may only sign in.
        return method != WEBSOCKET and rule.role is None
    return urlsplit(origin).netloc == headers.get("host")


def _not_permitted(scope: Scope, headers: Headers, account: Account | None) -> Response:
    if account is not None:
        return problem(403, "not_permitted")
    if scope["path"] in FOR_PEOPLE or is_opened(scope):
        return RedirectResponse(door(scope["path"]), 303)
    # A browser would open its own password window; its pages go to /login instead.
    is_browser = "sec-fetch-mode" in headers
    wanted = {} if is_browser else {"WWW-Authenticate": 'Basic realm="village-hub", charset="UTF-8"'}
    return problem(401, "not_signed_in", headers=wanted)


async def _refuse(scope: Scope, receive: Receive, send: Send, refused: Response | None) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
    elif refused is not None:
        await refused(scope, receive, send)


async def _body(scope: Scope, receive: Receive, most_bytes: int) -> bytes:
    """Read the whole body, counting.

    Raises:
        BodyRefused: too large (whatever its headers say), too slow, or the client is gone.
    """
    declared = Headers(scope=scope).get("content-length", "0")
    if not declared.isdecimal() or int(declared) > most_bytes:
        raise BodyRefused(413, "too_large")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WAIT_S):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise BodyRefused(400, "bad_request")
                body += message.get("body", b"")
                if len(body) > most_bytes:
                    raise BodyRefused(413, "too_large")
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError as error:
        raise BodyRefused(408, "too_slow") from error


def _replay(body: bytes, receive: Receive) -> Receive:
    unread: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return unread.pop() if unread else await receive()

    return replayed


def _with_headers(scope: Scope, send: Send) -> Send:
    wanted = security_headers(scope["path"])

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, text in wanted.items():
                headers.setdefault(name, text)
        await send(message)

    return sent
