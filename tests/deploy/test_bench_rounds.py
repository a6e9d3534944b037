import pytest

from deploy.bench.rounds import Rounds, rows, run


@pytest.mark.slow
def test_every_job_of_the_clock_is_weighed() -> None:
    found = run(devices=30, minutes=1)
    assert {"figures", "rows", "standing", "audit", "look", "sending"} <= found.ms_per_round.keys()
    assert 0 < found.ms_per_round["rows"] < 1_000
    assert 0 < found.forwarder_ms_per_s < 100


def test_townships_stand_beside_each_other() -> None:
    small, large = Rounds(50, {"rows": 1.5}, 1.0, 0.25), Rounds(500, {"rows": 12.0}, 1.0, 2.0)
    headings, table = rows([small, large])
    assert headings[1:] == ["50 devices", "500 devices"]
    assert table[0] == ["rows, ms", "1.50", "12.00"]
    assert table[-1][1:] == ["0.25", "2.00"]
