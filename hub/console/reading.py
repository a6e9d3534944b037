"""Values of devices as people read them: what is measured, how much, in which unit. Pure."""

from devices.contract.quantities import QUANTITIES, Value
from hub.console.voice import Voice
from hub.words import Word


def figure(voice: Voice, name: str, value: Value) -> str:
    """One value as people read it."""
    quantity = QUANTITIES[name]
    called = voice.word(Word(quantity.zh, quantity.en))
    if isinstance(value, bool):
        return f"{called} {voice.say('yes' if value else 'no')}"
    return f"{called} {value:g} {quantity.unit}".rstrip()
