"""What is wrong with a recording that somebody uploaded, as codes. Pure."""

from enum import StrEnum


class SoundFlaw(StrEnum):
    """Why nothing can be made of a recording."""

    NOT_AUDIO = "not_audio"
    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    SILENT = "silent"
    CLIPPED = "clipped"
    BROKEN = "broken"
    TOO_COSTLY = "too_costly"
