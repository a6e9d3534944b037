"""Builders: one strategy of valid messages for each kind of body."""

from base64 import b64encode

from hypothesis import strategies as st

from devices.contract import bodies, commands, receipts, setup, talk
from devices.contract.quantities import Quality
from devices.contract.topics import Address, Kind, Scope
from devices.contract.wire import Message


def made(body_type, /, **fields):
    """Instances of a model; st.builds would guess the fields once more under their wire names."""
    return st.fixed_dictionaries(fields).map(lambda values: body_type(**values))


ids = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=32)
NAMED = (Kind.EVENT, Kind.CMD, Kind.ACK)
PLAIN = (Kind.BIRTH, Kind.STATUS, Kind.TELE, Kind.STATE, Kind.SNAP, Kind.UPTO, Kind.SETUP)

addresses = st.one_of(
    st.builds(Address, ids, st.just(Scope.DEVICE), ids, st.sampled_from(PLAIN)),
    st.builds(Address, ids, st.just(Scope.DEVICE), ids, st.sampled_from(NAMED), ids),
    st.builds(Address, ids, st.just(Scope.GROUP), ids, st.just(Kind.CMD), ids),
    st.builds(Address, ids, st.just(Scope.GROUP), ids, st.just(Kind.SOUND)),
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
# Rectangles, since what encloses nothing is refused (test_setup.py).
rectangles = st.tuples(*[st.floats(0, 0.4), st.floats(0, 0.4), st.floats(0.5, 1), st.floats(0.5, 1)]).map(
    lambda xyxy: ((xyxy[0], xyxy[1]), (xyxy[2], xyxy[1]), (xyxy[2], xyxy[3]), (xyxy[0], xyxy[3]))
)
corners = rectangles
metres = st.floats(0.01, 1000)
zones = made(
    setup.SetupZone,
    name=lines.filter(bool),
    corners=corners,
    keep_out=st.booleans(),
    unattended_s=st.none() | st.floats(0, 86_400),
)
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
signed = {
    "algorithm": st.sampled_from(("", "ed25519", "sm2-sm3")),
    "key": st.just("") | st.binary(min_size=8, max_size=8).map(bytes.hex),
    "signature": st.just("") | st.binary(min_size=64, max_size=64).map(lambda raw: b64encode(raw).decode()),
}
order = {
    **signed,
    "id": ids,
    "issued_ms": millis,
    "not_before_ms": millis,
    "expires_ms": millis,
    "audience": ids,
    "epoch": counts,
    "counter": counts,
}
percents = st.integers(0, 100)
audios = made(
    commands.Audio,
    path=st.from_regex(r"/[A-Za-z0-9/._-]{1,200}", fullmatch=True),
    sha256=hashes,
    duration_ms=st.integers(1, 4 * 3600 * 1000),
)
sounding = {
    "text": texts,
    "audio": audios,
    "volume_pct": percents,
    "repeat": st.integers(1, 10),
}
aired = {**order, "announcement": ids, "author": lines, "approver": lines, "override": lines}
announced = {**aired, **sounding}
day_span = {"start_min": st.integers(0, 1439), "end_min": st.integers(0, 1440)}

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
        believes=st.lists(st.binary(min_size=8, max_size=8).map(bytes.hex), max_size=4).map(tuple),
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
        area_px=st.none() | counts,
        area_share=shares,
        area_m2=st.none() | st.floats(0, 10_000),
        growth=st.floats(-1, 1_000),
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
    bodies.SecurityEvent: made(
        bodies.SecurityEvent,
        **event,
        refusal=st.sampled_from(commands.Refusal),
        topic=lines,
        command=lines,
        more=counts,
    ),
    commands.Announce: made(commands.Announce, **announced, priority=st.sampled_from(commands.Priority)),
    commands.Update: made(
        commands.Update, **announced, priority=st.sampled_from(commands.Priority), replaces=ids
    ),
    commands.SelfTest: made(commands.SelfTest, **announced, priority=st.just(commands.Priority.TEST)),
    commands.Talk: made(
        commands.Talk,
        **aired,
        priority=st.sampled_from(commands.Priority),
        text=texts,
        volume_pct=percents,
        sound_key=lines,
        longest_ms=st.integers(1, 3600 * 1000),
    ),
    talk.Piece: made(
        talk.Piece,
        **signed,
        number=st.integers(1, 2**53 - 1),
        sound=st.binary(max_size=60).map(lambda raw: b64encode(raw).decode()),
        is_last=st.booleans(),
    ),
    commands.Cancel: made(commands.Cancel, **order, announcement=ids),
    commands.Schedule: made(
        commands.Schedule,
        **order,
        slots=st.lists(
            made(
                commands.Slot,
                **sounding,
                id=ids,
                priority=st.sampled_from(("test", "routine", "notice")).map(commands.Priority),
                late_s=st.integers(1, 3600),
                starts_ms=st.lists(millis, max_size=3).map(tuple),
            ),
            max_size=2,
        ).map(tuple),
    ),
    commands.HouseRules: made(
        commands.HouseRules,
        **order,
        zone=lines,
        quiet=st.lists(made(commands.DaySpan, **day_span), max_size=2).map(tuple),
        quiet_days=st.lists(made(commands.Interval, from_ms=millis, until_ms=millis), max_size=2).map(tuple),
        hushed=st.lists(st.sampled_from(commands.Priority), max_size=5).map(tuple),
        ceilings=st.lists(made(commands.LoudSpan, **day_span, ceiling_pct=percents), max_size=2).map(tuple),
        day_ceiling_pct=percents,
        longest_s=st.integers(1, 40 * 3600),
    ),
    commands.TrustedKeys: made(
        commands.TrustedKeys, **order, trusted=st.lists(lines, min_size=1, max_size=4).map(tuple)
    ),
    receipts.Ack: made(
        receipts.Ack,
        **signed,
        stage=st.sampled_from(receipts.Stage),
        at_ms=millis,
        boot=counts,
        seq=counts,
        error=lines,
        proof=st.none()
        | made(
            receipts.Proof,
            method=ids,
            sha256=hashes,
            played_ms=st.integers(0, 40 * 3600 * 1000),
            level=st.sampled_from(receipts.ProofLevel),
            ear=st.sampled_from(receipts.Ear),
            volume_pct=st.none() | percents,
        ),
    ),
    bodies.Upto: made(bodies.Upto, boot=counts, seq=counts),
    setup.CameraSetup: made(
        setup.CameraSetup,
        at_ms=millis,
        revision=counts,
        scene=made(
            setup.SetupScene,
            zones=st.lists(zones, max_size=3).map(tuple),
            masks=st.lists(corners, max_size=3).map(tuple),
            ground=st.none() | made(setup.SetupGround, corners=rectangles, width_m=metres, depth_m=metres),
        ),
        piles=st.lists(made(setup.MarkedPile, id=ids, corners=corners), max_size=3).map(tuple),
        judged=st.lists(made(setup.Judgement, finding=ids, is_litter=st.booleans()), max_size=5).map(tuple),
    ),
    bodies.HubStatus: made(bodies.HubStatus, online=st.booleans(), at_ms=st.none() | millis, version=lines),
    bodies.HubTime: made(bodies.HubTime, at_ms=millis),
    bodies.Snapshot: st.builds(
        bodies.Snapshot, st.binary(max_size=200).map(lambda tail: b"\xff\xd8\xff" + tail)
    ),
}

# Body -> (scope, kind, name) of the topic it travels on.
PLACES = {
    bodies.SecurityEvent: (Scope.DEVICE, Kind.EVENT, "security"),
    commands.Update: (Scope.DEVICE, Kind.CMD, "update"),
    commands.SelfTest: (Scope.DEVICE, Kind.CMD, "test"),
    commands.Talk: (Scope.DEVICE, Kind.CMD, "talk"),
    talk.Piece: (Scope.GROUP, Kind.SOUND, ""),
    commands.Schedule: (Scope.DEVICE, Kind.CMD, "schedule"),
    commands.HouseRules: (Scope.GROUP, Kind.CMD, "rules"),
    commands.TrustedKeys: (Scope.DEVICE, Kind.CMD, "keys"),
    bodies.Birth: (Scope.DEVICE, Kind.BIRTH, ""),
    bodies.Status: (Scope.DEVICE, Kind.STATUS, ""),
    bodies.Telemetry: (Scope.DEVICE, Kind.TELE, ""),
    bodies.LitterFinding: (Scope.DEVICE, Kind.EVENT, "litter"),
    bodies.ViewEvent: (Scope.DEVICE, Kind.EVENT, "view"),
    bodies.SpeakerState: (Scope.DEVICE, Kind.STATE, ""),
    commands.Announce: (Scope.DEVICE, Kind.CMD, "announce"),
    commands.Cancel: (Scope.GROUP, Kind.CMD, "cancel"),
    receipts.Ack: (Scope.DEVICE, Kind.ACK, "order-1"),
    bodies.Upto: (Scope.DEVICE, Kind.UPTO, ""),
    setup.CameraSetup: (Scope.DEVICE, Kind.SETUP, ""),
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
