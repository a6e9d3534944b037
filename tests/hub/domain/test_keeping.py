from collections.abc import Sequence

import pytest

from hub.domain.keeping import KeptFile, superfluous
from tests.builders import at

FILES = [KeptFile(name, 10, at(minute * 60)) for minute, name in ((3, "new"), (1, "old"), (2, "middle"))]


@pytest.mark.parametrize(
    ("too_many_bytes", "gone"),
    [(0, []), (-5, []), (1, ["old"]), (10, ["old"]), (11, ["old", "middle"]), (99, ["old", "middle", "new"])],
)
def test_the_oldest_go_until_there_is_room(too_many_bytes: int, gone: Sequence[str]) -> None:
    chosen = superfluous(FILES, (), too_many_bytes=too_many_bytes, young_since=at(3600))
    assert [file.sha256 for file in chosen] == gone


def test_what_is_held_stays_and_the_next_goes_instead() -> None:
    chosen = superfluous(FILES, {"old"}, too_many_bytes=10, young_since=at(3600))
    assert [file.sha256 for file in chosen] == ["middle"]


def test_what_is_young_stays_however_little_room_there_is() -> None:
    chosen = superfluous(FILES, (), too_many_bytes=999, young_since=at(120))
    assert [file.sha256 for file in chosen] == ["old", "middle"]
