"""A recording that somebody uploads is kept as it will be played, or its flaw is named."""

import pytest

from hub.domain.sound_flaws import SoundFlaw
from tests.hub.api.face import Face


def test_what_is_listened_to_is_byte_for_byte_what_is_announced(as_role) -> None:
    operator = as_role("operator")
    kept = operator.post("/api/v1/recordings", content=b"a village head speaking")
    assert kept.status_code == 201
    said = kept.json()

    heard = operator.get(said["path"])
    assert heard.content == b"clip of a village head speaking"
    assert heard.headers["Content-Type"] == "audio/mpeg"
    assert said["duration_ms"] == 2_300


@pytest.mark.parametrize(("flaw", "status"), [(SoundFlaw.SILENT, 422), (SoundFlaw.TOO_LARGE, 413)])
def test_what_cannot_be_used_says_why_in_both_languages(
    face: Face, as_role, flaw: SoundFlaw, status: int
) -> None:
    face.studio.flaw = flaw
    answer = as_role("operator").post("/api/v1/recordings", content=b"x")

    assert (answer.status_code, answer.json()["error"]) == (status, "bad_sound")
    assert answer.json()["detail"] == {"flaw": flaw.value, "why": "by the test"}
    assert answer.json()["message_zh"] != answer.json()["message_en"]


@pytest.mark.parametrize("role", ["viewer", "field"])
def test_only_who_may_announce_may_upload(as_role, role: str) -> None:
    assert as_role(role).post("/api/v1/recordings", content=b"x").status_code == 403
