from hashlib import sha256
from pathlib import Path

import pytest

from hub.adapters.evidence import FileEvidence
from hub.ports import StoreDown
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


def test_only_so_many_bytes_of_last_pictures_stay_in_memory(tmp_path: Path) -> None:
    store = FileEvidence(tmp_path, last_bytes=10)
    for number, camera in enumerate(["cam-1", "cam-2", "cam-1", "cam-3"]):
        store.put_last(camera, b"four", at(number))
    assert [store.last(camera) for camera in ("cam-1", "cam-2", "cam-3")] == [
        (b"four", at(2)),
        None,
        (b"four", at(3)),
    ]


def test_a_disk_that_does_not_answer_is_a_store_that_is_down(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("not a folder")
    store = FileEvidence(tmp_path / "evidence")
    with pytest.raises(StoreDown, match="cannot be kept"):
        store.put(b"a", "image/png")
    with pytest.raises(StoreDown, match="cannot be read"):
        store.get("ab" * 32)


def test_what_could_not_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fails)
    with pytest.raises(StoreDown, match="No space left"):
        FileEvidence(tmp_path).put(b"a", "image/png")
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_what_is_kept_is_listed_with_size_and_age(tmp_path: Path) -> None:
    store = FileEvidence(tmp_path)
    names = {store.put(content, "image/png") for content in (b"four", b"one")}
    (tmp_path / "ab").mkdir(exist_ok=True)
    (tmp_path / "ab" / "left.part").write_bytes(b"half")
    kept = store.kept()
    assert ({file.sha256 for file in kept}, sorted(file.size for file in kept)) == (names, [3, 4])
    written = tmp_path.joinpath("ab", "left.part").stat().st_mtime
    assert all(abs(file.at.timestamp() - written) < 60 for file in kept)


def test_nothing_is_kept_before_the_first(tmp_path: Path) -> None:
    assert FileEvidence(tmp_path / "none").kept() == []


def test_what_is_removed_is_not_there_and_may_be_removed_again(tmp_path: Path) -> None:
    store = FileEvidence(tmp_path)
    name = store.put(b"a", "audio/wav")
    store.remove(name)
    store.remove(name)
    store.remove("../../etc/passwd")
    assert (store.get(name), store.kept()) == (None, [])


def test_the_rest_of_the_disk_is_left_to_readings(tmp_path: Path) -> None:
    store = FileEvidence(tmp_path, leave_free_bytes=2**62)
    with pytest.raises(StoreDown, match="the rest of the disk is for readings"):
        store.put(b"a", "image/png")
    assert store.kept() == []
