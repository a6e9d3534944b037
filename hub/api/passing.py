"""What routes share that are opened by a pass instead of an account."""

from typing import Annotated

from fastapi import Query, Request

from hub.api.problems import Refused
from hub.context import Context

Until = Annotated[int, Query(ge=0, le=2**40)]
Sig = Annotated[str, Query(min_length=1, max_length=80)]
# The pages of Grafana come from another address and must be allowed to show what lies here.
SHOWN_ELSEWHERE = {"Cross-Origin-Resource-Policy": "cross-origin"}


def demand(hub: Context, request: Request, until: int, signature: str) -> None:
    """Let only a pass for this path through.

    Raises:
        Refused: it is over, or none of ours.
    """
    if not is_open(hub, request, until, signature):
        raise Refused(403, "pass_over")


def is_open(hub: Context, request: Request, until: int, signature: str) -> bool:
    """Tell whether a pass is one for this path, and good."""
    return hub.passes.opens(request.url.path, until, signature, hub.clock.now())
