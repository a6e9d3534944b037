"""Closing photos: a false one must not close a matter. Pure."""

from deploy.score.figure import Measured, counted, share_pct
from deploy.score.run import Run
from deploy.score.sent import Did
from deploy.score.spans import HOUR_MS
from deploy.score.truth import Deed

_PHOTO, _ACCEPTED = "photo", "accepted"
_ANSWERED = frozenset({_ACCEPTED, "insufficient", "refused"})


def photos(run: Run) -> dict[str, Measured]:
    """Score what came of the photos that people handed in."""
    deeds = [deed for deed in run.truth.of(Deed) if deed.kind == _PHOTO]
    did = [one for one in run.sent.of(Did) if one.kind == _PHOTO]
    tried = [
        (deed.is_false, one.outcome == _ACCEPTED)
        for deed in deeds
        for one in did
        if one.outcome in _ANSWERED and _is_of(one, deed)
    ]
    false = [is_accepted for is_false, is_accepted in tried if is_false]
    honest = [is_accepted for is_false, is_accepted in tried if not is_false]
    return {
        "photos_examined": share_pct(len(tried), len(deeds)),
        "false_photos_accepted": counted(sum(false), len(false)),
        "true_photos_refused": counted(len(honest) - sum(honest), len(honest)),
    }


def _is_of(one: Did, deed: Deed) -> bool:
    """A deed is done soon after it is meant to be."""
    return one.device == deed.device and 0 <= one.at_ms - deed.at_ms < HOUR_MS
