"""Every text the page and the API show exists in both languages, and every state has a name."""

import ast
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import pytest

from devices.contract.bodies import DeviceClass, ViewFault
from devices.contract.commands import Priority
from devices.contract.quantities import Quality
from hub import broadcast_words, cap_words, closing_words, health_words, registry_words, words
from hub.api.words import ERRORS, LEDGER, PAGE, SHEET, WALKING, WALL
from hub.console.announcing.words import ANNOUNCING_TEXTS
from hub.console.camera_places.words import PLACE_TEXTS
from hub.console.matters.words import MATTER_TEXTS
from hub.console.registry.words import REGISTRY_TEXTS
from hub.console.words import TEXTS
from hub.domain.acts import BroadcastAct
from hub.domain.announcements import DeliveryState, Flaw
from hub.domain.announcements.approval import ApprovalState, Objection
from hub.domain.announcements.schedules import Obstacle, ScheduleFlaw
from hub.domain.announcements.self_test import Finding
from hub.domain.announcements.unreached import Why
from hub.domain.cap.alert import Severity
from hub.domain.cap.problems import Fault
from hub.domain.cap.ranking import Level
from hub.domain.cap.record import Fate
from hub.domain.closing import WhyNot
from hub.domain.discrepancies import Claim
from hub.domain.health import Presence
from hub.domain.people import Role, StaffFlaw
from hub.domain.photos.picture import Unusable
from hub.domain.photos.proof import Comparison, PhotoFault
from hub.domain.registry_changes import Act
from hub.domain.registry_row import COLUMNS
from hub.domain.row_faults import RowFault
from hub.domain.tickets import TicketKind, TicketState, Verdict
from hub.registry_words import CELLS, ROW_FAULTS_ZH
from hub.words import Word

CONSOLE = Path(words.__file__).parent / "console"
NAMED: list[tuple[type[StrEnum], Mapping[str, Word]]] = [
    (DeviceClass, words.DEVICE_CLASSES),
    (Presence, words.PRESENCES),
    (Quality, words.QUALITIES),
    (Priority, words.PRIORITIES),
    (DeliveryState, words.DELIVERY_STATES),
    (TicketKind, words.TICKET_KINDS),
    (TicketState, words.TICKET_STATES),
    (Verdict, words.VERDICTS),
    (ViewFault, words.VIEW_FAULTS),
    (Role, words.ROLES),
    (Act, words.ACTS),
    (StaffFlaw, registry_words.STAFF_FLAWS),
    (Flaw, words.REFUSALS),
    (Objection, words.REFUSALS),
    (ScheduleFlaw, words.REFUSALS),
    (Obstacle, broadcast_words.OBSTACLES),
    (Finding, broadcast_words.FINDINGS),
    (ApprovalState, broadcast_words.APPROVALS),
    (Why, broadcast_words.UNREACHED),
    (BroadcastAct, broadcast_words.BROADCAST_ACTS),
    (WhyNot, closing_words.REASONS_AGAINST),
    (Unusable, closing_words.UNUSABLE),
    (Comparison, closing_words.COMPARISONS),
    (Fate, cap_words.FATES),
    (Fault, cap_words.FAULTS),
    (Level, cap_words.LEVELS),
    (Severity, cap_words.SEVERITIES),
    (Claim, health_words.CLAIMS),
]
ALL = [
    TEXTS,
    CELLS,
    ERRORS,
    PAGE,
    SHEET,
    LEDGER,
    WALKING,
    WALL,
    health_words.NOTES,
    words.DELIVERY_REASONS,
    words.CLOSING_REASONS,
    closing_words.PHONE,
    *(t for _, t in NAMED),
]


@pytest.mark.parametrize(("states", "table"), NAMED, ids=lambda value: getattr(value, "__name__", ""))
def test_every_state_has_a_name(states: type[StrEnum], table: Mapping[str, Word]) -> None:
    assert set(states) <= set(table)


@pytest.mark.parametrize("table", ALL)
def test_every_text_exists_in_both_languages_with_the_same_gaps(table: Mapping[str, Word]) -> None:
    for key, word in table.items():
        assert word.zh, key
        assert word.en, key
        gaps = [sorted(re.findall(r"\{(\w+)", text)) for text in (word.zh, word.en)]
        assert gaps[0] == gaps[1], key


def said_keys() -> set[str]:
    """The keys the console's code asks for by name."""
    found = set()
    for file in CONSOLE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "attr", getattr(node.func, "id", "")) == "say"
            ):
                found |= {leaf.value for leaf in ast.walk(node.args[0]) if isinstance(leaf, ast.Constant)}
    return found


@pytest.mark.parametrize("part", [REGISTRY_TEXTS, ANNOUNCING_TEXTS, PLACE_TEXTS, MATTER_TEXTS])
def test_no_page_says_anothers_text_under_the_same_key(part: Mapping[str, Word]) -> None:
    assert {key: TEXTS[key] for key in part} == dict(part)


def test_no_text_the_page_asks_for_is_missing() -> None:
    assert said_keys() <= set(TEXTS)


def written_in_code(file: Path) -> set[str]:
    """The texts in a file of code that are no docstrings."""
    tree = ast.parse(file.read_text("utf-8"))
    told = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in told)
    return {text.value for text in texts if isinstance(text.value, str)}


def test_nothing_chinese_stands_outside_the_catalogues_where_a_reader_of_english_would_meet_it() -> None:
    chinese = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
    found = {
        (file.name, text)
        for file in CONSOLE.rglob("*.py")
        if file.name != "words.py"
        for text in written_in_code(file)
        if chinese.search(text)
    }
    assert found == set()


def test_every_column_of_the_registry_has_a_name() -> None:
    assert set(CELLS) == set(COLUMNS)


@pytest.mark.parametrize("fault", list(RowFault))
def test_every_fault_of_a_row_is_said_in_chinese_with_what_was_found(fault: RowFault) -> None:
    found = set(re.findall(r"\{(\w+)", ROW_FAULTS_ZH[fault]))
    assert found <= set(re.findall(r"\{(\w+)", fault))
    assert any("一" <= char <= "鿿" for char in ROW_FAULTS_ZH[fault])


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert health_words.note("pump: disk full") == Word("pump: disk full", "pump: disk full")
    assert words.delivery_reason("").zh == ""
    assert words.delivery_reason("wrong_length: 3 ms instead of 5 ms").zh == "播放时长不符"


def test_every_fault_of_a_photo_is_said_with_what_to_do_about_it() -> None:
    assert set(closing_words.PHOTO_FAULTS) == set(PhotoFault)
    for advice in closing_words.PHOTO_FAULTS.values():
        assert all((advice.wrong.zh, advice.wrong.en, advice.todo.zh, advice.todo.en))
