"""How one bin truly is in the course of a scenario, and for how long what holds. Pure and seeded."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from devices.sim.bin_weeks import STEP_S, Busy, Lot, Moment, live
from devices.sim.chance import dice
from devices.sim.world.cast import Actor
from devices.sim.world.part import Plot, Trouble, TroubleKind
from devices.sim.world.span import Span
from devices.sim.world.spell import Spell

STEP_MS = STEP_S * 1000
# docs/operations.md, "What a bin opens a ticket for": full from 85 %, over when emptied or at 60 %.
FULL_PCT, ROOM_PCT = 85.0, 60.0


@dataclass(frozen=True, slots=True)
class Emptied:
    """One emptying; `left_pct`: what the truck found."""

    at_ms: int
    left_pct: float


@dataclass(frozen=True, slots=True)
class Life:
    """What holds for how long, known beforehand; all of it within the span.

    Attributes:
        emptied: every emptying.
        full: when it was truly full.
        disturbed: when it lay on its side, or stood open, by itself; what the plot says is not in it.
    """

    emptied: tuple[Emptied, ...]
    full: tuple[Spell, ...]
    disturbed: tuple[Trouble, ...]


class BinLife:
    """One bin's true course; every reading of it is the same."""

    def __init__(self, actor: Actor, plot: Plot, span: Span, trouble: float, seed: int) -> None:
        self._actor = actor
        self._span = span
        self._seed = seed
        self._lot = _lot(actor, plot, span, trouble)

    def moments(self) -> Iterator[tuple[int, Moment]]:
        """Give each step of its life with the millisecond at which it begins."""
        midnight_ms = self._span.midnight_ms
        for moment in live(dice(self._seed, "life", self._actor.id), self._span.days, self._lot):
            at_ms = midnight_ms + moment.at_s * 1000
            if self._span.began_ms - STEP_MS < at_ms < self._span.ends_ms:
                yield at_ms, moment

    @cached_property
    def foretold(self) -> Life:
        """What it comes to: lived through once, to know how long each thing lasts."""
        emptied: list[Emptied] = []
        full, tilted, opened = _Lasting(), _Lasting(), _Lasting()
        for at_ms, moment in self.moments():
            if moment.left_pct is not None and self._span.holds(at_ms):
                emptied.append(Emptied(at_ms, moment.left_pct))
            level = FULL_PCT if full.since_ms is None else ROOM_PCT
            full.note(at_ms, holds=moment.fill_pct >= level)
            tilted.note(at_ms, holds=moment.is_tilted)
            opened.note(at_ms, holds=moment.is_open)
        disturbed = [Trouble(TroubleKind.TILTED, spell) for spell in tilted.spells()]
        disturbed += [Trouble(TroubleKind.OPEN_LID, spell) for spell in opened.spells()]
        return Life(tuple(emptied), full.spells(), tuple(disturbed))


class _Lasting:
    """Puts steps together to the spells in which something holds."""

    def __init__(self) -> None:
        self.since_ms: int | None = None
        self._over: list[Spell] = []

    def note(self, at_ms: int, *, holds: bool) -> None:
        if holds and self.since_ms is None:
            self.since_ms = at_ms
        elif not holds and self.since_ms is not None:
            self._over.append(Spell(self.since_ms, at_ms))
            self.since_ms = None

    def spells(self) -> tuple[Spell, ...]:
        """All of them; what has not ended lasts to the end."""
        lasting = [] if self.since_ms is None else [Spell(self.since_ms)]
        return (*self._over, *lasting)


def _lot(actor: Actor, plot: Plot, span: Span, trouble: float) -> Lot:
    midnight_ms = span.midnight_ms
    busy = tuple(
        Busy(
            (crowd.spell.from_ms - midnight_ms) / 1000,
            (crowd.spell.end_ms(span.ends_ms) - midnight_ms) / 1000,
            crowd.factor,
        )
        for crowd in plot.crowds.get(actor.village, ())
    )
    emptied_ms = plot.parts[actor.id].emptied_ms if actor.id in plot.parts else []
    rounds = tuple((at_ms - midnight_ms) / 1000 for at_ms in emptied_ms) if plot.has_rounds else None
    return Lot(rounds, busy, trouble, span.first_day.weekday())
