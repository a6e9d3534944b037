"""The world: what is said, what is true, what is done to the system. Pure and seeded."""

from collections.abc import Collection, Iterator
from heapq import merge

from devices.contract.bodies import DeviceClass
from devices.sim.chance import dice
from devices.sim.world.bin_course import bin_course
from devices.sim.world.cast import Actor, cast
from devices.sim.world.deed import Deed
from devices.sim.world.fact import Fact, Said, Told
from devices.sim.world.saying import Saying
from devices.sim.world.scenario import Scenario
from devices.sim.world.span import Span
from devices.sim.world.spell import Ear
from devices.sim.world.view import Passing, ViewScript


class World:
    """One scenario with one seed.

    Attributes:
        scenario: what was asked for.
        seed: of all that is drawn by chance.
        span: from when to when, and in which timezone.
        township: villages and registered devices; writes the registry and the map base.
        actors: every device that speaks, registered or not.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        drawn = cast(scenario.size, seed)
        self.scenario = scenario
        self.seed = seed
        self.span = Span(scenario.began_ms, scenario.ends_ms, scenario.timezone)
        self.township = drawn.township
        self.actors = drawn.actors
        self._by_id = {actor.id: actor for actor in drawn.actors}

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
        for told in self._courses(devices):
            if told.at_ms >= until_ms:
                return
            if isinstance(told, Said) and told.at_ms >= from_ms:
                yield told.saying

    def truth(self) -> Iterator[Told]:
        """Tell the whole truth, ordered by time, then device; nothing of it is kept."""
        yield Fact(
            self.span.began_ms, "", "run",
            {
                "scenario": self.scenario.en, "seed": self.seed, "began_ms": self.span.began_ms,
                "ends_ms": self.span.ends_ms, "timezone": self.span.timezone,
                "villages": len(self.township.villages), "devices": len(self.actors),
            },
        )  # fmt: skip
        yield from self._courses(None)

    def deeds(self) -> tuple[Deed, ...]:
        """List what people and circumstance do to the system, in order of time."""
        return ()

    def views(self, camera: str) -> ViewScript:
        """Say what a camera has before it.

        Raises:
            KeyError: there is no device of that id.
        """
        place = self.actor(camera).device.place
        chance = dice(self.seed, "view", camera)
        return ViewScript(
            camera, chance.randrange(2**31), place.lat, place.lon, chance.uniform(0, 360),
            (), (), (Passing(self.span.began_ms, 0.2, 0.05),), (), (),
        )  # fmt: skip

    def ears(self, speaker: str) -> tuple[Ear, ...]:
        """List when a speaker has no power, is broken, or plays without its receipt arriving.

        Raises:
            KeyError: there is no device of that id.
        """
        self.actor(speaker)
        return ()

    def _courses(self, devices: Collection[str] | None) -> Iterator[Told]:
        courses = [
            bin_course(actor, self.span, self.seed)
            for actor in self.actors
            if actor.device.device_class is DeviceClass.BIN and (devices is None or actor.id in devices)
        ]
        return merge(*courses, key=lambda told: (told.at_ms, told.device))
