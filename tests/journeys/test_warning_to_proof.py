"""A county's signed warning, put into a folder as a file, sounds at a loudspeaker and is proven."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.adapters.cap.folder import TAKEN
from hub.adapters.cap.seals import XmlSeals
from hub.cap_settings import CapSenderSettings, CapSettings
from tests.certificates import a_pair
from tests.hub.domain.cap.papers_of import a_paper, an_info
from tests.journeys.conftest import Township
from tests.journeys.test_text_to_proof import HORNS, speaking, states
from tests.wait import until

pytestmark = [pytest.mark.journey, pytest.mark.server, pytest.mark.slow]
COUNTY = a_pair()


@pytest.fixture
def cap(tmp_path: Path) -> CapSettings:
    certificate = tmp_path / "county.pem"
    certificate.write_text(COUNTY.certificate)
    county = CapSenderSettings(
        id="qxj@county", name="县气象局", certificate=str(certificate), trust="at_once"
    )
    return CapSettings(
        folder=str(tmp_path / "cap"),
        folder_every_s=0.2,
        repeat=1,
        whole_township_without_area=True,
        senders=(county,),
    )


def test_a_warning_in_a_folder_sounds_and_is_proven(township: Township) -> None:
    now = datetime.now(UTC)  # noqa: TID251  # the hub goes by the real clock
    sent, ends = ((now + timedelta(minutes=m)).isoformat(timespec="seconds") for m in (-1, 30))
    info = an_info(expires=ends, area="", senderName="", description="", instruction="")
    paper = XmlSeals(COUNTY.key, COUNTY.certificate).sealed(a_paper(info, sent=sent))
    township.register(HORNS[0])
    with speaking(township, "horn-0001"):
        (township.folder / "cap" / "warning.xml").write_bytes(paper)
        until(lambda: township.get("/api/v1/cap")["alerts"], timeout_s=10, what="the warning to be taken")
        (alert,) = township.get("/api/v1/cap")["alerts"]
        assert (alert["fate"]["code"], alert["priority"], alert["via"]) == (
            "announced",
            "emergency",
            "folder",
        )
        (announcement,) = alert["announcements"]
        until(
            lambda: states(township, announcement) == {"horn-0001": "played"},
            timeout_s=60,
            what="the proof that it sounded",
        )
    assert [path.name for path in (township.folder / "cap" / TAKEN).iterdir()] == ["warning.xml"]
    assert township.get("/api/v1/cap/feeds")["feeds"][0]["is_lost"] is False
