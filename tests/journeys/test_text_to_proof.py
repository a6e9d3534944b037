"""An operator's text becomes speech at every speaker, and each proves that it sounded."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from devices.agents.field import FieldApp, FieldOptions
from devices.agents.player import MpvOptions, MpvPlayer
from devices.agents.speaker import SpeakerOptions
from devices.mqtt import LinkOptions
from hub.books.schedules import Standing
from hub.domain.people import Role
from hub.orders import PUBLIC_KEY
from tests.journeys.conftest import PASSWORD, Township
from tests.wait import until

pytestmark = [pytest.mark.journey, pytest.mark.server, pytest.mark.slow]

HORNS = tuple({"device_id": f"horn-000{n}", "class": "speaker", "name": f"{n}号大喇叭"} for n in (1, 2, 3))
GONE = ("offline", "unknown")


@contextmanager
def speaking(township: Township, *devices: str) -> Iterator[None]:
    """Run agents for these speakers; they play through mpv into nothing, in real time."""
    for device in devices:
        township.app.context.accounts.put(device, Role.FIELD, PASSWORD)
    speakers = tuple(
        SpeakerOptions(
            site="daxi",
            device=device,
            link=LinkOptions("127.0.0.1", township.mqtt_port, device, device, PASSWORD),
            hub_keys=tuple((township.app.context.settings.data_dir / PUBLIC_KEY).read_text().split()),
        )
        for device in devices
    )
    field = FieldApp(
        FieldOptions(speakers, township.url, township.folder / "field"),
        lambda _: MpvPlayer(MpvOptions(audio_output="null")),
    )
    field.start()
    try:
        until(
            lambda: all(township.device(device)["presence"] == "online" for device in devices),
            timeout_s=15,
            what="the speakers to be online",
        )
        yield
    finally:
        field.stop()


def announced(township: Township, **changes: object) -> str:
    body = {
        "text": "各位村民，请把垃圾投放到桶里。",
        "priority": "notice",
        "target": {"scope": "township"},
    } | changes
    answer = township.post("/api/v1/announcements", body)
    assert answer.status_code == 202, answer.text
    return answer.json()["id"]


def states(township: Township, announcement: str) -> dict[str, str]:
    shown = township.get(f"/api/v1/announcements/{announcement}")
    return {delivery["device"]: delivery["state"] for delivery in shown["deliveries"]}


def test_every_speaker_that_is_there_plays_and_proves_it_and_the_silent_one_is_named(
    township: Township,
) -> None:
    township.register(*HORNS)
    with speaking(township, "horn-0001", "horn-0002"):
        announcement = announced(township)
        assert set(states(township, announcement)) == {"horn-0001", "horn-0002", "horn-0003"}
        until(
            lambda: (
                states(township, announcement)
                == {"horn-0001": "played", "horn-0002": "played", "horn-0003": "unreached"}
            ),
            timeout_s=30,
            what="two proofs and one silence",
        )
        first = township.get(f"/api/v1/announcements/{announcement}")["deliveries"][0]
    assert first["proof_method"] == "player"
    township.settled()
    played = township.influx("SELECT state, played_ms FROM delivery WHERE state = 'played'")
    assert len(played) == 2
    assert all(row[2] > 1000 for row in played)


def test_a_speaker_that_comes_back_too_late_plays_nothing(township: Township) -> None:
    township.register(HORNS[0])
    with speaking(township, "horn-0001"):
        pass
    # A hub that began to hear just now gives it two minutes to come back, and calls it unknown meanwhile.
    until(lambda: township.device("horn-0001")["presence"] in GONE, what="the speaker to be gone")
    soon = (datetime.now(UTC) + timedelta(seconds=2)).isoformat()  # noqa: TID251  # a real deadline for a real server
    announcement = announced(township, expires_at=soon)
    until(lambda: datetime.now(UTC).isoformat() > soon, what="the announcement to expire")  # noqa: TID251  # as above
    with speaking(township, "horn-0001"):
        until(
            lambda: states(township, announcement)["horn-0001"] in {"expired", "unreached", "unknown"},
            timeout_s=15,
            what="the late speaker's word",
        )
        township.settled()
    assert states(township, announcement)["horn-0001"] != "played"


def test_a_cancelled_announcement_stops(township: Township) -> None:
    township.register(HORNS[0])
    with speaking(township, "horn-0001"):
        announcement = announced(township, text="停水通知。" * 40)
        until(
            lambda: states(township, announcement)["horn-0001"] == "playing", timeout_s=15, what="the sound"
        )
        assert township.post(f"/api/v1/announcements/{announcement}/cancel", {}).status_code == 202
        until(lambda: states(township, announcement)["horn-0001"] == "cancelled", timeout_s=5, what="silence")


def test_a_scheduled_one_sounds_on_time_and_is_followed_to_its_proof(township: Township) -> None:
    township.register(HORNS[0])
    with speaking(township, "horn-0001"):
        begins = (township.app.context.clock.now() + timedelta(seconds=20)).astimezone(
            ZoneInfo("Asia/Shanghai")
        )
        asked = {
            "name": "晚间",
            "text": "请做好垃圾分类。",
            "priority": "notice",
            "target": {"scope": "devices", "ids": ["horn-0001"]},
            "times": [f"{begins:%H:%M:%S}"],
            "first": begins.date().isoformat(),
        }
        saved = township.put("/api/v1/broadcast/schedules/evening", asked)
        assert saved.status_code == 200, saved.text
        (playing,) = township.get("/api/v1/announcements")["announcements"]
        assert playing["origin"] == "schedule:evening"
        until(
            lambda: states(township, playing["id"]) == {"horn-0001": "played"},
            timeout_s=45,
            what="the proof of the scheduled playing",
        )
    with township.app.context.ledger.read() as tx:
        kept = tx.schedules.standing()
    assert all(kept["horn-0001", kind].adopted_at is not None for kind in Standing)
