"""Live video of a camera (HLS) by a pass; the playlist gives its segments passes that end with its own."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from hub.api.passing import SHOWN_ELSEWHERE, Sig, Until, demand
from hub.api.problems import Refused
from hub.api.request import DeviceId, Hub, Now
from hub.domain.live_video import MEDIA_TYPE, SEGMENT_TYPE, Segment, playlist
from hub.filming import FilmTorn
from hub.services.live_video import NoPicture, TooManyFilms

ROUTER = APIRouter()
Number = Annotated[int, Path(ge=0, le=2**53)]
# Players ask for a segment once; a proxy may answer the next of them.
_KEPT = {"Cache-Control": "private, max-age=60"}


@ROUTER.get("/signed/cameras/{camera}/live.m3u8", response_class=Response)
def live(hub: Hub, now: Now, request: Request, camera: DeviceId, until: Until, sig: Sig) -> Response:
    """A camera's pictures as video while they come: the playlist."""
    demand(hub, request, until, sig)
    if camera not in now.catalog.devices:
        raise Refused(404, "not_found", {"camera": camera})
    try:
        film, segments = hub.live_video.segments(camera)
    except NoPicture as error:
        raise Refused(404, "camera_silent", {"camera": camera}) from error
    except TooManyFilms as error:
        raise Refused(503, "too_many_viewers") from error
    except FilmTorn as error:
        raise Refused(503, "video_failed", {"why": str(error)}) from error

    def address(segment: Segment) -> str:
        # The same each time: players take another address for another segment.
        path = f"/signed/cameras/{camera}/live/{segment.number}.ts"
        return f"live/{segment.number}.ts?{hub.passes.query(path, until)}"

    return Response(playlist(segments, film, address), media_type=MEDIA_TYPE, headers=SHOWN_ELSEWHERE)


@ROUTER.get("/signed/cameras/{camera}/live/{number}.ts", response_class=Response)
def segment(hub: Hub, request: Request, camera: DeviceId, number: Number, until: Until, sig: Sig) -> Response:
    """Some seconds of the video."""
    demand(hub, request, until, sig)
    content = hub.live_video.segment(camera, number)
    if content is None:
        raise Refused(404, "not_found", {"segment": number})
    return Response(content, media_type=SEGMENT_TYPE, headers={**SHOWN_ELSEWHERE, **_KEPT})
