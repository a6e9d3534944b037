"""A world as it is shown by the machine's clock: its days condensed, and over again when it is over. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import TypeAlias

from devices.contract.bodies import DeviceClass
from devices.sim.township import Device
from devices.sim.world.cast import Actor
from devices.sim.world.saying import Saying
from devices.sim.world.scenario import BadScenario
from devices.sim.world.spell import Ear, Spell
from devices.sim.world.view import ViewScript
from devices.sim.world.world import World

_DAY_MS = 86_400_000
# What these say is the world's; a camera is looked at, and a speaker answers, by the machine's clock.
_CONDENSED = frozenset({DeviceClass.BIN, DeviceClass.SENSOR, DeviceClass.GATEWAY})


class Showing:
    """A world whose day takes as long as its scenario says (`day_takes`): every moment and period by as much.

    Attributes:
        scenario: what was asked for.
        township: villages and registered devices, with the periods by which they are shown.
        actors: every device that speaks, with such periods.

    Raises:
        BadScenario: it says what people do, or what befalls speakers: in front of a showing people act
            themselves, and listen.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.scenario = world.scenario
        self.actors = tuple(replace(actor, device=self._shown(actor)) for actor in world.actors)
        registered = tuple(actor.device for actor in self.actors if actor.is_registered)
        self.township = replace(world.township, devices=registered)
        if world.deeds() or any(world.ears(actor.id) for actor in world.actors):
            raise BadScenario(
                f"{world.scenario.en}: it cannot be shown; expected nothing that people do or servers "
                "suffer, and speakers that nothing befalls"
            )

    @property
    def lasts_ms(self) -> int:
        """How long it takes until it is shown again, milliseconds of the machine."""
        return self._took_ms(self._world.span.ends_ms)

    def sayings(self, from_ms: int) -> Iterator[Saying]:
        """Tell without end what is said, in order of `at_ms`.

        Every round is the same but for the moments and the numbers, which go on.

        Args:
            from_ms: when the world begins, milliseconds UTC of the machine.
        """
        span, numbers = self._world.span, dict.fromkeys((actor.id for actor in self.actors), 0)
        for number in count():
            began_ms, before = from_ms + number * self.lasts_ms, dict(numbers)
            for saying in self._world.sayings(span.began_ms, span.ends_ms):
                said = self._said(saying, began_ms, before[saying.device])
                numbers[saying.device] = max(numbers[saying.device], said.number)
                yield said

    def views(self, camera: str) -> ViewScript:
        """Say what a camera has before it, by the moments of `view_ms`.

        Raises:
            KeyError: there is no device of that id.
        """
        script = self._world.views(camera)
        return replace(
            script,
            piles=tuple(
                replace(
                    pile,
                    appear_ms=self._view_ms(pile.appear_ms),
                    grown_ms=self._view_ms(pile.grown_ms),
                    clear_ms=None if pile.clear_ms is None else self._view_ms(pile.clear_ms),
                )
                for pile in script.piles
            ),
            faults=tuple(replace(fault, spell=self._view_spell(fault.spell)) for fault in script.faults),
            passing=tuple(replace(each, from_ms=self._view_ms(each.from_ms)) for each in script.passing),
            rains=tuple(replace(rain, spell=self._view_spell(rain.spell)) for rain in script.rains),
            winds=tuple(map(self._view_spell, script.winds)),
        )

    def view_ms(self, elapsed_ms: int) -> int:
        """Say which moment cameras see so long after the showing began.

        People walk and the sun moves as fast as ever: it stays the scenario's first hour, and light.
        """
        return self._world.span.began_ms + elapsed_ms % self.lasts_ms

    def ears(self, _speaker: str) -> tuple[Ear, ...]:
        """See `World.ears`: nothing befalls a speaker."""
        return ()

    def _shown(self, actor: Actor) -> Device:
        device = actor.device
        if device.device_class not in _CONDENSED:
            return device
        period_s = actor.period_s * self.scenario.day_takes / _DAY_MS
        return replace(device, period_s=max(1, round(period_s)))

    def _said(self, saying: Saying, began_ms: int, before: int) -> Saying:
        measured_ms = saying.measured_ms
        return replace(
            saying,
            number=before + saying.number,
            at_ms=began_ms + self._took_ms(saying.at_ms),
            clock_ms=began_ms + self._took_ms(saying.clock_ms),
            measured_ms=None if measured_ms is None else began_ms + self._took_ms(measured_ms),
        )

    def _took_ms(self, at_ms: int) -> int:
        """How long after its beginning a moment of the world is shown."""
        return (at_ms - self._world.span.began_ms) * self.scenario.day_takes // _DAY_MS

    def _view_ms(self, at_ms: int) -> int:
        return self._world.span.began_ms + self._took_ms(at_ms)

    def _view_spell(self, spell: Spell) -> Spell:
        return Spell(
            self._view_ms(spell.from_ms), None if spell.until_ms is None else self._view_ms(spell.until_ms)
        )


Staged: TypeAlias = World | Showing
