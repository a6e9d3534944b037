"""Pictures and sounds: evidence in, evidence and announcements out, the last picture of each camera."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from hub.api.problems import Refused
from hub.api.request import DeviceId, Hub, Now, RawBody, Sha256Path
from hub.api.taken import Kept

ROUTER = APIRouter()
# The first bytes of the formats (JFIF/Exif start-of-image marker; PNG specification, section 5.2).
_MAGIC = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


@ROUTER.put("/api/v1/evidence/{sha256}", status_code=201, response_model=Kept)
def put_evidence(hub: Hub, sha256: Sha256Path, content: RawBody) -> JSONResponse:
    """Keep a picture under the hash it must have: 201 when it is new, 200 when it was here already."""
    media_type = next((kind for magic, kind in _MAGIC if content.startswith(magic)), None)
    if media_type is None:
        raise Refused(415, "not_a_picture")
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise Refused(422, "wrong_hash", {"body_sha256": found})
    is_known = hub.evidence.get(sha256) is not None
    hub.evidence.put(content, media_type)
    return JSONResponse(Kept(path=f"/media/{sha256}").model_dump(), 200 if is_known else 201)


@ROUTER.get("/media/{sha256}", response_class=Response)
def media(hub: Hub, request: Request, sha256: Sha256Path) -> Response:
    """A picture or sound by its hash; it never changes and may be kept for ever."""
    headers = {"ETag": f'"{sha256}"', "Cache-Control": "private, max-age=31536000, immutable"}
    found = hub.evidence.get(sha256)
    if found is None:
        raise Refused(404, "not_found", {"sha256": sha256})
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    content, media_type = found
    return Response(content, media_type=media_type, headers=headers)


@ROUTER.get("/api/v1/cameras/{camera}/last.jpg", response_class=Response)
def last_picture(
    hub: Hub, now: Now, camera: DeviceId, at: Annotated[int | None, Query(ge=0)] = None
) -> Response:
    """A camera's last picture, its time and age in the headers. `at` only names it for caches."""
    found = hub.evidence.last(camera)
    if camera not in now.catalog.devices or found is None:
        raise Refused(404, "not_found", {"camera": camera})
    jpeg, taken_at = found
    headers = {
        "X-Picture-At": now.local(taken_at).isoformat(),
        "Age": str(max(0, int(now.age_s(taken_at)))),
        "Cache-Control": "no-store" if at is None else "private, max-age=60",
    }
    return Response(jpeg, media_type="image/jpeg", headers=headers)
