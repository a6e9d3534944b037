"""The part each device and village plays in a scenario, once everything is drawn. Milliseconds UTC."""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from devices.sim.world.deed import Deed
from devices.sim.world.spell import Cause, Ear, Silence, Spell
from devices.sim.world.view import FaultSpell, Film, PileCourse, Rain


class TroubleKind(StrEnum):
    """What is wrong with a device that is not silent."""

    TILTED = "tilted"
    FIRE = "fire"
    WEAK_BATTERY = "weak_battery"
    WILD = "wild"
    NO_ECHO = "no_echo"
    CLOCK_DRIFT = "clock_drift"
    GARBLED = "garbled"
    REBOOT = "reboot"
    DUPLICATES = "duplicates"
    LATE = "late"
    OPEN_LID = "open_lid"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One trouble. `share`: of what is said, where only a share is hit; `by_ms`: how wrong or how late."""

    kind: TroubleKind
    spell: Spell
    share: float = 1.0
    by_ms: int = 0


@dataclass(frozen=True, slots=True)
class Crowded:
    """A village is crowded: bins fill `factor` times as fast, so many stay in view of its cameras."""

    spell: Spell
    factor: float
    people: float
    vehicles: float


@dataclass(slots=True)
class Part:
    """What befalls one device. `begins_ms`: it exists only from then on, None: from the beginning."""

    silences: list[Silence] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    ears: list[Ear] = field(default_factory=list)
    faults: list[FaultSpell] = field(default_factory=list)
    piles: list[PileCourse] = field(default_factory=list)
    emptied_ms: list[int] = field(default_factory=list)
    begins_ms: int | None = None
    film: Film | None = None

    @property
    def is_free(self) -> bool:
        """Tell whether nothing but the collection concerns it yet."""
        return not (self.silences or self.troubles or self.ears or self.faults or self.piles or self.film)

    def off(self) -> list[Spell]:
        """List when it has no power or is dead, put together where such times touch."""
        together: list[Spell] = []
        for silence in self.silences:
            spell = silence.spell
            last = together[-1] if together else None
            if silence.cause is Cause.GATEWAY:
                continue
            if last is None or (last.until_ms is not None and last.until_ms < spell.from_ms):
                together.append(spell)
            elif last.until_ms is not None:
                until_ms = None if spell.until_ms is None else max(last.until_ms, spell.until_ms)
                together[-1] = Spell(last.from_ms, until_ms)
        return together

    def of(self, kind: TroubleKind) -> list[Trouble]:
        """List its troubles of one kind."""
        return [trouble for trouble in self.troubles if trouble.kind is kind]

    def held(self, kind: TroubleKind, at_ms: int) -> Trouble | None:
        """Give the trouble of a kind that it has then."""
        return next((one for one in self.troubles if one.kind is kind and one.spell.holds(at_ms)), None)


@dataclass(slots=True)
class Plot:
    """Everything that is to happen.

    Attributes:
        parts: by device id.
        crowds: by village id.
        rains: on all.
        deeds: to the system, in order of time once all is plotted.
        has_rounds: trucks come as the scenario says, or else as is drawn for each bin.
    """

    parts: defaultdict[str, Part] = field(default_factory=lambda: defaultdict(Part))
    crowds: defaultdict[str, list[Crowded]] = field(default_factory=lambda: defaultdict(list))
    rains: list[Rain] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    has_rounds: bool = False
