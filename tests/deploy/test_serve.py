import os
import signal
import subprocess
import sys
import threading

import pytest

from deploy import serve
from deploy.config import VillageSettings, save
from deploy.probes import said_ready
from deploy.told import Told
from hub.journal.lock import take_lock
from hub.settings import HttpSettings, HubSettings
from tests.servers import free_port


class AService:
    """Notes what is asked of it; told to end by `on_start`, or by failing."""

    def __init__(self, on_start=lambda: None, failure: str = "") -> None:
        self.did: list[str] = []
        self._on_start = on_start
        self._failure = failure

    def start(self) -> None:
        self.did.append("start")
        self._on_start()

    def failure(self) -> str:
        return self._failure

    def stop(self) -> None:
        self.did.append("stop")


@pytest.fixture
def told():
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    told = Told()
    told.listen(5)
    yield told
    signal.alarm(0)
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_service_runs_until_sigterm_and_says_when_it_is_ready(tmp_path, told):
    service = AService(lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert serve.run(service, tmp_path / "hub.ready", told) == 0
    assert service.did == ["start", "stop"]
    assert said_ready(tmp_path / "hub.ready", os.getpid())


def test_a_service_that_failed_inside_is_stopped_and_ends_with_an_error(tmp_path, told, monkeypatch):
    monkeypatch.setattr(serve, "_LOOK_S", 0.01)
    service = AService(failure="pump: disk full")
    assert serve.run(service, tmp_path / "hub.ready", told) == 1
    assert service.did == ["start", "stop"]


def test_a_service_that_was_told_to_end_before_it_began_does_not_begin(tmp_path, told):
    told.tell()
    service = AService()
    assert serve.run(service, tmp_path / "hub.ready", told) == 0
    assert service.did == []


def test_waiting_for_another_process_ends_when_it_is_ready(tmp_path, told):
    file = tmp_path / "hub.ready"
    thread = threading.Thread(target=serve._wait_for, args=(file, told))
    thread.start()
    file.touch()
    thread.join(5)
    assert not thread.is_alive()


def test_settings_that_cannot_work_end_the_process_with_a_sentence(tmp_path, capsys):
    file = tmp_path / "village.toml"
    file.write_text("[mqtt]\nprot = 1")
    assert serve.main(["hub", str(file), str(tmp_path)]) == 2
    assert "did you mean port?" in capsys.readouterr().err


@pytest.mark.slow
def test_a_second_hub_on_the_same_data_is_refused_with_a_sentence(tmp_path):
    settings = HubSettings(data_dir=tmp_path / "hub", http=HttpSettings(port=free_port()))
    (tmp_path / "hub" / "journal").mkdir(parents=True)
    lock = take_lock(tmp_path / "hub" / "journal")
    save(VillageSettings.model_validate(settings.model_dump()), tmp_path / "settings.json")
    words = [sys.executable, "-m", "deploy.serve", "hub", str(tmp_path / "settings.json"), str(tmp_path)]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=55, check=False)
    os.close(lock)
    assert ended.returncode == 1
    assert f"Another hub works in {tmp_path / 'hub'}" in ended.stderr
    assert "Traceback" not in ended.stderr
