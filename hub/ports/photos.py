"""Looking at photos that strangers sent."""

from typing import Protocol

from hub.domain.photos.picture import Picture, Unusable


class BadPhoto(ValueError):
    """Nothing can be made of what was sent; say `flaw`, and ask for another picture."""

    def __init__(self, flaw: Unusable, detail: str) -> None:
        super().__init__(f"{flaw.value}: {detail}")
        self.flaw = flaw


class Looking(Protocol):
    """Decodes a picture and says what is in it; any thread may call it, and waits some seconds at most."""

    def look(self, jpeg: bytes) -> Picture:
        """Look at a picture; the same one is always seen alike.

        Raises:
            BadPhoto: it cannot be decoded, or is too large to be.
        """
        ...
