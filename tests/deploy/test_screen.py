import io
from pathlib import Path

import pytest
from rich.console import Console

from deploy.config import SimulationSettings, VillageSettings
from deploy.findings import Finding, Verdict
from deploy.screen import Screen

REAL = VillageSettings()
DEMO = VillageSettings(simulation=SimulationSettings(scenario="demo"))


@pytest.fixture
def shown():
    def show(act, *, is_terminal: bool = True) -> list[str]:
        out = io.StringIO()
        act(
            Screen(
                Console(file=out, width=80, force_terminal=is_terminal, color_system=None, highlight=False)
            )
        )
        return out.getvalue().splitlines()

    return show


def test_the_table_of_what_runs_keeps_each_address_whole_in_80_columns(shown):
    lines = shown(lambda screen: screen.running(DEMO, {"mosquitto": 1234567, "influxdb": 2, "hub": 3}))
    assert [line for line in lines if "mqtt://127.0.0.1:1883" in line and "1234567" in line]
    assert [line for line in lines if "http://127.0.0.1:8086 · village" in line]
    assert max(map(len, lines)) <= 80


def test_the_table_says_how_large_the_township_is_that_is_shown(shown):
    lines = shown(lambda screen: screen.running(DEMO, {"field": 4}))
    assert [line for line in lines if "6 villages 村, 60 bins 桶, 12" in line]


def test_logs_are_told_from_the_working_folder(shown, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = shown(lambda screen: screen.way_in(tmp_path / ".village", DEMO, "s3cret"))
    assert [line for line in lines if "Logs 日志        .village/log/" in line]
    assert [line for line in lines if "s3cret" in line]


def test_the_password_of_a_real_installation_goes_to_no_log(shown):
    said = "\n".join(shown(lambda screen: screen.way_in(Path("/srv/v"), REAL, "s3cret"), is_terminal=False))
    assert "s3cret" not in said
    assert '"operator" in /srv/v/secrets.json' in said


@pytest.mark.parametrize(("settings", "is_terminal"), [(DEMO, True), (REAL, False)])
def test_a_first_password_that_opens_nothing_any_more_is_not_shown(shown, settings, is_terminal):
    lines = shown(lambda screen: screen.way_in(Path("/srv/v"), settings, None), is_terminal=is_terminal)
    (line,) = [line for line in lines if "Password 密码" in line]
    assert "changed or removed by a person" in line
    assert not [line for line in lines if "secrets.json" in line]


def test_the_doctor_says_what_to_do_beneath_what_it_found(shown):
    lines = shown(lambda screen: screen.findings([Finding("disk", Verdict.WEAK, "little left", "free some")]))
    at = next(number for number, line in enumerate(lines) if "little left" in line)
    assert "disk 磁盘" in lines[at]
    assert "free some" in lines[at + 1]
