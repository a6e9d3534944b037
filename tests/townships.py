"""A township to try things out on: the same arguments give the same one, bit for bit."""

from devices.contract.bodies import DeviceClass
from devices.sim.township import Township, settle


def pretend_township(
    seed: int, *, site: str = "daxi", villages: int = 6, bins: int = 60, cameras: int = 8, speakers: int = 12
) -> Township:
    """Build a township with one gateway."""
    counts = {
        DeviceClass.GATEWAY: 1,
        DeviceClass.BIN: bins,
        DeviceClass.CAMERA: cameras,
        DeviceClass.SPEAKER: speakers,
    }
    return settle(seed, site, villages, counts)
