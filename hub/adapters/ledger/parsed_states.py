"""States of devices as they were last parsed: the screens ask for all each minute, and few have changed."""

from pydantic import TypeAdapter

from hub.domain.device_state import DeviceState

# A large township, some 20 MB. Of a county the others are parsed each time.
MOST = 8_192
_STATE = TypeAdapter(DeviceState)


class ParsedStates:
    """The newest state of each device beside the text that it was read from; any thread may ask."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: dict[str, tuple[str, DeviceState]] = {}

    def of(self, device: str, text: str) -> DeviceState:
        """What a text says; parsed only when it is not what was last read of the device."""
        known = self._known.get(device)
        if known is not None and known[0] == text:
            return known[1]
        state = _STATE.validate_json(text)
        if known is not None or len(self._known) < self._most:
            self._known[device] = text, state
        return state
