"""JSON of vendors' own, on `json/{device}` or posted as `http/json/{device}`: only a profile can read it.

Pure. The topic says whose it is, so that a device of an unknown product can wait with what it said.
"""

from pydantic_core import from_json

from devices.contract.faults import Fault
from devices.contract.topics import BadMessage
from devices.envelopes.json_uplink import MAX_BYTES
from devices.envelopes.notice import Happening, Notice

FILTER = "json/+"
POSTED_FILTER = "http/json/+"


def published(topic: str) -> str | None:
    """The MQTT topic of such a message, however it came; None for one that is none."""
    canonical = topic.removeprefix("http/")
    return canonical if canonical.startswith("json/") and canonical.count("/") == 1 else None


def read(topic: str, payload: bytes) -> Notice:
    """Note that a device said something.

    Raises:
        BadMessage: too long, or no JSON object or list; dead-letter it.
    """
    if len(payload) > MAX_BYTES:
        raise BadMessage(f"{topic[:120]}: {len(payload)} bytes, at most {MAX_BYTES} are allowed", Fault.SIZE)
    try:
        said = from_json(payload)
    except ValueError as error:
        raise BadMessage(f"{topic[:120]}: no JSON: {error}", Fault.BODY) from error
    if not isinstance(said, dict | list):
        raise BadMessage(f"{topic[:120]}: expected a JSON object or list", Fault.BODY)
    return Notice("json", topic.rsplit("/", 1)[1].lower(), Happening.UNREAD)
