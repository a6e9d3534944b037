"""The files that Grafana reads at start agree with what `publish` puts into a running one."""

import json
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml

from dashboards.publish import FOLDER_UID, SOURCE_UID

GRAFANA = Path(__file__).parents[2] / "deploy" / "grafana"
SOURCES = ("provisioning/datasources/village.yaml", "influxdb-2.yaml")


def settings() -> ConfigParser:
    found = ConfigParser(interpolation=None)
    found.read(GRAFANA / "grafana.ini", encoding="utf-8")
    return found


@pytest.mark.parametrize("file", SOURCES)
def test_the_data_source_is_the_published_one(file: str) -> None:
    (source,) = yaml.safe_load((GRAFANA / file).read_text(encoding="utf-8"))["datasources"]
    assert (source["uid"], source["type"], source["isDefault"]) == (SOURCE_UID, "influxdb", True)


@pytest.mark.parametrize("file", SOURCES)
def test_no_secret_is_written_down(file: str) -> None:
    (source,) = yaml.safe_load((GRAFANA / file).read_text(encoding="utf-8"))["datasources"]
    assert all("${VILLAGE_" in secret for secret in source["secureJsonData"].values())


def test_the_dashboards_come_into_the_published_folder() -> None:
    text = (GRAFANA / "provisioning/dashboards/village.yaml").read_text(encoding="utf-8")
    (provider,) = yaml.safe_load(text)["providers"]
    assert provider["folderUid"] == FOLDER_UID
    assert provider["allowUiUpdates"] is False


def test_grafana_speaks_chinese_and_fetches_nothing_from_the_internet() -> None:
    found = settings()
    assert found["users"]["default_language"] == "zh-Hans"
    assert found["analytics"]["reporting_enabled"] == "false"
    layer = json.loads(found["geomap"]["default_baselayer_config"])
    assert layer["config"]["url"].startswith("$__env{VILLAGE_URL}/")
    assert found["geomap"]["enable_custom_baselayers"] == "false"
