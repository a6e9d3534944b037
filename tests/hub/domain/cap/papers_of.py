"""CAP messages as senders write them, for tests."""

from hub.domain.cap.alert import NAMESPACE

AREA = "<area><areaDesc>柳树湾村</areaDesc><circle>29.1,119.65 1</circle></area>"
SENT = "2026-04-18T12:00:00+08:00"


def an_info(**changes: str) -> str:
    """One block; a change replaces an element's text, "" leaves it out; `area`, `more` are elements."""
    said = {
        "language": "zh-CN",
        "category": "Met",
        "event": "暴雨",
        "responseType": "",
        "urgency": "Immediate",
        "severity": "Severe",
        "certainty": "Likely",
        "effective": "",
        "onset": "",
        "expires": "2026-04-18T14:00:00+08:00",
        "senderName": "县气象局",
        "headline": "暴雨橙色预警",
        "description": "预计两小时内降雨超过50毫米",
        "instruction": "请远离河道",
        "web": "",
        **{name: text for name, text in changes.items() if name not in {"area", "more"}},
    }
    lines = "".join(f"<{name}>{text}</{name}>" for name, text in said.items() if text)
    return f"<info>{lines}{changes.get('more', '')}{changes.get('area', AREA)}</info>"


def a_paper(*infos: str, **changes: str) -> bytes:
    """A message; changes as above, `namespace` and `end` (before the last tag) among them."""
    said = {
        "identifier": "warning-1",
        "sender": "qxj@county",
        "sent": SENT,
        "status": "Actual",
        "msgType": "Alert",
        "source": "",
        "scope": "Public",
        "restriction": "",
        "addresses": "",
        "note": "",
        "references": "",
        **{name: text for name, text in changes.items() if name not in {"namespace", "end"}},
    }
    lines = "".join(f"<{name}>{text}</{name}>" for name, text in said.items() if text)
    namespace = changes.get("namespace", NAMESPACE)
    body = "".join(infos or (an_info(),))
    return f'<alert xmlns="{namespace}">{lines}{body}{changes.get("end", "")}</alert>'.encode()


def referring(kind: str, identifier: str = "warning-2", of: str = "warning-1", **changes: str) -> bytes:
    """A message about another of the same sender."""
    return a_paper(
        identifier=identifier,
        msgType=kind,
        references=f"qxj@county,{of},{SENT}",
        **{"sent": "2026-04-18T12:01:00+08:00", **changes},
    )
