"""The truth of same-day clearance (日产日清): which points had every bin emptied on which day. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import time

from devices.sim.world.bin_life import Life
from devices.sim.world.cast import Actor
from devices.sim.world.fact import Fact
from devices.sim.world.facts import point_id
from devices.sim.world.span import Span


def day_facts(actors: Iterable[Actor], lives: Mapping[str, Life], span: Span) -> Iterator[Fact]:
    """Judge every point with registered bins for every day that lies wholly in the span, at its end."""
    points: dict[str, list[Life]] = {}
    for actor in actors:
        if actor.id in lives and actor.is_registered:
            points.setdefault(point_id(actor), []).append(lives[actor.id])
    for day in range(1, span.days + 1):
        begins_ms, ends_ms = span.at_ms(day, time(0)), span.at_ms(day + 1, time(0))
        if begins_ms < span.began_ms or ends_ms > span.ends_ms:
            continue
        for point, bins in points.items():
            # When each bin of the point was last emptied on that day; None: not at all.
            last_ms = [
                max((one.at_ms for one in life.emptied if begins_ms <= one.at_ms < ends_ms), default=None)
                for life in bins
            ]
            cleared_ms = [at_ms for at_ms in last_ms if at_ms is not None]
            was_cleared = len(cleared_ms) == len(bins)
            date = span.date(day).isoformat()
            yield Fact(
                ends_ms, "", "day",
                {
                    "point": point, "day": date, "was_cleared": was_cleared,
                    "cleared_ms": max(cleared_ms) if was_cleared else None,
                },
            )  # fmt: skip
