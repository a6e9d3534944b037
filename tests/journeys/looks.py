"""What the journeys of a pile look at: settings that tell one within seconds, and a street in three acts."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from devices.sim.camera_server import CameraServer
from devices.sim.scene import PileScript, SceneScript
from tests.cameras import CameraScript, PretendCamera
from vision.settings import VisionSettings

QUICK = VisionSettings(
    poll_s=0.1,
    dwell_s=1.0,
    doubted_dwell_s=0.0,
    still_s=0.5,
    learn_s=1.5,
    clear_looks=3,
    clear_s=0.3,
    snap_s=1,
    work_width_px=240,
)
# How many pictures, one a second, a worker has sent when it surely knows the street and keeps a picture of it
# before the pile: `learn_s` counts only as far as pictures come.
LEARNT_LOOKS = 8
_ACT_S = 1_000


class Street:
    """A street on a camera of its own: empty, littered, and cleared only when the journey says so.

    A fixed time would let a slow machine learn the pile as a part of the empty street.
    """

    def __init__(self) -> None:
        pile = PileScript(at_s=_ACT_S, clear_s=2 * _ACT_S)
        script = SceneScript(3, (pile,), walkers_every_s=0, traffic_every_s=0)
        self._begun_s, self._acts_s = monotonic(), 0
        self.server = CameraServer({"c": PretendCamera(CameraScript(script))}, now_ms=self._now_ms)

    @property
    def url(self) -> str:
        """Say where its picture is."""
        return self.server.url("c")

    def next_act(self) -> None:
        """Let the pile come; called again, let it go."""
        self._acts_s += _ACT_S

    def _now_ms(self) -> int:
        return round(1000 * (self._acts_s + monotonic() - self._begun_s))


@contextmanager
def a_street() -> Iterator[Street]:
    """Serve a street that is empty yet."""
    street = Street()
    street.server.start()
    try:
        yield street
    finally:
        street.server.stop()
