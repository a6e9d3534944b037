"""The keys of the hub and of its speakers."""

from fastapi import APIRouter

from hub.api.keys import KeyList, SpeakerKeyOut, shown
from hub.api.problems import Refused
from hub.api.request import DeviceId, Hub, Now, Who
from hub.services.speaker_keys import NoSuchKey

ROUTER = APIRouter(prefix="/api/v1")


@ROUTER.get("/keys")
def all_keys(hub: Hub, now: Now) -> KeyList:
    """The hub's public key, with which every speaker is set up, and by which key each speaker is known."""
    speakers = [shown(now, key) for key in hub.speaker_keys.all()]
    return KeyList(at=now.local(now.now), hub_key=hub.speaker_keys.hub_key.text, speakers=speakers)


@ROUTER.post("/devices/{device}/key")
def accept(hub: Hub, who: Who, now: Now, device: DeviceId) -> SpeakerKeyOut:
    """Know a speaker by the other key that it comes with: a new card, or the hardware was exchanged."""
    try:
        return shown(now, hub.speaker_keys.accept(device, who.name))
    except NoSuchKey as error:
        raise Refused(404, "not_found", {"why": str(error)}) from error


@ROUTER.delete("/devices/{device}/key")
def revoke(hub: Hub, who: Who, now: Now, device: DeviceId) -> SpeakerKeyOut:
    """Believe no receipt any more that is signed with a speaker's key."""
    try:
        return shown(now, hub.speaker_keys.revoke(device, who.name))
    except NoSuchKey as error:
        raise Refused(404, "not_found", {"why": str(error)}) from error
