"""A short selection of the fault matrix, small counts, fixed seeds; `make faults` executes all."""

from pathlib import Path

import pytest

from tests.faults.catalogue import Lab, Row
from tests.faults.matrix import ROWS
from tests.faults.strace import CannotExecute

pytestmark = [
    pytest.mark.fault,
    pytest.mark.journey,
    pytest.mark.server,
    pytest.mark.slow,
    pytest.mark.timeout(150),
]

SELECTED = {"F1", "F3", "F5", "F9", "F12", "F17", "F23", "F34", "F44", "F51"}


@pytest.mark.parametrize("row", [row for row in ROWS if row.id in SELECTED], ids=lambda row: row.id)
def test_a_row_of_the_matrix_holds(row: Row, tmp_path: Path) -> None:
    assert row.run is not None
    try:
        outcome = row.run(Lab(tmp_path, is_quick=True))
    except CannotExecute as error:
        pytest.skip(str(error))
    assert outcome.faults == (), outcome.figure
