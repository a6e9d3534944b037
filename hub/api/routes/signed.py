"""Pictures for screens that cannot sign in: by passes that the hub wrote into its series; the drawn map."""

from collections.abc import Container
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse

from hub.api.live import MEDIA_TYPE, TooManyViewers, Viewers, parts
from hub.api.no_picture import no_picture
from hub.api.passing import SHOWN_ELSEWHERE, Sig, Until, demand, is_open
from hub.api.problems import Refused
from hub.api.request import DeviceId, Hub, Now, Sha256Path
from hub.api.tiles import DEEPEST, Tile, draw
from hub.context import Context
from hub.map_base import read_base
from hub.words import Language

ROUTER = APIRouter()
TileIndex = Annotated[int, Path(ge=0, le=2**DEEPEST)]


@ROUTER.get("/signed/media/{sha256}", response_class=Response)
def media(hub: Hub, request: Request, sha256: Sha256Path, until: Until, sig: Sig) -> Response:
    """A picture of evidence by a pass."""
    language = Language(hub.settings.site.language)
    if not is_open(hub, request, until, sig):
        return no_picture(request, 403, "pass_over", language)
    found = hub.evidence.get(sha256)
    if found is None:
        return no_picture(request, 404, "not_found", language)
    content, media_type = found
    return Response(
        content, media_type=media_type, headers={**SHOWN_ELSEWHERE, "Cache-Control": "private, max-age=900"}
    )


@ROUTER.get("/signed/cameras/{camera}/last.jpg", response_class=Response)
def last_picture(hub: Hub, now: Now, request: Request, camera: DeviceId, until: Until, sig: Sig) -> Response:
    """A camera's last picture by a pass."""
    if not is_open(hub, request, until, sig):
        return no_picture(request, 403, "pass_over", Language(hub.settings.site.language))
    jpeg, taken_at = _last(hub, now.catalog.devices, camera)
    headers = {"X-Picture-At": now.local(taken_at).isoformat(), "Cache-Control": "no-store"}
    return Response(jpeg, media_type="image/jpeg", headers={**SHOWN_ELSEWHERE, **headers})


@ROUTER.get("/signed/cameras/{camera}/live.mjpg", response_class=Response)
def live_pictures(hub: Hub, now: Now, request: Request, camera: DeviceId, until: Until, sig: Sig) -> Response:
    """A camera's pictures as they come (MJPEG), until the pass is over."""
    demand(hub, request, until, sig)
    _last(hub, now.catalog.devices, camera)
    viewers = request.app.state.viewers
    assert isinstance(viewers, Viewers)  # noqa: S101  # build_api put it there
    try:
        viewers.enter()
    except TooManyViewers as error:
        raise Refused(503, "too_many_viewers") from error
    path = request.url.path
    stream = parts(
        lambda: hub.evidence.last(camera),
        lambda: not hub.passes.opens(path, until, sig, hub.clock.now()),
        viewers.leave,
    )
    return StreamingResponse(stream, media_type=MEDIA_TYPE, headers={**SHOWN_ELSEWHERE})


@ROUTER.get("/tiles/{zoom}/{column}/{row}.svg", response_class=Response)
def tile(hub: Hub, zoom: TileIndex, column: TileIndex, row: TileIndex) -> Response:
    """One tile of the drawn map: boundaries, roads and rivers; no device and nobody is on it."""
    asked = Tile(zoom, column, row)
    if not asked.is_on_the_map:
        raise Refused(404, "not_found", {"tile": f"{zoom}/{column}/{row}"})
    drawn = draw(read_base(hub.settings.data_dir / "map.geojson"), asked)
    headers = {**SHOWN_ELSEWHERE, "Cache-Control": "public, max-age=3600"}
    return Response(drawn, media_type="image/svg+xml", headers=headers)


def _last(hub: Context, known: Container[str], camera: str) -> tuple[bytes, datetime]:
    found = hub.evidence.last(camera)
    if camera not in known or found is None:
        raise Refused(404, "not_found", {"camera": camera})
    return found
