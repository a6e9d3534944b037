"""Whom, where and when a happening means: names become devices, villages and moments. Pure and seeded."""

from collections.abc import Iterator

from devices.sim.chance import dice
from devices.sim.world.cast import Actor, Cast
from devices.sim.world.happening import Lasting, Timed, Villages, Who
from devices.sim.world.moments import Day
from devices.sim.world.part import Plot
from devices.sim.world.scenario import BadScenario
from devices.sim.world.span import Span
from devices.sim.world.spell import Spell


class Casting:
    """Casts one happening; `where` names it in errors and in the draws."""

    def __init__(self, cast: Cast, span: Span, seed: int, where: str) -> None:
        self._cast = cast
        self._span = span
        self._seed = seed
        self._where = where

    def refusal(self, text: str) -> BadScenario:
        """Say what is wrong with this happening, and which it is."""
        return BadScenario(f"{self._where}: {text}")

    def villages(self, wanted: Villages) -> tuple[str, ...]:
        """List ids of villages; all for none.

        Raises:
            BadScenario: there is no such village.
        """
        known = [village.name.id for village in self._cast.township.villages]
        return tuple(self._village(known, one) for one in wanted) or tuple(known)

    def devices(
        self, who: Who, plot: Plot, day: int, able: frozenset[str] = frozenset()
    ) -> tuple[Actor, ...]:
        """Choose devices, those first that play no part yet.

        Args:
            who: what was asked for.
            plot: the parts that are given already.
            day: of the draw.
            able: quantities of which a device must know one; empty: no matter.

        Raises:
            BadScenario: there is no such device, or there are too few.
        """
        if who.ids:
            return tuple(self._device(device) for device in who.ids)
        villages = frozenset(self.villages(who.villages))
        fit = [
            actor
            for actor in self._cast.actors
            if actor.is_registered
            and actor.device.device_class is who.device_class
            and actor.village in villages
            and who.speech in {None, actor.speech}
            and (not able or able.intersection(actor.product.quantities))
        ]
        count = len(fit) if who.count is None else who.count
        if len(fit) < max(count, 1):
            raise self.refusal(f"who: {count} are wanted, {len(fit)} such devices stand there")
        drawn = dice(self._seed, "cast", self._where, day).sample(fit, len(fit))
        taken = {device for device, part in plot.parts.items() if not part.is_free}
        free_first = sorted(drawn, key=lambda actor: actor.id in taken)
        chosen = {actor.id for actor in free_first[:count]}
        return tuple(actor for actor in fit if actor.id in chosen)

    def days(self, day: Day) -> range:
        """List the numbers of the days that are meant.

        Raises:
            BadScenario: the scenario is over before that day.
        """
        if day == "every":
            return range(1, self._span.days + 1)
        if day > self._span.days:
            raise self.refusal(f"day = {day}: the scenario has {self._span.days}")
        return range(day, day + 1)

    def moments(self, happening: Timed) -> Iterator[tuple[int, int]]:
        """Give day and moment of each time a happening comes.

        Raises:
            BadScenario: the one day that is meant is not part of the scenario at that time.
        """
        for day in self.days(happening.day):
            at_ms = self._span.at_ms(day, happening.at)
            if self._span.holds(at_ms):
                yield day, at_ms
            elif happening.day != "every":
                when = f"{happening.at:%H:%M} of day {day}"
                raise self.refusal(f"at: {when} is not within the scenario")

    def own_ms(self, happening: Timed, at_ms: int, *whose: object) -> int:
        """Draw the moment of one of those whom a happening concerns."""
        if not happening.within:
            return at_ms
        return at_ms + dice(self._seed, "moment", self._where, *whose).randrange(happening.within)

    def spells(
        self, happening: Lasting, who: Who, plot: Plot, able: frozenset[str] = frozenset()
    ) -> Iterator[tuple[Actor, Spell]]:
        """Give every device that is meant with the time for which it is.

        Raises:
            BadScenario: nobody fits, or the moment is not part of the scenario.
        """
        for day, at_ms in self.moments(happening):
            for actor in self.devices(who, plot, day, able):
                from_ms = self.own_ms(happening, at_ms, actor.id, day)
                yield actor, lasting(from_ms, happening.lasts)

    def _village(self, known: list[str], wanted: int | str) -> str:
        if isinstance(wanted, int) and wanted <= len(known):
            return known[wanted - 1]
        if wanted in known:
            return str(wanted)
        raise self.refusal(f"village {wanted!r}: expected 1..{len(known)} or an id such as {known[0]!r}")

    def _device(self, device: str) -> Actor:
        found = next((actor for actor in self._cast.actors if actor.id == device), None)
        if found is None:
            raise self.refusal(f"ids: there is no device {device!r}")
        return found


def lasting(from_ms: int, lasts_ms: int | None) -> Spell:
    """Say how long something lasts from a moment on; None: to the end."""
    return Spell(from_ms, None if lasts_ms is None else from_ms + lasts_ms)
