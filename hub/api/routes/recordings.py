"""Recordings that people upload to be announced."""

from fastapi import APIRouter

from hub.api.request import Hub, RawBody, Who
from hub.api.taken import Recorded

ROUTER = APIRouter(prefix="/api/v1")


@ROUTER.post("/recordings", status_code=201)
def keep(hub: Hub, who: Who, content: RawBody) -> Recorded:
    """Take a recording (WAV, MP3, Ogg, FLAC, M4A, AMR, WebM) and bring it to the loudness of all others.

    Listen to `path`, then announce it as `recording`: `sha256`. 422 says what is wrong with it.
    """
    clip = hub.recordings.keep(content, who.name)
    return Recorded(path=f"/media/{clip.sha256}", sha256=clip.sha256, duration_ms=clip.duration_ms)
