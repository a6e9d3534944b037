"""A product nobody knew: its device waits, its profile comes, it is claimed with all it said; no restart."""

import json
import time
from pathlib import Path

import httpx
import pytest

from tests.journeys.conftest import PASSWORD, Township
from tests.wait import until

pytestmark = [pytest.mark.journey, pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(120)]

PROFILE = (Path(__file__).parents[1] / "testcases/profiles/acme-bin.toml").read_text("utf-8")
OTHER_BIN = {"device_id": "bin-1", "class": "bin", "name": "老桶"}
CLAIM = {"name": "新桶", "class": "bin", "point": "liushuwan-1/村口", "lat": 29.1, "lon": 119.65}


def said(at_s: int, fill_pct: float) -> str:
    return json.dumps({"t": at_s, "full": fill_pct, "bat": 3600})


def put(township: Township, text: str) -> httpx.Response:
    url = f"{township.url}/api/v1/profiles/acme-b1"
    return httpx.put(url, content=text.encode(), auth=("wang", PASSWORD), timeout=10)


def fills(township: Township) -> list[tuple[str, float]]:
    query = "SELECT fill_pct FROM reading WHERE device = 't-100' ORDER BY time"
    return [(str(at), float(value)) for at, value in township.influx(query)]


@pytest.mark.parametrize("topic", ["json/T-100", "acme/T-100/up"])
def test_a_device_of_an_unknown_product_is_read_when_its_profile_is_put(
    township: Township, topic: str
) -> None:
    township.register(OTHER_BIN)
    began_s = int(time.time()) - 7200
    text = PROFILE
    if topic.startswith("acme"):
        text = PROFILE.replace('"json/+"', '"acme/+/up"')
        assert put(township, text).status_code == 200  # until then nobody has subscribed to it
    township.publish(topic, said(began_s, 40))
    township.publish(topic, said(began_s + 3600, 47))
    until(
        lambda: (
            [(one["id"], one["messages"]) for one in township.get("/api/v1/strangers")["strangers"]]
            == [("t-100", 2)]
        ),
        timeout_s=10,
    )
    assert put(township, text.replace("$.full", "full")).status_code == 422
    assert put(township, text).status_code == 200
    claimed = township.post("/api/v1/devices/t-100/claim", CLAIM | {"model": "acme-b1"})
    assert claimed.json() == {"device": "t-100", "messages": 2}
    township.publish(topic, said(began_s + 7200, 52))
    until(lambda: len(fills(township)) == 3, timeout_s=15)
    whole = [time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(began_s + n * 3600)) for n in range(3)]
    assert [(at[:19], value) for at, value in fills(township)] == list(zip(whole, (40, 47, 52), strict=True))
    assert township.device("t-100")["figures"]["battery_v"]["value"] == 3.6
    balance = township.settled()
    assert (balance["received"], balance["stored"], balance["dead_letter"]) == (3, 3, 0)
