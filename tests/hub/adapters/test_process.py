from hub.adapters.process import resident_mib


def test_this_process_takes_some_memory_and_not_all() -> None:
    assert 10 < resident_mib() < 4000
