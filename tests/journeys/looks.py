"""Settings with which a pile is told within seconds."""

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
