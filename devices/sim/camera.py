"""What a pretend camera is to whoever serves its pictures."""

from typing import Protocol


class Camera(Protocol):
    """Anything that has a picture at a moment; may be asked from any thread."""

    def jpeg(self, at_ms: int) -> bytes | None:
        """Give the picture of a moment of the server's clock, or None while the camera does not answer."""
        ...
