"""Builders: one strategy of valid messages for each kind of body."""

from hypothesis import strategies as st

from devices.contract import bodies
from devices.contract.quantities import Quality
from devices.contract.topics import Address, Kind, Scope
from devices.contract.wire import Message


def made(body_type, /, **fields):
    """Instances of a model; st.builds would guess the fields once more under their wire names."""
    return st.fixed_dictionaries(fields).map(lambda values: body_type(**values))


ids = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=32)
NAMED = (Kind.EVENT, Kind.CMD, Kind.ACK)
PLAIN = (Kind.BIRTH, Kind.STATUS, Kind.TELE, Kind.STATE, Kind.SNAP, Kind.UPTO)

addresses = st.one_of(
    st.builds(Address, ids, st.just(Scope.DEVICE), ids, st.sampled_from(PLAIN)),
    st.builds(Address, ids, st.just(Scope.DEVICE), ids, st.sampled_from(NAMED), ids),
    st.builds(Address, ids, st.just(Scope.GROUP), ids, st.just(Kind.CMD), ids),
    st.builds(Address, ids, st.just(Scope.HUB), st.just("hub"), st.sampled_from((Kind.STATUS, Kind.TIME))),
)

millis = st.integers(0, 253_402_300_799_999)
counts = st.integers(0, 2**53 - 1)
shares = st.floats(0, 1)
lines = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40)
texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=60)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
quantity_names = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", max_size=31).map(lambda tail: f"q{tail}")
values = st.dictionaries(
    quantity_names, st.floats(allow_nan=False, allow_infinity=False) | st.booleans(), min_size=1, max_size=5
)
qualities = st.dictionaries(quantity_names, st.sampled_from(Quality), max_size=5)
locations = made(bodies.Location, lat=st.floats(-90, 90), lon=st.floats(-180, 180))
media = made(bodies.Medium, role=st.sampled_from(("before", "at", "after")), sha256=hashes)
samples = made(bodies.Sample, at_ms=st.none() | millis, values=values, quality=qualities)
event = {
    "id": ids,
    "at_ms": millis,
    "boot": counts,
    "seq": counts,
    "phase": st.sampled_from(bodies.Phase),
    "severity": st.integers(1, 4),
    "zone": lines,
    "media": st.lists(media, max_size=3).map(tuple),
}
order = {
    "id": ids,
    "issued_ms": millis,
    "not_before_ms": millis,
    "expires_ms": millis,
    "audience": ids,
    "signature": lines,
    "announcement": ids,
}

BODIES = {
    bodies.Birth: made(
        bodies.Birth,
        id=ids,
        device_class=st.sampled_from(bodies.DeviceClass),
        model=lines,
        firmware=lines,
        boot=counts,
        at_ms=millis,
        period_s=st.integers(1, 31 * 86400),
        quantities=st.lists(quantity_names, max_size=4).map(tuple),
        commands=st.lists(ids, max_size=4).map(tuple),
        location=st.none() | locations,
        public_key=lines,
    ),
    bodies.Status: made(
        bodies.Status, online=st.booleans(), boot=counts, at_ms=st.none() | millis, why=lines
    ),
    bodies.Telemetry: st.one_of(
        made(
            bodies.Telemetry,
            boot=counts,
            seq=counts,
            at_ms=st.none() | millis,
            values=values,
            quality=qualities,
        ),
        made(
            bodies.Telemetry,
            boot=counts,
            seq=counts,
            batch=st.lists(samples, min_size=1, max_size=4).map(tuple),
        ),
    ),
    bodies.LitterFinding: made(
        bodies.LitterFinding,
        **event,
        sight=st.sampled_from(bodies.Sight),
        confidence=shares,
        xywh=st.tuples(shares, shares, shares, shares),
        area_share=shares,
    ),
    bodies.ViewEvent: made(bodies.ViewEvent, **event, fault=st.sampled_from(bodies.ViewFault)),
    bodies.SpeakerState: made(
        bodies.SpeakerState,
        at_ms=millis,
        boot=counts,
        playing=ids,
        muted=st.booleans(),
        queue=st.integers(0, 10_000),
        volume_pct=st.integers(0, 100),
    ),
    bodies.Announce: made(
        bodies.Announce,
        **order,
        priority=st.sampled_from(bodies.Priority),
        text=texts,
        audio=made(
            bodies.Audio,
            path=st.from_regex(r"/[A-Za-z0-9/._-]{1,200}", fullmatch=True),
            sha256=hashes,
            duration_ms=st.integers(1, 4 * 3600 * 1000),
        ),
        volume_pct=st.integers(0, 100),
        repeat=st.integers(1, 10),
    ),
    bodies.Cancel: made(bodies.Cancel, **order),
    bodies.Ack: made(
        bodies.Ack,
        stage=st.sampled_from(bodies.Stage),
        at_ms=millis,
        boot=counts,
        seq=counts,
        error=lines,
        proof=st.none()
        | made(
            bodies.Proof,
            method=st.sampled_from(("player", "simulated")),
            sha256=hashes,
            played_ms=st.integers(0, 40 * 3600 * 1000),
        ),
    ),
    bodies.Upto: made(bodies.Upto, boot=counts, seq=counts),
    bodies.HubStatus: made(bodies.HubStatus, online=st.booleans(), at_ms=st.none() | millis, version=lines),
    bodies.HubTime: made(bodies.HubTime, at_ms=millis),
    bodies.Snapshot: st.builds(
        bodies.Snapshot, st.binary(max_size=200).map(lambda tail: b"\xff\xd8\xff" + tail)
    ),
}

# Body -> (scope, kind, name) of the topic it travels on.
PLACES = {
    bodies.Birth: (Scope.DEVICE, Kind.BIRTH, ""),
    bodies.Status: (Scope.DEVICE, Kind.STATUS, ""),
    bodies.Telemetry: (Scope.DEVICE, Kind.TELE, ""),
    bodies.LitterFinding: (Scope.DEVICE, Kind.EVENT, "litter"),
    bodies.ViewEvent: (Scope.DEVICE, Kind.EVENT, "view"),
    bodies.SpeakerState: (Scope.DEVICE, Kind.STATE, ""),
    bodies.Announce: (Scope.DEVICE, Kind.CMD, "announce"),
    bodies.Cancel: (Scope.GROUP, Kind.CMD, "cancel"),
    bodies.Ack: (Scope.DEVICE, Kind.ACK, "order-1"),
    bodies.Upto: (Scope.DEVICE, Kind.UPTO, ""),
    bodies.HubStatus: (Scope.HUB, Kind.STATUS, ""),
    bodies.HubTime: (Scope.HUB, Kind.TIME, ""),
    bodies.Snapshot: (Scope.DEVICE, Kind.SNAP, ""),
}


def messages(body_type):
    """Valid messages of one body type, each on its topic."""
    scope, kind, name = PLACES[body_type]

    def placed(body):
        target = (
            "hub" if scope is Scope.HUB else getattr(body, "id", "dev-1") if kind is Kind.BIRTH else "dev-1"
        )
        return Message(Address("daxi", scope, target, kind, name), body)

    return BODIES[body_type].map(placed)
