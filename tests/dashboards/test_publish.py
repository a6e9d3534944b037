"""Publishing on a server that speaks Grafana's routes (grafana-openapi-client-go, 2026-07)."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from dashboards.alerts import RECEIVER, RULES, messengers, pushed, webhook
from dashboards.build import documents
from dashboards.publish import Alerts, Grafana, Influx, PublishFailed, publish
from dashboards.words import Language
from tests import servers
from tests.servers import Answer, Asked

DOCUMENTS = [json.loads(content) for _, content in documents()]
INFLUX = Influx("http://127.0.0.1:8086", "village", user="grafana", password="secret")  # noqa: S106 - made up


class PretendGrafana:
    """Keeps data sources, folders and dashboards by uid, and answers as Grafana does."""

    def __init__(self) -> None:
        self.sources: dict[str, Any] = {}
        self.folders: dict[str, Any] = {}
        self.boards: dict[str, Any] = {}
        self.rules: dict[str, Any] = {}
        self.contacts: dict[str, Any] = {}
        self.asked: list[Asked] = []

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        body = json.loads(asked.body) if asked.body not in {b"", b"null"} else {}
        path = asked.path.strip("/")
        if (asked.method, path) == ("POST", "api/dashboards/db"):
            self.boards[body["dashboard"]["uid"]] = body
            return Answer(200, b'{"status": "success"}')
        for collection, kept in self._collections().items():
            if (asked.method, path) == ("POST", collection):
                return self._create(kept, body)
            if path.startswith(f"{collection}/"):
                return self._one(asked.method, kept, path.rpartition("/")[2], body)
        return Answer(404, b'{"message": "no such route"}')

    def _collections(self) -> dict[str, dict[str, Any]]:
        return {
            "api/datasources": self.sources,
            "api/folders": self.folders,
            "api/v1/provisioning/alert-rules": self.rules,
            "api/v1/provisioning/contact-points": self.contacts,
        }

    def state(self) -> object:
        return json.loads(json.dumps([self.sources, self.folders, self.boards, self.rules, self.contacts]))

    def _create(self, kept: dict[str, Any], body: Any) -> Answer:
        if body["uid"] in kept:
            return Answer(409, b'{"message": "already exists"}')
        kept[body["uid"]] = body
        return Answer(200, b"{}")

    def _one(self, method: str, kept: dict[str, Any], uid: str, body: Any) -> Answer:
        if uid not in kept:
            return Answer(404, b'{"message": "not found"}')
        if method == "PUT":
            kept[uid] = body
        return Answer(200, b"" if method == "PUT" else b"{}")


def test_everything_arrives_in_its_folder() -> None:
    grafana = PretendGrafana()
    with servers.http(grafana.answer) as url:
        publish(Grafana(url, token="t0k3n"), INFLUX, "一屏知全域", DOCUMENTS)  # noqa: S106 - made up
    assert set(grafana.boards) == {document["uid"] for document in DOCUMENTS}
    assert {board["folderUid"] for board in grafana.boards.values()} == set(grafana.folders)
    assert grafana.folders["village"]["title"] == "一屏知全域"
    assert {asked.headers["authorization"] for asked in grafana.asked} == {"Bearer t0k3n"}


def test_publishing_twice_is_publishing_once() -> None:
    grafana = PretendGrafana()
    with servers.http(grafana.answer) as url:
        publish(Grafana(url, user="admin", password="x"), INFLUX, "village", DOCUMENTS)  # noqa: S106 - made up
        once = grafana.state()
        publish(Grafana(url, user="admin", password="x"), INFLUX, "village", DOCUMENTS)  # noqa: S106 - made up
    assert grafana.state() == once


def test_rules_and_the_way_to_the_hub_arrive_once_however_often_they_are_pushed() -> None:
    grafana = PretendGrafana()
    hub = webhook("http://hub:8080", "operator", "x")
    people = messengers("https://qyapi.weixin.qq.com/r", "https://oapi.dingtalk.com/r")
    told = [{"name": RECEIVER, **each} for each in (hub, *people)]
    alerts = Alerts(told, list(pushed(Language.ZH)))
    with servers.http(grafana.answer) as url:
        publish(Grafana(url, token="t"), INFLUX, "village", [], alerts)  # noqa: S106 - made up
        once = grafana.state()
        publish(Grafana(url, token="t"), INFLUX, "village", [], alerts)  # noqa: S106 - made up
    assert grafana.state() == once
    assert set(grafana.rules) == {rule.uid for rule in RULES}
    assert {rule["folderUID"] for rule in grafana.rules.values()} == set(grafana.folders)
    assert grafana.contacts[RECEIVER]["settings"]["url"] == "http://hub:8080/api/v1/alerts/grafana"
    assert {uid: contact["type"] for uid, contact in grafana.contacts.items()} == {
        RECEIVER: "webhook", "village-wecom": "wecom", "village-dingtalk": "dingding",
    }  # fmt: skip
    # Of one name, so that each rule, which names one contact point, tells all three.
    assert {contact["name"] for contact in grafana.contacts.values()} == {RECEIVER}
    assert {rule["notification_settings"]["receiver"] for rule in grafana.rules.values()} == {RECEIVER}


def test_a_robot_without_an_address_is_not_told() -> None:
    assert list(messengers("", "")) == []


def test_a_token_makes_the_source_an_influxdb_2() -> None:
    grafana = PretendGrafana()
    with servers.http(grafana.answer) as url:
        publish(Grafana(url), Influx("http://127.0.0.1:8086", "village", token="t2"), "village", [])  # noqa: S106
    (source,) = grafana.sources.values()
    assert source["jsonData"]["httpHeaderName1"] == "Authorization"
    assert source["secureJsonData"] == {"httpHeaderValue1": "Token t2"}


def test_a_grafana_below_a_path_is_found() -> None:
    paths: list[str] = []

    def answer(asked: Asked) -> Answer:
        paths.append(asked.path)
        return Answer(200, b"{}")

    with servers.http(answer) as url:
        publish(Grafana(f"{url}/screen/"), INFLUX, "village", [])
    assert paths[0] == "/screen/api/datasources/uid/village-series"


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (Answer(401, b'{"message": "Invalid API key"}'), "Unauthorized"),
        (Answer(403, b'{"message": "no permission"}'), "no permission"),
        (Answer(500, b'{"message": "database is locked"}'), "database is locked"),
        (Answer(200, b"<html>sign in</html>", "text/html"), "this is not a Grafana"),
        (Answer(502, b"<html>no message from upstream</html>", "text/html"), "this is not a Grafana"),
        (Answer(502, b"<html>bad gateway</html>", "text/html"), "bad gateway"),
    ],
    ids=lambda value: str(value.status) if isinstance(value, Answer) else "",
)
def test_a_refusal_is_said_with_its_step(answer: Answer, text: str) -> None:
    with servers.http(lambda _: answer) as url, pytest.raises(PublishFailed, match=text) as failed:
        publish(Grafana(url), INFLUX, "village", DOCUMENTS)
    assert "GET /datasources/uid/village-series" in str(failed.value)


def test_a_grafana_without_the_route_for_dashboards_is_said() -> None:
    grafana = PretendGrafana()

    def answer(asked: Asked) -> Answer:
        return Answer(404, b'{"message": "gone"}') if asked.path.endswith("/db") else grafana.answer(asked)

    with servers.http(answer) as url, pytest.raises(PublishFailed, match=r"POST /dashboards/db: .*gone"):
        publish(Grafana(url), INFLUX, "village", DOCUMENTS)


def test_a_grafana_that_does_not_answer_in_time_is_said() -> None:
    over = threading.Event()
    late: Callable[[Asked], Answer] = lambda _: Answer(200 if over.wait(5.0) else 500)  # noqa: E731
    with servers.http(late) as url:
        with pytest.raises(PublishFailed, match="timed out"):
            publish(Grafana(url, timeout_s=0.1), INFLUX, "village", DOCUMENTS)
        over.set()


def test_a_grafana_that_is_not_there_is_said() -> None:
    with pytest.raises(PublishFailed, match="refused"):
        publish(Grafana(f"http://127.0.0.1:{servers.free_port()}"), INFLUX, "village", DOCUMENTS)


def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(PublishFailed, match="is no Grafana address"):
        publish(Grafana("grafana.example:3000"), INFLUX, "village", DOCUMENTS)


def test_secrets_are_not_shown() -> None:
    assert "secret" not in repr(INFLUX)
    assert "t0k3n" not in repr(Grafana("http://127.0.0.1", token="t0k3n"))  # noqa: S106 - made up
