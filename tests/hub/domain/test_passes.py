"""A pass opens one path for a quarter of an hour."""

from urllib.parse import parse_qs, urlsplit

import pytest

from hub.domain.passes import Passes
from tests.builders import NOON, at

PASSES = Passes(b"one key", "http://hub:8080")
PATH = "/signed/cameras/cam-1/last.jpg"


def parts(address: str) -> tuple[str, int, str]:
    found = urlsplit(address)
    query = parse_qs(found.query)
    return found.path, int(query["until"][0]), query["sig"][0]


def test_a_pass_opens_its_path_until_it_is_over() -> None:
    path, until, signature = parts(PASSES.address(PATH, NOON))
    assert path == PATH
    assert [PASSES.opens(PATH, until, signature, at(s)) for s in (0, 899, 900)] == [True, True, False]


@pytest.mark.parametrize("wrong", ["path", "until", "signature", "key", "letters"])
def test_a_pass_opens_nothing_else(wrong: str) -> None:
    _, until, signature = parts(PASSES.address(PATH, NOON))
    path = PATH.replace("cam-1", "cam-2") if wrong == "path" else PATH
    until += wrong == "until"
    signature = {"signature": "0" * 40, "letters": "é"}.get(wrong, signature)
    passes = Passes(b"another", "http://hub:8080") if wrong == "key" else PASSES
    assert not passes.opens(path, until, signature, NOON)


def test_nobody_gives_himself_a_longer_pass_than_the_hub_gives() -> None:
    path, until, signature = parts(PASSES.address(PATH, at(3600)))
    assert not PASSES.opens(path, until, signature, NOON)
