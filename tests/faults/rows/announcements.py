"""F41 and F43: the hub is killed while it announces; a crowd of loudspeakers of which a third is away."""

import io
from collections.abc import Mapping

from rich.console import Console

from deploy.bench.broadcast import Crowd, run
from deploy.screen import Screen
from tests.faults.catalogue import Lab, Outcome

_FAN_OUT_MS = 2_000


def killed_while_announcing(lab: Lab) -> Outcome:
    """SIGKILL at random instants around the request, the sending and the receipts."""
    crowd = Crowd(lab.count(300, 20), 0, kills=lab.count(200, 3), seed=lab.seed)
    found = run(crowd, _quietly())
    kills = _group(found, "kills")
    faults = [f"{kills[name]} {name}" for name in ("more_than_once", "late", "false_played") if kills[name]]
    if kills["plays"] != {1: kills["accepted"] * crowd.speakers} and kills["accepted"]:
        faults.append(f"accepted, and played so often: {kills['plays']}")
    figure = (
        f"{crowd.speakers} speakers, {kills['killed']} kills, {kills['accepted']} answered: plays "
        f"{kills['plays']}, late {kills['late']}, falsely played {kills['false_played']}"
    )
    return Outcome(figure, tuple(faults))


def crowd_partly_away(lab: Lab) -> Outcome:
    """200 speakers, 30 % of them away: when the others have the order, and the list of the unreached."""
    found = run(Crowd(lab.count(200, 20), 30, seed=lab.seed), _quietly())
    heard, listed = _group(found, "click_to_speaker_ms"), _group(found, "at_30_s")
    faults = []
    if heard["p99"] > _FAN_OUT_MS:
        faults.append(f"fan-out p99 {heard['p99']} ms")
    if not (listed["is_complete"] and listed["is_exact"]):
        faults.append(f"the list of the unreached at 30 s: {listed}")
    figure = (
        f"{found['speakers']} speakers, {found['offline']} away: order at the others p99 {heard['p99']} ms, "
        f"{listed['listed']} listed at 30 s"
    )
    return Outcome(figure, tuple(faults))


def _quietly() -> Screen:
    return Screen(Console(file=io.StringIO()))


def _group(found: Mapping[str, object], name: str) -> dict[str, int]:
    group = found[name]
    assert isinstance(group, dict)
    return group
