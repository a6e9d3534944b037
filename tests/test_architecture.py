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

# Contract id -> modules to add to a copy of the tree: one violation of that contract and of no other.
SEEDS = {
    "packages": {"hub/api/seed.py": "import vision"},
    "hub-layers": {"hub/services/seed.py": "import hub.pump", "hub/pump.py": ""},
    "journal-layers": {"hub/journal/format.py": "import hub.journal.reader", "hub/journal/reader.py": ""},
    "device-layers": {"devices/drivers/seed.py": "import devices.agents", "devices/agents/__init__.py": ""},
    "vision-layers": {"vision/litter.py": "import vision.worker", "vision/worker.py": ""},
    "dashboards-know-series": {"dashboards/seed.py": "import hub.ports"},
    "adapters-below-services": {
        "hub/adapters/seed.py": "import hub.services.seed",
        "hub/services/seed.py": "",
    },
    "adapters-apart": {"hub/adapters/seed.py": "import hub.adapters.sprout", "hub/adapters/sprout.py": ""},
    "pure-core": {"hub/domain/seed.py": "import time"},
    "pure-vision": {"vision/seed.py": "import socket"},
    "pure-world": {"devices/sim/world/seed.py": "import time"},
    "paho": {"hub/adapters/seed.py": "import paho.mqtt.client"},
    "influxdb": {"hub/adapters/seed.py": "import influxdb_client"},
    "grafana": {"deploy/seed.py": "import requests"},
    "grafana-sdk": {"deploy/seed.py": "import grafana_foundation_sdk"},
    "sqlalchemy": {"hub/services/seed.py": "import sqlalchemy"},
    "fastapi": {"vision/app.py": "import fastapi"},
    "nicegui": {"hub/api/seed.py": "import nicegui"},
    "opencv": {"devices/drivers/seed.py": "import cv2"},
    "av": {"devices/drivers/seed.py": "import av"},
    "pypinyin": {"hub/services/seed.py": "import pypinyin"},
    "argon2": {"hub/services/seed.py": "import argon2"},
    "cryptography": {"hub/adapters/seed.py": "import cryptography"},
    "xml-signatures": {"hub/services/seed.py": "import lxml"},
    "segno": {"hub/services/seed.py": "import segno"},
    "command-line": {"hub/services/seed.py": "import typer"},
}


def broken(root: Path) -> list[str]:
    """Name the broken contracts of a tree, and demand that import-linter judged every contract."""
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
    return [name for name, verdict in verdicts.items() if verdict == "BROKEN"]


@pytest.fixture(scope="module")
def copied_tree(tmp_path_factory):
    root = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", root)
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__", "*.json")
        )
    return root


@pytest.fixture
def sow(copied_tree):
    """Add modules (and packages on the way) to the copied tree; everything is as before after the test."""
    replaced: dict[Path, bytes | None] = {}

    def write(path: Path, text: str) -> None:
        replaced[path] = path.read_bytes() if path.exists() else None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def add(modules: dict[str, str]) -> Path:
        for name, text in modules.items():
            path = copied_tree / name
            package = path.parent / "__init__.py"
            if not package.exists():
                write(package, "")
            write(path, text)
        return copied_tree

    yield add
    for path, content in replaced.items():
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)


@pytest.mark.slow
def test_the_tree_keeps_every_contract():
    assert broken(ROOT) == []


def test_every_contract_has_a_seed():
    assert set(SEEDS) == set(CONTRACTS)


@pytest.mark.slow
@pytest.mark.parametrize("contract", SEEDS)
def test_a_seeded_violation_breaks_exactly(contract, sow):
    assert broken(sow(SEEDS[contract])) == [CONTRACTS[contract]]


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
