"""What network servers that speak JSON share: limits, checks, base64, the sentence for what is wrong."""

import base64
import binascii
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from devices.codecs.frame import Radio
from devices.contract.faults import Fault
from devices.contract.problems import cut, first_problem
from devices.contract.topics import BadMessage

MAX_BYTES = 64 * 1024

Figure = Annotated[float, Field(allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=2**32 - 1)]
Port = Annotated[int, Field(ge=0, le=255)]
Eui = Annotated[str, Field(pattern=r"^[0-9a-fA-F]{16}$")]


class Part(BaseModel):
    """A JSON object of which only the named fields matter."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


PartT = TypeVar("PartT", bound=Part)


def parse(model: type[PartT], topic: str, payload: bytes) -> PartT:
    """Read a message as `model`.

    Raises:
        BadMessage: too long, no JSON, or not of that shape; dead-letter it.
    """
    if len(payload) > MAX_BYTES:
        raise BadMessage(f"{topic[:120]}: {len(payload)} bytes, at most {MAX_BYTES} are allowed", Fault.SIZE)
    try:
        return model.model_validate_json(payload)
    except ValidationError as error:
        raise BadMessage(f"{topic[:120]}: {first_problem(error)}", Fault.BODY) from error


def content(topic: str, text: str) -> bytes:
    """Read the device's own bytes.

    Raises:
        BadMessage: not base64; dead-letter the message.
    """
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadMessage(f"{topic[:120]}: data is not base64 ({error})", Fault.BODY) from error


def hexadecimal(topic: str, text: str) -> bytes:
    """Read the device's own bytes.

    Raises:
        BadMessage: not hexadecimal; dead-letter the message.
    """
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise BadMessage(f"{topic[:120]}: data is not hexadecimal ({error})", Fault.BODY) from error


def best_radio(receptions: Iterable[tuple[str, float, float]], factor: int) -> Radio | None:
    """Say how the best gateway heard a frame; None when the message names no reception.

    Args:
        receptions: of each antenna its gateway's id, "" where it has none, RSSI in dBm and SNR in dB.
        factor: the spreading factor, 0 where it is not said.
    """
    best_first = sorted(receptions, key=lambda reception: reception[2], reverse=True)
    if not best_first:
        return None
    _, rssi_dbm, snr_db = best_first[0]
    gateways = dict.fromkeys(gateway.lower() for gateway, _, _ in best_first if gateway)
    return Radio(rssi_dbm, snr_db, factor or None, tuple(gateways))


def milliseconds(at: datetime) -> int | None:
    """Count since 1970, None for a time before that, which is what a server without a clock writes."""
    return int(at.timestamp() * 1000) if at.timestamp() >= 0 else None


def expect_speaker(said: str, of_topic: str) -> None:
    """Refuse a message about another device than its topic's.

    Raises:
        BadMessage: the two differ; dead-letter the message.
    """
    if said != of_topic:
        raise BadMessage(f"device '{cut(said)}' spoke on the topic of '{cut(of_topic)}'", Fault.SENDER)
