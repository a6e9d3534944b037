"""What the hub knows of the place a camera looks at: what was drawn, and piles somebody marked. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from devices.contract.setup import (
    MOST_JUDGED,
    MOST_SHAPES,
    CameraSetup,
    Judgement,
    MarkedPile,
    SetupScene,
)
from hub.domain.judging import finding_of
from hub.domain.tickets import Ticket, Verdict


class TooManyMarks(ValueError):
    """As many piles are marked already as a camera takes; wait until one of them is cleared."""


@dataclass(frozen=True, slots=True)
class CameraPlace:
    """One camera's place.

    `revision` rises with each change of it, judgements of its findings included; `at_ms`: when it last did.
    """

    camera: str
    scene: SetupScene = field(default_factory=SetupScene)
    piles: tuple[MarkedPile, ...] = ()
    revision: int = 0
    at_ms: int = 0


def changed(
    place: CameraPlace,
    at_ms: int,
    scene: SetupScene | None = None,
    piles: tuple[MarkedPile, ...] | None = None,
) -> CameraPlace:
    """Give the place after a change of what was drawn, of the marks, or of what people judged."""
    return CameraPlace(
        place.camera,
        place.scene if scene is None else scene,
        place.piles if piles is None else piles,
        place.revision + 1,
        at_ms,
    )


def with_mark(place: CameraPlace, pile: MarkedPile, ended: Collection[str]) -> tuple[MarkedPile, ...]:
    """Give the marks with one more, and without those that `ended`: each is a finding like any other by now.

    Raises:
        TooManyMarks: nothing is marked.
    """
    kept = tuple(known for known in place.piles if known.id not in ended)
    if len(kept) >= MOST_SHAPES:
        raise TooManyMarks(f"camera {place.camera}: {MOST_SHAPES} piles are marked already")
    return (*kept, pile)


def setup(place: CameraPlace, judged: Iterable[Ticket]) -> CameraSetup:
    """What the camera shall know; `judged` are its judged tickets, the newest first."""
    said = [
        Judgement(finding=finding, is_litter=ticket.judged.verdict is Verdict.CONFIRMED)
        for ticket in judged
        if ticket.judged is not None and (finding := finding_of(ticket)) is not None
    ]
    return CameraSetup(
        at_ms=place.at_ms,
        revision=place.revision,
        scene=place.scene,
        piles=place.piles,
        judged=tuple(said[:MOST_JUDGED]),
    )
