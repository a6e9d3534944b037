from pydantic import TypeAdapter

from hub.adapters.ledger.parsed_states import ParsedStates
from hub.domain.device_state import DeviceState


def said(device: str, **known: object) -> str:
    return TypeAdapter(DeviceState).dump_json(DeviceState(device)._replace(**known)).decode()


def test_what_did_not_change_is_not_parsed_again() -> None:
    parsed, text = ParsedStates(), said("bin-1", via="gw-1")
    assert parsed.of("bin-1", text) is parsed.of("bin-1", text)


def test_what_changed_is_what_it_says_now() -> None:
    parsed = ParsedStates()
    parsed.of("bin-1", said("bin-1", via="gw-1"))
    assert parsed.of("bin-1", said("bin-1", via="gw-2")).via == "gw-2"


def test_of_too_many_devices_the_others_are_parsed_each_time() -> None:
    parsed, text = ParsedStates(most=1), said("bin-2", via="gw-1")
    parsed.of("bin-1", said("bin-1"))
    first, second = parsed.of("bin-2", text), parsed.of("bin-2", text)
    assert first == second
    assert first is not second
