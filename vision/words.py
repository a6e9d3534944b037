"""What is written on evidence pictures, Chinese and English on one line. Pure."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from devices.contract.bodies import ViewFault

CAPTIONS: Mapping[str, str] = {
    "before": "原状 before",
    "at": "垃圾堆放 litter pile",
    "after": "已清除 cleared",
}

VIEW_CAPTIONS: Mapping[ViewFault, str] = {
    ViewFault.FROZEN: "画面冻结 picture frozen",
    ViewFault.BLACK: "画面全黑 picture black",
    ViewFault.DIM: "光线过暗 too dark to judge",
    ViewFault.OVEREXPOSED: "画面过曝 overexposed",
    ViewFault.COVERED: "镜头被遮挡 lens covered",
    ViewFault.BLURRED: "画面模糊 picture blurred",
    ViewFault.MOVED: "镜头移位 camera moved",
}
VEILED = "人车已模糊 people blurred"


def caption(role: str, camera: str, at: datetime, *, is_veiled: bool) -> str:
    """Write the caption of an evidence picture: what, which camera, when by local clocks, what is hidden."""
    said = f"{CAPTIONS[role]} · {_where_and_when(camera, at)}"
    return f"{said} · {VEILED}" if is_veiled else said


def view_caption(fault: ViewFault, camera: str, at: datetime) -> str:
    """Write the caption of a picture that cannot be judged; people may be in it, so all of it is blurred."""
    return f"{VIEW_CAPTIONS[fault]} · {_where_and_when(camera, at)} · {VEILED}"


def clock(at_ms: int, zone: tzinfo) -> datetime:
    """Say when it was by the clocks of a zone, milliseconds UTC."""
    return datetime.fromtimestamp(at_ms / 1000, zone)


def _where_and_when(camera: str, at: datetime) -> str:
    # With its distance from UTC: a proof may be read far away.
    return f"{camera} · {at.isoformat(' ', 'seconds')}"
