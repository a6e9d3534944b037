"""When the hub could hear the township: what nobody could hear is no device's silence. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from hub.domain.outages import Outage

UPTIME_TOPIC = "$SYS/broker/uptime"
# Devices of ours try again after 30 s at the latest (devices.mqtt.options), ChirpStack's gateway bridge after
# a minute (its max_reconnect_interval); then they shake hands, and a gateway's bins are heard through it.
GRACE = timedelta(minutes=2)
# What waited for the hub may take longer to be worked on; one that is behind for ever has another trouble.
_LONGEST_BEHIND = timedelta(hours=1)
# A broker that is told to end says everybody's Will, and then its connections go.
_JUST_BEFORE = timedelta(seconds=5)
_MOST = 64


class Deafness(NamedTuple):
    """A time in which nothing could come through the broker; times are aware UTC.

    Attributes:
        gone_at: since when.
        back_at: when the hub was connected again; None while it lasts.
        counts_at: from when on silence counts again, once all had time to come back; None while it lasts.
        anew_at: when the broker began anew, so that no connection from before outlived it; None: it did not.
    """

    gone_at: datetime
    back_at: datetime | None = None
    counts_at: datetime | None = None
    anew_at: datetime | None = None

    def is_settled(self, now: datetime) -> bool:
        """Tell whether all had their time to come back."""
        return self.counts_at is not None and now >= self.counts_at


@dataclass(frozen=True, slots=True)
class Earshot:
    """The newest times of deafness, oldest first.

    `heard_at`: when the hub was last known to hear; None: never. `uptime_s`: what the broker said last of how
    long it runs.
    """

    times: tuple[Deafness, ...] = ()
    heard_at: datetime | None = None
    uptime_s: int | None = None

    @property
    def is_deaf(self) -> bool:
        """Tell whether nothing can be heard right now."""
        return bool(self.times) and self.times[-1].back_at is None

    def heard(self, at: datetime) -> "Earshot":
        """The hub can hear; before it is connected for the first time nothing is known."""
        return self if self.is_deaf else replace(self, heard_at=at)

    def lost(self, at: datetime) -> "Earshot":
        """Nothing is heard any more, since `heard_at` or, if it never was, since `at`."""
        if self.is_deaf:
            return self
        return replace(self, times=(*self.times, Deafness(self.heard_at or at))[-_MOST:])

    def found(self, at: datetime) -> "Earshot":
        """The hub is connected again."""
        if not self.is_deaf:
            return self.heard(at)
        over = self.times[-1]._replace(back_at=at, counts_at=at + GRACE)
        return replace(self, times=(*self.times[:-1], over), heard_at=at)

    def behind(self, now: datetime) -> "Earshot":
        """What came while the hub was deaf is not all worked on: the time to come back has not begun."""
        if not self.times:
            return self
        newest = self.times[-1]
        if newest.back_at is None or newest.is_settled(now) or now >= newest.back_at + _LONGEST_BEHIND:
            return self
        return replace(self, times=(*self.times[:-1], newest._replace(counts_at=now + GRACE)))

    def told(self, uptime_s: int, at: datetime) -> "Earshot":
        """The broker says at `at` how long it runs, seconds: less than before means that it began anew.

        What it says may be old by then (mosquitto repeats it each sys_interval, ten seconds): it began no
        later than that, and what it says next may tell it better.
        """
        times, anew_at = self.times, at - timedelta(seconds=uptime_s)
        if times and self.uptime_s is not None:
            newest = times[-1]
            is_better = newest.anew_at is not None and anew_at < newest.anew_at
            if uptime_s < self.uptime_s or is_better:
                times = (*times[:-1], newest._replace(anew_at=anew_at))
        return replace(self, uptime_s=uptime_s, times=times)

    def unsettled_since(self, now: datetime) -> datetime | None:
        """Since when there was no time in which all could be heard; None when they can be."""
        if not self.times or self.times[-1].is_settled(now):
            return None
        return next(time.gone_at for time in self.times if not time.is_settled(now))

    def waits_since(self, now: datetime) -> datetime | None:
        """Since when all have the time to come back that they still have; None while deaf, and afterwards."""
        return None if self.unsettled_since(now) is None else self.times[-1].back_at

    def excuses(self, gone_at: datetime | None, now: datetime) -> bool:
        """Tell whether a device's going may be the broker's own: it is given its time to come back.

        `gone_at`: when its word, or its Will, came that it is gone; None: not known.
        """
        since = self.unsettled_since(now)
        return since is not None and gone_at is not None and gone_at >= since - _JUST_BEFORE

    def is_broken(self, seen_at: datetime | None) -> bool:
        """Tell whether a device's connection is no more, for it was not heard since the broker began anew."""
        for time in reversed(self.times):
            if seen_at is not None and time.back_at is not None and time.back_at <= seen_at:
                return False
            if time.anew_at is not None and time.back_at is not None:
                # Who was quicker than the hub has said so to the broker, which kept it.
                return seen_at is None or seen_at < time.anew_at
        return False

    def was_deaf(self, since: datetime) -> bool:
        """Tell whether the hub was deaf at some time since then."""
        return any(time.back_at is None or time.back_at >= since for time in self.times)

    def outages(self, since: datetime, now: datetime) -> Sequence[Outage]:
        """The times since then in which silence does not count."""
        found = []
        for time in reversed(self.times):
            until = min(time.counts_at or now, now)
            if until <= since:
                break
            found.append(Outage(time.gone_at, until))
        return found
