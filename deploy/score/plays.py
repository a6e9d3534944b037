"""What was truly heard of announcements against what the hub says of it. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from deploy.score.answered import AnnouncementSaid, DeliverySaid
from deploy.score.figure import Measured, counted, share_pct
from deploy.score.run import Run
from deploy.score.sent import Sounded
from deploy.score.spans import MINUTE_MS, Stretch
from deploy.score.truth import Deed, Ear
from hub.domain.announcements import DeliveryState
from hub.domain.quiet_hours import Policy, Span

_MEANT = frozenset({DeliveryState.CANCELLED, DeliveryState.SUPERSEDED})
_NOT_HEARD = frozenset({DeliveryState.FAILED, DeliveryState.EXPIRED, DeliveryState.UNREACHED})
# A receipt that was lost changes nothing about what was heard.
_DEAF = frozenset({"power", "broken"})
# The clip that begins in the last instant of its time.
_LATE_MS = 1_000


class _Said(NamedTuple):
    """One announcement at one speaker: what the hub says of it, and what sounded."""

    announcement: AnnouncementSaid
    delivery: DeliverySaid
    sounded: Sequence[Sounded]
    could: bool

    @property
    def heard(self) -> int:
        """How often it was heard whole."""
        return sum(sound.is_complete for sound in self.sounded)


def plays(run: Run) -> dict[str, Measured]:
    """Score all announcements."""
    said = _said(run)
    ended = {one.announcement.announcement for one in said if one.delivery.state in _MEANT}
    due = [one for one in said if one.could and not _was_ended(one, ended)]
    heard = [one for one in said if one.heard]
    states = [one.delivery.state for one in said]
    played = states.count(DeliveryState.PLAYED)
    sounds = run.sent.of(Sounded)
    return {
        "plays_once": share_pct(sum(one.heard == 1 for one in due), len(due)),
        "plays_twice": counted(sum(one.heard > 1 for one in said), len(said)),
        "plays_late": counted(sum(_late(one) for one in said), len(sounds)),
        "plays_falsely_played": counted(
            sum(one.delivery.state is DeliveryState.PLAYED and not one.heard for one in said), played
        ),
        "plays_falsely_failed": counted(sum(one.delivery.state in _NOT_HEARD for one in heard), len(heard)),
        "plays_unsure": share_pct(
            sum(one.delivery.state is DeliveryState.UNKNOWN for one in heard), len(heard)
        ),
        "unreached_wrong": _unreached_wrong(run, said),
        "quiet_broken": counted(_quiet_broken(run, sounds), len(sounds)),
    }


def _said(run: Run) -> list[_Said]:
    announcements = {line.announcement: line for line in run.answers.of(AnnouncementSaid)}
    sounded: Mapping[tuple[str, str], list[Sounded]] = defaultdict(list)
    for sound in run.sent.of(Sounded):
        sounded[sound.announcement, sound.device].append(sound)
    deaf: Mapping[str, list[Stretch]] = defaultdict(list)
    for ear in run.truth.of(Ear):
        if ear.cause in _DEAF:
            deaf[ear.speaker].append(run.stretch(ear))
    found = []
    for delivery in run.answers.of(DeliverySaid):
        announcement = announcements[delivery.announcement]
        window = Stretch(announcement.at_ms, announcement.expires_ms)
        away = [*deaf[delivery.device], *run.silences.get(delivery.device, [])]
        could = window.until_ms <= run.began.ends_ms and not any(spell.meets(window) for spell in away)
        sounds = sounded[delivery.announcement, delivery.device]
        found.append(_Said(announcement, delivery, sounds, could))
    return found


def _was_ended(one: _Said, ended: Collection[str]) -> bool:
    """Tell whether it was to fall silent: of one whose receipts are lost by what others say of the same."""
    if one.delivery.state is DeliveryState.UNKNOWN and one.announcement.announcement in ended:
        return bool(one.sounded) and not one.heard
    return one.delivery.state in _MEANT


def _late(one: _Said) -> int:
    return sum(sound.began_ms > one.announcement.expires_ms + _LATE_MS for sound in one.sounded)


def _unreached_wrong(run: Run, said: Iterable[_Said]) -> Measured:
    """Count who is missing on the lists of the unreached, and who stands there and was heard for certain.

    A speaker that cannot prove what it did stands there as unknown, and may.
    """
    lists = {line.announcement: set(line.unreached) for line in run.answers.of(AnnouncementSaid)}
    wrong = 0
    for one in said:
        is_listed = one.delivery.device in lists[one.announcement.announcement]
        is_missing = not one.heard and one.delivery.state not in _MEANT and not is_listed
        is_unsure = one.delivery.state is DeliveryState.UNKNOWN
        wrong += is_missing or (is_listed and one.heard > 0 and not is_unsure)
    return counted(wrong, len(lists))


def _quiet_broken(run: Run, sounds: Iterable[Sounded]) -> int:
    """Count what began in quiet hours and was not urgent enough for that."""
    zone = ZoneInfo(run.began.timezone)
    policy = Policy(zone)
    own = {deed.village: deed for deed in run.truth.of(Deed) if deed.kind == "quiet_hours"}
    priorities = {line.announcement: line.priority for line in run.answers.of(AnnouncementSaid)}
    broken = 0
    for sound in sounds:
        device = run.devices.get(sound.device)
        deed = own.get(device.village) if device else None
        spans = policy.quiet if deed is None or sound.began_ms < deed.at_ms + MINUTE_MS else _spans(deed)
        at = datetime.fromtimestamp(sound.began_ms / 1000, UTC).astimezone(zone).time()
        is_hushed = priorities.get(sound.announcement, "") in policy.hushed
        broken += is_hushed and any(span.holds(at) for span in spans)
    return broken


def _spans(deed: Deed) -> tuple[Span, ...]:
    return (Span(time.fromisoformat(deed.since), time.fromisoformat(deed.until)),)
