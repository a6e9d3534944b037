"""A speaker's settings become its agent, or one sentence that says what is wrong with them."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.config import BadConfig
from deploy.errors import CannotRun
from deploy.speaker import SpeakerConfig, load, measure, run
from devices.agents.player import MpvPlayer, PacedPlayer
from devices.drivers.axis import AxisPlayer
from devices.drivers.cloud_horn import CloudHornPlayer
from devices.drivers.hikvision import HikvisionPlayer
from devices.drivers.rtp import RtpPlayer
from devices.drivers.snapcast import SnapcastPlayer
from devices.keys import new_key

KEY = new_key().public.text
WHOLE = """
[hub]
url = "http://127.0.0.1:9"
keys = ["{key}"]
[broker]
host = "127.0.0.1"
port = 9
[speaker]
site = "daxi"
device = "horn-0001"
password = "secret"
folder = "{folder}"
"""
CLOUD = 'host = "b"\nusername = "u"\npassword = "p"\norders = "o"\nanswers = "a"\nown_host = "10.0.0.1"'
VENDOR = 'url = "http://10.0.0.9"\nusername = "hub"\npassword = "pw"\n'


def a_file(folder: Path, more: str = "", *, key: str = KEY) -> Path:
    file = folder / "speaker.toml"
    file.write_text(WHOLE.format(key=key, folder=folder / "state") + more)
    file.chmod(0o600)
    return file


def test_without_a_word_about_it_mpv_plays(tmp_path: Path) -> None:
    config = load(a_file(tmp_path))

    assert isinstance(config.player.player(), MpvPlayer)
    assert (config.speaker.device, config.microphone) == ("horn-0001", None)


@pytest.mark.parametrize(
    ("section", "player"),
    [
        ('kind = "pretended"', PacedPlayer),
        ('kind = "rtp"\ngroup = "239.1.2.3"\nport = 5004\nlaw = "a"', RtpPlayer),
        (f'kind = "axis"\n{VENDOR}', AxisPlayer),
        (f'kind = "hikvision"\n{VENDOR}', HikvisionPlayer),
        ('kind = "snapcast"\nhost = "10.0.0.2"\ngroup = "west"', SnapcastPlayer),
        (f'kind = "cloud-horn"\n{CLOUD}', CloudHornPlayer),
    ],
)
def test_each_horn_has_its_driver(tmp_path: Path, section: str, player: type) -> None:
    assert type(load(a_file(tmp_path, f"[player]\n{section}\n")).player.player()) is player


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ("[microphone]\nexpected_dbfs = 3\n", "[microphone] expected_dbfs = 3"),
        ("[microphone]\ndevise = 'x'\n", "device"),
        ('[player]\nkind = "trumpet"\n', "trumpet"),
        ("[player]\nkind = 'rtp'\ngroup = 'x'\nport = 70000\n", "port = 70000"),
    ],
)
def test_what_cannot_work_is_named(tmp_path: Path, more: str, named: str) -> None:
    with pytest.raises(BadConfig) as bad:
        load(a_file(tmp_path, more))
    assert named in str(bad.value)


def test_a_file_with_a_password_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = a_file(tmp_path)
    file.chmod(0o644)

    with pytest.raises(PermissionError, match="chmod 600"):
        load(file)


def a_config(folder: Path, more: str = "", *, key: str = KEY) -> SpeakerConfig:
    return load(a_file(folder, more, key=key))


@pytest.mark.usefixtures("_keeps_signals")
def test_what_is_no_key_of_a_hub_keeps_it_from_starting(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="expected ed25519"):
        run(a_config(tmp_path, key="ed25519:x"), lambda _: None)


@pytest.mark.usefixtures("_keeps_signals")
def test_a_folder_that_cannot_be_written_keeps_it_from_starting(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")

    with pytest.raises(CannotRun, match="state"):
        run(a_config(tmp_path), lambda _: None)


def test_without_a_microphone_nothing_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.speaker._LISTEN_S", 0.01)
    monkeypatch.setenv("PATH", str(tmp_path))
    said: list[str] = []

    with pytest.raises(CannotRun, match="nothing was recorded from 'default'"):
        measure(a_config(tmp_path), said.append)
    assert len(said) == 1


@pytest.fixture
def _keeps_signals():
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
    signal.alarm(0)


@pytest.mark.slow
def test_it_runs_until_it_is_told_to_end_and_keeps_its_key(tmp_path: Path) -> None:
    file = a_file(tmp_path, '[player]\nkind = "pretended"\n')
    command = [sys.executable, "-m", "deploy.cli", "speaker", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as agent:
        assert agent.stdout is not None
        assert "horn-0001" in agent.stdout.readline()
        agent.send_signal(signal.SIGTERM)
        assert agent.wait(15) == 0

    assert (tmp_path / "state" / "keys" / "horn-0001.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "state" / "spool.db").exists()
