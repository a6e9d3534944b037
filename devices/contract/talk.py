"""Live talk (喊话): what is said into a microphone, piece by piece, and the recording it makes. Pure.

The sound is G.711 µ-law, mono, at RATE_HZ: twice what telephones take, for Mandarin lives by its sibilants.
"""

import base64
import binascii
import hashlib
import struct
from typing import Annotated

from pydantic import Field, field_validator

from devices.contract.fields import Count, Signed
from devices.contract.topics import Address, Kind, Scope

RATE_HZ = 16_000
BYTES_PER_MS = RATE_HZ // 1000
# Two seconds; a page sends pieces of a fifth.
MOST_PIECE_BYTES = 2 * RATE_HZ
# WAVE_FORMAT_MULAW (RFC 2361, section A.7).
_MULAW = 7


class Piece(Signed):
    """A stretch of a talk, `number` rising by one from 1, signed with the key that the talk's order names.

    `sound` is base64 of µ-law samples. The last piece says so, and may be without sound.
    """

    number: Annotated[Count, Field(alias="n", ge=1)]
    sound: Annotated[str, Field(max_length=(MOST_PIECE_BYTES + 2) // 3 * 4)] = ""
    is_last: Annotated[bool, Field(alias="last")] = False

    @field_validator("sound")
    @classmethod
    def _is_base64(cls, text: str) -> str:
        try:
            base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise ValueError("sound is not base64") from error
        return text

    @property
    def samples(self) -> bytes:
        """The sound, one byte a sample."""
        return base64.b64decode(self.sound)


def piece(number: int, samples: bytes, *, is_last: bool = False) -> Piece:
    """A piece of these samples, not yet signed."""
    return Piece(number=number, sound=base64.b64encode(samples).decode(), is_last=is_last)


def talk_address(site: str, announcement: str) -> Address:
    """Where the pieces of a talk are: whoever was ordered to listen is a group for as long as it lasts."""
    return Address(site, Scope.GROUP, announcement, Kind.SOUND)


def recording(samples: bytes) -> bytes:
    """The WAV file of everything that was said: the same samples are always the same file."""
    body = samples + b"\0" * (len(samples) % 2)
    form = struct.pack("<HHIIHHH", _MULAW, 1, RATE_HZ, RATE_HZ, 1, 8, 0)
    fact = struct.pack("<I", len(samples))
    chunks = b"".join(
        name + struct.pack("<I", size) + content
        for name, size, content in (
            (b"fmt ", len(form), form),
            (b"fact", len(fact), fact),
            (b"data", len(samples), body),
        )
    )
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def recording_sha256(samples: bytes) -> str:
    """The hash of that file, by which what a speaker received is compared with what was archived."""
    return hashlib.sha256(recording(samples)).hexdigest()


def length_ms(samples: bytes) -> int:
    """How long samples sound, milliseconds."""
    return len(samples) // BYTES_PER_MS
