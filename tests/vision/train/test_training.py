import json

import numpy as np
import pytest

from devices.sim.scene import SceneScript, VillageScene
from tests.vision.clips import write_clip
from tests.vision.scenes import a_scene
from vision.appearance import Appearance, Look
from vision.compose.material import Material
from vision.drawing import jpeg
from vision.features import COUNT, features, patch
from vision.train.network import Network, softmax, trained
from vision.train.onnx_file import onnx
from vision.train.pairs import a_pair
from vision.train.reading import BadMaterial, read_grounds, read_material
from vision.train.training import Course, train
from vision.weights import appearance

MATERIAL = Material(tuple(VillageScene(SceneScript(seed=seed)).draw(0.0) for seed in range(10)))


def clouds(count=300):
    """Rows of three kinds that lie apart."""
    random = np.random.default_rng(1)
    kinds = random.integers(0, 3, count)
    rows = random.normal(0, 1, (count, 5)).astype(np.float32)
    rows[np.arange(count), kinds] += 4
    return rows, kinds.astype(np.float32)


def a_network(epochs=250) -> Network:
    return trained(np.random.default_rng(2), *clouds(), width=16, epochs=epochs)


def test_a_trained_network_tells_kinds_apart():
    rows, kinds = clouds()
    assert (a_network().logits(rows).argmax(axis=1) == kinds).mean() > 0.9


def test_the_same_dice_give_the_same_network():
    assert np.array_equal(a_network(2).hidden, a_network(2).hidden)


def test_written_as_onnx_it_answers_the_same_in_opencv():
    import cv2

    network, (rows, _) = a_network(), clouds()
    net = cv2.dnn.readNetFromONNX(np.frombuffer(onnx(network), np.uint8))
    net.setInput(rows[:1])
    assert net.forward() == pytest.approx(softmax(network.logits(rows[:1])), abs=1e-3)


def test_bytes_that_are_no_network_are_refused():
    with pytest.raises(ValueError, match="appearance model cannot be used"):
        Appearance(b"nothing of the kind")


@pytest.mark.parametrize("look", list(Look))
def test_a_pair_of_each_look_can_be_composed(look):
    pair = a_pair(np.random.default_rng(4), MATERIAL, look)
    assert pair is not None
    assert pair.look is look
    assert pair.patch.mask.max() == 1
    assert np.abs(pair.patch.now - pair.patch.empty).max() > 16


def test_in_a_black_place_nothing_can_be_seen_to_sway():
    black = Material((np.zeros((200, 200, 3), np.uint8),))
    assert a_pair(np.random.default_rng(5), black, Look.SWAY) is None


def test_features_are_finite_even_of_a_single_pixel_at_the_border():
    frame = MATERIAL.places[0]
    row = features(patch(frame, frame, (639, 359, 1, 1), np.ones((1, 1), np.bool_)))
    assert row.shape == (COUNT,)
    assert np.isfinite(row).all()


def test_the_shipped_weights_answer_for_every_look():
    pair = a_pair(np.random.default_rng(6), MATERIAL, Look.LITTER)
    shares = Appearance(appearance().appearance).shares([pair.patch])
    assert shares.shape == (1, len(Look))
    assert shares.sum() == pytest.approx(1, abs=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize(("look", "least"), [(Look.LITTER, 0.7), (Look.PERSON, 0.7), (Look.LIGHT, 0.6)])
def test_the_shipped_weights_tell_drawn_things_apart(look, least):
    model, random = Appearance(appearance().appearance), np.random.default_rng(7)
    pairs = [pair for _ in range(20) if (pair := a_pair(random, MATERIAL, look)) is not None]
    told = model.shares([pair.patch for pair in pairs]).argmax(axis=1)
    assert (told == look.value).mean() >= least


def test_nothing_to_judge_gives_no_shares():
    assert Appearance(appearance().appearance).shares([]).shape == (0, len(Look))


@pytest.mark.slow
def test_training_is_measured_on_what_was_held_out():
    told = []
    result = train(MATERIAL, Course(seed=1, pairs=150, width=16, epochs=8), told.append)
    assert set(result.recall) <= {look.name.lower() for look in Look}
    assert 0 <= result.auc <= 1
    assert told[-1] == "8 epochs trained"


def a_litter_folder(folder):
    (folder / "litter" / "images").mkdir(parents=True)
    picture = MATERIAL.places[0].copy()
    picture[100:160, 200:300] = (20, 20, 200)
    (folder / "litter" / "images" / "a.jpg").write_bytes(jpeg(picture))
    outline = [200, 100, 300, 100, 300, 160, 200, 160]
    labels = {
        "images": [{"id": 0, "file_name": "a.jpg", "width": 640, "height": 360}],
        "annotations": [
            {"image_id": 0, "segmentation": [outline]},
            {"image_id": 0, "segmentation": [[5, 5, 9, 5, 9, 9]]},
        ],
    }
    (folder / "litter" / "masks_coco.json").write_text(json.dumps(labels), "utf-8")
    return folder


def test_litter_is_cut_out_along_its_outline_and_specks_are_left_out(tmp_path):
    material = read_material(a_litter_folder(tmp_path))
    (cutout,) = material.litter
    assert cutout.size_wh == (101, 61)
    assert np.abs(np.median(cutout.bgr, axis=(0, 1)) - (20, 20, 200)).max() < 12
    assert len(material.places) == 1


@pytest.mark.slow
def test_who_walks_through_a_clip_is_cut_out(tmp_path):
    (tmp_path / "people").mkdir()
    scene = a_scene(walkers_every_s=20)
    write_clip(tmp_path / "people" / "street.mp4", scene, seconds=40)
    material = read_material(tmp_path)
    assert len(material.people) > 5
    assert all(cutout.size_wh[1] > cutout.size_wh[0] for cutout in material.people[:3])


@pytest.mark.slow
def test_a_clip_too_short_to_know_its_place_gives_nothing(tmp_path):
    (tmp_path / "people").mkdir()
    write_clip(tmp_path / "people" / "short.mp4", a_scene(), seconds=3)
    with pytest.raises(BadMaterial, match="expected litter/"):
        read_material(tmp_path)


def test_outlines_that_cannot_be_read_are_refused(tmp_path):
    folder = a_litter_folder(tmp_path)
    (folder / "litter" / "masks_coco.json").write_text('{"images": []}', "utf-8")
    with pytest.raises(BadMaterial, match="expected COCO outlines"):
        read_material(folder)


def test_places_are_read_as_they_are(tmp_path):
    (tmp_path / "places").mkdir()
    (tmp_path / "places" / "a.jpg").write_bytes(jpeg(MATERIAL.places[1]))
    assert read_material(tmp_path).places[0].shape == (360, 640, 3)


def test_grounds_know_where_litter_lies_in_them(tmp_path):
    folder = a_litter_folder(tmp_path)
    (folder / "litter" / "labels").mkdir()
    (folder / "litter" / "labels" / "a.txt").write_text("0 0.5 0.5 0.25 0.5", "utf-8")
    (folder / "places").mkdir()
    (folder / "places" / "b.jpg").write_bytes(jpeg(MATERIAL.places[1]))
    # The last one is the first again, its litter painted over.
    boxes = [ground.boxes for ground in read_grounds(folder)]
    assert boxes == [((240.0, 90.0, 400.0, 270.0),), (), ()]


def test_labels_of_grounds_that_cannot_be_read_are_refused(tmp_path):
    folder = a_litter_folder(tmp_path)
    (folder / "litter" / "labels").mkdir()
    (folder / "litter" / "labels" / "a.txt").write_text("0 0.5", "utf-8")
    with pytest.raises(BadMaterial, match="expected class"):
        read_grounds(folder)
