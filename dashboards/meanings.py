"""What stored words stand for, and how they are coloured; tests compare each list with the hub's own."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboards.panels import Colour


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a stored word stands for: `word` is a key of dashboards.words."""

    stored: str
    word: str
    colour: Colour


def _meanings(group: str, colours: Mapping[Colour, tuple[str, ...]]) -> tuple[Meaning, ...]:
    return tuple(
        Meaning(stored, f"{group}.{stored}", colour) for colour, words in colours.items() for stored in words
    )


_GOOD, _DOUBTFUL, _BAD, _NEUTRAL, _NONE = (
    Colour.GOOD,
    Colour.DOUBTFUL,
    Colour.BAD,
    Colour.NEUTRAL,
    Colour.NONE,
)
_KINDS = {
    _BAD: ("bin_fire", "bin_tilted", "bin_full", "litter"),
    _DOUBTFUL: ("bin_battery", "alert", "speaker_fault", "noise"),
}
# By series and field.
MEANINGS: Mapping[tuple[str, str], tuple[Meaning, ...]] = {
    ("litter", "sight"): _meanings(
        "sight", {_BAD: ("present",), _GOOD: ("absent",), _DOUBTFUL: ("cannot_see",)}
    ),
    ("delivery", "state"): _meanings(
        "state",
        {
            _NEUTRAL: ("accepted", "queued", "sent", "received", "playing"),
            _GOOD: ("played",),
            _BAD: ("failed", "expired", "unreached"),
            _DOUBTFUL: ("cancelled", "superseded", "unknown"),
        },
    ),
    ("speaker_test", "finding"): _meanings(
        "finding",
        {_GOOD: ("heard", "played"), _DOUBTFUL: ("not_heard", "answered"), _BAD: ("silent",)},
    ),
    ("speaker_test", "is_serviceable"): _meanings("serviceable", {_GOOD: ("true",), _BAD: ("false",)}),
    ("cap_feed", "is_lost"): _meanings("feed_lost", {_GOOD: ("false",), _BAD: ("true",)}),
    ("security", "refusal"): _meanings(
        "refusal",
        {
            _BAD: ("forged", "replayed", "unknown_key", "unsigned", "downgraded", "wrong_target"),
            _NONE: ("handed_again",),
            _DOUBTFUL: (
                "unreadable",
                "retained",
                "stale_epoch",
                "future_dated",
                "one_person",
            ),
        },
    ),
    ("device", "presence"): _meanings(
        "presence",
        {_GOOD: ("online",), _DOUBTFUL: ("late",), _BAD: ("offline",), _NONE: ("never", "unknown")},
    ),
    ("device", "look"): _meanings(
        "look",
        {
            _GOOD: ("good",),
            _DOUBTFUL: ("filling", "wild", "checking", "blind"),
            _BAD: ("full", "alarm", "litter"),
            _NONE: ("away", "stale", "unknown"),
        },
    ),
    ("device", "view_fault"): _meanings(
        "view_fault",
        {
            _GOOD: ("none",),
            _BAD: ("lost", "frozen", "black", "dim", "overexposed", "covered", "blurred", "moved"),
        },
    ),
    ("device", "collection"): _meanings(
        "collection", {_NEUTRAL: ("nothing",), _GOOD: ("cleared",), _BAD: ("waiting",)}
    ),
    ("open_ticket", "kind"): _meanings("kind", _KINDS),
    ("open_ticket", "is_overdue"): _meanings("overdue", {_BAD: ("true",), _GOOD: ("false",)}),
    ("open_ticket", "state"): _meanings("ticket", {_BAD: ("open",), _DOUBTFUL: ("verifying",)}),
    ("ticket_event", "kind"): _meanings("kind", _KINDS),
    ("ticket_event", "act"): _meanings("act", {_DOUBTFUL: ("opened",), _GOOD: ("closed",)}),
    ("ticket_event", "because"): _meanings(
        "because",
        {
            _GOOD: (
                "camera_saw_absent",
                "sensor_saw_emptied",
                "sensor_saw_room",
                "fire_alarm_ended",
                "sensor_stands_upright",
                "battery_charged",
                "speaker_played",
                "alert_resolved",
                "complaint_settled",
                "photo_accepted",
                "confirmed_by_person",
            ),
            _NEUTRAL: ("false_alarm",),
        },
    ),
    ("task", "reason"): _meanings(
        "reason",
        {
            _BAD: ("danger", "hub", "gateway_lost", "village_lost", "overdue"),
            _DOUBTFUL: (
                "due_soon",
                "collect",
                "camera_blind",
                "speaker_lost",
                "device_check",
                "sensor_check",
                "sensor_wild",
                "full_soon",
                "unclaimed",
                "open",
            ),
            _GOOD: ("nothing",),
        },
    ),
    ("task", "kind"): _meanings(
        "kind",
        {
            **_KINDS,
            _NEUTRAL: ("bin", "camera", "speaker", "sensor", "gateway", "village", "unclaimed", "nothing"),
            _NONE: (
                "broker",
                "ledger",
                "journal_disk",
                "journal_quota",
                "identity",
                "clock",
                "series",
                "broker_dropped",
                "imbalance",
                "alerts_refused",
                "cap_waiting",
                "cap_unspoken",
                "cap_feed",
            ),
        },
    ),
    ("announcement_state", "priority"): _meanings(
        "priority",
        {_NONE: ("test",), _NEUTRAL: ("routine", "notice"), _DOUBTFUL: ("urgent",), _BAD: ("emergency",)},
    ),
}
