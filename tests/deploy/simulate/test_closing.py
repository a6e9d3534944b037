"""How people close matters in a simulation."""

from urllib.parse import parse_qs, urlsplit

import cv2
import numpy as np
import pytest

from deploy.simulate.closing import Closing, Scenes, seen
from devices.sim.mapbase import Place
from devices.sim.world.deed import DeedKind
from hub.adapters.photo import looking
from hub.domain.photos.picture import Picture
from tests.deploy.simulate.fakes import BEGAN_MS, REFUSED, Api, a_deed
from tests.servers import free_port

TICKETS = [
    {"id": "t-0", "device": "cam-1", "state": "closed"},
    {"id": "t-1", "device": "cam-1", "state": "verifying"},
]
VERDICT = {"outcome": "accepted", "faults": [{"code": "too_far"}]}


@pytest.fixture
def duty():
    return Api(tickets=TICKETS, photo=VERDICT)


@pytest.fixture
def head():
    return Api()


@pytest.fixture
def closing(duty, head):
    return Closing(duty, head, Scenes(lambda _: Place(26.0, 103.0), lambda _: b"what the camera sees"))


def said(duty):
    return {name: value for name, [value] in parse_qs(urlsplit(duty.asked[-1][1]).query).items()}


def test_a_true_photo_shows_what_is_there_now_and_says_where_and_when(closing, duty):
    outcome, details = closing.hand_in(a_deed(DeedKind.PHOTO, 60, "cam-1", is_false=False))
    assert (outcome, details) == ("accepted", {"ticket": "t-1", "faults": ["too_far"]})
    assert duty.uploaded == [b"what the camera sees"]
    assert said(duty) == {
        "taken_at_ms": str(BEGAN_MS + 60_000),
        "lat": "26.0",
        "lon": "103.0",
        "accuracy_m": "8",
    }


def test_a_false_photo_is_a_picture_of_another_place(closing, duty):
    closing.hand_in(a_deed(DeedKind.PHOTO, 60, "cam-1", is_false=True))
    picture = cv2.imdecode(np.frombuffer(duty.uploaded[0], np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (480, 640, 3)
    assert picture.std() > 20
    assert float(said(duty)["lat"]) - 26.0 == pytest.approx(0.02)


def test_a_drawn_photo_is_a_photo_to_the_hub(closing, duty):
    closing.hand_in(a_deed(DeedKind.PHOTO, 60, "cam-1", is_false=True))
    grey = cv2.imdecode(np.frombuffer(duty.uploaded[0], np.uint8), cv2.IMREAD_GRAYSCALE)
    looked = looking.seen(grey.astype(np.float64))
    picture = Picture((640, 480), looked.bright_p95, looked.contrast, looked.even_pct, looked.looks)
    assert list(picture.flaws()) == []


def test_the_same_deed_shows_the_same_photo_and_another_one_another(closing, duty):
    for after_s in (60, 60, 61):
        closing.hand_in(a_deed(DeedKind.PHOTO, after_s, "cam-1", is_false=True))
    first, again, other = duty.uploaded
    assert first == again != other


def test_what_is_done_is_closed_by_another_person_than_who_sends_photos(closing, head):
    assert closing.confirm(a_deed(DeedKind.TICKET_DONE, 0, "cam-1")) == ("accepted", {"ticket": "t-1"})
    assert head.asked == [("POST", "/api/v1/tickets/t-1/close", {"why": "责任人报告已整改"})]


def test_a_hub_that_knows_better_is_heard(closing, head):
    head.trouble = REFUSED
    with pytest.raises(type(REFUSED)):
        closing.confirm(a_deed(DeedKind.TICKET_DONE, 0, "cam-1"))


def test_of_a_device_without_an_open_ticket_nothing_is_closed(closing):
    assert closing.hand_in(a_deed(DeedKind.PHOTO, 0, "cam-2"))[0] == "failed"
    assert closing.confirm(a_deed(DeedKind.TICKET_DONE, 0, "cam-2"))[0] == "failed"


def test_a_camera_that_does_not_answer_shows_nothing():
    assert seen(f"http://127.0.0.1:{free_port()}/cam-1.jpg") is None
