"""How far one sensor's readings can be trusted, learned from the readings themselves. Pure."""

from typing import NamedTuple

# Before anything is known of a sensor: 10 mm of 700 mm, as a middling ultrasonic one shows, and some more.
_USUAL_RIPPLE_PCT = 2.0
_LEARNED_SHARE = 1 / 16
# A surprise counts for so much at most: what truly happens to a bin must not pass for noise.
_MOST_RIPPLES = 3.0
# The middle of three readings strays from the mean of its neighbours by sqrt(3/2) of the noise of one, and
# the mean of such strays is 0.8 of their standard deviation.
_NOISE_PER_STRAY = 1.02
# One astray is an accident (four in a thousand, devices.sim.bins); two among fifteen are none. A sensor of
# whose readings three in ten are wrong stays at three.
_FADES_TO, _CALM_BELOW, _WILD_FROM = 0.9, 1.2, 3.0
# So many readings are remembered as astray or not: a day of a sensor that speaks each hour or oftener.
_REMEMBERED = 20
_ALL_REMEMBERED = (1 << _REMEMBERED) - 1
# A sensor that goes on straying in three readings of ten says so many in a row in order about once in 240; of
# one that was cleaned they take six hours, at two readings an hour.
SETTLED_READINGS = 12
_ALL_SETTLED = (1 << SETTLED_READINGS) - 1
# Settling takes so much between two readings at most, and noise so many of its standard deviations.
_FALL_NOISES, _FALL_PCT, _RISE_PCT = 4.0, 2.0, 15.0


class Steadiness(NamedTuple):
    """What is known of a sensor.

    Attributes:
        ripple_pct: its noise: the standard deviation of a reading while nothing happens, points.
        unrest: how many readings of late had nothing to do with the bin; each fades by a tenth with every
            reading after it.
        strays: which of its last `judged` readings strayed, a bit for each, the newest the lowest.
        judged: how many readings `strays` speaks of, twenty at most.
    """

    ripple_pct: float = _USUAL_RIPPLE_PCT
    unrest: float = 0.0
    strays: int = 0
    judged: int = 0

    @property
    def is_calm(self) -> bool:
        """Tell whether a single reading of it can be shown, though nothing may follow from it yet."""
        return self.unrest < _CALM_BELOW

    @property
    def is_wild(self) -> bool:
        """Tell whether so many of its readings are wrong that nothing may follow from any of them."""
        return self.unrest >= _WILD_FROM

    @property
    def strayed(self) -> int:
        """How many of its last `judged` readings strayed."""
        return self.strays.bit_count()

    @property
    def is_settled(self) -> bool:
        """Tell whether it has been in order for so long that a wild one is wild no more."""
        return self.is_calm and not self.strays & _ALL_SETTLED

    @property
    def fall_pct(self) -> float:
        """A fall between two readings that noise and settling do not reach: something happened."""
        return _FALL_PCT + _FALL_NOISES * self.ripple_pct

    def follows(self, before_pct: float, pct: float) -> bool:
        """Tell whether a reading may come after another without anything having happened to the bin."""
        return -self.fall_pct < pct - before_pct <= max(_RISE_PCT, self.fall_pct)

    def after(self, recent_pct: tuple[float, ...]) -> "Steadiness":
        """What is known with one more reading, the newest of `recent_pct` (oldest first, three of them)."""
        if len(recent_pct) < 3:  # noqa: PLR2004  the middle one has two neighbours
            return self._judged(strayed=False)
        first_pct, middle_pct, last_pct = recent_pct
        is_even, is_joined = self.follows(first_pct, last_pct), self.follows(first_pct, middle_pct)
        if is_even and not is_joined:
            return self._judged(strayed=True)
        found = self._judged(strayed=False)
        if not (is_even and self.follows(middle_pct, last_pct)):
            return found
        stray_pct = abs(middle_pct - (first_pct + last_pct) / 2)
        noise_pct = min(_NOISE_PER_STRAY * stray_pct, _MOST_RIPPLES * self.ripple_pct)
        return found._replace(ripple_pct=self.ripple_pct + _LEARNED_SHARE * (noise_pct - self.ripple_pct))

    def astray(self) -> "Steadiness":
        """What is known after a reading that cannot be of this bin at all."""
        return self._judged(strayed=True)

    def _judged(self, *, strayed: bool) -> "Steadiness":
        return self._replace(
            unrest=self.unrest * _FADES_TO + strayed,
            strays=(self.strays << 1 | strayed) & _ALL_REMEMBERED,
            judged=min(self.judged + 1, _REMEMBERED),
        )
