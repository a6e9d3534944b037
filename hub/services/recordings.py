"""Recordings (录音): what people say themselves, in a dialect or in Yi, kept as every other sound is."""

import logging

from hub.ports import Clip, EvidenceStore, Studio

log = logging.getLogger(__name__)


class Recordings:
    """Takes what people upload; announce it by the hash that it then has."""

    def __init__(self, studio: Studio, evidence: EvidenceStore) -> None:
        self._studio = studio
        self._evidence = evidence

    def keep(self, recording: bytes, by: str) -> Clip:
        """Make a clip of a recording and keep it; the same one twice is kept once.

        Raises:
            BadSound: nothing was kept; say what is wrong with it.
            StoreDown: nothing was kept; try again.
        """
        clip = self._studio.made(recording)
        self._evidence.put(clip.content, clip.media_type)
        log.info("recording %s of %d ms by %s", clip.sha256[:12], clip.duration_ms, by)
        return clip
