"""The architecture of docs/design.md as import-linter contracts: kept by the tree, each seen to fail."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("hub", "devices", "vision", "dashboards", "deploy")
MAX_LINES = 330

CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
}

# Contract id -> modules to add to one copy of the tree, which is judged once. The first breaks that contract
# and no other; the rest are emptied, or there, for its sake.
SEEDS = {
    "packages": {"hub/api/seed_packages.py": "import vision"},
    "hub-layers": {"hub/services/seed_hub.py": "import hub.pump", "hub/pump.py": ""},
    "journal-layers": {"hub/journal/format.py": "import hub.journal.reader", "hub/journal/reader.py": ""},
    "device-layers": {
        "devices/drivers/seed_devices.py": "import devices.agents.seed_devices",
        "devices/agents/seed_devices.py": "",
        "devices/agents/__init__.py": "",
    },
    "vision-layers": {"vision/litter.py": "import vision.worker", "vision/worker.py": ""},
    "dashboards-know-series": {"dashboards/seed_series.py": "import hub.ports"},
    "adapters-below-services": {
        "hub/adapters/seed_below.py": "import hub.services.seed_below",
        "hub/services/seed_below.py": "",
    },
    "adapters-apart": {
        "hub/adapters/seed_apart.py": "import hub.adapters.seed_neighbour",
        "hub/adapters/seed_neighbour.py": "",
    },
    "pure-core": {"hub/domain/seed_core.py": "import time"},
    "pure-vision": {"vision/seed_vision.py": "import socket"},
    "pure-world": {"devices/sim/world/seed_world.py": "import time"},
    "paho": {"hub/adapters/seed_paho.py": "import paho.mqtt.client"},
    "influxdb": {"hub/adapters/seed_influxdb.py": "import influxdb_client"},
    "grafana": {"deploy/seed_grafana.py": "import requests"},
    "grafana-sdk": {"deploy/seed_grafana_sdk.py": "import grafana_foundation_sdk"},
    "sqlalchemy": {"hub/services/seed_sqlalchemy.py": "import sqlalchemy"},
    "fastapi": {"vision/app.py": "import fastapi"},
    "nicegui": {"hub/api/seed_nicegui.py": "import nicegui"},
    "opencv": {"devices/drivers/seed_opencv.py": "import cv2"},
    "av": {"devices/drivers/seed_av.py": "import av"},
    "pypinyin": {"hub/services/seed_pypinyin.py": "import pypinyin"},
    "argon2": {"hub/services/seed_argon2.py": "import argon2"},
    "cryptography": {"hub/adapters/seed_cryptography.py": "import cryptography"},
    "xml-signatures": {"hub/services/seed_xml.py": "import lxml"},
    "segno": {"hub/services/seed_segno.py": "import segno"},
    "command-line": {"hub/services/seed_command.py": "import typer"},
}


def culprits(root: Path) -> dict[str, set[str]]:
    """Name the modules whose imports break each contract, and demand that every contract was judged."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-logo", "--cache-dir", root / ".import_linter_cache"],
        cwd=root,
        env={**os.environ, "COLUMNS": "300", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    verdicts = dict(re.findall(r"^(.+) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE))
    assert set(verdicts) == set(CONTRACTS.values()), done.stdout + done.stderr
    # Each broken contract is a heading, underlined, above its chains of imports: "-   a -> b (l.1)"; where
    # several begin a chain, the second is "    & c -> b (l.1)".
    reports = re.split(r"^(.+)\n-+\n", done.stdout, flags=re.MULTILINE)
    found = {
        name: set(re.findall(r"^(?:-| *&) +(\S+) -> ", report, re.MULTILINE))
        for name, report in zip(reports[1::2], reports[2::2], strict=True)
        if name in verdicts
    }
    assert set(found) == {name for name, verdict in verdicts.items() if verdict == "BROKEN"}, done.stdout
    return found


@pytest.fixture(scope="module")
def culprits_of_seeds(tmp_path_factory):
    """What the linter says of a copy of the tree with every seed in it."""
    root = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", root)
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__", "*.json")
        )
    for modules in SEEDS.values():
        for name, text in modules.items():
            (root / name).write_text(text, "utf-8")
    return culprits(root)


@pytest.mark.slow
def test_the_tree_keeps_every_contract():
    assert culprits(ROOT) == {}


def test_every_contract_has_a_seed():
    assert set(SEEDS) == set(CONTRACTS)


@pytest.mark.slow
@pytest.mark.parametrize("contract", SEEDS)
def test_a_seeded_violation_breaks_exactly(contract, culprits_of_seeds):
    culprit = next(iter(SEEDS[contract])).removesuffix(".py").replace("/", ".")
    assert culprits_of_seeds[CONTRACTS[contract]] == {culprit}


def test_no_module_outgrows_one_idea():
    long = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if (lines := len(path.read_text("utf-8").splitlines())) > MAX_LINES
    ]
    assert long == []


def test_no_module_has_a_name_that_says_nothing():
    empty_words = {"utils", "common", "helpers", "manager", "base", "misc"}
    assert [p for name in PACKAGES for p in (ROOT / name).rglob("*.py") if p.stem in empty_words] == []
