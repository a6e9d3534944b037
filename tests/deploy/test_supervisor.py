import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

from deploy.supervisor import Child, ChildFailed, Supervisor
from tests.wait import until

SLEEPS = "exec sleep 60"


def a_child(
    name: str, script: str, *, stage: int = 0, is_ready=lambda _pid: True, ready_s: float = 5.0
) -> Child:
    return Child(name, ("/bin/sh", "-c", script), {"PATH": os.environ["PATH"]}, stage, is_ready, ready_s)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervise(tmp_path, said):
    started = []

    def start(*children: Child) -> Supervisor:
        supervisor = Supervisor(children, tmp_path / "log", said.append)
        started.append(supervisor)
        supervisor.start()
        return supervisor

    yield start
    for supervisor in started:
        supervisor.stop()


def test_children_are_started_stage_by_stage_and_waited_for(tmp_path, supervise):
    first, second = tmp_path / "first", tmp_path / "second"
    supervise(
        a_child(
            "late",
            f"test -e {first} && touch {second}; {SLEEPS}",
            stage=1,
            is_ready=lambda _: second.exists(),
        ),
        a_child("early", f"touch {first}; {SLEEPS}", stage=0, is_ready=lambda _: first.exists()),
    )
    assert second.exists()


def test_a_child_that_ends_before_it_is_ready_is_named_with_its_last_words(supervise):
    with pytest.raises(ChildFailed, match=r"broker did not become ready .*: address already in use"):
        supervise(a_child("broker", "echo address already in use >&2; exit 1", is_ready=lambda _: False))


def test_a_child_that_stays_silent_is_given_up_when_its_time_is_over(supervise):
    with pytest.raises(ChildFailed, match="it said nothing"):
        supervise(a_child("mute", SLEEPS, is_ready=lambda _: False, ready_s=0.1))


def test_what_a_child_prints_is_in_its_log(tmp_path, supervise):
    supervise(a_child("talker", f"echo one; echo two >&2; {SLEEPS}"))
    log = tmp_path / "log" / "talker.log"
    until(lambda: log.read_text() == "one\ntwo\n")


def test_a_child_that_dies_is_started_again_and_the_screen_says_so(supervise, said):
    supervisor = supervise(a_child("hub", SLEEPS))
    first = supervisor.pids()["hub"]
    os.kill(first, signal.SIGKILL)

    def again() -> bool:
        supervisor.tend()
        return supervisor.pids().get("hub", first) != first

    until(again)
    assert said[0].startswith("hub ended (signal SIGKILL), again in 0.2 s")
    assert said[1] == "hub was started again 已重新启动"


def test_each_quick_death_doubles_the_pause_before_the_next_start(supervise, said):
    supervisor = supervise(a_child("weak", "exit 3"))

    def died_twice() -> bool:
        supervisor.tend()
        return len([line for line in said if "ended" in line]) == 2

    until(died_twice)
    assert "(exit status 3), again in 0.2 s" in said[0]
    assert "(exit status 3), again in 0.4 s" in said[2]


def test_stopping_ends_every_child_by_its_pid(supervise):
    supervisor = supervise(a_child("a", SLEEPS), a_child("b", SLEEPS, stage=1))
    pids = list(supervisor.pids().values())
    supervisor.stop()
    assert not [pid for pid in pids if is_alive(pid)]
    assert supervisor.pids() == {}


def test_a_child_that_ignores_sigterm_is_killed_in_time_with_what_it_started(tmp_path, supervise):
    grandchild = tmp_path / "grandchild"
    stubborn = f"trap '' TERM; sleep 60 & echo $! > {grandchild}; wait; wait"
    supervisor = supervise(
        a_child("deaf", stubborn, is_ready=lambda _: grandchild.exists()), a_child("good", SLEEPS)
    )
    until(lambda: grandchild.read_text().endswith("\n"))
    began = monotonic()
    supervisor.stop(within_s=0.2)
    # Of the minute that the child would take: how much more than 0.2 s it is, a busy machine decides.
    assert monotonic() - began < 2
    until(lambda: not is_alive(int(grandchild.read_text())))


def test_children_are_stopped_before_the_servers_they_need(tmp_path, supervise):
    order = tmp_path / "order"
    ready = tmp_path / "ready"

    def says(name: str) -> str:
        return (
            f"trap 'echo {name} >> {order}; exit 0' TERM; touch {ready}-{name}; while :; do sleep 0.01; done"
        )

    supervise(
        a_child("broker", says("broker"), stage=0, is_ready=lambda _: Path(f"{ready}-broker").exists()),
        a_child("hub", says("hub"), stage=1, is_ready=lambda _: Path(f"{ready}-hub").exists()),
    ).stop()
    assert order.read_text().split() == ["hub", "broker"]


def test_children_end_when_the_parent_is_killed(tmp_path):
    script = (
        "import sys, threading\n"
        "from pathlib import Path\n"
        "from deploy.supervisor import Child, Supervisor\n"
        "child = Child('orphan', ('/bin/sleep', '60'), {}, 0, lambda pid: True)\n"
        "supervisor = Supervisor([child], Path(sys.argv[1]), print)\n"
        "supervisor.start()\n"
        "Path(sys.argv[1], 'pid.new').write_text(str(supervisor.pids()['orphan']))\n"
        "Path(sys.argv[1], 'pid.new').rename(Path(sys.argv[1], 'pid'))\n"
        "threading.Event().wait(30)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)])
    try:
        until((tmp_path / "pid").exists)
        pid = int((tmp_path / "pid").read_text())
        until(lambda: Path(f"/proc/{pid}/cmdline").read_bytes().startswith(b"/bin/sleep"))
    finally:
        parent.kill()
        parent.wait()
    until(lambda: not is_alive(pid), what="the end of the orphan")


def test_a_child_that_is_held_stays_down_until_it_is_released(supervise, said):
    supervisor = supervise(a_child("one", SLEEPS))
    before = supervisor.pids()["one"]
    supervisor.hold("one", signal.SIGKILL)
    supervisor.tend()
    assert not is_alive(before)
    assert supervisor.pids() == {}
    assert not supervisor.is_up("one")
    supervisor.release("one")
    assert supervisor.pids()["one"] != before
    assert supervisor.is_up("one")
    assert said == [], "nobody died"


def test_what_is_held_is_stopped_with_the_others(supervise):
    supervisor = supervise(a_child("one", SLEEPS), a_child("two", SLEEPS))
    supervisor.hold("one")
    supervisor.stop()
    assert supervisor.pids() == {}
