"""What routes share: the context of the hub, who asks, the moment, and a query without unknown keys."""

from typing import Annotated, TypeAlias
from zoneinfo import ZoneInfo

from fastapi import Depends, Path, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from devices.contract.topics import ID_PATTERN
from hub.api.problems import Refused
from hub.api.shown import Scene
from hub.context import Context
from hub.domain.people import Account


def _context(request: Request) -> Context:
    context = request.app.state.context
    assert isinstance(context, Context)  # noqa: S101  # build_api put it there
    return context


def _account(request: Request) -> Account:
    account = request.state.account
    if not isinstance(account, Account):
        raise Refused(401, "not_signed_in")
    return account


def _scene(context: Annotated[Context, Depends(_context)]) -> Scene:
    zone = ZoneInfo(context.settings.site.timezone)
    return Scene(context.clock.now(), zone, context.registry.catalog)


async def _raw(request: Request) -> bytes:
    return await request.body()


def known_query(request: Request) -> None:
    """Refuse unknown and repeated query keys: a filter with a typo must not look like an answer."""
    route = request.scope.get("route")
    known = _query_keys(route.dependant) if isinstance(route, APIRoute) else set()
    given = [key for key, _ in request.query_params.multi_items()]
    if len(set(given)) != len(given) or not known.issuperset(given):
        raise Refused(422, "unknown_query", {"known": sorted(known)})


def _query_keys(taker: Dependant) -> set[str]:
    """What a route takes, itself and by what it depends on."""
    own = {field.alias for field in taker.query_params}
    return own.union(*(_query_keys(each) for each in taker.dependencies))


Hub: TypeAlias = Annotated[Context, Depends(_context)]
Who: TypeAlias = Annotated[Account, Depends(_account)]
Now: TypeAlias = Annotated[Scene, Depends(_scene)]
RawBody: TypeAlias = Annotated[bytes, Depends(_raw)]
DeviceId: TypeAlias = Annotated[str, Path(pattern=ID_PATTERN)]
# What a bin tells of has the matter's kind in its ticket's id: t44-bin_tilted.
TicketId: TypeAlias = Annotated[str, Path(pattern=r"^[a-z0-9_-]{1,64}$")]
Sha256Path: TypeAlias = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
Limit: TypeAlias = Annotated[int, Query(ge=1, le=1000)]
