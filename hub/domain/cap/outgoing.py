"""An announcement of ours as the public warning that others may read. Pure."""

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from devices.contract.commands import Priority
from hub.domain.announcements import Announcement, Target, TargetScope
from hub.domain.announcements.targets import Horn, speakers
from hub.domain.area import Catalog
from hub.domain.cap.alert import (
    Alert,
    Area,
    Audience,
    Certainty,
    Info,
    Key,
    MsgType,
    Severity,
    Status,
    Urgency,
)
from hub.domain.cap.where import OWN_CODE, Ground
from hub.domain.shapes import Circle

PUBLISHED = frozenset({Priority.URGENT, Priority.EMERGENCY})
# How far a loudspeaker is taken to be heard, where single ones were chosen.
_HEARD_KM = 0.5
_MOST_CIRCLES = 200
_LONGEST_HEADLINE = 160
_ENDS = ("。", "！", "？", "!", "?", "\n")
# The hub knows how urgent its own people called it, and no more; hub.domain.cap.ranking reads it back alike.
_RANKS = {
    Priority.URGENT: (Urgency.EXPECTED, Severity.MODERATE, Certainty.LIKELY),
    Priority.EMERGENCY: (Urgency.IMMEDIATE, Severity.SEVERE, Certainty.LIKELY),
}


@dataclass(frozen=True, slots=True)
class House:
    """Who we are to others: our sender, what people call us, and our ground."""

    sender: str
    name: str
    ground: Ground
    catalog: Catalog
    horns: Collection[Horn]


@dataclass(frozen=True, slots=True)
class Story:
    """An announcement with what it is to others.

    `event`: what people call its priority. `old`: what it takes the place of. `cancelled_at`: when it was
    withdrawn. `targets`: its target, of a saved set those in it.
    """

    announcement: Announcement
    event: str
    targets: tuple[Target, ...]
    old: Announcement | None = None
    cancelled_at: datetime | None = None


def key(announcement: Announcement, sender: str) -> Key:
    """By what others know it; times there have no fractions of a second."""
    return Key(sender, announcement.id, announcement.created_at.replace(microsecond=0))


def published(story: Story, house: House) -> Alert:
    """The warning: a new one, one in place of an older one, or the end of one."""
    said = story.announcement
    own = key(said, house.sender)
    if story.cancelled_at is not None:
        ended = Key(house.sender, f"{said.id}-end", story.cancelled_at.replace(microsecond=0))
        return Alert(ended, Status.ACTUAL, MsgType.CANCEL, Audience.PUBLIC, references=(own,))
    old = (key(story.old, house.sender),) if story.old is not None else ()
    kind = MsgType.UPDATE if old else MsgType.ALERT
    return Alert(own, Status.ACTUAL, kind, Audience.PUBLIC, references=old, infos=(_info(story, house),))


def _info(story: Story, house: House) -> Info:
    said = story.announcement
    urgency, severity, certainty = _RANKS[said.priority]
    text = _plain(said.text)
    is_zh = any("CJK" in unicodedata.name(char, "") for char in text)
    return Info(
        language="zh-CN" if is_zh else "en-US",
        category="Safety",
        event=story.event,
        urgency=urgency,
        severity=severity,
        certainty=certainty,
        effective_at=said.not_before.replace(microsecond=0),
        expires_at=said.expires_at.replace(microsecond=0),
        sender_name=house.name,
        headline=_headline(text),
        description=text,
        areas=tuple(_areas(story, house)),
    )


def _plain(text: str) -> str:
    """What XML can carry: no control characters."""
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"})


def _headline(text: str) -> str:
    ends = [place + 1 for mark in _ENDS if (place := text.find(mark)) >= 0]
    return text[: min([*ends, _LONGEST_HEADLINE])].strip()


def _areas(story: Story, house: House) -> Iterator[Area]:
    catalog, official = house.catalog, {village: code for code, village in house.ground.village_of.items()}
    for target in story.targets:
        match target.scope:
            case TargetScope.TOWNSHIP:
                yield Area(
                    house.name, geocodes=_codes(house.ground.township, house.ground.code, house.ground)
                )
            case TargetScope.VILLAGES:
                for name in target.ids:
                    place = catalog.places.get(name)
                    codes = _codes(name, official.get(name, ""), house.ground)
                    yield Area(place.name if place else name, geocodes=codes)
            case TargetScope.AREA:
                yield Area(house.name, shapes=target.shapes)
            case _:
                yield _around(target, house)


def _around(target: Target, house: House) -> Area:
    """Where single loudspeakers are heard."""
    meant = set(speakers((target,), house.horns))
    circles = [Circle(horn.lat, horn.lon, _HEARD_KM) for horn in house.horns if horn.id in meant]
    return Area(house.name, tuple(circles[:_MOST_CIRCLES]))


def _codes(own: str, code: str, ground: Ground) -> tuple[tuple[str, str], ...]:
    official = ((ground.names[0], code),) if code and ground.names else ()
    return ((OWN_CODE, own), *official)
