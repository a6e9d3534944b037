"""How a client reaches its broker, and what it says when it does not."""

from dataclasses import dataclass


class LinkDown(ConnectionError):
    """The broker cannot take the message now; keep it and publish it again when the link is up."""


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """How to reach the broker.

    `session_s`: how long the broker keeps subscriptions and undelivered messages for us, seconds.
    `receive_window`: how many unacknowledged messages the broker may have under way (MQTT 5 Receive Maximum).
    `longest_retry_s`: attempts to connect come at growing intervals up to this, each shortened by chance to
    as little as half, so that a township does not come back all at once.
    `overheard`: topics on which only what others publish is heard, and whether they let the broker retain it.
    """

    host: str
    port: int
    client_id: str
    username: str
    password: str
    ca_file: str = ""
    keepalive_s: int = 30
    session_s: int = 14 * 86400
    receive_window: int = 1000
    longest_retry_s: float = 30.0
    overheard: tuple[str, ...] = ()
