"""The book of what was drawn and marked on the pictures of cameras."""

from collections.abc import Mapping

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from hub.adapters.ledger.camera_schema import CAMERA_PLACE
from hub.adapters.ledger.upsert import upsert
from hub.domain.camera_place import CameraPlace

_PLACE = TypeAdapter(CameraPlace)


class SqlCameras:
    """Fulfils `hub.books.CameraBook`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def places(self) -> Mapping[str, CameraPlace]:
        """Read all, by camera."""
        rows = self._connection.scalars(select(CAMERA_PLACE.c.body).order_by(CAMERA_PLACE.c.camera))
        return {place.camera: place for place in map(_PLACE.validate_json, rows)}

    def place(self, camera: str) -> CameraPlace:
        """Read one."""
        body = self._connection.scalar(select(CAMERA_PLACE.c.body).where(CAMERA_PLACE.c.camera == camera))
        return CameraPlace(camera) if body is None else _PLACE.validate_json(body)

    def put(self, place: CameraPlace) -> None:
        """Add or replace by camera."""
        body = _PLACE.dump_json(place).decode()
        row = {"camera": place.camera, "revision": place.revision, "body": body}
        upsert(self._connection, CAMERA_PLACE, [row])
