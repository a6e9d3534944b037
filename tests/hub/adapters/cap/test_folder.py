"""A folder of warnings: whole files are taken once, and moved away."""

import os
from pathlib import Path

import pytest

from hub.adapters.cap.folder import REFUSED, TAKEN, FolderSource
from hub.ports import Paper, SourceDown


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cap"


def a_source(folder: Path, most_bytes: int = 100) -> FolderSource:
    source = FolderSource(folder, most_bytes)
    assert source.papers() == []
    return source


def looked_twice(source: FolderSource) -> list[Paper]:
    source.papers()
    return source.papers()


def test_a_file_is_taken_when_it_no_longer_grows(folder: Path) -> None:
    source = a_source(folder)
    (folder / "a.xml").write_bytes(b"<a")
    assert source.papers() == []
    (folder / "a.xml").write_bytes(b"<a/>")
    assert source.papers() == []
    assert source.papers() == [Paper("a.xml", b"<a/>")]


def test_what_is_done_is_moved_and_comes_no_more(folder: Path) -> None:
    source = a_source(folder)
    for name in ("a.xml", "b.CAP", "notes.txt", ".a.xml.part"):
        (folder / name).write_bytes(name.encode())
    good, bad = looked_twice(source)
    source.done(good, is_taken=True)
    source.done(bad, is_taken=False)
    assert source.papers() == []
    assert [path.name for path in (folder / TAKEN).iterdir()] == ["a.xml"]
    assert [path.name for path in (folder / REFUSED).iterdir()] == ["b.CAP"]
    assert {path.name for path in folder.iterdir() if path.is_file()} == {"notes.txt", ".a.xml.part"}


def test_another_file_of_the_same_name_is_kept_beside_the_first(folder: Path) -> None:
    source = a_source(folder)
    for content in (b"1", b"22", b"333"):
        (folder / "a.xml").write_bytes(content)
        (paper,) = looked_twice(source)
        source.done(paper, is_taken=True)
    assert {path.name for path in (folder / TAKEN).iterdir()} == {"a.xml", "a-2.xml", "a-3.xml"}


def test_what_was_not_done_comes_again(folder: Path) -> None:
    source = a_source(folder)
    (folder / "a.xml").write_bytes(b"<a/>")
    assert looked_twice(source) == source.papers() == [Paper("a.xml", b"<a/>")]


def test_of_a_huge_file_no_more_is_read_than_shows_that_it_is_one(folder: Path) -> None:
    source = a_source(folder)
    (folder / "a.xml").write_bytes(b"x" * 10_000)
    (paper,) = looked_twice(source)
    assert len(paper.content) == 101


def test_links_folders_and_pipes_are_left_alone(folder: Path, tmp_path: Path) -> None:
    source = a_source(folder)
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "link.xml").symlink_to(tmp_path / "secret")
    (folder / "dir.xml").mkdir()
    os.mkfifo(folder / "pipe.xml")
    assert looked_twice(source) == []


def test_a_file_that_became_something_else_since_the_look_is_left_alone(folder: Path) -> None:
    source = a_source(folder)
    for name in ("link.xml", "pipe.xml", "gone.xml"):
        (folder / name).write_bytes(b"x")
    source.papers()
    look = source._look
    now = look()

    def raced() -> dict[str, tuple[int, int]]:
        for name in now:
            (folder / name).unlink(missing_ok=True)
        (folder / "link.xml").symlink_to("/etc/hostname")
        os.mkfifo(folder / "pipe.xml")
        return now

    source._look = raced  # type: ignore[method-assign]
    assert source.papers() == []
    source._look = look  # type: ignore[method-assign]
    assert looked_twice(source) == []


def test_a_crowd_of_files_comes_in_parts(folder: Path) -> None:
    source = a_source(folder)
    for number in range(60):
        (folder / f"{number:02}.xml").write_bytes(b"x")
    first = looked_twice(source)
    assert [paper.name for paper in first] == [f"{number:02}.xml" for number in range(50)]


def test_a_folder_that_cannot_be_made_is_down(tmp_path: Path) -> None:
    (tmp_path / "cap").write_text("a file")
    with pytest.raises(SourceDown, match="cap"):
        FolderSource(tmp_path / "cap", 100).papers()


def test_a_file_that_cannot_be_moved_is_not_worked_on_again_until_it_changes(folder: Path) -> None:
    source = a_source(folder)
    (folder / "a.xml").write_bytes(b"<a/>")
    (paper,) = looked_twice(source)
    (folder / TAKEN).rmdir()
    (folder / TAKEN).write_text("in the way")
    with pytest.raises(SourceDown, match=TAKEN):
        source.done(paper, is_taken=True)
    (folder / TAKEN).unlink()
    assert source.papers() == []
    (folder / "a.xml").write_bytes(b"<b/> ")
    assert looked_twice(source) == [Paper("a.xml", b"<b/> ")]


def test_a_file_that_somebody_took_away_is_done(folder: Path) -> None:
    source = a_source(folder)
    (folder / "a.xml").write_bytes(b"<a/>")
    (paper,) = looked_twice(source)
    (folder / "a.xml").unlink()
    source.done(paper, is_taken=True)
    assert source.papers() == []
