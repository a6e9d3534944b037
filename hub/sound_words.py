"""What people read about recordings that cannot be used, in Chinese and English."""

from collections.abc import Mapping

from hub.domain.sound_flaws import SoundFlaw
from hub.words import Word

SOUND_FLAWS: Mapping[SoundFlaw, Word] = {
    SoundFlaw.NOT_AUDIO: Word("该文件不是可用的录音", "this file is no recording that can be read"),
    SoundFlaw.EMPTY: Word("录音里没有声音", "there is nothing in the recording"),
    SoundFlaw.TOO_SHORT: Word("录音太短", "the recording is too short"),
    SoundFlaw.TOO_LONG: Word("录音太长", "the recording is too long"),
    SoundFlaw.TOO_LARGE: Word("录音文件太大", "the file is too large"),
    SoundFlaw.SILENT: Word("录音是静音的", "the recording is silent"),
    SoundFlaw.CLIPPED: Word("录音破音严重，请调低音量重录", "it is badly distorted: record it less loudly"),
    SoundFlaw.BROKEN: Word("录音文件已损坏", "the file is damaged"),
    SoundFlaw.TOO_COSTLY: Word("录音文件无法处理", "the work on it took too long or too much"),
}
