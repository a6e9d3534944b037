"""What the API answers about keys."""

from datetime import datetime

from hub.api.models import Answer
from hub.api.shown import Scene
from hub.domain.speaker_keys import SpeakerKey


class SpeakerKeyOut(Answer):
    """By which key a speaker is known; `offered` is another one that waits for a person, "" for none."""

    device: str
    public_key: str
    enrolled_at: datetime
    offered: str
    revoked_at: datetime | None


class KeyList(Answer):
    """All keys."""

    at: datetime
    hub_key: str
    speakers: list[SpeakerKeyOut]


def shown(scene: Scene, key: SpeakerKey) -> SpeakerKeyOut:
    """One speaker's key."""
    return SpeakerKeyOut(
        device=key.device,
        public_key=key.public_key,
        enrolled_at=scene.local(key.enrolled_at),
        offered=key.offered,
        revoked_at=scene.local_or_none(key.revoked_at),
    )
