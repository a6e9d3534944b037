"""The wall is drawn where there is an InfluxDB to ask."""

import pytest

from deploy.config import parse
from deploy.wall import drawing
from hub.api.wall import Notice
from hub.ports import StoreDown
from hub.words import Language
from tests import servers
from tests.builders import NOON
from tests.servers import Answer


def test_a_sqlite_store_has_no_wall() -> None:
    assert drawing(parse({}, "test")) is None


def test_the_wall_asks_again_by_itself() -> None:
    with servers.http(lambda _: Answer(200, b'{"results": [{}]}')) as url:
        draw = drawing(parse({"series": {"store": "influx1", "url": url}}, "test"))
        assert draw is not None
        assert '<meta http-equiv="refresh" content="30">' in draw(NOON, Language.ZH, [])


def test_the_wall_is_drawn_in_the_language_that_is_asked_for_below_what_is_wrong() -> None:
    with servers.http(lambda _: Answer(200, b'{"results": [{}]}')) as url:
        draw = drawing(parse({"series": {"store": "influx1", "url": url}}, "test"))
        assert draw is not None
        html = draw(NOON, Language.EN, [Notice("a <simulation>", is_red=False)])
        assert "Tickets today" in html
        assert "<span>a &lt;simulation&gt;</span>" in html


def test_a_store_that_refuses_is_one_that_is_down() -> None:
    with servers.http(lambda _: Answer(500)) as url:
        draw = drawing(parse({"series": {"store": "influx1", "url": url}}, "test"))
        assert draw is not None
        with pytest.raises(StoreDown, match="InfluxDB"):
            draw(NOON, Language.ZH, [])
