"""All figures of a run, and all definitions. Pure."""

from collections.abc import Callable, Mapping

from deploy.score.alarms import alarms
from deploy.score.clearance import clearance
from deploy.score.emptyings import emptyings
from deploy.score.figure import Definition, Measured
from deploy.score.fills import fills
from deploy.score.liveness import liveness
from deploy.score.messages import messages
from deploy.score.photos import photos
from deploy.score.piles import piles
from deploy.score.plays import plays
from deploy.score.queue import queue
from deploy.score.run import Run
from deploy.score.words.arriving import ARRIVING
from deploy.score.words.speaking import SPEAKING
from deploy.score.words.watching import WATCHING

DEFINITIONS: Mapping[str, Definition] = {one.name: one for one in (*ARRIVING, *WATCHING, *SPEAKING)}
_PARTS: tuple[Callable[[Run], dict[str, Measured]], ...] = (
    messages,
    emptyings,
    fills,
    liveness,
    alarms,
    piles,
    plays,
    clearance,
    photos,
    queue,
)
_DECIMALS = 3


def score(run: Run) -> dict[str, Measured]:
    """Compute every figure, in the order of the definitions."""
    found = {name: measured for part in _PARTS for name, measured in part(run).items()}
    return {name: _rounded(found[name]) for name in DEFINITIONS}


def _rounded(measured: Measured) -> Measured:
    value = measured.value
    return measured if value is None else Measured(round(value, _DECIMALS), measured.cases)
