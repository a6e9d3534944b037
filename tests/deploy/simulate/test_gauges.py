"""How the parts of a running simulation are, as the conductor sees it."""

import pytest

from deploy.simulate.gauges import Gauges
from deploy.simulate.governor import Load
from deploy.simulate.progress import Progress, tell, told
from tests.deploy.simulate.fakes import AWAY

FIGURES = """# HELP village_clock_late_seconds x
# TYPE village_clock_late_seconds gauge
village_clock_late_seconds 4.5
# HELP village_deliveries_unfinished x
# TYPE village_deliveries_unfinished gauge
village_deliveries_unfinished {unanswered}
# HELP village_hub_away x
# TYPE village_hub_away gauge
village_hub_away{{what="broker"}} {away}
village_hub_away{{what="pretend_clock"}} 1.0
"""


class Hub:
    """Tells figures, or does not answer."""

    def __init__(self, unanswered=0.0):
        self.unanswered, self.is_away, self.lacks = unanswered, False, 0.0

    def text(self, _path):
        if self.is_away:
            raise AWAY
        return FIGURES.format(unanswered=self.unanswered, away=self.lacks)


@pytest.fixture
def voices(tmp_path):
    return tmp_path / "voices.json"


@pytest.fixture
def pictures(tmp_path):
    return tmp_path / "pictures.json"


def test_hub_voices_and_cameras_say_how_late_they_are(voices, pictures):
    tell(voices, Progress(lag_ms=1_500, said=7))
    tell(pictures, Progress(lag_ms=60_000))
    gauges = Gauges(Hub(), voices, pictures)
    assert gauges.loads() == [Load("voices", 1.5), Load("hub", 4.5), Load("vision", 60.0)]
    assert gauges.said == 7


def test_voices_that_have_told_nothing_yet_have_said_nothing(voices, pictures):
    gauges = Gauges(Hub(), voices, pictures)
    assert gauges.loads()[0] == Load("voices", 0.0)
    assert not gauges.are_over()


def test_the_devices_are_over_when_they_say_so(voices, pictures):
    tell(voices, Progress(is_over=True))
    assert Gauges(Hub(), voices, pictures).are_over()
    assert told(voices).is_over


@pytest.mark.parametrize(("unanswered", "sounding", "answered"), [(0, 0, True), (2, 0, False), (0, 1, False)])
def test_all_have_answered_when_nothing_is_open_or_sounds(voices, pictures, unanswered, sounding, answered):
    tell(voices, Progress(sounding=sounding))
    gauges = Gauges(Hub(unanswered), voices, pictures)
    gauges.loads()
    assert gauges.all_answered() is answered


@pytest.mark.parametrize(
    ("lacks", "adrift", "down", "settled"),
    [(0, 0, (), True), (1, 0, (), False), (0, 3, (), False), (1, 0, ("mosquitto",), True)],
)
def test_all_is_settled_when_hub_and_devices_have_what_is_up(voices, pictures, lacks, adrift, down, settled):
    tell(voices, Progress(adrift=adrift))
    hub = Hub()
    hub.lacks = lacks
    gauges = Gauges(hub, voices, pictures)
    gauges.loads()
    assert gauges.is_settled(down) is settled


def test_of_a_hub_that_is_down_nobody_says_that_all_have_answered(voices, pictures):
    hub = Hub()
    hub.is_away = True
    gauges = Gauges(hub, voices, pictures)
    assert gauges.loads()[1] == Load("hub", 0.0)
    assert not gauges.all_answered()
