"""What the API answers about exports."""

from hub.api.models import Answer


class HomeAssistantOut(Answer):
    """Topics and payloads; `is_published` when the setting names a prefix and they are on the broker."""

    is_published: bool
    messages: dict[str, object]


class PublishedOut(Answer):
    """Everything goes out once more, some hundred messages every ten seconds."""

    is_asked: bool
