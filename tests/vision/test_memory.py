import json

import numpy as np
import pytest

from devices.contract.bodies import Sight, ViewFault
from tests.vision.test_persist import a_confirmed_pile
from vision import memory
from vision.eye import Memory
from vision.lessons import Lessons

PLACE = np.full((60, 80, 3), 7, np.uint8)
DWELL_S = np.full((60, 80), 11, np.float32)


def a_memory():
    piles = a_confirmed_pile().piles
    lessons, marked = Lessons().with_told(piles), frozenset({"mark-1"})
    return Memory(PLACE, DWELL_S, piles, 12_000, ViewFault.BLACK, "event-1", lessons, marked)


def test_what_was_saved_is_loaded(tmp_path):
    saved = a_memory()
    memory.save(tmp_path / "cam-1.npz", saved)
    loaded = memory.load(tmp_path / "cam-1.npz")
    assert loaded is not None
    assert np.array_equal(loaded.empty_place, saved.empty_place)
    assert np.array_equal(loaded.dwell_s, saved.dwell_s)
    assert (loaded.at_ms, loaded.view_fault, loaded.view_event) == (12_000, ViewFault.BLACK, "event-1")
    (pile,), (was,) = loaded.piles, saved.piles
    assert np.array_equal(pile.mask, was.mask)
    assert np.array_equal(pile.seen, was.seen)
    assert (pile.id, pile.stage, pile.xywh_px, pile.told_sight) == (
        was.id,
        was.stage,
        was.xywh_px,
        Sight.PRESENT,
    )


def test_what_was_taught_is_loaded(tmp_path):
    saved = a_memory()
    memory.save(tmp_path / "cam-1.npz", saved)
    loaded = memory.load(tmp_path / "cam-1.npz")
    assert loaded is not None
    (kept,), (was,) = loaded.lessons.keepsakes, saved.lessons.keepsakes
    assert (kept.finding, kept.xywh_share, kept.area_share) == (was.finding, was.xywh_share, was.area_share)
    assert np.array_equal(kept.patch, was.patch)
    assert np.array_equal(kept.inside, was.inside)
    assert loaded.marked == {"mark-1"}


def test_a_file_of_an_earlier_version_keeps_its_piles(tmp_path):
    memory.save(tmp_path / "cam-1.npz", a_memory())
    with np.load(tmp_path / "cam-1.npz") as stored:
        older = {name: stored[name] for name in stored if name != "dwell_s"}
    facts = json.loads(str(older["facts"]))
    del facts["piles"][0]["is_initial"], facts["marked"], facts["told"]
    older["facts"] = np.array(json.dumps(facts))
    np.savez(tmp_path / "cam-1.npz", **older)
    loaded = memory.load(tmp_path / "cam-1.npz")
    assert loaded is not None
    assert (len(loaded.piles), loaded.piles[0].is_initial, loaded.dwell_s.max()) == (1, False, 0)
    assert (loaded.lessons, loaded.marked) == (Lessons(), None)


def test_nothing_saved_is_nothing_remembered(tmp_path):
    assert memory.load(tmp_path / "none.npz") is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"no archive"])
def test_a_broken_file_is_nothing_remembered(tmp_path, content):
    path = tmp_path / "cam-1.npz"
    path.write_bytes(content)
    assert memory.load(path) is None


def test_a_byte_that_fell_over_never_raises(tmp_path):
    path = tmp_path / "cam-1.npz"
    memory.save(path, a_memory())
    whole = path.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        memory.load(path)


def test_saving_leaves_no_half_file(tmp_path):
    memory.save(tmp_path / "cam-1.npz", a_memory())
    assert [path.name for path in tmp_path.iterdir()] == ["cam-1.npz"]
