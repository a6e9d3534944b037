"""The lines of the truth that are known beforehand: who stands where, what is wrong, needed, done. Pure."""

from collections.abc import Iterator

from devices.sim.world.bin_life import Life
from devices.sim.world.cast import Actor
from devices.sim.world.deed import Deed
from devices.sim.world.fact import Fact, Json
from devices.sim.world.need import Need, bin_needs, silence_needs, view_needs
from devices.sim.world.part import Part, Plot, Trouble, TroubleKind
from devices.sim.world.span import Span
from devices.sim.world.spell import Spell
from devices.sim.world.view import ViewScript
from devices.sim.world.view_course import visible

# What befalls single sayings stands beside each of them, and is no trouble of the device.
_OF_SAYINGS = frozenset({TroubleKind.DUPLICATES, TroubleKind.LATE})


def device_fact(actor: Actor, span: Span) -> Fact:
    """Say who stands where."""
    device = actor.device
    details: dict[str, Json] = {
        "class": device.device_class.value,
        "village": actor.village,
        "point": point_id(actor),
        "speech": actor.speech.value,
        "product": actor.product.model,
        "period_s": actor.period_s,
        "gateway": actor.gateway,
        "is_registered": actor.is_registered,
    }
    if device.empty_mm is not None:
        details |= {"empty_mm": device.empty_mm, "full_mm": device.full_mm}
    return Fact(span.began_ms, actor.id, "device", details)


def point_id(actor: Actor) -> str:
    """Call a point (点位) as a registry does: grid, hamlet, name."""
    point = actor.device.point
    return f"{point.grid.id}:{point.hamlet}/{point.name.zh}"


def device_facts(actor: Actor, plot: Plot, life: Life | None, span: Span) -> Iterator[Fact]:
    """Say what befalls one device, and what of it is to be told; in no order.

    Args:
        actor: the device.
        plot: what happens.
        life: of a bin.
        span: the time of the scenario.
    """
    part = plot.parts.get(actor.id, Part())
    for silence in part.silences:
        yield _fact(silence.spell, actor.id, "silence", span, {"cause": silence.cause.value})
    for trouble in (*part.troubles, *(life.disturbed if life else ())):
        if trouble.kind not in _OF_SAYINGS:
            yield _fact(trouble.spell, actor.id, "trouble", span, _trouble(trouble))
    for ear in part.ears:
        yield _fact(ear.spell, actor.id, "ear", span, {"speaker": actor.id, "cause": ear.cause.value})
    needs = [*silence_needs(actor, part, span)]
    if life is not None:
        needs += bin_needs(actor, part, life, span)
    for need in needs:
        yield need_fact(need, actor.id, span)


def view_facts(script: ViewScript, span: Span, dwell_s: float) -> Iterator[Fact]:
    """Say what lies before a camera and keeps it from seeing, and what of it is to be told; in no order."""
    camera = script.camera
    for pile in script.piles:
        seen = visible(pile, script.faults, span.ends_ms)
        yield Fact(
            pile.appear_ms, camera, "pile",
            {
                "pile": pile.id, "camera": camera, "appear_ms": pile.appear_ms, "grown_ms": pile.grown_ms,
                "clear_ms": pile.clear_ms, "box": list(pile.xyxy), "size_m2": pile.size_m2,
                "kind": pile.kind.value, "is_initial": pile.is_initial,
                "visible": [[from_ms, until_ms] for from_ms, until_ms in seen],
            },
        )  # fmt: skip
    for fault in script.faults:
        yield _fact(fault.spell, camera, "view", span, {"fault": fault.fault.value})
    for need in view_needs(script, span, dwell_s):
        yield need_fact(need, camera, span)


def need_fact(need: Need, device: str, span: Span) -> Fact:
    """Say what a good command centre would be told."""
    return _fact(need.spell, device, "need", span, {"rule": need.rule.value, "why": need.why})


def deed_fact(number: int, deed: Deed) -> Fact:
    """Say what is done to the system; `id` is how a run refers to it."""
    details: dict[str, Json] = {
        name: list(value) if isinstance(value, tuple) else value for name, value in deed.details.items()
    }
    return Fact(deed.at_ms, deed.device, "deed", {"kind": deed.kind.value, "id": f"deed-{number}", **details})


def _trouble(trouble: Trouble) -> dict[str, Json]:
    return {"kind": trouble.kind.value, "share": trouble.share, "by_ms": trouble.by_ms}


def _fact(spell: Spell, device: str, what: str, span: Span, details: dict[str, Json]) -> Fact:
    at_ms = max(spell.from_ms, span.began_ms)
    return Fact(at_ms, device, what, {"from_ms": spell.from_ms, "until_ms": spell.until_ms, **details})
