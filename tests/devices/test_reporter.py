"""Nothing a device reports is lost while the broker or the hub is away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices import reporter as reporter_module
from devices.contract.bodies import Status, Telemetry, Upto
from devices.contract.topics import Kind
from devices.contract.wire import decode
from devices.mqtt import LinkDown
from devices.reporter import Reporter
from devices.spool import Spool
from hub.domain import sequences


class RecordingLink:
    """Takes publications while `is_up`, refuses them otherwise."""

    def __init__(self) -> None:
        self.is_up = True
        self.sent: list[tuple[str, bytes, bool]] = []

    def publish(
        self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> None:
        if not self.is_up:
            raise LinkDown(f"{topic} not sent")
        assert (qos, expiry_s) == (1, None)
        self.sent.append((topic, payload, retain))

    def numbers(self) -> list[tuple[int, int]]:
        bodies = [decode(topic, payload).body for topic, payload, _ in self.sent]
        return [(body.boot, body.seq) for body in bodies if isinstance(body, Telemetry)]


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    opened = Spool(tmp_path / "spool.db")
    opened.start()
    yield opened
    opened.stop()


@pytest.fixture
def link() -> RecordingLink:
    return RecordingLink()


@pytest.fixture
def reporter(link: RecordingLink, spool: Spool) -> Reporter:
    return Reporter("lz", "bin-7", link, spool, window=3)


def a_reading(boot: int, seq: int) -> Telemetry:
    return Telemetry(boot=boot, seq=seq, at_ms=1_000, values={"fill_pct": 50.0})


def say(reporter: Reporter, times: int) -> None:
    for _ in range(times):
        reporter.report(Kind.TELE, "", a_reading)


def test_messages_are_numbered_from_one_within_the_boot(reporter: Reporter, link: RecordingLink) -> None:
    say(reporter, 2)

    assert link.numbers() == [(1, 1), (1, 2)]


def test_a_new_reporter_is_a_new_boot(reporter: Reporter, link: RecordingLink, spool: Spool) -> None:
    assert (reporter.boot, Reporter("lz", "bin-7", link, spool).boot) == (1, 2)


def test_the_boot_number_of_the_will_is_used(link: RecordingLink, spool: Spool) -> None:
    boot = spool.next_boot("bin-7")

    assert Reporter("lz", "bin-7", link, spool, boot=boot).boot == boot
    assert spool.next_boot("bin-7") == boot + 1


def test_a_broker_away_is_no_error_and_loses_nothing(reporter: Reporter, link: RecordingLink) -> None:
    link.is_up = False
    say(reporter, 2)
    link.is_up = True
    reporter.resend()

    assert link.numbers() == [(1, 1), (1, 2)]


def test_what_is_confirmed_is_not_said_again(reporter: Reporter, link: RecordingLink) -> None:
    say(reporter, 3)
    reporter.handle_upto(Upto(boot=1, seq=2))
    link.sent.clear()
    reporter.resend()

    assert link.numbers() == [(1, 3)]


def test_unconfirmed_messages_of_an_earlier_boot_are_said_first(
    reporter: Reporter, link: RecordingLink, spool: Spool
) -> None:
    link.is_up = False
    say(reporter, 1)
    later = Reporter("lz", "bin-7", link, spool)
    say(later, 1)
    link.is_up = True
    later.resend()

    assert link.numbers() == [(1, 1), (2, 1)]


def test_the_window_is_wider_than_what_the_hub_waits_for() -> None:
    assert reporter_module.WINDOW > sequences.WINDOW


def test_what_an_earlier_boot_left_cannot_block_the_window(
    reporter: Reporter, link: RecordingLink, spool: Spool
) -> None:
    say(reporter, 2)
    later = Reporter("lz", "bin-7", link, spool, window=3)
    later.resend()
    say(later, 3)

    assert link.numbers()[-3:] == [(2, 1), (2, 2), (2, 3)]
    assert spool.held("bin-7", boot=1) == 2


def test_no_more_than_the_window_is_under_way(reporter: Reporter, link: RecordingLink) -> None:
    say(reporter, 5)

    assert link.numbers() == [(1, 1), (1, 2), (1, 3)]


def test_a_confirmation_lets_the_next_ones_go(reporter: Reporter, link: RecordingLink) -> None:
    say(reporter, 5)
    reporter.handle_upto(Upto(boot=1, seq=2))

    assert link.numbers() == [(1, 1), (1, 2), (1, 3), (1, 4), (1, 5)]


def test_order_holds_when_the_link_returns_before_resend(reporter: Reporter, link: RecordingLink) -> None:
    link.is_up = False
    say(reporter, 1)
    link.is_up = True
    say(reporter, 1)

    assert link.numbers() == [(1, 1), (1, 2)]


def test_how_things_stand_is_retained_and_declared_again(reporter: Reporter, link: RecordingLink) -> None:
    link.is_up = False
    reporter.declare(Kind.STATUS, Status(online=False, boot=1))
    reporter.declare(Kind.STATUS, Status(online=True, boot=1))
    link.is_up = True
    reporter.resend()

    assert [(decode(topic, payload).body, retain) for topic, payload, retain in link.sent] == [
        (Status(online=True, boot=1), True)
    ]
