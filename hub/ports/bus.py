"""The ways to the broker: what is said to devices, and who may speak there."""

from collections.abc import Collection
from typing import Protocol

from devices.contract.wire import Message


class Bus(Protocol):
    """The way down to the devices."""

    def send(
        self, message: Message, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> None:
        """Publish; `expiry_s` lets the broker drop it when it is too late anyway.

        Raises:
            LinkDown: the broker is away; the message was not taken, send it again later.
        """
        ...

    def forget(self, topic: str) -> None:
        """Let the broker forget what is retained on a topic.

        Raises:
            LinkDown: the broker is away; ask again later.
        """
        ...

    def resent_ago_s(self, topic: str) -> float | None:
        """How long ago a message on this topic was handed over again, as the broker had not confirmed it.

        Its readers may have it twice. None: that never happened.
        """
        ...


class BrokerUnchanged(Exception):
    """The broker's users could not be changed; the text says why, and asking again may help."""


class NameTaken(Exception):
    """Somebody else signs in by that name: a program of the installation, or a person."""


class BrokerAccess(Protocol):
    """Who may enter the broker, changed while it runs. A user's name decides which topics are its own."""

    def grant(self, user: str, password: str) -> None:
        """Let a user in with this password from now on, and with no other; durable when it returns.

        Raises:
            NameTaken: a program of the installation enters by that name; nothing changed.
            BrokerUnchanged: it may be let in after the broker's next start.
        """
        ...

    def revoke(self, users: Collection[str]) -> Collection[str]:
        """Let users in no more, and end their connections; durable when it returns.

        Returns:
            Those of them who had been let in until now.

        Raises:
            BrokerUnchanged: they may still be let in until the broker's next start.
        """
        ...
