"""Who may do what: every route with its least role and its largest body; all else is denied. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from devices.contract.talk import MOST_PIECE_BYTES
from hub.domain.people import Role, reaches

_KIB, _MIB = 1024, 1024 * 1024
WEBSOCKET = "WEBSOCKET"
# The console's own; they run scripts.
PAGES = frozenset({"/", "/workbench", "/registry", "/announcing", "/cameras"})
# Where a browser that is not signed in is shown the door.
FOR_PEOPLE = PAGES | {"/wall", "/password"}
# Longer addresses are none of a page of ours.
_LONGEST_PATH = 200


@dataclass(frozen=True, slots=True)
class Rule:
    """The least role, None for anybody; the largest body, bytes; which services of the machine may, too."""

    role: Role | None
    body_bytes: int = 64 * _KIB
    services: frozenset[Role] = frozenset()


_ANYBODY = Rule(None)
_VIEWER = Rule(Role.VIEWER)
_OPERATOR = Rule(Role.OPERATOR)
_ADMIN = Rule(Role.ADMIN)
_COMMANDS = frozenset({Role.COMMANDS})
_ALERTS = frozenset({Role.ALERTS})

MOST_EVIDENCE_BYTES = 4 * _MIB
MOST_PHOTO_BYTES = 12 * _MIB
# The page makes larger ones smaller before it sends them: villages have slow networks.
MOST_PHONE_PHOTO_BYTES = 4 * _MIB
MOST_RECORDING_BYTES = 32 * _MIB
MOST_TABLE_BYTES = 8 * _MIB
MOST_UPLINK_BYTES = 256 * _KIB

ACCESS: Mapping[str, Mapping[str, Rule]] = {
    "/": {"GET": _VIEWER},
    "/workbench": {"GET": _VIEWER},
    "/registry": {"GET": _ADMIN},
    "/announcing": {"GET": _OPERATOR},
    "/cameras": {"GET": _OPERATOR},
    # A table of the registry, brought to its page.
    "/_nicegui/client/{client}/upload/{upload}": {"POST": Rule(Role.ADMIN, MOST_TABLE_BYTES)},
    "/_nicegui/{rest:path}": {"GET": _VIEWER, "POST": _VIEWER},
    "/_nicegui_ws/{rest:path}": {"GET": _VIEWER, "POST": _VIEWER, WEBSOCKET: _VIEWER},
    "/login": {"GET": _ANYBODY, "POST": Rule(None, 4 * _KIB)},
    "/logout": {"POST": _VIEWER},
    "/password": {"GET": _VIEWER, "POST": Rule(Role.VIEWER, 4 * _KIB)},
    "/language/{language}": {"GET": _ANYBODY},
    "/healthz": {"GET": _ANYBODY},
    "/metrics": {"GET": _ANYBODY},  # the route itself lets anonymous requests in from loopback only
    "/media/{sha256}": {"GET": _VIEWER},
    # The routes themselves ask for a pass; the map shows nobody's device.
    "/signed/media/{sha256}": {"GET": _ANYBODY},
    "/signed/cameras/{camera}/last.jpg": {"GET": _ANYBODY},
    "/signed/cameras/{camera}/live.mjpg": {"GET": _ANYBODY},
    "/signed/cameras/{camera}/live.m3u8": {"GET": _ANYBODY},
    "/signed/cameras/{camera}/live/{number}.ts": {"GET": _ANYBODY},
    "/tiles/{zoom}/{column}/{row}.svg": {"GET": _ANYBODY},
    "/wall": {"GET": _VIEWER},
    "/sheets/{village}": {"GET": _OPERATOR},
    "/devices/{device}": {"GET": _VIEWER},
    "/api/docs": {"GET": _VIEWER},
    "/api/openapi.json": {"GET": _VIEWER},
    "/api/v1/overview": {"GET": _VIEWER},
    "/api/v1/alerts/grafana": {"POST": Rule(Role.OPERATOR, MOST_UPLINK_BYTES, _ALERTS)},
    "/api/v1/tasks": {"GET": _VIEWER},
    "/api/v1/villages": {"GET": _VIEWER},
    "/api/v1/balance": {"GET": Rule(Role.VIEWER, services=_COMMANDS)},
    "/api/v1/balance/devices": {"GET": _VIEWER},
    "/api/v1/devices": {"GET": _VIEWER},
    "/api/v1/devices/{device}": {"GET": _VIEWER, "PUT": _ADMIN, "PATCH": _ADMIN},
    "/api/v1/devices/{device}/credentials": {"POST": _ADMIN, "DELETE": _ADMIN},
    "/api/v1/keys": {"GET": _ADMIN},
    "/api/v1/devices/{device}/key": {"POST": _ADMIN, "DELETE": _ADMIN},
    "/api/v1/devices/{device}/move": {"POST": _ADMIN},
    "/api/v1/devices/{device}/replace": {"POST": _ADMIN},
    "/api/v1/devices/{device}/retire": {"POST": _ADMIN},
    "/api/v1/devices/{device}/restore": {"POST": _ADMIN},
    "/api/v1/devices/{device}/history": {"GET": _VIEWER},
    "/api/v1/devices/{device}/claim": {"POST": _OPERATOR},
    "/api/v1/devices/{device}/proposals": {"GET": _OPERATOR},
    "/api/v1/strangers": {"GET": _VIEWER},
    "/api/v1/tickets": {"GET": _VIEWER},
    "/api/v1/tickets.csv": {"GET": _OPERATOR},
    "/api/v1/tickets/{ticket}": {"GET": _VIEWER},
    "/api/v1/tickets/{ticket}/photos": {"POST": Rule(Role.FIELD, MOST_PHOTO_BYTES)},
    "/api/v1/tickets/{ticket}/pass": {"POST": _OPERATOR},
    # These ask for a pass; the script is the same for everybody.
    "/closing/{token}": {"GET": _ANYBODY},
    "/closing/{token}/photos": {"POST": Rule(None, MOST_PHONE_PHOTO_BYTES)},
    "/phone/closing.js": {"GET": _ANYBODY},
    "/api/v1/tickets/{ticket}/close": {"POST": _OPERATOR},
    "/api/v1/tickets/{ticket}/reopen": {"POST": _OPERATOR},
    "/api/v1/tickets/{ticket}/judgement": {"PUT": _OPERATOR, "DELETE": _OPERATOR},
    "/api/v1/dead-letters": {"GET": Rule(Role.OPERATOR, services=_COMMANDS)},
    "/api/v1/dead-letters/replay": {"POST": Rule(Role.ADMIN, services=_COMMANDS)},
    "/api/v1/dead-letters/{group}": {"GET": Rule(Role.OPERATOR, services=_COMMANDS)},
    "/api/v1/series-store": {"GET": Rule(Role.OPERATOR, services=_COMMANDS)},
    "/api/v1/series-store/audit": {"POST": Rule(Role.OPERATOR, services=_COMMANDS)},
    # The route itself asks for the secret of the source.
    "/api/v1/uplinks/{source}": {"POST": Rule(None, MOST_UPLINK_BYTES)},
    "/api/v1/webhooks": {"GET": Rule(Role.ADMIN)},
    "/api/v1/webhooks/{source}": {"POST": Rule(Role.ADMIN), "DELETE": Rule(Role.ADMIN)},
    "/api/v1/profiles": {"GET": _VIEWER},
    "/api/v1/profiles/try": {"POST": Rule(Role.OPERATOR, MOST_UPLINK_BYTES)},
    "/api/v1/profiles/{name}": {"GET": _VIEWER, "PUT": Rule(Role.ADMIN), "DELETE": Rule(Role.ADMIN)},
    "/api/v1/export/home-assistant": {"GET": _OPERATOR, "POST": Rule(Role.ADMIN)},
    "/api/v1/export/fiware/waste-containers": {"GET": _VIEWER},
    "/api/v1/export/lwm2m/{device}": {"GET": _VIEWER},
    "/api/v1/map": {"GET": _VIEWER},
    "/api/v1/registry": {"GET": _ADMIN, "POST": Rule(Role.ADMIN, MOST_TABLE_BYTES)},
    "/api/v1/registry/changes": {"GET": _ADMIN},
    "/api/v1/accounts": {"GET": _ADMIN},
    "/api/v1/accounts/{name}": {"PUT": _ADMIN, "DELETE": _ADMIN},
    "/api/v1/account": {"GET": _VIEWER},
    "/api/v1/account/password": {"PUT": _VIEWER},
    "/api/v1/evidence/{sha256}": {"PUT": Rule(Role.FIELD, MOST_EVIDENCE_BYTES)},
    "/api/v1/cameras/{camera}/last.jpg": {"GET": _VIEWER},
    "/api/v1/cameras/{camera}/place": {"GET": _VIEWER},
    # Masks guard people's privacy: who takes one away answers for it.
    "/api/v1/cameras/{camera}/scene": {"PUT": _ADMIN},
    "/api/v1/cameras/{camera}/piles": {"POST": _OPERATOR},
    "/api/v1/recordings": {"POST": Rule(Role.OPERATOR, MOST_RECORDING_BYTES)},
    "/api/v1/announcements": {"GET": _VIEWER, "POST": _OPERATOR},
    "/api/v1/announcements/preview": {"POST": _OPERATOR},
    "/api/v1/announcements/{announcement}": {"GET": _VIEWER},
    "/api/v1/announcements/{announcement}/cancel": {"POST": _OPERATOR},
    "/api/v1/announcements/{announcement}/update": {"POST": _OPERATOR},
    "/api/v1/announcements/{announcement}/approve": {"POST": _OPERATOR},
    "/api/v1/announcements/{announcement}/refuse": {"POST": _OPERATOR},
    "/api/v1/announcements/{announcement}/review": {"POST": _OPERATOR},
    "/api/v1/announcements/{announcement}/unreached": {"GET": _OPERATOR},
    "/api/v1/announcements/{announcement}/unreached.csv": {"GET": _OPERATOR},
    "/api/v1/announcements/{announcement}/unreached.html": {"GET": _OPERATOR},
    "/api/v1/broadcast/complaints": {"GET": _OPERATOR, "POST": _OPERATOR},
    "/api/v1/broadcast/complaints/{village}/settle": {"POST": _ADMIN},
    "/api/v1/talks": {"POST": _OPERATOR},
    "/api/v1/talks/preview": {"POST": _OPERATOR},
    "/api/v1/talks/{announcement}/sound/{number}": {"PUT": Rule(Role.OPERATOR, MOST_PIECE_BYTES)},
    "/api/v1/talks/{announcement}/end": {"POST": _OPERATOR},
    "/announcing/microphone.js": {"GET": _OPERATOR},
    "/api/v1/announcements/{announcement}/cap": {"GET": _VIEWER},
    # Whoever brings a warning proves nothing by it: the warning itself is signed.
    "/api/v1/cap": {"GET": _OPERATOR, "POST": Rule(Role.FIELD, MOST_UPLINK_BYTES + _KIB)},
    "/api/v1/cap/feeds": {"GET": _OPERATOR},
    "/api/v1/cap/atom": {"GET": _VIEWER},
    "/api/v1/cap/{alert}": {"GET": _OPERATOR},
    "/api/v1/cap/{alert}/paper": {"GET": _OPERATOR},
    "/api/v1/broadcast/villages": {"GET": _VIEWER},
    "/api/v1/broadcast/villages/{village}": {"PUT": _ADMIN},
    "/api/v1/broadcast/targets": {"GET": _VIEWER},
    "/api/v1/broadcast/targets/{name}": {"PUT": _OPERATOR, "DELETE": _OPERATOR},
    "/api/v1/broadcast/schedules": {"GET": _VIEWER},
    "/api/v1/broadcast/schedules/{name}": {"PUT": _OPERATOR, "DELETE": _OPERATOR},
    "/api/v1/broadcast/holidays": {"GET": _VIEWER, "PUT": _OPERATOR},
    "/api/v1/broadcast/self-test": {"GET": _VIEWER},
    "/api/v1/broadcast/deeds": {"GET": _ADMIN},
}


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"(\{\w+(?::path)?\})", template)
    written = (
        (".*" if part.endswith(":path}") else "[^/]+") if part.startswith("{") else re.escape(part)
        for part in parts
    )
    return re.compile("".join(written))


_PATTERNS = tuple((_pattern(template), rules) for template, rules in ACCESS.items())


def rules_for(path: str) -> Mapping[str, Rule] | None:
    """The rules of a path by method; None for a path that does not exist."""
    return next((rules for pattern, rules in _PATTERNS if pattern.fullmatch(path)), None)


def may(role: Role | None, rule: Rule) -> bool:
    """Tell whether somebody of that role (None: nobody known) may."""
    if rule.role is None:
        return True
    return role is not None and (role in rule.services or reaches(role, rule.role))


def door(path: str) -> str:
    """The address of the sign-in page, for somebody who asked for a page and is to be led back there."""
    return "/login" if path == "/" or len(path) > _LONGEST_PATH else f"/login?next={quote(path)}"


def way_back(asked: str) -> str:
    """Where signing in leads: to what was asked for if that is ours and needs it, else to the first page."""
    rule = (rules_for(asked) or {}).get("GET")
    return asked if rule is not None and rule.role is not None else "/"
