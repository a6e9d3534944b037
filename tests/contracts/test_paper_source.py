"""What a source of papers must do; run on the fake, on a folder and on a feed of a real web server."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from devices.addresses import networks
from hub.adapters.cap.feed import FeedSource
from hub.adapters.cap.fetching import Fetching, Reach, origin
from hub.adapters.cap.folder import FolderSource
from hub.domain.cap.feed_pages import ATOM
from hub.ports import PaperSource, SourceDown
from tests.fakes import FakePaperSource
from tests.servers import Answer, Asked, http


@dataclass
class Box:
    """A source, and the ways to put papers there and to take it away."""

    source: PaperSource
    put: Callable[[str, bytes], None]
    lose: Callable[[], None]

    def contents(self) -> list[bytes]:
        # A file counts when it is the same at two looks.
        self.source.papers()
        return [paper.content for paper in self.source.papers()]


def a_fake() -> Box:
    fake = FakePaperSource()
    return Box(fake, fake.waiting.__setitem__, lambda: setattr(fake, "fails_with", "gone"))


def a_folder(folder: Path) -> Box:
    source = FolderSource(folder, 1000)
    source.papers()

    def lose() -> None:
        folder.rename(folder.with_name("away"))
        folder.write_text("no folder")

    return Box(source, lambda name, content: (folder / f"{name}.xml").write_bytes(content) and None, lose)


@pytest.fixture(params=["fake", "folder", "feed"])
def box(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Box]:
    if request.param == "fake":
        yield a_fake()
        return
    if request.param == "folder":
        yield a_folder(tmp_path / "cap")
        return
    pages: dict[str, bytes] = {}
    is_up = ["yes"]

    def answer(asked: Asked) -> Answer:
        entries = "".join(f'<entry><link href="{name}"/></entry>' for name in pages)
        page = f'<feed xmlns="{ATOM}">{entries}</feed>'.encode()
        return Answer(200 if is_up else 503, pages.get(asked.path.strip("/"), page))

    with http(answer) as url:
        reach = Reach(frozenset({origin(url)}), networks(["127.0.0.0/8"]))
        source = FeedSource(f"{url}/", Fetching(reach))
        yield Box(source, pages.__setitem__, is_up.clear)


def test_an_empty_source_gives_nothing(box: Box) -> None:
    assert box.contents() == []


def test_a_paper_comes_as_it_is_until_it_is_done(box: Box) -> None:
    box.put("one", b"<a>\xe6\xb0\xb4</a>")
    assert box.contents() == box.contents() == [b"<a>\xe6\xb0\xb4</a>"]
    (paper,) = box.source.papers()
    box.source.done(paper, is_taken=True)
    assert box.contents() == []


def test_a_refused_paper_comes_no_more_either(box: Box) -> None:
    box.put("one", b"<a/>")
    box.put("two", b"<b/>")
    box.source.papers()
    first, _ = box.source.papers()
    box.source.done(first, is_taken=False)
    assert box.contents() == [b"<b/>"]


def test_a_source_that_is_away_says_so(box: Box) -> None:
    box.put("one", b"<a/>")
    box.lose()
    with pytest.raises(SourceDown):
        box.source.papers()
