"""What of a device's messages did not come, said beside its name. Pure."""

from datetime import datetime, timedelta

from hub.console.voice import Voice
from hub.services.watch import DeviceView

# Older gaps are in the API; on the screen they would hide the new ones.
_SHOWN_FOR = timedelta(days=1)


def missing(voice: Voice, view: DeviceView, now: datetime) -> str:
    """How many messages are missing since and until when, in the newest gap of the last day; "" for none."""
    gap = max(view.gaps.known, key=lambda gap: gap.until, default=None)
    if gap is None or now - gap.until > _SHOWN_FOR:
        return ""
    since, until = voice.clock(gap.since, now), voice.clock(gap.until, now)
    return voice.say("missing", count=gap.count, since=since, until=until)


def missing_at_all(voice: Voice, view: DeviceView, now: datetime) -> str:
    """Every known gap, newest first, and what is missing before; for the pointer that rests on a row."""
    said = [
        voice.say(
            "missing", count=gap.count, since=voice.clock(gap.since, now), until=voice.clock(gap.until, now)
        )
        for gap in reversed(view.gaps.known)
    ]
    said += [voice.say("missing_older", count=view.gaps.older)] if view.gaps.older else []
    said += [voice.say("best_effort")] if view.is_best_effort else []
    return voice.say("between_gaps").join(said)
