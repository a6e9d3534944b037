"""The guards of conftest.py and tests/wait.py: each is seen to bite."""

import threading

import pytest

from tests.wait import until

pytest_plugins = ["pytester"]

# What the test is guilty of -> (its text, the complaint it must get).
GUILTY = {
    "connects_elsewhere": (
        """
        import socket
        def test_it():
            with socket.socket() as sock:
                sock.connect(("192.0.2.1", 9))
        """,
        "*only loopback and unix sockets are allowed*",
    ),
    "connects_by_name": (
        """
        import socket
        def test_it():
            with socket.socket() as sock:
                sock.connect_ex(("example.org", 9))
        """,
        "*only loopback and unix sockets are allowed*",
    ),
    "leaves_a_thread": (
        """
        import threading
        stop = threading.Event()
        def test_it():
            threading.Thread(target=stop.wait, args=(0.3,), name="idler", daemon=True).start()
        """,
        "*threads still alive*idler*",
    ),
    "leaves_a_variable": (
        """
        import os
        def test_it():
            os.environ["VILLAGE_LEFT"] = "x"
        """,
        "*left environment variables changed: *VILLAGE_LEFT*",
    ),
    "leaves_another_folder": (
        """
        import os
        def test_it(tmp_path):
            os.chdir(tmp_path)
        """,
        "*left another working folder*",
    ),
    "leaves_another_log_level": (
        """
        import logging
        def test_it():
            logging.getLogger().setLevel(logging.ERROR)
        """,
        "*left another log level*",
    ),
    "logs_what_does_not_format": (
        """
        import logging
        def test_it():
            logging.getLogger("x").debug("%d bins", "three")
        """,
        "*%d format: a real number is required*",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("guilt", GUILTY)
def test_a_guard_fails_the_test_that(guilt, pytester, request):
    body, complaint = GUILTY[guilt]
    conftest = (request.config.rootpath / "tests" / "conftest.py").read_text("utf-8")
    pytester.makeconftest(conftest.replace("_THREAD_GRACE_S = 2.0", "_THREAD_GRACE_S = 0.02"))
    pytester.makepyfile(body)
    pytester.runpytest_inprocess("-p", "no:cacheprovider").stdout.fnmatch_lines([complaint])


def test_until_returns_when_the_claim_comes_true():
    done = threading.Event()
    timer = threading.Timer(0.02, done.set)
    timer.start()
    until(done.is_set, what="the timer")
    timer.join()


def test_until_names_what_did_not_come_true():
    with pytest.raises(AssertionError, match=r"the bin was emptied did not come true within 0.01 s"):
        until(lambda: False, timeout_s=0.01, what="the bin was emptied")
