"""What is written on evidence pictures, Chinese and English on one line. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime

CAPTIONS: Mapping[str, str] = {
    "before": "原状 before",
    "at": "垃圾堆放 litter pile",
    "after": "已清除 cleared",
}


def caption(role: str, camera: str, at_ms: int) -> str:
    """Write the caption of an evidence picture: what, which camera, when (UTC)."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return f"{CAPTIONS[role]} · {camera} · {moment:%Y-%m-%d %H:%M:%S} UTC"
