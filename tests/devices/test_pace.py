"""Pretend time, told by a file: it never goes back, never jumps, and a half-written record is none."""

import threading
from time import monotonic

import pytest

from devices.pace import MachineTime, Pace, PacedTime, PaceLost, PaceWriter
from tests.wait import until

_BEGAN_MS = 1_780_000_000_000


class Machine:
    """A monotonic clock that is moved by hand."""

    def __init__(self):
        self.ns = 5_000_000_000

    def __call__(self):
        return self.ns

    def move(self, seconds):
        self.ns += round(seconds * 1_000_000_000)


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def writer(tmp_path, machine):
    written = PaceWriter(tmp_path / "pace", _BEGAN_MS, monotonic_ns=machine)
    yield written
    written.close()


@pytest.fixture
def paced(tmp_path, writer, machine):
    assert writer.speed == 0
    reader = PacedTime(tmp_path / "pace", monotonic_ns=machine)
    yield reader
    reader.close()


def test_time_stands_still_until_it_is_given_a_speed(paced, machine):
    machine.move(60)
    assert (paced.now_ms(), paced.speed()) == (_BEGAN_MS, 0.0)


def test_time_goes_so_many_times_as_fast(paced, writer, machine):
    writer.set_speed(120)
    machine.move(10)
    assert paced.now_ms() == writer.now_ms() == _BEGAN_MS + 1_200_000


def test_another_speed_goes_on_from_where_time_is(paced, writer, machine):
    writer.set_speed(120)
    machine.move(10)
    writer.set_speed(1)
    assert paced.now_ms() == _BEGAN_MS + 1_200_000
    machine.move(10)
    assert paced.now_ms() == _BEGAN_MS + 1_210_000


def test_the_moment_some_real_seconds_ago_is_as_far_back_as_time_is_fast(paced, writer, machine):
    writer.set_speed(60)
    machine.move(10)
    assert paced.ago_ms(2) == _BEGAN_MS + 480_000


def test_seconds_of_the_monotonic_clock_are_simulated_ones(paced, writer, machine):
    writer.set_speed(100)
    before_s = paced.monotonic_s()
    machine.move(3)
    assert paced.monotonic_s() - before_s == pytest.approx(300)


def test_time_never_goes_back_while_its_speed_changes(tmp_path):
    writer = PaceWriter(tmp_path / "pace", _BEGAN_MS)
    reader = PacedTime(tmp_path / "pace")
    stop, backwards, reads = threading.Event(), [], []

    def read():
        last = 0
        while not stop.is_set():
            now = reader.now_ns()
            backwards.extend([now] if now < last else [])
            last = now
            reads.append(now)

    thread = threading.Thread(target=read)
    thread.start()
    for number in range(2_000):
        writer.set_speed((0, 1000, 1, 100_000)[number % 4])
    stop.set()
    thread.join()
    writer.close()
    reader.close()
    assert reads
    assert backwards == []


def test_a_record_half_written_is_never_taken_for_a_time(tmp_path, monkeypatch):
    whole = Pace(1, 2, 3.0).packed(7)
    monkeypatch.setattr("devices.pace._PATIENCE_S", 0.01)
    (tmp_path / "torn").write_bytes(whole[:20] + bytes(len(whole) - 20))
    torn = PacedTime(tmp_path / "torn")
    with pytest.raises(PaceLost, match="its simulation may have died"):
        torn.now_ms()
    torn.close()


def test_a_file_that_is_not_there_is_said_with_its_name(tmp_path):
    with pytest.raises(PaceLost, match="nowhere"):
        PacedTime(tmp_path / "nowhere")


def test_an_empty_file_is_no_clock(tmp_path):
    (tmp_path / "empty").touch()
    with pytest.raises(PaceLost, match="empty"):
        PacedTime(tmp_path / "empty")


def test_who_waits_is_done_when_so_much_simulated_time_has_passed(tmp_path):
    writer = PaceWriter(tmp_path / "pace", _BEGAN_MS)
    reader = PacedTime(tmp_path / "pace")
    writer.set_speed(1000)
    began_ms, began_s = reader.now_ms(), monotonic()
    assert reader.wait(threading.Event(), 30) is False
    assert reader.now_ms() - began_ms >= 30_000
    assert monotonic() - began_s < 5
    writer.close()
    reader.close()


def test_who_waits_while_time_stands_still_is_woken_by_the_event(paced):
    event = threading.Event()
    came = []
    thread = threading.Thread(target=lambda: came.append(paced.wait(event, 1)))
    thread.start()
    event.set()
    thread.join()
    assert came == [True]


def test_who_waits_goes_on_when_time_goes_faster(paced, writer, machine):
    waited = []
    thread = threading.Thread(target=lambda: waited.append(paced.wait(threading.Event(), 3600)))
    thread.start()
    writer.set_speed(100_000)
    machine.move(1)
    until(lambda: waited == [False])
    thread.join()


def test_what_is_due_already_is_not_waited_for(paced):
    event = threading.Event()
    assert paced.wait(event, 0) is False
    event.set()
    assert paced.wait(event, -1) is True


def test_a_queue_is_looked_at_again_as_soon_as_the_time_may_have_come(paced, writer):
    assert paced.patience_s(3600) == 0.05
    writer.set_speed(120)
    assert paced.patience_s(1.2) == pytest.approx(0.01)


def test_the_machines_time_is_the_machines():
    time, event = MachineTime(), threading.Event()
    assert time.ago_ms(5) <= time.now_ms() - 4_990
    assert time.patience_s(7.5) == 7.5
    assert time.wait(event, 0) is False
    assert time.monotonic_s() <= monotonic()
