"""Walks over frames that are made of [head][content], the head saying what the content is. Pure."""

from collections.abc import Callable

from devices.codecs.fields import Fork, Items, Order, Reading, width


def walk(payload: bytes, order: Order, head_bytes: int, items_of: Callable[[bytes], Items | None]) -> Reading:
    """Read until the end or until the first head that is unknown or cut off, which leaves a warning.

    Nothing but zeros behind the last content are padding, as long as no head is zero.

    Args:
        payload: the whole frame.
        order: of the bytes within a content.
        head_bytes: length of a head.
        items_of: what follows a head, None where the head is unknown.
    """
    reading = Reading()
    position = 0
    while position < len(payload):
        head = payload[position : position + head_bytes]
        items = items_of(head) if len(head) == head_bytes else None
        if items is None and position and not any(payload[position:]):
            break
        if items is None:
            reading.warnings.append(f"byte {position}: unknown channel {head.hex()}, the rest is not read")
            break
        content = payload[position + head_bytes :]
        items = _forked(items, content)
        if len(content) < width(items):
            reading.warnings.append(
                f"byte {position}: channel {head.hex()} is cut off ({len(content)} of {width(items)} bytes)"
            )
            break
        reading.take(items, order, content)
        position += head_bytes + width(items)
    return reading


def _forked(items: Items, content: bytes) -> Items:
    fork = items[-1]
    if not isinstance(fork, Fork) or len(content) < width(items):
        return items
    return items + fork.ways.get(content[width(items) - 1], ())
