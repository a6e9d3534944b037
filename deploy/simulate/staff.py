"""What people do with the hub over its HTTP API: announce, withdraw, complain, ask for quiet, close."""

from collections.abc import Mapping
from typing import Any, Protocol

from deploy.api import NoAnswer, Refusal
from deploy.simulate.closing import Closing
from deploy.simulate.melody import melody
from devices.sim.world.deed import Deed, DeedKind

# Past this an announcement is no longer waited for: a speaker without power lets it wait until it expires.
_ANSWERS_MS = 45_000
# Before that nobody says that all have answered: the hub's figures may be from before.
_AT_LEAST_MS = 20_000
_ANNOUNCEMENTS = "/api/v1/announcements"
_NEEDS_ANOTHER = frozenset({"urgent", "emergency"})
_WHY = "模拟场景"


class Api(Protocol):
    """The part of `deploy.api.Hub` that people use."""

    def post(self, path: str, body: Mapping[str, object]) -> Any:
        """Ask the hub to do something; raises NoAnswer."""
        ...

    def put(self, path: str, body: Mapping[str, object]) -> Any:
        """Have the hub keep something; raises NoAnswer."""
        ...

    def upload(self, path: str, content: bytes) -> Any:
        """Bring a file; raises NoAnswer."""
        ...


class Staff:
    """The operator on duty, who announces, and the head, who agrees to what is urgent; use from one thread.

    Args:
        duty: signed in as an operator.
        head: signed in as the administrator.
        closing: how they close matters.
        speakers: ids of all loudspeakers; any other target is a village.
    """

    def __init__(self, duty: Api, head: Api, closing: Closing, speakers: frozenset[str]) -> None:
        self._duty = duty
        self._head = head
        self._closing = closing
        self._speakers = speakers
        self._announced: dict[str, str] = {}
        self._announced_ms = self._sounds_until_ms = 0

    def do(self, deed: Deed) -> tuple[str, dict[str, object]]:
        """Act; say what came of it, and what else is to be recorded.

        A hub that is down or refuses is an outcome, as it is for people: `refused`, `failed`.

        Raises:
            KeyError: it is about a server, and not for people to do.
        """
        act = {
            DeedKind.ANNOUNCEMENT: self._announce,
            DeedKind.CANCEL: self._cancel,
            DeedKind.COMPLAINT: self._complain,
            DeedKind.QUIET_HOURS: self._agree_on_quiet,
            DeedKind.PHOTO: self._closing.hand_in,
            DeedKind.TICKET_DONE: self._closing.confirm,
        }[deed.kind]
        try:
            return act(deed)
        except Refusal as error:
            return "refused", {"why": _first_line(error)}
        except NoAnswer as error:
            return "failed", {"why": _first_line(error)}

    def is_listened_to(self, now_ms: int) -> bool:
        """Tell whether something announced still sounds, or is answered."""
        return now_ms < self._sounds_until_ms

    def all_answered(self, now_ms: int) -> None:
        """Take note that every speaker has answered what was announced a while ago."""
        if now_ms >= self._announced_ms + _AT_LEAST_MS:
            self._sounds_until_ms = 0

    def _announce(self, deed: Deed) -> tuple[str, dict[str, object]]:
        details, length_ms = deed.details, _number(deed, "length_ms", 20_000)
        priority = str(details.get("priority", "routine"))
        body: dict[str, object] = {
            "priority": priority,
            "target": self._target(details.get("targets")),
            "text": str(details.get("text") or "村民朋友们，请注意收听广播。"),
            "why": _WHY if priority in _NEEDS_ANOTHER else "",
        }
        if details.get("is_music"):
            body["recording"] = self._duty.upload("/api/v1/recordings", melody(length_ms))["sha256"]
        made = self._duty.post(_ANNOUNCEMENTS, body)
        if made["awaits_approval"]:
            self._head.post(f"{_ANNOUNCEMENTS}/{made['id']}/approve", {"why": _WHY})
        self._announced[str(details["announcement"])] = made["id"]
        ends_ms = deed.at_ms + int(made["duration_ms"]) + _ANSWERS_MS
        self._announced_ms = deed.at_ms
        self._sounds_until_ms = max(self._sounds_until_ms, ends_ms)
        return "accepted", {
            "id": details["announcement"],
            "announcement": made["id"],
            "length_ms": made["duration_ms"],
        }

    def _cancel(self, deed: Deed) -> tuple[str, dict[str, object]]:
        wanted = str(deed.details["announcement"])
        known = self._announced.get(wanted)
        if known is None:
            return "failed", {"id": wanted, "why": "it was never accepted"}
        self._duty.post(f"{_ANNOUNCEMENTS}/{known}/cancel", {"why": _WHY})
        return "accepted", {"id": wanted, "announcement": known}

    def _complain(self, deed: Deed) -> tuple[str, dict[str, object]]:
        body = {"village": str(deed.details["village"]), "words": "广播声音太大，影响休息。"}
        filed = self._duty.post("/api/v1/broadcast/complaints", body)
        return "accepted", {"ticket": str(filed.get("ticket", ""))}

    def _agree_on_quiet(self, deed: Deed) -> tuple[str, dict[str, object]]:
        village = str(deed.details["village"])
        span = {"since": str(deed.details["from"]), "until": str(deed.details["until"])}
        self._head.put(f"/api/v1/broadcast/villages/{village}", {"quiet": [span]})
        return "accepted", {"village": village}

    def _target(self, targets: object) -> dict[str, object]:
        ids = [str(each) for each in targets] if isinstance(targets, tuple) else []
        if not ids:
            return {"scope": "township"}
        scope = "devices" if self._speakers.issuperset(ids) else "villages"
        return {"scope": scope, "ids": ids}


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:300]


def _number(deed: Deed, name: str, otherwise: int) -> int:
    value = deed.details.get(name)
    return value if isinstance(value, int) else otherwise
