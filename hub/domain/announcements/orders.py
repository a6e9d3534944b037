"""What a speaker is told of an announcement: the orders to play it, to join it, and to stop it. Pure."""

from datetime import datetime, timedelta

from devices.contract.commands import (
    TWO_PERSON,
    Airing,
    Announce,
    AnyCommand,
    Audio,
    Cancel,
    SelfTest,
    Talk,
    Update,
)
from hub.domain.announcements import self_test
from hub.domain.announcements.announcement import Announcement
from hub.domain.announcements.approval import ApprovalState
from hub.domain.announcements.delivery import Delivery
from hub.domain.instants import millis

# As long as the contract allows (devices.contract.commands.Airing.override).
_LONGEST_OVERRIDE = 200


def order(announcement: Announcement, delivery: Delivery, now: datetime) -> tuple[str, AnyCommand]:
    """The order to make it heard, with its name in the topic."""
    common = _common(announcement, delivery, now).model_dump()
    if announcement.is_live:
        key, longest_ms = announcement.sound_key, announcement.duration_ms
        return "talk", Talk(**common, sound_key=key, longest_ms=longest_ms)
    audio = Audio(
        path=f"/media/{announcement.sha256}",
        sha256=announcement.sha256,
        duration_ms=announcement.duration_ms,
    )
    if announcement.origin == self_test.ORIGIN:
        return "test", SelfTest(**common, audio=audio, repeat=announcement.repeat)
    if announcement.supersedes:
        replaced = announcement.supersedes
        return "update", Update(**common, audio=audio, repeat=announcement.repeat, replaces=replaced)
    return "announce", Announce(**common, audio=audio, repeat=announcement.repeat)


def stop(announcement: Announcement, command: str, audience: str, now: datetime) -> Cancel:
    """The order to stop or forget it, to a speaker or to all of them; `command` is its id."""
    return Cancel(
        id=command,
        issued_ms=millis(now),
        not_before_ms=millis(now),
        expires_ms=millis(silent_at(announcement)),
        audience=audience,
        announcement=announcement.id,
    )


def silent_at(announcement: Announcement) -> datetime:
    """When an announcement that began at the last moment has ended."""
    return announcement.expires_at + timedelta(milliseconds=announcement.expected_ms)


def _common(announcement: Announcement, delivery: Delivery, now: datetime) -> Airing:
    approval = announcement.approval
    return Airing(
        id=delivery.id,
        issued_ms=millis(now),
        not_before_ms=millis(announcement.not_before),
        expires_ms=millis(announcement.expires_at),
        audience=delivery.device,
        announcement=announcement.id,
        priority=announcement.priority,
        text=announcement.text,
        volume_pct=announcement.volume_pct,
        author=announcement.created_by,
        approver="" if approval.state is ApprovalState.BYPASSED else approval.by,
        override=_alone_because(announcement)[:_LONGEST_OVERRIDE],
    )


def _alone_because(announcement: Announcement) -> str:
    """Why nobody besides its author released what needs two people, "" where somebody did: speakers ask.

    What a platform sent was decided there, and its name stands for that.
    """
    match announcement.approval.state:
        case ApprovalState.BYPASSED:
            return announcement.approval.note
        case ApprovalState.NOT_NEEDED if announcement.priority in TWO_PERSON:
            return announcement.origin
        case _:
            return ""
