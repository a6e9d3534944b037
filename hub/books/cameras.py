"""The book of cameras: what was drawn on their pictures, and marked."""

from collections.abc import Mapping
from typing import Protocol

from hub.domain.camera_place import CameraPlace


class CameraBook(Protocol):
    """The places that cameras look at."""

    def places(self) -> Mapping[str, CameraPlace]:
        """Every place that somebody set up, by camera."""
        ...

    def place(self, camera: str) -> CameraPlace:
        """One of them; one without anything when nobody set it up."""
        ...

    def put(self, place: CameraPlace) -> None:
        """Add or replace by camera."""
        ...
