from hashlib import sha256
from pathlib import Path

import pytest

from hub.adapters.evidence import FileEvidence
from tests.builders import NOON, at


def test_what_is_put_is_found_by_its_hash(tmp_path: Path) -> None:
    store = FileEvidence(tmp_path)
    name = store.put(b"\xff\xd8\xff", "image/jpeg")
    assert name == sha256(b"\xff\xd8\xff").hexdigest()
    assert FileEvidence(tmp_path).get(name) == (b"\xff\xd8\xff", "image/jpeg")


def test_the_same_content_twice_is_kept_once(tmp_path: Path) -> None:
    store = FileEvidence(tmp_path)
    assert store.put(b"a", "audio/wav") == store.put(b"a", "audio/wav")
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 1


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "ab" * 31, "AB" * 32, "ab" * 32])
def test_anything_else_is_simply_not_there(tmp_path: Path, name: str) -> None:
    assert FileEvidence(tmp_path).get(name) is None


def test_a_kind_of_file_that_is_never_kept_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        FileEvidence(tmp_path).put(b"<svg/>", "image/svg+xml")


def test_a_camera_has_one_last_picture(tmp_path: Path) -> None:
    store = FileEvidence(tmp_path)
    assert store.last("cam-1") is None
    store.put_last("cam-1", b"old", NOON)
    store.put_last("cam-1", b"new", at(10))
    assert store.last("cam-1") == (b"new", at(10))
