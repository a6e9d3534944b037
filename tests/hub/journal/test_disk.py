"""The journal on a real small disk."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.journal.room import Room, Shortage
from tests.hub.journal.test_journal import an_entry, opened, read_all
from tests.hub.journal.test_room import appending
from tests.wait import until

pytestmark = pytest.mark.slow
MIB = 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Eight MiB of memory as a disk; only root may have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["/bin/mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)],
            capture_output=True,
            check=False,
        ).returncode
    )
    if not mounted:
        pytest.skip("a disk of eight MiB can be mounted by root only")
    yield folder
    subprocess.run(["/bin/umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("reserve_bytes", [0, MIB])
def test_a_real_disk_is_filled_freed_and_goes_on_without_damage(small_disk: Path, reserve_bytes: int) -> None:
    others = small_disk / "others"
    others.write_bytes(bytes(7 * MIB))
    journal = opened(small_disk / "journal", segment_bytes=MIB // 2, room=Room(reserve_bytes=reserve_bytes))
    batch = range(1, 501)
    with appending(journal, *list(batch) * 40) as outcome:
        until(lambda: journal.shortage is Shortage.DISK)
        assert (journal.last_seq, outcome) == (0, [])
        others.unlink()
        until(lambda: outcome == [20_000], timeout_s=10)
    journal.close()
    again = opened(small_disk / "journal")
    assert read_all(again, limit=1_000) == [an_entry(number) for number in batch] * 40
    assert again.damage.size == 0
    again.close()
