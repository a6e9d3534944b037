"""What everything that looks at photos must do; run on the fake and on the child process."""

import pytest

from hub.adapters.photo.eye import ChildEye
from hub.domain.photos.picture import Unusable
from hub.ports import BadPhoto, Looking
from tests.fakes import FakeEye
from tests.photos import a_header, a_scene, as_jpeg

pytestmark = pytest.mark.slow  # the child brings its own decoder
PHOTO = as_jpeg(a_scene(1))


@pytest.fixture(params=[FakeEye, ChildEye], ids=["fake", "child"])
def eye(request: pytest.FixtureRequest) -> Looking:
    made = request.param()
    assert isinstance(made, FakeEye | ChildEye)
    return made


def test_the_same_picture_is_always_seen_alike(eye: Looking) -> None:
    first = eye.look(PHOTO)
    assert eye.look(PHOTO) == first
    assert first.size_wh == (640, 480)
    assert list(first.flaws()) == []


def test_another_picture_looks_otherwise(eye: Looking) -> None:
    assert eye.look(as_jpeg(a_scene(2))).looks[0] != eye.look(PHOTO).looks[0]


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"<svg/>", b"\xff\xd8\xff"])
def test_what_is_no_jpeg_is_refused(eye: Looking, content: bytes) -> None:
    with pytest.raises(BadPhoto) as refused:
        eye.look(content)
    assert refused.value.flaw is Unusable.NOT_JPEG


def test_a_bomb_is_refused_by_its_header(eye: Looking) -> None:
    with pytest.raises(BadPhoto) as refused:
        eye.look(a_header((65_500, 65_500)))
    assert refused.value.flaw is Unusable.TOO_MANY_PIXELS
