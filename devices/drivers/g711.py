"""G.711 (ITU-T): 16 bit samples as one byte each, µ-law and A-law, as paging horns take them. Pure."""

import array
from collections.abc import Iterable, Mapping
from enum import StrEnum

RATE_HZ = 8_000
_STEP = 4  # both laws look at no more than the upper 14 bits
_HALF = 32_768


class Law(StrEnum):
    """Which of the two laws."""

    MU = "mu"
    A = "a"


def encoded(samples: Iterable[int], law: Law) -> bytes:
    """Write samples (signed, 16 bit, 8 kHz) as G.711."""
    table = _TABLES[law]
    return bytes(table[(sample + _HALF) // _STEP] for sample in samples)


def decoded_mu(coded: bytes) -> bytes:
    """The 16 bit samples (native order) of µ-law."""
    return array.array("h", map(_MU_LEVELS.__getitem__, coded)).tobytes()


def _mu_level(code: int) -> int:
    inverse = ~code & 0xFF
    magnitude = (((inverse & 0x0F) << 1) + 33 << (inverse >> 4 & 0x07)) - 33
    return 4 * (-magnitude if inverse & 0x80 else magnitude)


def _mu(sample: int) -> int:
    magnitude = min(abs(sample >> 2), 8_158) + 33
    segment = magnitude.bit_length() - 6
    code = segment << 4 | magnitude >> (segment + 1) & 0x0F
    return code ^ (0x7F if sample < 0 else 0xFF)


def _a(sample: int) -> int:
    signed = sample >> 3
    magnitude = -signed - 1 if signed < 0 else signed
    segment = max(0, magnitude.bit_length() - 5)
    code = segment << 4 | magnitude >> max(1, segment) & 0x0F
    return code ^ (0x55 if signed < 0 else 0xD5)


_LEVELS = range(-_HALF, _HALF, _STEP)
_TABLES: Mapping[Law, bytes] = {Law.MU: bytes(map(_mu, _LEVELS)), Law.A: bytes(map(_a, _LEVELS))}
_MU_LEVELS = tuple(map(_mu_level, range(256)))
