"""How people close matters in a simulation: a photo handed in, true or false, and word that it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

import httpx
import numpy as np

from devices.sim.chance import dice
from devices.sim.mapbase import Place
from devices.sim.world.deed import Deed
from vision.drawing import jpeg

_TICKETS = "/api/v1/tickets"
_OPEN = frozenset({"open", "verifying"})
_WHY = "责任人报告已整改"
# A false photo shows another place: some two kilometres to the north.
_ELSEWHERE_DEG = 0.02
_ACCURACY_M = 8
_PICTURE_S = 3.0
_SIZE_HW = (480, 640)
_CELL_PX, _GRAIN = 16, 12.0


class Api(Protocol):
    """The part of `deploy.api.Hub` that is needed here."""

    def get(self, path: str, **parameters: str | int) -> Any:
        """Read what a route says; raises NoAnswer."""
        ...

    def post(self, path: str, body: Mapping[str, object]) -> Any:
        """Ask the hub to do something; raises NoAnswer."""
        ...

    def upload(self, path: str, content: bytes) -> Any:
        """Bring a file; raises NoAnswer."""
        ...


@dataclass(frozen=True, slots=True)
class Scenes:
    """What people find where a device stands.

    Attributes:
        place: of a device.
        seen: what a camera shows now, as JPEG; None for what is no camera, or shows nothing.
    """

    place: Callable[[str], Place]
    seen: Callable[[str], bytes | None]


def seen(url: str) -> bytes | None:
    """Fetch what a camera shows now; None while it shows nothing."""
    try:
        answer = httpx.get(url, timeout=_PICTURE_S, trust_env=False)
    except httpx.HTTPError:
        return None
    return answer.content if answer.is_success else None


class Closing:
    """Hands in photos as the operator on duty, and closes by hand as the head: these are two persons."""

    def __init__(self, duty: Api, head: Api, scenes: Scenes) -> None:
        self._duty = duty
        self._head = head
        self._scenes = scenes

    def hand_in(self, deed: Deed) -> tuple[str, dict[str, object]]:
        """Send a photo of the place, or a false one, for the open ticket of a device; say the verdict.

        Raises:
            NoAnswer: the hub does not answer, or refuses the photo.
        """
        ticket = self._ticket_of(deed.device)
        if ticket is None:
            return _NO_TICKET
        is_false = bool(deed.details.get("is_false"))
        place = self._scenes.place(deed.device)
        said = {
            "taken_at_ms": deed.at_ms,
            "lat": round(place.lat + (_ELSEWHERE_DEG if is_false else 0.0), 6),
            "lon": round(place.lon, 6),
            "accuracy_m": _ACCURACY_M,
        }
        picture = None if is_false else self._scenes.seen(deed.device)
        path = f"{_TICKETS}/{ticket}/photos?{urlencode(said)}"
        photo = self._duty.upload(path, picture or _drawn(deed))["photo"]
        faults = [fault["code"] for fault in photo["faults"]]
        return str(photo["outcome"]), {"ticket": ticket, "faults": faults}

    def confirm(self, deed: Deed) -> tuple[str, dict[str, object]]:
        """Close the open ticket of a device because its owner says that it is done.

        Raises:
            NoAnswer: the hub does not answer, or knows better.
        """
        ticket = self._ticket_of(deed.device)
        if ticket is None:
            return _NO_TICKET
        self._head.post(f"{_TICKETS}/{ticket}/close", {"why": _WHY})
        return "accepted", {"ticket": ticket}

    def _ticket_of(self, device: str) -> str | None:
        tickets = self._duty.get(_TICKETS, limit=1000)["tickets"]
        return next(
            (str(each["id"]) for each in tickets if each["device"] == device and each["state"] in _OPEN), None
        )


_NO_TICKET: tuple[str, dict[str, object]] = ("failed", {"why": "no ticket of this device is open"})


def _drawn(deed: Deed) -> bytes:
    """Draw a photo of some ground: patches of colour with a grain; the same deed gives the same bytes."""
    chance = np.random.default_rng(dice(0, "photo", deed.device, deed.at_ms).randrange(2**32))
    rows, columns = (side // _CELL_PX for side in _SIZE_HW)
    patches = chance.integers(40, 215, (rows, columns, 3))
    ground = np.kron(patches, np.ones((_CELL_PX, _CELL_PX, 1)))
    # Without it a hub rightly says that this is a drawing.
    grain = chance.normal(0.0, _GRAIN, ground.shape)
    return jpeg(np.clip(ground + grain, 0, 255).astype(np.uint8))
