import pytest

from hub.domain.sound_flaws import SoundFlaw
from hub.ports import SpeechFailed
from hub.services.levelled_speech import LevelledSpeech
from tests.fakes import FakeSpeech, FakeStudio


def a_speech() -> tuple[LevelledSpeech, FakeSpeech, FakeStudio]:
    voice, studio = FakeSpeech(), FakeStudio()
    return LevelledSpeech(voice, studio), voice, studio


def test_what_was_listened_to_is_the_very_same_clip_when_it_is_announced() -> None:
    speech, _, studio = a_speech()
    previewed = speech.speak("停水")

    assert speech.speak("停水") is previewed
    assert (previewed.media_type, len(studio.made_of)) == ("audio/mpeg", 1)


def test_only_the_newest_clips_are_kept() -> None:
    speech, _, studio = a_speech()
    for number in range(40):
        speech.speak(f"第{number}条")
    speech.speak("第0条")
    speech.speak("第39条")

    assert len(studio.made_of) == 41


def test_a_voice_that_fails_says_so() -> None:
    speech, voice, _ = a_speech()
    voice.fails_with = "no espeak-ng"

    with pytest.raises(SpeechFailed, match="no espeak-ng"):
        speech.speak("停水")


@pytest.mark.parametrize(("flaw", "why"), [(SoundFlaw.TOO_LONG, "too long"), (SoundFlaw.SILENT, "silent")])
def test_a_sound_that_cannot_be_used_is_a_failure_of_speech(flaw: SoundFlaw, why: str) -> None:
    speech, _, studio = a_speech()
    studio.flaw = flaw

    with pytest.raises(SpeechFailed, match=why):
        speech.speak("停水")
