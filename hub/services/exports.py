"""What the hub knows for other systems: devices as exports see them, and Home Assistant kept up to date."""

import logging
from collections.abc import Callable, Sequence
from typing import TypeAlias

from devices.mqtt import LinkDown
from hub.domain.exports.home_assistant import Publisher
from hub.domain.exports.item import Item, Known
from hub.services.watch import DeviceView, Figure, Watch

log = logging.getLogger(__name__)
# So many messages go out in one turn, so that a township does not hold up what is urgent.
_MOST_A_TURN = 500

# Publishes (topic, payload) to be retained, or raises LinkDown.
Publish: TypeAlias = Callable[[str, bytes], None]


def items(views: Sequence[DeviceView]) -> list[Item]:
    """Registered devices as exports see them."""
    return [
        Item(
            device=view.device,
            village=view.village.name if view.village else "",
            presence=view.presence,
            figures={name: _known(figure) for name, figure in view.figures.items()},
            level=_known(view.level) if view.level else None,
            is_full=view.is_full,
            emptied_at=view.emptied_at,
        )
        for view in views
    ]


def _known(figure: Figure) -> Known:
    return Known(figure.value, figure.quality, figure.at, figure.is_stale)


class HomeAssistant:
    """Publishes every device for Home Assistant's discovery, and afterwards what has changed.

    `push` belongs to one thread; `again` may be called from any.
    """

    def __init__(self, publisher: Publisher, watch: Watch, publish: Publish) -> None:
        self.publisher = publisher
        self._watch = watch
        self._publish = publish
        self._sent: dict[str, bytes] = {}
        self._is_asked = False

    def again(self) -> None:
        """Publish everything once more: for a broker that has forgotten it."""
        self._is_asked = True

    def push(self) -> None:
        """Publish what is new or has changed, and withdraw devices that are gone; the rest goes next time.

        Raises:
            StoreDown: what is out there stays as it is; call again.
        """
        if self._is_asked:
            self._is_asked = False
            self._sent = {}
        wanted: dict[str, bytes] = {}
        for item in items(self._watch.devices()):
            wanted |= self.publisher.messages(item)
        wanted |= {topic: b"" for topic in self._sent if topic not in wanted}
        changed = [topic for topic, payload in wanted.items() if self._sent.get(topic) != payload]
        try:
            for topic in changed[:_MOST_A_TURN]:
                self._publish(topic, wanted[topic])
                self._sent[topic] = wanted[topic]
        except LinkDown:
            log.debug("the broker is away: Home Assistant hears of changes when it is back")
            return
        for topic in [topic for topic, payload in self._sent.items() if not payload]:
            del self._sent[topic]
