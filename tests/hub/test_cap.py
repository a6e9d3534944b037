"""What public warnings are built of: bad keys stop the start, ways have threads of their own, and alarms."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from devices.keys import BadKeyFile
from hub.adapters.cap.unsigned import NoSeals
from hub.app import HubApp
from hub.cap_settings import CapFeedSettings, CapSenderSettings, CapSettings
from hub.crew import Crew
from hub.domain.announcements.approval import Approval, ApprovalState
from hub.domain.cap.record import Fate
from hub.ports import BadSeal
from hub.settings import BroadcastSettings, HttpSettings, HubSettings, MqttSettings
from tests.builders import at
from tests.certificates import a_pair
from tests.hub.domain.cap.papers_of import a_paper, an_info
from tests.hub.domain.cap.test_outgoing import SAID as ANNOUNCED
from tests.journeys.conftest import registry_csv
from tests.servers import free_port
from tests.wait import until

COUNTY = a_pair()
SAID = replace(ANNOUNCED, origin="cap:qxj@county", approval=Approval(ApprovalState.PENDING))


def an_app(folder: Path, cap: CapSettings, broadcast: BroadcastSettings | None = None) -> HubApp:
    http, mqtt = HttpSettings(port=free_port()), MqttSettings(port=free_port())
    said = {"http": http, "mqtt": mqtt, "cap": cap, "broadcast": broadcast or BroadcastSettings()}
    return HubApp(HubSettings(data_dir=folder / "hub", **said))  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_hub_in_which_nobody_signs_loads_nothing_for_it() -> None:
    loaded = "import sys, hub.app; print({'signxml', 'lxml', 'httpx'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_where_nobody_signs_no_signature_is_believed() -> None:
    with pytest.raises(BadSeal):
        NoSeals().opened(a_paper(), COUNTY.certificate)
    assert NoSeals().sealed(a_paper()) == a_paper()


def kept(file: Path, text: str, mode: int = 0o600) -> str:
    file.write_text(text)
    file.chmod(mode)
    return str(file)


def a_sender(certificate: str = "", **changes: str) -> CapSenderSettings:
    return CapSenderSettings(id="qxj@county", name="县气象局", certificate=certificate, **changes)


def test_a_certificate_that_is_missing_or_none_stops_the_start(tmp_path: Path) -> None:
    for file, why in (
        (str(tmp_path / "none.pem"), "cannot be read"),
        (kept(tmp_path / "x", "x"), "no certificate"),
    ):
        with pytest.raises(BadKeyFile, match=why):
            an_app(tmp_path, CapSettings(senders=(a_sender(file),)))


@pytest.mark.parametrize(
    ("key", "mode", "why"),
    [
        (COUNTY.key, 0o640, "others may read"),
        ("no key", 0o600, "cannot be used"),
        (None, 0o600, "cannot be read"),
    ],
)
def test_a_key_for_papers_that_is_not_safe_or_good_stops_the_start(
    tmp_path: Path, key: str | None, mode: int, why: str
) -> None:
    file = str(tmp_path / "none") if key is None else kept(tmp_path / "hub.key", key, mode)
    certificate = kept(tmp_path / "hub.pem", COUNTY.certificate)
    with pytest.raises(BadKeyFile, match=why):
        an_app(tmp_path, CapSettings(signing_key=file, signing_certificate=certificate))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"senders": (a_sender(), a_sender())}, "qxj@county' stands there twice"),
        ({"signing_key": "a"}, "go together"),
        ({"township_code": "51010"}, "township_code"),
        ({"villages": {"liushu": "5101"}}, "villages"),
        ({"senders": ({"id": "a b", "name": "x"},)}, "id"),
        ({"senders": ({"id": "a", "name": "x", "trust": "at_once"},)}, "must sign"),
        ({"feeds": ({"name": "a", "url": "ftp://x/"},)}, "expected http"),
        ({"feeds": ({"name": "a", "url": "http://"},)}, "expected http"),
        ({"feeds": ({"name": "a", "url": "http://x:99999/"},)}, "expected http"),
        ({"feeds": ({"name": "a", "url": "http://x/", "networks": ("10.0.0.1/8",)},)}, "host bits"),
        ({"feeds": ({"name": "a", "url": "http://x/"},) * 2}, "'a' stands there twice"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        CapSettings(**changes)  # type: ignore[arg-type]


def test_each_way_has_a_thread_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    monkeypatch.setattr(Crew, "begin", lambda _crew, name, _run: begun.append(name))
    feed = CapFeedSettings(name="county", url="https://county.example/cap")
    app = an_app(tmp_path, CapSettings(folder=str(tmp_path / "cap"), feeds=(feed,)))
    app.start()
    assert begun[-2:] == ["cap-folder", "cap-county"]
    app.stop()


def notes(app: HubApp) -> dict[str, str]:
    """What the hub's health says of warnings."""
    return {note.code: note.detail.zh for note in app.context.health().notes if note.code.startswith("cap_")}


@pytest.mark.slow
def test_a_lost_feed_is_an_alarm_that_ends_by_itself(tmp_path: Path) -> None:
    folder = tmp_path / "cap"
    folder.write_text("in the way")
    app = an_app(tmp_path, CapSettings(folder=str(folder), folder_every_s=0.2, folder_lost_after_s=1))
    app.start()
    until(lambda: notes(app) == {"cap_feed": "folder"}, timeout_s=10, what="the alarm")
    assert [task.about for task in app.context.todo.now() if task.about == "cap_feed"] == ["cap_feed"]
    folder.unlink()
    until(lambda: notes(app) == {}, timeout_s=10, what="the end of the alarm")
    app.stop()


@pytest.mark.slow
def test_a_warning_that_waits_or_could_not_be_said_is_told_aloud(tmp_path: Path) -> None:
    cap = CapSettings(senders=(a_sender(),), whole_township_without_area=True)
    app = an_app(tmp_path, cap, BroadcastSettings(espeak_ng=str(tmp_path / "none")))
    app.start()
    app.context.registry.import_csv(
        registry_csv({"device_id": "horn-1", "class": "speaker", "name": "大喇叭"}), by="test"
    )
    info = an_info(area="", expires="2099-01-01T00:00:00+08:00", headline="暴雨橙色预警" * 10)
    record = app.context.warnings.desk.take(a_paper(info), "http")
    assert record.fate is Fate.HINDERED
    assert notes(app) == {"cap_unspoken": ("暴雨橙色预警" * 10)[:40]}
    waiting = replace(SAID, text="山洪\n预警", expires_at=at(100 * 365 * 86_400))
    with app.context.ledger.write() as tx:
        tx.announcements.put(waiting)
    assert notes(app)["cap_waiting"] == "山洪 预警"
    app.context.ledger.stop()
    assert notes(app) == {}
    app.context.ledger.start()
    app.stop()
