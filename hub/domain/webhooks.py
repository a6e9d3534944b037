"""Who posts uplinks to the hub by HTTP, under which topic its bodies are journalled. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_ROOT = "http"


class Source(StrEnum):
    """The kinds of senders; `json` is any device or platform with a JSON of its own."""

    CHIRPSTACK = "chirpstack"
    THINGS_STACK = "things-stack"
    LORIOT = "loriot"
    THINGPARK = "thingpark"
    MILESIGHT_GATEWAY = "milesight-gateway"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Webhook:
    """One source that may post; of its secret only the hash is kept."""

    source: Source
    secret_sha256: str
    made_at: datetime
    made_by: str


def topic_of(source: Source, event: str, device: str) -> str:
    """Name what a body is journalled under; the envelopes read it there.

    Args:
        source: who posted it.
        event: which event of ChirpStack it is ("up", "join"); others say it in the body.
        device: whose body a plain JSON is; others say it in the body.
    """
    said = {Source.CHIRPSTACK: event, Source.JSON: device}
    return f"{_ROOT}/{source}/{said[source]}" if source in said else f"{_ROOT}/{source}"
