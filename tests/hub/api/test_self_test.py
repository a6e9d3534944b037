"""The weekly self-test over the API."""

from fastapi.testclient import TestClient

from devices.contract.commands import Announce
from devices.contract.receipts import Proof, Stage
from tests.fakes import FakeClock
from tests.hub.api.face import Face

ROUTE = "/api/v1/broadcast/self-test"


def test_before_the_first_there_is_nothing_to_show(operator: TestClient) -> None:
    assert operator.get(ROUTE).json() == {
        "began_at": None, "serviceable_pct": None, "coverage_pct": None, "response_pct": None, "findings": [],
    }  # fmt: skip


def test_the_newest_is_shown_loudspeaker_by_loudspeaker(face: Face, operator: TestClient) -> None:
    face.context.self_test.step(face.context.registry.catalog)
    face.sending.push()
    order = face.bus.sent[0].body
    assert isinstance(order, Announce)
    proof = Proof(method="player", sha256=order.audio.sha256, played_ms=order.length_ms)
    face.answers("horn-001", order.id, Stage.PLAYED, proof)
    assert isinstance(face.clock, FakeClock)
    face.clock.move(13 * 60)
    shown = operator.get(ROUTE).json()
    assert (shown["serviceable_pct"], shown["response_pct"]) == (25.0, 25.0)
    assert [(item["device"], item["finding"]["code"]) for item in shown["findings"]][:2] == [
        ("horn-001", "played"), ("horn-002", "silent"),
    ]  # fmt: skip
