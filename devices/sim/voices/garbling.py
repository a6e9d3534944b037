"""Bytes that nobody can read, made out of bytes that somebody could. Pure."""

from devices.sim.chance import dice

# No UTF-8, so no JSON either.
_NOISE = b"\xff\xfe"


def garbled(payload: bytes, device: str, number: int) -> bytes:
    """Cut a message off somewhere and end it with noise, as a device does that is running out of power."""
    return payload[: dice("garbled", device, number).randrange(1, len(payload))] + _NOISE
