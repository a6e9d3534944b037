"""What the API answers when it took a table or a picture."""

from hub.api.models import Answer


class FlawedOut(Answer):
    """A row of the registry table that was not taken."""

    line: int
    why: str


class Imported(Answer):
    """What became of a registry table."""

    devices: int
    flawed: list[FlawedOut]


class Kept(Answer):
    """Where a picture can be fetched from now on."""

    path: str
