"""Pretend views for the vision tests: an eye that looks at a script second by second, small and fast."""

import numpy as np

from devices.sim.scene import PileScript, SceneScript, VillageScene
from vision.background import Rates
from vision.eye import Eye, EyeOptions
from vision.persist import Rules
from vision.picture import Picture

BEGUN_MS = 1_790_000_000_000
QUIET = SceneScript(seed=3, walkers_every_s=0, traffic_every_s=0)
RULES = Rules(dwell_s=20, clear_looks=4, clear_s=8, hidden_s=6)


def a_scene(*piles, **changes):
    """A quiet village street with these piles; `changes` are fields of SceneScript."""
    facts = {"seed": 3, "walkers_every_s": 0, "traffic_every_s": 0, **changes}
    return VillageScene(SceneScript(piles=piles, **facts))


def a_pile(at_s=20.0, clear_s=None, **changes):
    return PileScript(at_s, clear_s, **changes)


def an_eye(**changes):
    """An eye quick enough for tests: it learns 8 s, believes after 20 s and works on small pictures."""
    facts = {
        "name": "cam-1",
        "rules": RULES,
        "rates": Rates(learn_s=8),
        "still_s": 4,
        "fault_s": 3,
        "frozen_s": 5,
        "realign_s": 3600,
        "work_width_px": 240,
        **changes,
    }
    return Eye(EyeOptions(**facts))


def watch(eye, scene, since_s, until_s, *, light=1.0, alter=None):
    """Look once a second in [since_s, until_s); gives what was seen. `alter(frame, at_s)` changes it."""
    seen = []
    for at_s in np.arange(since_s, until_s, 1.0):
        frame = scene.draw(float(at_s), light)
        if alter is not None:
            frame = alter(frame, float(at_s))
        seen.append(eye.look(Picture(frame, BEGUN_MS + int(at_s * 1000))))
    return seen


def tales(seen):
    """All (phase, sight) told, in order."""
    return [(tale.change.phase, tale.change.sight) for look in seen for tale in look.tales]
