"""What the API answers when it took a picture."""

from hub.api.models import Answer


class Kept(Answer):
    """Where a picture can be fetched from now on."""

    path: str
