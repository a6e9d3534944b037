"""Which product a device could be, judged by what its messages would say (learn mode). Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from devices.codecs.frame import CodecError, Decoded, Frame, Hints, Profile
from devices.codecs.table import decode_frame
from devices.contract.quantities import QUANTITIES, Value, doubtful
from devices.contract.topics import BadMessage
from devices.envelopes.table import is_uplink, read_uplink
from devices.profiles.catalog import choose
from devices.profiles.trial import attempt

# Which share of random bytes a codec takes for a frame, where it is above 1 %: the less a frame proves of
# its format (no checksum, no types, no length), the less it says that it can be read. Our measurement with
# 3,000 frames of 4..40 bytes, the worst profile of each codec, 2026-11.
_TAKES_ANY: Mapping[str, float] = {
    "browan": 1.0,
    "dragino-nb": 0.11,
    "dragino": 0.078,
    "adnexo": 0.034,
    "terabee-lmxl": 0.034,
    "dm-oyster": 0.025,
}
_WEIGHT_OF_TAKING_ANY = 5.0
_OTHER_PORT = 0.3
# A value that moves by more than this share of its bounds from one message to the next is no measurement.
_JUMP_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Proposal:
    """One product that could be meant.

    `score`: 0..1, only for putting proposals in order. `read_share`: of how many messages something could be
    read, all of it plausible. `would_read`: what each message would say, newest last. `is_named`: the network
    server names this product itself.
    """

    profile: Profile
    score: float
    read_share: float
    would_read: tuple[Mapping[str, Value], ...]
    is_named: bool


def propose(
    profiles: Mapping[str, Profile], messages: Sequence[tuple[str, bytes]], most: int = 5
) -> tuple[Proposal, ...]:
    """Try every product against messages of one device: the one that its network names, then the likeliest.

    Args:
        profiles: the products, by name.
        messages: (topic, payload) of the device, oldest first.
        most: how many proposals are wanted.
    """
    frames = [frame for topic, payload in messages if (frame := _frame(topic, payload)) is not None]
    named = choose(profiles, "", frames[-1].hints if frames else Hints())
    found = []
    for profile in profiles.values():
        if profile.json_map is not None:
            said = [_mapped(profile, *message) for message in messages]
        else:
            said = [_decoded(profile, frame) for frame in frames]
        proposal = _judged(profile, said, frames, is_named=profile is named)
        found += [proposal] if proposal else []
    found.sort(key=lambda proposal: (not proposal.is_named, -proposal.score, proposal.profile.name))
    return tuple(found[:most])


def _frame(topic: str, payload: bytes) -> Frame | None:
    """The device's own bytes; what the network adds is the same whatever product it is."""
    try:
        heard = read_uplink(topic, payload) if is_uplink(topic) else None
    except BadMessage:
        return None
    return replace(heard, radio=None, reported={}) if isinstance(heard, Frame) else None


def _mapped(profile: Profile, topic: str, payload: bytes) -> Decoded | None:
    try:
        return attempt(profile, topic, payload).decoded
    except CodecError:
        return None


def _decoded(profile: Profile, frame: Frame) -> Decoded | None:
    try:
        return decode_frame(frame, profile)
    except CodecError:
        return None


def _judged(
    profile: Profile, said: Sequence[Decoded | None], frames: Sequence[Frame], *, is_named: bool
) -> Proposal | None:
    read = [decoded for decoded in said if decoded is not None and decoded.values]
    if not read:
        return None
    clean = sum(not decoded.warnings for decoded in read) / len(said)
    share = (clean + len(read) / len(said)) / 2
    strength = 1 / (1 + _WEIGHT_OF_TAKING_ANY * _TAKES_ANY.get(profile.codec, 0.0))
    score = share * strength * _plausible(read) * _steady(read) * _fit(profile, read) * _port(profile, frames)
    would_read = tuple(dict(decoded.values) if decoded else {} for decoded in said)
    return Proposal(profile, round(score, 3), round(clean, 3), would_read, is_named)


def _plausible(read: Iterable[Decoded]) -> float:
    """The share of values that are in their bounds and no sensor's mark."""
    count = sum(len(decoded.values) for decoded in read)
    marks = sum(len(doubtful(decoded.values)) for decoded in read)
    refused = sum(len(decoded.warnings) for decoded in read)
    return 1 - (marks + refused) / (count + refused)


def _steady(read: Sequence[Decoded]) -> float:
    """How far consecutive messages say the same quantities, with values that could follow each other."""
    pairs = [_likeness(before.values, after.values) for before, after in pairwise(read)]
    return math.fsum(pairs) / len(pairs) if pairs else 1.0


def _likeness(before: Mapping[str, Value], after: Mapping[str, Value]) -> float:
    shared = before.keys() & after.keys()
    if not shared:
        # Many products send one quantity at a time.
        return 0.5
    return 1 - sum(_jumps(name, before[name], after[name]) for name in shared) / len(shared) / 2


def _jumps(name: str, before: Value, after: Value) -> bool:
    quantity = QUANTITIES[name]
    if quantity.lowest is None or quantity.highest is None:
        return False
    return abs(after - before) > _JUMP_SHARE * (quantity.highest - quantity.lowest)


def _fit(profile: Profile, read: Iterable[Decoded]) -> float:
    """How well what is read and what the product measures are the same quantities; at least one half."""
    seen = {name for decoded in read for name in decoded.values}
    expected = set(profile.quantities)
    return 0.5 + len(seen & expected) / (len(seen) + len(expected))


def _port(profile: Profile, frames: Sequence[Frame]) -> float:
    ports = {frame.fport for frame in frames if frame.fport is not None}
    return _OTHER_PORT if ports and profile.fport is not None and profile.fport not in ports else 1.0
