"""The alert rules: what they watch, what the hub makes of them, and that Grafana can read them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.alerting import Rule as GrafanaRule

from dashboards.alerts import RECEIVER, RULES, Rule, Whose, provisioning, pushed, rules
from dashboards.build import GENERATED
from dashboards.screens import SCREENS
from dashboards.words import Language
from hub.adapters.influx.http import InfluxOptions
from hub.adapters.influx.store import InfluxStore
from hub.api.alerts import GrafanaAlert
from hub.domain.bins import FULL_AT_PCT
from hub.domain.tickets import TicketKind
from tests import servers
from tests.dashboards.asking import Asking
from tests.dashboards.day import a_day, small_township

LABELS = {rule.uid: rules_["labels"] for rule, rules_ in zip(RULES, rules(Language.EN), strict=True)}


def test_bins_are_full_to_the_rule_when_they_are_full_to_the_hub() -> None:
    (rule,) = (rule for rule in RULES if rule.name == "bin_is_full")
    assert rule.limit.above == FULL_AT_PCT
    assert TicketKind(rule.kind) is TicketKind.BIN_FULL


@pytest.mark.parametrize("language", Language)
def test_the_provisioning_file_is_up_to_date_and_holds_no_secret(language: Language) -> None:
    text = (GENERATED / f"alerting.{language}.yaml").read_text(encoding="utf-8")
    assert text == provisioning(language)
    (contact,) = yaml.safe_load(text)["contactPoints"]
    settings = contact["receivers"][0]["settings"]
    assert settings["password"].startswith("${VILLAGE_")
    assert settings["url"] == "${VILLAGE_URL}/api/v1/alerts/grafana"


@pytest.mark.parametrize("rule", list(pushed(Language.EN)), ids=lambda rule: str(rule["uid"]))
def test_every_rule_survives_the_models_of_grafana(rule: dict[str, object]) -> None:
    import json

    again = json.loads(json.dumps(GrafanaRule.from_json(rule), cls=JSONEncoder))
    assert {key: again[key] for key in ("uid", "title", "condition", "for", "labels", "noDataState")} == {
        key: rule[key] for key in ("uid", "title", "condition", "for", "labels", "noDataState")
    }
    assert rule["notification_settings"] == {"receiver": RECEIVER}
    assert len(str(rule["uid"])) <= 40


def test_every_rule_leads_to_a_screen() -> None:
    assert {rule.screen for rule in RULES} <= {screen.name for screen in SCREENS}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_hub_reads_in_the_labels_whose_ticket_it_is(rule: Rule) -> None:
    labels = LABELS[rule.uid] | ({"device": "bin-1"} if rule.whose is Whose.DEVICE else {})
    alert = GrafanaAlert(status="firing", labels=labels).plain()
    if rule.whose is Whose.HUB:
        assert alert is None
        return
    assert alert is not None
    assert (alert.rule, alert.device) == (rule.uid, labels.get("device", ""))
    assert alert.kind == (TicketKind(rule.kind) if rule.kind else None)


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    folder: Path = tmp_path_factory.mktemp("alerts")
    with servers.influxd(folder) as url:
        store = InfluxStore(InfluxOptions(url=url, database="village"))
        store.start()
        with a_day(folder, store, small_township()) as day:
            day.run(4.0, timedelta(minutes=10))
            yield Asking(url, day.now, span=timedelta(minutes=10))
        store.stop()


@pytest.mark.server
@pytest.mark.timeout(600)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_gets_an_answer(asking: Asking, rule: Rule) -> None:
    rows = asking.rows(rule.query.statement)
    assert all(isinstance(row[rule.query.fields[0]], int | float) for row in rows)
    assert len(rows) >= (30 if rule.name == "bin_is_full" else 1)
