"""What an operator reads of all that was raised: what has one cause is one. Pure."""

from collections import Counter
from collections.abc import Sequence

from deploy.score.raised import Raised
from deploy.score.run import Run
from deploy.score.spans import MINUTE_MS
from devices.sim.world.need import Rule
from hub.domain.tasks import is_village_lost

_LOST = frozenset({Rule.DEVICE_SILENT, Rule.GATEWAY_SILENT})
_AT_ONCE_MS = 5 * MINUTE_MS


def matters(run: Run, said: Sequence[Raised]) -> int:
    """Count them, as the list of what to do groups them."""
    apart = [one for one in said if one.rule not in _LOST and not _is_told_already(one, said)]
    lost: dict[str, list[Raised]] = {}
    for one in sorted(said, key=lambda one: one.stretch.from_ms):
        if one.rule in _LOST:
            device = run.devices.get(one.device)
            lost.setdefault(device.village if device else "", []).append(one)
    here = Counter(device.village for device in run.devices.values() if device.is_registered)
    return len(apart) + sum(_losses(losses, here[village]) for village, losses in lost.items())


def _is_told_already(one: Raised, said: Sequence[Raised]) -> bool:
    """Tell whether it is a bin that waits over midnight, and whose ticket says so since it was full."""
    return one.rule is Rule.MISSED_COLLECTION and any(
        other.rule is Rule.OVERFLOW and other.device == one.device and other.stretch.meets(one.stretch)
        for other in said
    )


def _losses(losses: Sequence[Raised], here: int) -> int:
    """How many matters the losses of one village are, oldest first."""
    count, left = 0, list(losses)
    while left:
        together = [one for one in left if one.stretch.from_ms - left[0].stretch.from_ms <= _AT_ONCE_MS]
        count += 1 if is_village_lost(len(together), here) else len(together)
        left = left[len(together) :]
    return count
