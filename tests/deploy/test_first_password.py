"""Whether the first password still opens something is asked of the hub itself."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from deploy.config import VillageSettings
from deploy.first_password import working_password
from deploy.servers import Place, operator_password
from hub.settings import HttpSettings
from tests.servers import Answer, Asked, free_port, http


@contextmanager
def a_hub_that_knows(password: str) -> Iterator[int]:
    wanted = "Basic " + base64.b64encode(f"admin:{password}".encode()).decode()

    def answer(asked: Asked) -> Answer:
        is_let_in = asked.path == "/api/v1/account" and asked.headers.get("authorization") == wanted
        return Answer(200 if is_let_in else 401)

    with http(answer) as url:
        yield int(url.rsplit(":", 1)[1])


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path, {})


def settings(port: int) -> VillageSettings:
    return VillageSettings(http=HttpSettings(port=port))


def test_a_password_that_works_is_told(place):
    password = operator_password(place)
    with a_hub_that_knows(password) as port:
        assert working_password(settings(port), place) == password


def test_a_password_that_was_changed_is_not(place):
    with a_hub_that_knows("chosen by a person") as port:
        assert working_password(settings(port), place) is None


def test_a_hub_that_does_not_answer_refuses_nothing(place):
    assert working_password(settings(free_port()), place) == operator_password(place)
