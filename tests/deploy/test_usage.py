import os

import pytest

from deploy.usage import MemoryWatch, cpu_s, memory_mib, percentile

NOBODY = 2**22 + 1  # above the largest pid of Linux


def test_this_process_uses_memory_and_time():
    assert 1 < memory_mib(os.getpid()) <= memory_mib(os.getpid(), peak=True)
    assert cpu_s(os.getpid()) > 0


def test_a_process_that_is_gone_uses_nothing():
    assert memory_mib(NOBODY) == 0
    assert cpu_s(NOBODY) == 0


def test_the_watch_remembers_peaks_of_processes_that_went():
    watch = MemoryWatch()
    watch.look({"me": os.getpid()})
    watch.look({"me": NOBODY})
    assert watch.most_mib > 1
    assert watch.peaks_mib["me"] > 1


@pytest.mark.parametrize(("share", "value"), [(0.5, 2.0), (0.99, 4.0), (1.0, 4.0), (0.0, 1.0)])
def test_a_percentile_is_one_of_the_values(share, value):
    assert percentile([4.0, 1.0, 3.0, 2.0], share) == value


def test_nothing_has_no_percentile():
    assert percentile([], 0.5) is None
