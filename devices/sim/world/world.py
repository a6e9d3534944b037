"""The world: what is said, what is true, what is done to the system. Pure and seeded."""

from collections.abc import Collection, Iterator
from heapq import merge

from devices.contract.bodies import DeviceClass
from devices.sim.world.bin_course import bin_course
from devices.sim.world.bin_life import BinLife
from devices.sim.world.cast import Actor, cast
from devices.sim.world.clearance import day_facts
from devices.sim.world.deed import Deed
from devices.sim.world.fact import Fact, Said, Told
from devices.sim.world.facts import deed_fact, device_fact, device_facts, view_facts
from devices.sim.world.happening import Newcomer
from devices.sim.world.part import Part
from devices.sim.world.plot import plotted
from devices.sim.world.saying import Saying, Speech
from devices.sim.world.scenario import Scenario
from devices.sim.world.spell import Ear
from devices.sim.world.standing_course import holder_course, station_course
from devices.sim.world.view import ViewScript
from devices.sim.world.view_course import view_script


class World:
    """One scenario with one seed.

    Attributes:
        scenario: what was asked for.
        seed: of all that is drawn by chance.
        span: from when to when, and in which timezone.
        township: villages and registered devices; writes the registry and the map base.
        actors: every device that speaks, registered or not.

    Raises:
        BadScenario: a happening cannot come true in this township, or at that time.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        newcomers = sum(one.count for one in scenario.happens if isinstance(one, Newcomer))
        drawn = cast(scenario.size, seed, newcomers)
        self.scenario = scenario
        self.seed = seed
        self.span = scenario.span
        self.township = drawn.township
        self.actors = drawn.actors
        self._by_id = {actor.id: actor for actor in drawn.actors}
        self._plot = plotted(scenario, drawn, seed)
        self._lives: dict[str, BinLife] = {}

    def actor(self, device: str) -> Actor:
        """Find a device.

        Raises:
            KeyError: there is none of that id.
        """
        return self._by_id[device]

    def sayings(
        self, from_ms: int, until_ms: int, devices: Collection[str] | None = None
    ) -> Iterator[Saying]:
        """Tell what is said from one moment up to another, in order of `at_ms`.

        Every call lives through the world from its beginning: take one iterator and read on, rather than many
        short ones.

        Args:
            from_ms: the first moment, milliseconds UTC.
            until_ms: the moment after the last.
            devices: whose sayings; None for all.
        """
        chosen = [actor for actor in self.actors if devices is None or actor.id in devices]
        for told in merge(*map(self._course, chosen), key=_place):
            if told.at_ms >= until_ms:
                return
            if isinstance(told, Said) and told.at_ms >= from_ms:
                yield told.saying

    def truth(self) -> Iterator[Told]:
        """Tell the whole truth, ordered by time, then device.

        What is known beforehand (silence, troubles, needs ...) is held in memory; what is said, and how full
        bins are, is told as it comes.
        """
        yield self._run()
        yield from sorted((device_fact(actor, self.span) for actor in self.actors), key=_place)
        known = sorted(self._known(), key=_place)
        for told in merge(known, *map(self._course, self.actors), key=_place):
            # A day is judged when it is over, everything else while the world lasts.
            if self.span.holds(told.at_ms) or (isinstance(told, Fact) and told.at_ms == self.span.ends_ms):
                yield told

    def deeds(self) -> tuple[Deed, ...]:
        """List what people and circumstance do to the system, in order of time."""
        return tuple(self._plot.deeds)

    def views(self, camera: str) -> ViewScript:
        """Say what a camera has before it.

        Raises:
            KeyError: there is no device of that id.
        """
        return view_script(self.actor(camera), self._plot, self.span, self.seed)

    def ears(self, speaker: str) -> tuple[Ear, ...]:
        """List when a speaker has no power, is broken, or plays without its receipt arriving.

        Raises:
            KeyError: there is no device of that id.
        """
        return tuple(self._part(self.actor(speaker)).ears)

    def _run(self) -> Fact:
        return Fact(
            self.span.began_ms, "", "run",
            {
                "scenario": self.scenario.en, "seed": self.seed, "began_ms": self.span.began_ms,
                "ends_ms": self.span.ends_ms, "timezone": self.span.timezone,
                "villages": len(self.township.villages), "devices": len(self.actors),
                "litter_dwell_s": self.scenario.litter_dwell_s,
            },
        )  # fmt: skip

    def _known(self) -> Iterator[Fact]:
        lives = {}
        for actor in self.actors:
            life = None
            if actor.device.device_class is DeviceClass.BIN:
                life = lives[actor.id] = self._life(actor).foretold
            yield from device_facts(actor, self._plot, life, self.span)
            if actor.device.device_class is DeviceClass.CAMERA:
                yield from view_facts(self.views(actor.id), self.span, self.scenario.litter_dwell_s)
        yield from day_facts(self.actors, lives, self.span)
        for number, deed in enumerate(self._plot.deeds, start=1):
            yield deed_fact(number, deed)

    def _course(self, actor: Actor) -> Iterator[Told]:
        part = self._part(actor)
        match actor.device.device_class:
            case DeviceClass.BIN:
                return bin_course(actor, part, self._life(actor), self.span, self.seed)
            case DeviceClass.SENSOR:
                return station_course(actor, part, self.span, self.seed)
            case DeviceClass.GATEWAY | DeviceClass.SPEAKER if actor.speech is not Speech.HORN:
                return holder_course(actor, part, self.span, self.seed)
            case _:
                return iter(())  # a camera is looked at, a horn is played through: neither says a word

    def _life(self, actor: Actor) -> BinLife:
        if actor.id not in self._lives:
            self._lives[actor.id] = BinLife(
                actor, self._plot, self.span, self.scenario.bin_trouble, self.seed
            )
        return self._lives[actor.id]

    def _part(self, actor: Actor) -> Part:
        return self._plot.parts.get(actor.id, Part())


def _place(told: Told) -> tuple[int, str]:
    return told.at_ms, told.device
