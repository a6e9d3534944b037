"""The settings of one camera, as the options of the eye that judges it.

Apart from the settings themselves: who only reads those need not load OpenCV.
"""

from devices.contract.setup import CameraSetup
from vision.background import Rates
from vision.eye import EyeOptions
from vision.persist import Rules
from vision.scene import Ground, Scene, Zone
from vision.settings import CameraConfig, VisionSettings
from vision.terms import Terms
from vision.weights import appearance
from vision.yolo import OwnModel


def scene_of(camera: CameraConfig) -> Scene:
    """Say what is known of the place of one camera."""
    zones = [Zone(camera.name, camera.zone)] if camera.zone else []
    zones += [Zone(zone.name, zone.corners, zone.keep_out, zone.unattended_s) for zone in camera.zones]
    ground = camera.ground
    return Scene(
        tuple(zones), None if ground is None else Ground(ground.corners, ground.width_m, ground.depth_m)
    )


def terms_of(camera: CameraConfig, setup: CameraSetup) -> Terms:
    """Say what holds of one camera's place once somebody drew on its picture.

    Zones and ground replace those of its own settings where there are any; masks come beside its own, so
    that nothing is uncovered that was covered on this machine.
    """
    own, drawn = scene_of(camera), setup.scene
    zones = tuple(Zone(zone.name, zone.corners, zone.keep_out, zone.unattended_s) for zone in drawn.zones)
    ground = drawn.ground
    return Terms(
        Scene(
            zones or own.zones,
            own.ground if ground is None else Ground(ground.corners, ground.width_m, ground.depth_m),
        ),
        (*camera.masks, *drawn.masks),
        {pile.id: pile.corners for pile in setup.piles},
        {judged.finding: judged.is_litter for judged in setup.judged},
    )


def eye_options(settings: VisionSettings, camera: CameraConfig, own: OwnModel | None = None) -> EyeOptions:
    """Say how one camera is judged; `own`: by which detector of the user's own, if any."""
    return EyeOptions(
        name=camera.id,
        scene=scene_of(camera),
        masks=camera.masks,
        initial_piles=camera.initial_piles,
        weights=appearance(),
        own=own,
        rates=Rates(learn_s=settings.learn_s, poll_s=settings.poll_s),
        rules=Rules(
            dwell_s=settings.dwell_s,
            doubted_dwell_s=settings.doubted_dwell_s,
            clear_looks=settings.clear_looks,
            clear_s=settings.clear_s,
            hidden_s=settings.hidden_s,
        ),
        still_s=settings.still_s,
        min_area_share=settings.min_area_share,
        max_area_share=settings.max_area_share,
        fault_s=settings.fault_s,
        frozen_s=settings.frozen_s,
        work_width_px=settings.work_width_px,
    )
