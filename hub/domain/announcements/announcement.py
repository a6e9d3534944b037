"""What is announced: the draft an operator writes, what is wrong with it, and what it becomes. Pure."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from devices.contract.commands import Priority
from hub.domain.announcements.approval import Approval, ApprovalState
from hub.domain.announcements.targets import Target
from hub.domain.shapes import wrong_with

MAX_TEXT = 1000
MAX_REPEAT = 10
MAX_VOLUME_PCT = 100
MAX_REASON = 300
# A warning that sounds a day late frightens people for nothing; a notice for next month is a schedule.
MAX_LIFE = timedelta(hours=24)
MAX_AHEAD = timedelta(days=30)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class Draft:
    """What an operator asks for, before it is checked and spoken. Times are aware UTC.

    `recording`: sha256 of a sound that is kept already and is played instead of the spoken text; "": none.
    `live_for`: how long somebody will speak into a microphone at most, instead of both; None: nobody will.
    """

    text: str
    priority: Priority
    volume_pct: int
    repeat: int
    not_before: datetime
    expires_at: datetime
    target: Target
    recording: str = ""
    live_for: timedelta | None = None


class Awaits(StrEnum):
    """What somebody still has to do about an announcement."""

    NOTHING = ""
    APPROVAL = "approval"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement; `duration_ms` is one pass of the clip named by `sha256`. Times are aware UTC.

    `why`: the reason its author gave. `supersedes`: the announcement it takes the place of, "" for none.
    `origin`: what made it, "" for a person: "schedule:{id}", "cap:{sender}", "self_test".
    `sound_key`: of a live talk, the public key its pieces are signed with, "" of all others. Until a talk has
    ended (`ended_at`) it has no `sha256`, and its `duration_ms` is what it may last.
    """

    id: str
    text: str
    priority: Priority
    volume_pct: int
    repeat: int
    created_at: datetime
    created_by: str
    not_before: datetime
    expires_at: datetime
    sha256: str
    duration_ms: int
    target: Target
    approval: Approval = field(default_factory=Approval)
    why: str = ""
    supersedes: str = ""
    origin: str = ""
    sound_key: str = ""
    ended_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Tell whether somebody speaks, or spoke, it into a microphone."""
        return bool(self.sound_key)

    @property
    def is_on_air(self) -> bool:
        """Tell whether somebody may still be speaking."""
        return self.is_live and self.ended_at is None

    @property
    def expected_ms(self) -> int:
        """How long it sounds with all repetitions."""
        return self.duration_ms * self.repeat

    @property
    def awaits(self) -> Awaits:
        """What somebody still has to decide about it."""
        if self.approval.state is ApprovalState.PENDING:
            return Awaits.APPROVAL
        return Awaits.REVIEW if self.approval.awaits_review else Awaits.NOTHING


class Flaw(StrEnum):
    """What is wrong with a draft, or with what is asked about an announcement."""

    EMPTY_TEXT = "empty_text"
    NOTHING_TO_SAY = "nothing_to_say"
    TEXT_TOO_LONG = "text_too_long"
    VOLUME_OUT_OF_RANGE = "volume_out_of_range"
    REPEAT_OUT_OF_RANGE = "repeat_out_of_range"
    EXPIRES_IN_PAST = "expires_in_past"
    EXPIRES_BEFORE_START = "expires_before_start"
    EXPIRES_TOO_LATE = "expires_too_late"
    STARTS_TOO_LATE = "starts_too_late"
    NOBODY_MEANT = "nobody_meant"
    BAD_AREA = "bad_area"
    SOUNDS_TOO_LONG = "sounds_too_long"
    QUIET_HOURS = "quiet_hours"
    AIRTIME_SPENT = "airtime_spent"
    NOT_WHAT_WAS_HEARD = "not_what_was_heard"
    NO_RECORDING = "no_recording"
    OVER = "over"
    TALK_OVER = "talk_over"
    NOT_YOUR_TALK = "not_your_talk"
    NOT_APPROVED_YET = "not_approved_yet"
    OUT_OF_ORDER = "out_of_order"


def cleaned(text: str) -> str:
    """What a text says without characters that nobody sees or hears (control, no-width, direction).

    So that what is shown, what is approved and what is spoken are the same text.
    """
    kept = (char for char in text if char in "\n\t" or unicodedata.category(char) not in _UNSEEN)
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def flaws(draft: Draft, now: datetime) -> tuple[Flaw, ...]:
    """List everything that forbids this draft; nothing means it may be spoken."""
    is_spoken = not draft.recording and draft.live_for is None
    claims = (
        (is_spoken and not draft.text.strip(), Flaw.EMPTY_TEXT),
        (is_spoken and bool(draft.text.strip()) and not _has_words(draft.text), Flaw.NOTHING_TO_SAY),
        (len(draft.text) > MAX_TEXT, Flaw.TEXT_TOO_LONG),
        (not 0 <= draft.volume_pct <= MAX_VOLUME_PCT, Flaw.VOLUME_OUT_OF_RANGE),
        (not 1 <= draft.repeat <= MAX_REPEAT, Flaw.REPEAT_OUT_OF_RANGE),
        (draft.expires_at <= now, Flaw.EXPIRES_IN_PAST),
        (draft.expires_at <= draft.not_before, Flaw.EXPIRES_BEFORE_START),
        (draft.expires_at > max(now, draft.not_before) + MAX_LIFE, Flaw.EXPIRES_TOO_LATE),
        (draft.not_before > now + MAX_AHEAD, Flaw.STARTS_TOO_LATE),
        (draft.target.is_empty, Flaw.NOBODY_MEANT),
        (any(wrong_with(shape) for shape in draft.target.shapes), Flaw.BAD_AREA),
    )
    return tuple(flaw for is_wrong, flaw in claims if is_wrong)


def _has_words(text: str) -> bool:
    """Tell whether anything in it can be read aloud: a letter, a character or a digit."""
    return any(unicodedata.category(char)[0] in "LN" for char in text)
