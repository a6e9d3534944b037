import subprocess
import sys

import pytest

from deploy.told import Told

PROGRAM = """
import os, signal, sys
from deploy.told import Told
told = Told()
told.listen(1)
print("listening", flush=True)
told.wait()
{then}
"""


def a_process(then: str) -> subprocess.Popen[str]:
    argv = [sys.executable, "-c", PROGRAM.format(then=then)]
    process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "listening\n"
    return process


def test_what_was_told_once_stays_told():
    told = Told()
    assert not told.is_set()
    told.tell()
    assert told.is_set()
    assert told.wait(0.01)


def test_waiting_ends_when_the_time_is_over():
    assert not Told().wait(0.01)


def test_many_signals_at_once_never_block_the_process():
    # It ends when the last was sent: an interpreter that is ending takes no signal any more.
    with a_process("sys.stdin.read(); signal.alarm(0); sys.exit(7)") as process:
        for _ in range(20):
            process.terminate()
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(5) == 7


@pytest.mark.slow
def test_a_process_that_does_not_end_after_the_signal_is_ended():
    with a_process("told = Told(); told.wait(30)") as process:
        process.terminate()
        assert process.wait(5) == -14
