from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from hub.api.app import build_api
from tests.hub.api.face import PASSWORD, Face, a_face


@pytest.fixture
def face(tmp_path: Path) -> Iterator[Face]:
    with a_face(tmp_path) as made:
        yield made


@pytest.fixture
def anybody(face: Face) -> Iterator[TestClient]:
    """A program that is not signed in, somewhere on the network."""
    app = build_api(face.context)
    # Entered, so that all its requests share one event loop.
    with TestClient(app, client=("192.0.2.7", 5000), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def as_role(anybody: TestClient) -> Callable[[str], TestClient]:
    """A program that sends name and password of the account of a role."""

    def signed(role: str) -> TestClient:
        anybody.auth = (role, PASSWORD)
        return anybody

    return signed


@pytest.fixture
def operator(as_role: Callable[[str], TestClient]) -> TestClient:
    return as_role("operator")
