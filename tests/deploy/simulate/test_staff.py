"""What people do with the hub in a simulation."""

import io
import wave

import pytest

from deploy.simulate.closing import Closing, Scenes
from deploy.simulate.melody import melody
from deploy.simulate.staff import Staff
from devices.sim.mapbase import Place
from devices.sim.world.deed import DeedKind
from tests.deploy.simulate.fakes import AWAY, BEGAN_MS, REFUSED, Api, a_deed

ANNOUNCED = {"announcement": "a-1", "priority": "notice", "text": "收垃圾", "length_ms": 8_000}


def people(**answers: object) -> tuple[Staff, Api, Api]:
    duty, head = Api(**answers), Api()
    closing = Closing(duty, head, Scenes(lambda _: Place(26.0, 103.0), lambda _: None))
    return Staff(duty, head, closing, frozenset({"horn-1", "horn-2"})), duty, head


def announced(**changes: object):
    return a_deed(DeedKind.ANNOUNCEMENT, **{**ANNOUNCED, **changes})


@pytest.mark.parametrize(
    ("targets", "asked"),
    [
        ((), {"scope": "township"}),
        (("horn-1", "horn-2"), {"scope": "devices", "ids": ["horn-1", "horn-2"]}),
        (("v-1",), {"scope": "villages", "ids": ["v-1"]}),
    ],
)
def test_an_announcement_goes_to_whom_the_scenario_names(targets, asked) -> None:
    staff, duty, _ = people()
    outcome, details = staff.do(announced(targets=targets))
    assert (outcome, details["id"], details["announcement"]) == ("accepted", "a-1", "hub-1")
    assert duty.asked[0][2]["target"] == asked


def test_an_announcement_is_listened_to_until_it_has_sounded_and_was_answered() -> None:
    staff, _, _ = people()
    assert not staff.is_listened_to(BEGAN_MS)
    staff.do(announced())
    assert staff.is_listened_to(BEGAN_MS + 50_000)
    assert not staff.is_listened_to(BEGAN_MS + 53_000)


def test_once_every_speaker_has_answered_nobody_listens_any_more() -> None:
    staff, _, _ = people()
    staff.do(announced())
    staff.all_answered(BEGAN_MS + 1_000)
    assert staff.is_listened_to(BEGAN_MS + 1_000), "the hub may not have begun to send yet"
    staff.all_answered(BEGAN_MS + 25_000)
    assert not staff.is_listened_to(BEGAN_MS + 25_000)


def test_what_is_urgent_needs_a_reason_and_the_consent_of_another() -> None:
    staff, duty, head = people(awaits_approval=True)
    staff.do(announced(priority="emergency"))
    assert duty.asked[0][2]["why"]
    assert [path for _, path, _ in head.asked] == ["/api/v1/announcements/hub-1/approve"]


def test_music_is_a_recording_of_the_length_that_was_asked_for() -> None:
    staff, duty, _ = people()
    staff.do(announced(is_music=True, length_ms=3_000))
    assert duty.asked[0][1] == "/api/v1/recordings"
    assert duty.asked[1][2]["recording"] == "ab" * 32
    with wave.open(io.BytesIO(melody(3_000))) as file:
        assert file.getnframes() / file.getframerate() == 3.0


def test_an_announcement_is_withdrawn_by_the_id_that_the_hub_gave_it() -> None:
    staff, duty, _ = people()
    staff.do(announced())
    outcome, details = staff.do(a_deed(DeedKind.CANCEL, announcement="a-1"))
    assert (outcome, details["announcement"]) == ("accepted", "hub-1")
    assert duty.asked[-1][1] == "/api/v1/announcements/hub-1/cancel"


def test_what_was_never_accepted_cannot_be_withdrawn() -> None:
    staff, _, _ = people()
    assert staff.do(a_deed(DeedKind.CANCEL, announcement="a-1"))[0] == "failed"


def test_a_complaint_is_filed_for_its_village() -> None:
    staff, duty, _ = people(ticket="t-1")
    assert staff.do(a_deed(DeedKind.COMPLAINT, village="v-1"))[1] == {"ticket": "t-1"}
    assert duty.asked[0][1:] == (
        "/api/v1/broadcast/complaints",
        {"village": "v-1", "words": "广播声音太大，影响休息。"},
    )


def test_a_village_that_wants_quiet_has_it_agreed_by_the_head() -> None:
    staff, _, head = people()
    staff.do(a_deed(DeedKind.QUIET_HOURS, village="v-1", **{"from": "13:00", "until": "15:00"}))
    assert head.asked == [
        (
            "PUT",
            "/api/v1/broadcast/villages/v-1",
            {"quiet": [{"since": "13:00", "until": "15:00"}]},
        )
    ]


@pytest.mark.parametrize(("trouble", "outcome"), [(REFUSED, "refused"), (AWAY, "failed")])
def test_a_hub_that_refuses_or_is_down_is_an_outcome(trouble, outcome) -> None:
    staff, duty, _ = people()
    duty.trouble = trouble
    got, details = staff.do(announced())
    assert got == outcome
    assert "\n" not in details["why"]


@pytest.mark.parametrize("kind", [DeedKind.PHOTO, DeedKind.TICKET_DONE])
def test_of_what_no_ticket_is_open_none_can_be_closed(kind) -> None:
    assert people(tickets=[])[0].do(a_deed(kind, device="bin-1"))[0] == "failed"
