"""Is the hub well, and its figures for Prometheus."""

import ipaddress

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from hub.api import gate, shown
from hub.api.models import HealthOut
from hub.api.problems import Refused
from hub.api.request import Hub, Now
from hub.api.shared import Shared
from hub.version import VERSION

ROUTER = APIRouter()
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


@ROUTER.get("/healthz")
def healthz(hub: Hub, now: Now, response: Response) -> HealthOut:
    """Whether the hub does its work: 200, or 503 with the problems. Notes are what is away but held safe."""
    health = hub.health()
    response.status_code = 503 if health.problems else 200
    return HealthOut(
        is_well=not health.problems,
        version=VERSION,
        at=now.local(now.now),
        problems=shown.problems(health),
        notes=shown.notes(now, health),
    )


@ROUTER.get("/metrics")
def metrics(request: Request) -> Response:
    """The hub's figures for Prometheus: from this machine without, from elsewhere with a sign-in."""
    if request.state.account is None and not _is_from_here(request):
        raise Refused(401, "not_signed_in")
    figures: Shared[bytes] = request.app.state.figures
    return Response(figures.get(), media_type=CONTENT_TYPE_LATEST)


def _is_from_here(request: Request) -> bool:
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(gate.address(request.scope)).is_loopback
    except ValueError:
        return False
