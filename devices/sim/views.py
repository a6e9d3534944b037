"""What the script means for the pretend cameras: which picture shows a pile when, which cannot be judged."""

from collections.abc import Mapping

from devices.contract.bodies import DeviceClass
from devices.sim.cameras import CameraScript, Trouble, TroubleScript
from devices.sim.chance import dice
from devices.sim.scene import PileScript, SceneScript
from devices.sim.script import Script
from devices.sim.township import Township


def camera_scripts(township: Township, script: Script, *, days: int = 120) -> Mapping[str, CameraScript]:
    """Write out so many pretend days for every camera, by device id; after them nothing happens any more."""
    return {
        device.id: CameraScript(
            _scene(township.seed, device.id, script, days), _troubles(device.id, script, days)
        )
        for device in township.of(DeviceClass.CAMERA)
    }


def _scene(seed: int, camera: str, script: Script, days: int) -> SceneScript:
    piles = tuple(
        PileScript(at_s=day * script.day_s + pile.from_s, clear_s=day * script.day_s + pile.until_s)
        for day in range(days)
        for pile in script.piles
        if pile.device == camera
    )
    return SceneScript(seed=dice(seed, "scene", camera).randrange(2**31), piles=piles)


def _troubles(camera: str, script: Script, days: int) -> tuple[TroubleScript, ...]:
    return tuple(
        TroubleScript(
            Trouble(view.fault.value),
            day * script.day_s + view.spell.from_s,
            day * script.day_s + view.spell.until_s,
        )
        for day in range(days)
        for view in script.blind_views
        if view.spell.device == camera
    )
