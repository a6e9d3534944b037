"""What is written on evidence pictures, Chinese and English on one line. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime

CAPTIONS: Mapping[str, str] = {
    "before": "原状 before",
    "at": "垃圾堆放 litter pile",
    "after": "已清除 cleared",
}


VEILED = "人车已模糊 people blurred"


def caption(role: str, camera: str, at_ms: int, *, is_veiled: bool) -> str:
    """Write the caption of an evidence picture: what, which camera, when (UTC), and what is hidden."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    said = f"{CAPTIONS[role]} · {camera} · {moment:%Y-%m-%d %H:%M:%S} UTC"
    return f"{said} · {VEILED}" if is_veiled else said
