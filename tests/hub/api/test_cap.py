"""Public warnings over HTTP: taken, refused with all that is wrong, listed, and our own given to others."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from devices.listeners import NotTaken
from hub.adapters.cap.seals import XmlSeals
from hub.cap import warnings
from hub.cap_settings import CapFeedSettings, CapSenderSettings, CapSettings
from hub.domain.cap.feed_pages import CAP_TYPE, entries
from hub.domain.cap.papers import read
from hub.domain.cap.schema import faults
from tests.certificates import a_pair
from tests.hub.api.face import Face
from tests.hub.domain.cap.papers_of import a_paper, an_info
from tests.servers import free_port

COUNTY = a_pair()
SEALS = XmlSeals(COUNTY.key, COUNTY.certificate)
GEOCODE = "<geocode><valueName>adcode</valueName><value>510107101</value></geocode>"
AREA = f"<area><areaDesc>全乡</areaDesc>{GEOCODE}</area>"
# The face's clock stands at 10:00 on 2026-03-05.
TIMES = {"sent": "2026-03-05T09:59:00+08:00"}
EXPIRES = "2026-03-05T11:00:00+08:00"


def a_warning(identifier: str = "warning-1", **changes: str) -> bytes:
    info = an_info(area=AREA, expires=EXPIRES, **changes)
    return a_paper(info, identifier=identifier, **TIMES)


@pytest.fixture
def face(face: Face, tmp_path: Path) -> Iterator[Face]:
    """A hub that knows one sender and one feed, and signs what it publishes."""
    certificate, key = tmp_path / "county.pem", tmp_path / "hub.key"
    certificate.write_text(COUNTY.certificate)
    key.write_text(COUNTY.key)
    key.chmod(0o600)
    cap = CapSettings(
        township_code="510107101",
        sender="hub@daxi",
        signing_key=str(key),
        signing_certificate=str(certificate),
        senders=(
            CapSenderSettings(
                id="qxj@county", name="县气象局", certificate=str(certificate), trust="at_once"
            ),
        ),
        feeds=(
            CapFeedSettings(name="county", url=f"http://127.0.0.1:{free_port()}/", networks=("127.0.0.0/8",)),
        ),
    )
    hub = face.context
    settings = hub.settings.model_copy(update={"cap": cap})
    built = warnings(settings, hub.ledger, hub.registry, hub.broadcast, hub.clock)
    face.context = replace(hub, settings=settings, warnings=built)
    return face


@pytest.fixture
def field(as_role: Callable[[str], TestClient]) -> TestClient:
    return as_role("field")


def test_a_signed_warning_is_taken_and_said(field: TestClient) -> None:
    answer = field.post("/api/v1/cap", content=SEALS.sealed(a_warning()))
    assert answer.status_code == 202, answer.text
    said = answer.json()
    assert (said["fate"]["code"], said["fate"]["zh"], said["level"]["zh"]) == ("announced", "已播发", "县级")
    assert (said["priority"], said["via"], said["problems"]) == ("emergency", "http", [])
    made = field.get(f"/api/v1/announcements/{said['announcements'][0]}").json()
    assert (made["origin"], made["priority"]) == ("cap:qxj@county", "emergency")


def test_the_same_again_is_answered_with_what_was_made_of_it(field: TestClient) -> None:
    paper = SEALS.sealed(a_warning())
    first, second = (field.post("/api/v1/cap", content=paper).json() for _ in range(2))
    assert (second["announcements"], second["times"]) == (first["announcements"], 2)


def test_everything_wrong_is_listed_with_its_place_in_both_languages(field: TestClient) -> None:
    paper = SEALS.sealed(a_warning(severity="Bad", event=""))
    answer = field.post("/api/v1/cap", content=paper)
    assert answer.status_code == 422
    said = answer.json()
    assert (said["error"], said["message_zh"]) == ("cap_refused", "格式有误，拒收")
    found = said["detail"]["problems"]
    assert [(each["place"], each["fault"], each["found"]) for each in found] == [
        ("/alert/info[1]/severity[1]", "bad_value", "Bad"),
        ("/alert/info[1]/event", "missing", ""),
    ]
    assert found[0]["expected"] == "Extreme | Severe | Moderate | Minor | Unknown"
    assert found[0]["zh"].startswith("/alert/info[1]/severity[1] 取值不在标准之内：Bad（应为 Extreme")
    assert found[1]["en"] == "/alert/info[1]/event is missing"


@pytest.mark.parametrize(
    ("paper", "status", "fate"),
    [
        (b"", 422, "invalid"),
        (a_warning(), 403, "unsigned"),
        (SEALS.sealed(a_warning()).replace(b">warning-1<", b">warning-2<"), 403, "bad_signature"),
        (SEALS.sealed(a_warning().replace(b"qxj@county", b"nobody@county")), 403, "unknown_sender"),
    ],
)
def test_what_is_not_believed_is_refused_with_its_reason(
    field: TestClient, paper: bytes, status: int, fate: str
) -> None:
    answer = field.post("/api/v1/cap", content=paper)
    assert (answer.status_code, answer.json()["detail"]["fate"]["code"]) == (status, fate)
    assert field.get("/api/v1/announcements").json()["announcements"] == []


def test_an_identifier_with_other_content_is_a_conflict(field: TestClient) -> None:
    field.post("/api/v1/cap", content=SEALS.sealed(a_warning()))
    answer = field.post("/api/v1/cap", content=SEALS.sealed(a_warning(headline="全村撤离")))
    assert (answer.status_code, answer.json()["detail"]["fate"]["code"]) == (409, "conflict")


def test_when_too_many_come_at_once_it_is_to_be_sent_again(
    field: TestClient, face: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_paper: bytes, _via: str) -> None:
        raise NotTaken("full, by the test")

    monkeypatch.setattr(face.context.warnings.desk, "take", full)
    answer = field.post("/api/v1/cap", content=SEALS.sealed(a_warning()))
    assert (answer.status_code, answer.json()["error"]) == (503, "no_room")
    assert answer.headers["Retry-After"]


def test_a_body_that_no_warning_has_is_not_read(field: TestClient) -> None:
    assert field.post("/api/v1/cap", content=b"x" * (300 * 1024)).status_code == 413


def test_operators_see_what_came_and_why_it_was_refused(face: Face, operator: TestClient) -> None:
    operator.post("/api/v1/cap", content=a_warning())
    face.clock.move(1)  # type: ignore[attr-defined]  # a FakeClock
    face.context.warnings.desk.take(SEALS.sealed(a_warning("w2", severity="Minor")), "county")
    newest, refused = operator.get("/api/v1/cap").json()["alerts"]
    assert (newest["via"], newest["fate"]["code"], newest["age_s"]) == ("county", "announced", 0)
    assert (refused["is_refused"], refused["note_en"]) == (True, "it bears no signature")
    one = operator.get(f"/api/v1/cap/{refused['id']}").json()
    assert one == refused
    paper = operator.get(f"/api/v1/cap/{refused['id']}/paper")
    assert paper.content == a_warning()
    assert paper.headers["content-disposition"].startswith("attachment")
    assert operator.get("/api/v1/cap/none").status_code == 404
    assert operator.get("/api/v1/cap/none/paper").status_code == 404


def test_what_could_not_be_said_tells_the_reason_in_both_languages(face: Face, operator: TestClient) -> None:
    face.speech.fails_with = "no voice"
    said = operator.post("/api/v1/cap", content=SEALS.sealed(a_warning())).json()
    assert (said["fate"]["code"], said["note_zh"]) == ("hindered", "no voice")


def test_operators_see_how_each_feed_stands(face: Face, operator: TestClient) -> None:
    (before,) = operator.get("/api/v1/cap/feeds").json()["feeds"]
    assert (before["name"], before["is_lost"], before["answered_at"], before["silent_s"]) == (
        "county",
        False,
        None,
        None,
    )
    face.context.warnings.inlets.all[0].step()
    (after,) = operator.get("/api/v1/cap/feeds").json()["feeds"]
    assert after["failing_since"]
    assert "127.0.0.1" in after["why"]
    figures = operator.get("/metrics").text
    assert 'village_cap_feed_lost{feed="county"} 0.0' in figures
    assert 'village_cap_alerts{fate="announced"} 0.0' in figures


def test_our_own_emergency_is_a_signed_warning_that_our_own_hub_would_take(operator: TestClient) -> None:
    made = operator.post("/api/v1/cap", content=SEALS.sealed(a_warning())).json()["announcements"][0]
    answer = operator.get(f"/api/v1/announcements/{made}/cap")
    assert answer.headers["content-type"] == CAP_TYPE
    root = read(SEALS.opened(answer.content, COUNTY.certificate))
    assert faults(root) == ()
    assert (root.first("sender"), root.first("identifier")) == ("hub@daxi", made)
    feed = operator.get("/api/v1/cap/atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    (entry,) = entries(read(feed.content))
    assert entry.url.endswith(f"/api/v1/announcements/{made}/cap")
    assert operator.get("/api/v1/announcements/none/cap").status_code == 404
