"""What the hub knows of itself, for its own series."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hub.adapters.evidence import FileEvidence
from hub.context import Away, Health
from hub.domain.tasks import Reason
from hub.journal import Journal
from hub.outlook import Answering, OwnFigures, outlook
from hub.series import Point
from hub.services.foretelling import Foretelling
from hub.settings import HubSettings
from tests.builders import NOON, SITE
from tests.hub.services.conftest import Hub, a_hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with a_hub(tmp_path) as made:
        yield made


@pytest.fixture
def own(hub: Hub, tmp_path: Path) -> OwnFigures:
    zone = ZoneInfo("Asia/Shanghai")
    answering = Answering(
        hub.ledger,
        hub.registry,
        hub.watch(),
        Foretelling(hub.ledger, hub.registry, hub.clock, zone),
        hub.clock,
        lambda: Health(("broken",), (Away("broker", NOON), Away("series", NOON))),
    )
    return OwnFigures(answering, Journal(tmp_path / "journal", SITE), tmp_path, "http://hub:8080")


def test_the_lag_is_how_long_the_oldest_point_waits(hub: Hub, own: OwnFigures) -> None:
    assert own.now().lag_s == 0.0
    with hub.ledger.write() as tx:
        tx.outbox.queue([Point("township", {"site": SITE}, {"villages": 1}, 5)], 0, NOON)
    hub.clock.move(42.0)
    assert own.now().lag_s == 42.0


def test_problems_and_notes_are_counted_and_days_unknown_at_first(own: OwnFigures) -> None:
    found = own.now()
    assert (found.problems, found.notes, found.disk_days) == (1, 2, None)
    assert found.disk_free_mib > 0
    assert found.memory_mib > 1


def test_the_disk_is_judged_after_an_hour(hub: Hub, own: OwnFigures) -> None:
    own.now()
    hub.clock.move(timedelta(hours=1).total_seconds())
    assert own.now().disk_days is not None


def test_that_time_is_pretended_is_no_task(hub: Hub, tmp_path: Path) -> None:
    notes = (Away("pretend_clock", NOON), Away("series", NOON))
    foretelling = Foretelling(hub.ledger, hub.registry, hub.clock, ZoneInfo("Asia/Shanghai"))
    answering = Answering(
        hub.ledger, hub.registry, hub.watch(), foretelling, hub.clock, lambda: Health((), notes)
    )
    journal, evidence = Journal(tmp_path / "journal", SITE), FileEvidence(tmp_path / "evidence")
    built = outlook(HubSettings(data_dir=tmp_path), answering, journal, evidence)
    assert [task.about for task in built.todo.now() if task.reason is Reason.HUB] == ["series"]
