"""Speech at the one loudness; what was listened to before is the same sound when it is announced."""

import threading
from collections import OrderedDict

from hub.domain.sound_flaws import SoundFlaw
from hub.ports import BadSound, Clip, Speech, SpeechFailed, Studio

# A text is spoken for each preview and once more when it is announced.
_KEPT = 32


class LevelledSpeech:
    """The `Speech` port over a voice and a studio; any thread may call it. The newest clips are kept."""

    def __init__(self, voice: Speech, studio: Studio) -> None:
        self._voice = voice
        self._studio = studio
        self._clips: OrderedDict[str, Clip] = OrderedDict()
        self._lock = threading.Lock()

    def speak(self, text: str) -> Clip:
        """See `Speech`."""
        with self._lock:
            known = self._clips.get(text)
        if known is not None:
            return known
        try:
            clip = self._studio.made(self._voice.speak(text).content)
        except BadSound as error:
            why = "too long to be spoken" if error.flaw is SoundFlaw.TOO_LONG else str(error)
            raise SpeechFailed(f"the voice's sound cannot be used: {why}") from error
        with self._lock:
            self._clips[text] = clip
            while len(self._clips) > _KEPT:
                self._clips.popitem(last=False)
        return clip
