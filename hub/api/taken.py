"""What the API answers when it took a picture or a sound."""

from hub.api.models import Answer


class Kept(Answer):
    """Where a picture can be fetched from now on."""

    path: str


class Recorded(Answer):
    """A recording as it will be played, byte for byte."""

    path: str
    sha256: str
    duration_ms: int
