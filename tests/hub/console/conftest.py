from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.api.face import Face, a_face


@pytest.fixture
def face(tmp_path: Path) -> Iterator[Face]:
    with a_face(tmp_path) as made:
        yield made
