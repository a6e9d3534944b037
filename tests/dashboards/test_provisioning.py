"""The files that Grafana reads at start agree with what `publish` puts into a running one."""

import json
import re
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml

from dashboards.build import GENERATED
from dashboards.names import FOLDER_UID, SOURCE_UID
from hub.api.access import ACCESS

GRAFANA = Path(__file__).parents[2] / "deploy" / "grafana"
SOURCES = ("provisioning/datasources/village.yaml", "influxdb-2.yaml", "influxdb-3.yaml")


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
    assert found["panels"]["disable_sanitize_html"] == "false"
    policy = found["security"]["content_security_policy_template"]
    assert [word for word in policy.replace(";", " ").split() if "://" in word] == [
        "ws://$ROOT_PATH",
        "wss://$ROOT_PATH",
    ]


def test_the_maps_tiles_are_those_that_the_hub_serves() -> None:
    layer = json.loads(settings()["geomap"]["default_baselayer_config"])
    path = layer["config"]["url"].removeprefix("$__env{VILLAGE_URL}")
    assert path.replace("{z}", "{zoom}").replace("{x}", "{column}").replace("{y}", "{row}") in ACCESS


def test_every_variable_that_the_files_name_is_set_by_the_compose_file() -> None:
    compose = yaml.safe_load((GRAFANA / "compose.yaml").read_text(encoding="utf-8"))
    given = set(compose["services"]["grafana"]["environment"])
    files = [
        GRAFANA / "grafana.ini",
        GENERATED / "alerting.zh.yaml",
        *(GRAFANA / "provisioning").rglob("*.yaml"),
    ]
    named = {
        name for file in files for name in re.findall(r"VILLAGE_[A-Z_]+", file.read_text(encoding="utf-8"))
    }
    assert named <= given


def test_every_file_that_the_compose_file_mounts_is_there() -> None:
    compose = yaml.safe_load((GRAFANA / "compose.yaml").read_text(encoding="utf-8"))
    mounted = [volume.partition(":")[0] for volume in compose["services"]["grafana"]["volumes"]]
    assert all((GRAFANA / path).exists() for path in mounted if path.startswith("."))
