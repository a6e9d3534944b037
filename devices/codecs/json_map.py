"""Vendor JSON read by a declaration in a profile (devices.codecs.json_rules) instead of code. Pure."""

import json
import math
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TypeAlias

from devices.codecs.frame import CodecError, Decoded
from devices.codecs.json_rules import JsonMap, Path, Pick, Rule, TimeFormat
from devices.contract.quantities import QUANTITIES, Quality, Value, refusal

# What JSON holds.
Document: TypeAlias = "str | int | float | bool | list[Document] | dict[str, Document] | None"
MAX_BYTES = 64 * 1024

_BEIJING = timezone(timedelta(hours=8))
_LATEST_MS = 253_402_300_799_999
_ABSENT_TEXTS = frozenset({"", "-", "--", "null", "none", "nan"})


def find(document: Document, path: Path) -> Document:
    """Follow a path; None where it leads nowhere."""
    for step in path:
        if isinstance(step, Pick):
            members = document if isinstance(document, list) else []
            document = next(
                (each for each in members if isinstance(each, dict) and str(each.get(step.key)) == step.text),
                None,
            )
        elif isinstance(step, int):
            document = document[step] if isinstance(document, list) and step < len(document) else None
        else:
            document = document.get(step) if isinstance(document, dict) else None
    return document


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a message says: whose it is, when it was measured (milliseconds UTC) and the values."""

    device: str
    at_ms: int | None
    decoded: Decoded


def read(rules: JsonMap, topic: str, payload: bytes) -> Mapped:
    """Read one message as a profile declares.

    A path that leads nowhere is no reading of that quantity: vendors send some only now and then. What is
    there but no number, or out of the registry's bounds, is absent with quality "bad" and a warning.

    Raises:
        CodecError: no JSON object or list, or it does not say whose it is.
    """
    document = _document(payload)
    device = topic.split("/")[rules.level] if rules.level is not None else find(document, rules.key)
    if not isinstance(device, str | int) or isinstance(device, bool) or not str(device):
        raise CodecError(f"the device's key is {device!r}: expected a text or a whole number")
    values: dict[str, Value] = {}
    quality: dict[str, Quality] = {}
    warnings: list[str] = []
    for rule in rules.rules:
        found = find(document, rule.path)
        if found is None:
            continue
        value = _value(rule, found)
        why = f"{rule.quantity}: {found!r} cannot be read" if value is None else refusal(rule.quantity, value)
        if value is not None and why is None:
            values[rule.quantity] = value
            continue
        quality[rule.quantity] = Quality.BAD
        if why is not None and _text(found).lower() not in rule.absent | _ABSENT_TEXTS:
            warnings.append(why)
    at_ms = _time_ms(find(document, rules.time), rules.time_format) if rules.time else None
    return Mapped(str(device).lower(), at_ms, Decoded(values, quality, warnings=tuple(warnings)))


def _document(payload: bytes) -> Document:
    if len(payload) > MAX_BYTES:
        raise CodecError(f"{len(payload)} bytes, at most {MAX_BYTES} are allowed")
    try:
        document: Document = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise CodecError(f"no JSON: {error}") from error
    if not isinstance(document, dict | list):
        raise CodecError(f"{_text(document)[:40]!r}: expected a JSON object or list")
    return document


def _value(rule: Rule, found: Document) -> Value | None:
    text = _text(found)
    if text.lower() in rule.absent:
        return None
    if rule.meanings:
        return rule.meanings.get(text.lower())
    if QUANTITIES[rule.quantity].is_flag:
        return found if isinstance(found, bool) else None
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return None
    try:
        number = float(found)
    except (ValueError, OverflowError):
        return None
    return round(number * rule.scale + rule.offset, 6) if math.isfinite(number) else None


def _text(found: Document) -> str:
    """Write a value as profiles write it: true, 3, 3.5, open."""
    if isinstance(found, float) and found.is_integer():
        return str(int(found))
    return found.strip() if isinstance(found, str) else json.dumps(found)


def _time_ms(found: Document, time_format: TimeFormat) -> int | None:
    """Read a time; None for one that cannot be: the message then counts when it is received."""
    if found is None or isinstance(found, bool | list | dict):
        return None
    try:
        at_ms = _instant_ms(str(found), time_format)
    except (ValueError, OverflowError):
        return None
    return at_ms if 0 <= at_ms <= _LATEST_MS else None


def _instant_ms(text: str, time_format: TimeFormat) -> int:
    if time_format is TimeFormat.SECONDS:
        return round(float(text) * 1000)
    if time_format is TimeFormat.MILLISECONDS:
        return round(float(text))
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        at = at.replace(tzinfo=_BEIJING)
    return round(at.timestamp() * 1000)
