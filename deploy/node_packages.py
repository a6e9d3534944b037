"""Bring the npm packages that the tests of the dashboards ask: Grafana's own. Standard library only."""

import hashlib
import os
import shutil
from pathlib import Path

from deploy import sayings
from deploy.installing import CannotInstall, Installer, say

FOLDER = Path("tests") / "dashboards" / "grafana"
_STAMP = Path("node_modules") / ".village-installed"


def install(root: Path, log_file: Path) -> None:
    """Install what the lock names; without npm, or without a way to it, say what is not tested and go on."""
    folder = root / FOLDER
    if shutil.which("npm") is None:
        say(sayings.NO_NPM.of())
        return
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / _STAMP
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    # Nothing here needs a script of a package to be run.
    command = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder))
    try:
        Installer(log_file, os.environ).run(sayings.BRINGING_GRAFANA.of(), command, timeout_s=600)
    except CannotInstall as error:
        say(f"{error}\n{sayings.NO_NPM.of()}")
        return
    stamp.write_text(wanted)
