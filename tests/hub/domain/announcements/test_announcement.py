"""What may be announced, and what becomes of what cannot be seen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.contract.commands import Priority
from hub.domain.announcements.announcement import (
    MAX_TEXT,
    Announcement,
    Awaits,
    Draft,
    Flaw,
    cleaned,
    flaws,
)
from hub.domain.announcements.approval import Approval, ApprovalState
from hub.domain.announcements.targets import Target, TargetScope
from hub.domain.shapes import Circle, Polygon

NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_draft(**changes: object) -> Draft:
    draft = Draft(
        text="今天下午停水",
        priority=Priority.ROUTINE,
        volume_pct=60,
        repeat=2,
        not_before=NOW,
        expires_at=NOW + HOUR,
        target=Target(TargetScope.TOWNSHIP),
    )
    return replace(draft, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ()),
        ({"text": " \n"}, (Flaw.EMPTY_TEXT,)),
        ({"text": "！！😀…"}, (Flaw.NOTHING_TO_SAY,)),
        ({"text": "水" * (MAX_TEXT + 1)}, (Flaw.TEXT_TOO_LONG,)),
        ({"text": "水" * MAX_TEXT}, ()),
        ({"text": "يېزا 停水 bugün"}, ()),
        ({"text": "", "recording": "ab" * 32}, ()),
        ({"volume_pct": 101}, (Flaw.VOLUME_OUT_OF_RANGE,)),
        ({"volume_pct": -1}, (Flaw.VOLUME_OUT_OF_RANGE,)),
        ({"repeat": 0}, (Flaw.REPEAT_OUT_OF_RANGE,)),
        ({"repeat": 11}, (Flaw.REPEAT_OUT_OF_RANGE,)),
        ({"expires_at": NOW}, (Flaw.EXPIRES_IN_PAST, Flaw.EXPIRES_BEFORE_START)),
        ({"not_before": NOW + 2 * HOUR}, (Flaw.EXPIRES_BEFORE_START,)),
        ({"expires_at": NOW + 24 * HOUR}, ()),
        ({"expires_at": NOW + 25 * HOUR}, (Flaw.EXPIRES_TOO_LATE,)),
        ({"not_before": NOW + 721 * HOUR, "expires_at": NOW + 722 * HOUR}, (Flaw.STARTS_TOO_LATE,)),
        ({"target": Target(TargetScope.VILLAGES)}, (Flaw.NOBODY_MEANT,)),
        ({"target": Target(TargetScope.AREA)}, (Flaw.NOBODY_MEANT,)),
        ({"target": Target(TargetScope.AREA, (), (Circle(29, 119, 0),))}, (Flaw.BAD_AREA,)),
        ({"target": Target(TargetScope.AREA, (), (Polygon(((0, 0), (0, 1), (1, 1))),))}, ()),
    ],
)
def test_a_draft_is_refused_for_every_flaw(changes: dict[str, object], expected: tuple[Flaw, ...]) -> None:
    assert flaws(a_draft(**changes), NOW) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("停\u200b水\ufeff", "停水"),
        ("\u202e停水\u202c", "停水"),
        ("停水\x00\x07\n明天", "停水\n明天"),
        ("  停水 ", "停水"),
        ("e\u0301", "é"),
    ],
)
def test_what_nobody_sees_is_not_kept(written: str, expected: str) -> None:
    assert cleaned(written) == expected


@given(st.text("停水e\u0301 \n\u200b\u202e\x00!", max_size=20))
def test_cleaning_twice_is_cleaning_once(written: str) -> None:
    assert cleaned(cleaned(written)) == cleaned(written)


@pytest.mark.parametrize(
    ("approval", "expected"),
    [
        (Approval(), Awaits.NOTHING),
        (Approval(ApprovalState.PENDING), Awaits.APPROVAL),
        (Approval(ApprovalState.BYPASSED, "wang", NOW, "山洪", review_due_at=NOW + HOUR), Awaits.REVIEW),
    ],
)
def test_what_somebody_still_has_to_decide_is_said(approval: Approval, expected: Awaits) -> None:
    made = Announcement(
        "a", "停水", Priority.URGENT, 60, 2, NOW, "wang", NOW, NOW + HOUR, "a" * 64, 900,
        Target(TargetScope.TOWNSHIP), approval,
    )  # fmt: skip

    assert made.awaits is expected
    assert made.expected_ms == 1_800
