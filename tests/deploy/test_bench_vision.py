import pytest

from deploy.bench.vision import run

pytestmark = pytest.mark.slow


def test_each_size_is_timed_and_cameras_are_weighed():
    result = run(looks=3, cameras=2)
    assert [name for name in result if "x" in name and " " not in name] == [
        "640x360",
        "1280x720",
        "1920x1080",
    ]
    assert all(result[size]["judge_ms"] > 0 for size in ("640x360", "1920x1080"))
    assert 0 < result["share of 2 cores at 1920x1080"] < 10
    assert result["1920x1080"]["stream_ms"] > result["640x360"]["stream_ms"] > 0
    named = "share of 2 cores at 1920x1080, 10 fps streams"
    assert 0 < result[f"{named}, key frames every 2 s"] < result[f"{named}, all decoded"] < 10
