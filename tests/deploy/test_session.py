import os
import signal
import threading

import pytest

from deploy import session
from deploy.errors import CannotRun
from deploy.supervisor import Child, Supervisor


@pytest.fixture
def said():
    return []


def a_supervisor(tmp_path, said, script: str = "exec sleep 60") -> Supervisor:
    child = Child("hub", ("/bin/sh", "-c", script), {"PATH": os.environ["PATH"]}, 0, lambda _pid: True)
    return Supervisor([child], tmp_path / "log", said.append)


def test_a_second_start_in_the_same_place_is_refused_with_the_way_out(tmp_path):
    with (
        session.locked(tmp_path),
        pytest.raises(session.AlreadyRunning, match=r"end it first, or .* by `--dir`"),
        session.locked(tmp_path),
    ):
        pass


def test_a_place_that_cannot_be_used_is_named_with_the_way_out(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(CannotRun, match=r"cannot use .*file: File exists; give it"),
        session.locked(tmp_path / "file"),
    ):
        pass


def test_the_place_is_free_again_afterwards(tmp_path):
    with session.locked(tmp_path):
        pass
    with session.locked(tmp_path):
        pass


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_work_and_stops_everything(tmp_path, said, number):
    supervisor = a_supervisor(tmp_path, said)

    def work() -> None:
        os.kill(os.getpid(), number)
        threading.Event().wait(5)

    session.run(supervisor, work, said.append)
    assert said[0].startswith("Stopping")
    assert said[1].startswith("Everything stopped in 0.")
    assert supervisor.pids() == {}


def test_everything_is_stopped_when_the_work_fails(tmp_path, said):
    supervisor = a_supervisor(tmp_path, said)

    def work() -> None:
        raise RuntimeError("no report")

    with pytest.raises(RuntimeError, match="no report"):
        session.run(supervisor, work, said.append)
    assert supervisor.pids() == {}


def test_signals_are_as_before_afterwards(tmp_path, said):
    before = signal.getsignal(signal.SIGTERM)
    session.run(a_supervisor(tmp_path, said), lambda: None, said.append)
    assert signal.getsignal(signal.SIGTERM) is before


def test_tending_ends_when_the_time_is_over_and_does_the_rest_meanwhile(tmp_path, said):
    looks = []
    session.tend(Supervisor([], tmp_path, said.append), 0.05, lambda: looks.append(1))
    assert looks
