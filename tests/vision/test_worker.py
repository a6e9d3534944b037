"""The loop of one camera, on a pretend camera or a written file, with everything around it recorded."""

import threading

import cv2
import numpy as np
import pytest

from devices.contract.bodies import Phase, Sight, ViewFault
from devices.contract.setup import CameraSetup, MarkedPile, SetupScene, SetupZone
from devices.contract.topics import Kind
from devices.pace import MACHINE
from devices.sim.camera_server import CameraServer
from devices.sim.scene import SceneScript
from tests.cameras import CameraScript, PretendCamera, Trouble, TroubleScript
from tests.vision.clips import write_clip
from tests.vision.fakes import RecordingCourier, RecordingLink, RecordingVoice, answering, reply
from tests.vision.scenes import a_pile, a_scene
from tests.wait import until
from vision.picture import decoded
from vision.settings import CameraConfig, VisionSettings
from vision.worker import CameraWorker, WorkerParts, _is_due

pytestmark = pytest.mark.slow

JPEG = bytes(cv2.imencode(".jpg", np.full((90, 160, 3), 120, np.uint8))[1])

QUICK = VisionSettings(
    poll_s=1.0,
    dwell_s=12,
    doubted_dwell_s=0,
    still_s=4,
    learn_s=8,
    clear_looks=3,
    clear_s=4,
    fault_s=0,
    lost_s=1,
    snap_s=5,
    work_width_px=240,
)


class Watched:
    """A camera's loop with recorders around it."""

    def __init__(self, folder, url, settings=QUICK, **camera):
        self.link, self.voice, self.courier = RecordingLink(), RecordingVoice(), RecordingCourier()
        parts = WorkerParts("daxi", "eye-1", self.link, self.voice, self.courier, folder, MACHINE)
        self.worker = CameraWorker(CameraConfig(id="cam-1", url=url, **camera), settings, parts)

    def __enter__(self):
        self.worker.start()
        return self

    def __exit__(self, *_):
        self.worker.ask_to_stop()
        self.worker.join(5.0)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """Sixty seconds of a street: a pile comes at 12 s and is gone at 40 s."""
    path = tmp_path_factory.mktemp("clips") / "pile.mp4"
    write_clip(path, a_scene(a_pile(at_s=12, clear_s=40)), seconds=60)
    return path.as_uri()


def test_a_clip_with_one_pile_is_one_finding_with_its_pictures(clip, tmp_path):
    with Watched(tmp_path, clip, is_paced=False) as camera:
        until(lambda: len(camera.courier.brought) >= 2, 20)
    (_, start, proofs), (_, end, after) = camera.courier.brought[:2]
    assert (start.phase, start.sight, end.phase, end.sight) == (
        Phase.START,
        Sight.PRESENT,
        Phase.END,
        Sight.ABSENT,
    )
    assert start.id == end.id
    assert set(proofs) == {"before", "at"}
    assert set(after) == {"after"}
    assert all(jpeg.startswith(b"\xff\xd8\xff") for jpeg in [*proofs.values(), *after.values()])


def test_a_finding_names_its_zone_and_the_ground_it_covers(clip, tmp_path):
    everywhere = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    ground = {"corners": everywhere, "width_m": 10, "depth_m": 10}
    zones = [{"name": "heap", "corners": everywhere}]
    with Watched(tmp_path, clip, is_paced=False, zones=zones, ground=ground) as camera:
        until(lambda: camera.courier.brought, 20)
    _, finding, _ = camera.courier.brought[0]
    assert (finding.zone, finding.growth) == ("heap", 0)
    assert finding.area_m2 == pytest.approx(100 * finding.area_share, abs=0.1)
    assert finding.area_px == round(finding.area_share * 640 * 360)


def test_a_camera_sends_small_snapshots_at_qos_0(clip, tmp_path):
    with Watched(tmp_path, clip, is_paced=False) as camera:
        until(lambda: len(camera.link.published) >= 3, 10)
    for topic, payload, qos in camera.link.published:
        assert (topic, qos) == ("vh1/daxi/d/cam-1/snap", 0)
        assert len(payload) <= 256 * 1024


def test_a_broker_that_is_away_does_not_stop_the_watching(clip, tmp_path):
    camera = Watched(tmp_path, clip, is_paced=False)
    camera.link.is_up = False
    with camera:
        until(lambda: camera.courier.brought, 20)


def test_a_camera_presents_itself_and_the_gateway_that_speaks_for_it(clip, tmp_path):
    with Watched(tmp_path, clip, name="村口") as camera:
        until(camera.voice.statuses, 10)
    kind, birth = camera.voice.declared[0]
    assert (kind, birth.id, birth.via, birth.model) == (Kind.BIRTH, "cam-1", "eye-1", "村口")


def test_a_camera_that_does_not_answer_is_offline_and_its_view_lost(tmp_path):
    with Watched(tmp_path, "http://127.0.0.1:9/x.jpg") as camera:
        until(lambda: camera.courier.views, 10)
    (name, view, pictures) = camera.courier.views[0]
    assert (name, view.phase, view.fault, pictures) == ("cam-1", Phase.START, ViewFault.LOST, {})
    assert camera.voice.statuses() == [False]


def test_a_camera_that_comes_back_is_online_again_and_its_view_good(tmp_path):
    lost = (TroubleScript(Trouble.LOST, at_s=0.0, until_s=2.5),)
    server = CameraServer({"c": PretendCamera(CameraScript(SceneScript(1), lost))})
    server.start()
    try:
        with Watched(tmp_path, server.url("c")) as camera:
            until(lambda: len(camera.courier.views) >= 2, 10)
    finally:
        server.stop()
    assert [view.phase for _, view, _ in camera.courier.views[:2]] == [Phase.START, Phase.END]
    assert camera.voice.statuses()[:2] == [False, True]


def test_a_camera_that_is_covered_tells_it_with_its_picture(tmp_path):
    covered = (TroubleScript(Trouble.COVERED, at_s=0.5),)
    server = CameraServer({"c": PretendCamera(CameraScript(SceneScript(1), covered))})
    server.start()
    try:
        with Watched(tmp_path, server.url("c")) as camera:
            until(lambda: camera.courier.views, 10)
    finally:
        server.stop()
    _, view, pictures = camera.courier.views[0]
    assert view.fault is ViewFault.COVERED
    assert decoded(pictures["at"])[:200].std() < 8  # what a covered lens shows, above the caption


def test_a_worker_says_goodbye_for_its_camera(clip, tmp_path):
    with Watched(tmp_path, clip) as camera:
        until(lambda: camera.voice.statuses() == [True], 10)
    assert camera.voice.statuses() == [True, False]


def test_a_restarted_worker_remembers_its_pile(tmp_path):
    before, after = tmp_path / "a.mp4", tmp_path / "b.mp4"
    write_clip(before, a_scene(a_pile(at_s=12)), seconds=40)
    write_clip(after, a_scene(), seconds=20)
    with Watched(tmp_path, before.as_uri(), is_paced=False) as first:
        until(lambda: first.courier.brought, 20)
    with Watched(tmp_path, after.as_uri(), is_paced=False) as second:
        until(lambda: second.courier.brought, 20)
    assert second.courier.phases()[0] is Phase.END
    assert second.courier.brought[0][1].id == first.courier.brought[0][1].id


def test_a_finding_the_disk_refused_is_found_again(clip, tmp_path):
    camera = Watched(tmp_path, clip, is_paced=False)
    hand_over, refused = camera.courier.hand_over, threading.Event()

    def refuse_once(*parcel):
        if not refused.is_set():
            refused.set()
            raise OSError("disk full")
        hand_over(*parcel)

    camera.courier.hand_over = refuse_once
    with camera:
        until(lambda: camera.courier.brought, 20)
    assert camera.courier.phases()[0] is Phase.START


def test_a_bug_with_one_picture_leaves_the_loop_alive(clip, tmp_path):
    camera = Watched(tmp_path, clip, is_paced=False)
    failed = threading.Event()
    look = camera.worker._eye.look

    def look_once_badly(picture):
        if not failed.is_set():
            failed.set()
            raise ZeroDivisionError
        return look(picture)

    camera.worker._eye.look = look_once_badly
    with camera:
        until(lambda: len(camera.link.published) >= 2, 10)
    assert failed.is_set()


def test_a_camera_that_hangs_past_the_stop_is_not_heard_any_more(tmp_path):
    asked, release = threading.Event(), threading.Event()

    def hang(handler):
        asked.set()
        release.wait(2)
        reply(handler, JPEG)

    with answering(hang) as url:
        camera = Watched(tmp_path, f"{url}/x.jpg")
        camera.worker.start()
        assert asked.wait(5)
        camera.worker.ask_to_stop()
        release.set()
        camera.worker.join(5.0)
    assert camera.link.published == []
    assert camera.voice.statuses() == [False]


def test_a_full_disk_while_the_camera_is_away_does_not_end_its_watch(tmp_path):
    camera = Watched(tmp_path, "http://127.0.0.1:9/x.jpg")
    hand_over, refused = camera.courier.hand_over, threading.Event()

    def refuse_once(*words):
        if not refused.is_set():
            refused.set()
            raise OSError("disk full")
        hand_over(*words)

    camera.courier.hand_over = refuse_once
    with camera:
        until(lambda: camera.courier.views, 10)
    assert camera.courier.views[0][1].fault is ViewFault.LOST


@pytest.mark.parametrize(("at_ms", "is_due"), [(9_000, False), (10_000, True), (4_000, True)])
def test_a_clock_that_is_set_back_silences_nothing(at_ms, is_due):
    assert _is_due(at_ms, due_ms=10_000, every_ms=5_000) is is_due


EVERYWHERE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def a_setup(revision=1, **changes):
    return CameraSetup(at_ms=1_790_000_000_000, revision=revision, **changes)


def test_what_is_drawn_in_the_hub_holds_without_a_restart_and_after_one(clip, tmp_path):
    drawn = a_setup(scene=SetupScene(zones=(SetupZone(name="drawn", corners=EVERYWHERE),)))
    with Watched(tmp_path, clip, is_paced=False) as first:
        first.worker.take_setup(drawn)
        until(lambda: first.courier.brought, 20)
    (tmp_path / "cam-1.npz").unlink()
    with Watched(tmp_path, clip, is_paced=False) as second:
        until(lambda: second.courier.brought, 20)
    assert [camera.courier.brought[0][1].zone for camera in (first, second)] == ["drawn", "drawn"]


def test_a_marked_pile_is_a_finding_with_the_id_that_the_hub_gave_it(clip, tmp_path):
    camera = Watched(tmp_path, clip, is_paced=False)
    camera.worker.take_setup(a_setup(piles=(MarkedPile(id="mark-1", corners=EVERYWHERE),)))
    with camera:
        until(lambda: camera.courier.brought, 20)
    assert camera.courier.brought[0][1].id == "mark-1"


def test_a_setup_that_cannot_be_kept_holds_all_the_same(clip, tmp_path, caplog):
    camera = Watched(tmp_path, clip, is_paced=False)
    (tmp_path / "cam-1.part").mkdir()
    camera.worker.take_setup(a_setup(piles=(MarkedPile(id="mark-1", corners=EVERYWHERE),)))
    with camera:
        until(lambda: camera.courier.brought, 20)
    assert "is not kept" in caplog.text
