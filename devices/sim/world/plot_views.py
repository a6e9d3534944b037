"""Happenings before cameras: rain, crowds, dumped litter, views that cannot be judged. Pure and seeded."""

from devices.contract.bodies import ViewFault
from devices.sim.chance import dice
from devices.sim.ground import laid
from devices.sim.world.casting import lasting
from devices.sim.world.film import BadClip, clips_in, filmed
from devices.sim.world.happening import BadView, Crowd, Dumping, Filming, OfViews, Rain
from devices.sim.world.part import Crowded, Part
from devices.sim.world.plot_devices import Stage
from devices.sim.world.view import FaultSpell, Film, PileCourse
from devices.sim.world.view import Rain as Shower


def play(happening: OfViews, stage: Stage) -> None:
    """Let a happening come true.

    Raises:
        BadScenario: it cannot in this township, or at that time.
    """
    match happening:
        case Crowd():
            _gather(happening, stage)
        case Rain():
            _rain(happening, stage)
        case Dumping():
            _dump(happening, stage)
        case BadView():
            _spoil_view(happening, stage)
        case Filming():
            _film(happening, stage)


def _gather(happening: Crowd, stage: Stage) -> None:
    """Let villages be crowded.

    Raises:
        BadScenario: there is no such village.
    """
    for _, at_ms in stage.casting.moments(happening):
        spell = lasting(at_ms, happening.lasts)
        for village in stage.casting.villages(happening.villages):
            stage.plot.crowds[village].append(
                Crowded(spell, happening.factor, happening.people, happening.vehicles)
            )


def _rain(happening: Rain, stage: Stage) -> None:
    """Let it rain."""
    for _, at_ms in stage.casting.moments(happening):
        stage.plot.rains.append(Shower(lasting(at_ms, happening.lasts), happening.strength))


def _dump(happening: Dumping, stage: Stage) -> None:
    """Lay litter before cameras, each pile in a place of its own.

    Raises:
        BadScenario: nobody fits.
    """
    for actor, spell in stage.casting.spells(happening, happening.who, stage.plot):
        piles = _drawn(actor.id, stage).piles
        pile = f"{actor.id}-{len(piles) + 1}"
        box = laid(dice(stage.seed, "pile", pile), happening.kind, happening.size_m2)
        appear_ms = stage.span.began_ms if happening.is_initial else spell.from_ms
        piles.append(
            PileCourse(
                id=pile,
                kind=happening.kind,
                xyxy=box,
                size_m2=happening.size_m2,
                appear_ms=appear_ms,
                grown_ms=appear_ms + (0 if happening.is_initial else happening.grows),
                clear_ms=spell.until_ms,
                is_initial=happening.is_initial,
            )
        )


def _spoil_view(happening: BadView, stage: Stage) -> None:
    """Let a picture not be fit to be judged.

    Raises:
        BadScenario: nobody fits.
    """
    for actor, spell in stage.casting.spells(happening, happening.who, stage.plot):
        _drawn(actor.id, stage).faults.append(FaultSpell(happening.fault, spell))


def _film(happening: Filming, stage: Stage) -> None:
    """Let cameras show clips, and take for true what their labels say.

    Raises:
        BadScenario: nobody fits, something else happens before that camera, or a clip cannot be used.
    """
    try:
        clips = clips_in(happening.folder)
        for day, at_ms in stage.casting.moments(happening):
            for number, actor in enumerate(stage.casting.devices(happening.who, stage.plot, day)):
                part = _drawn(actor.id, stage)
                if part.piles or any(fault.fault is not ViewFault.LOST for fault in part.faults):
                    raise stage.casting.refusal(f"{actor.id} has something else before it already")
                began_ms = stage.casting.own_ms(happening, at_ms, actor.id, day)
                film = Film(clips[number % len(clips)], began_ms, happening.frame_takes)
                told = filmed(actor.id, film, stage.span.began_ms)
                part.film = told.film
                part.piles.extend(told.piles)
                part.faults.extend(told.faults)
    except BadClip as error:
        raise stage.casting.refusal(str(error)) from error


def _drawn(camera: str, stage: Stage) -> Part:
    """Give the part of a camera whose view is drawn: in a film nothing can be made to happen.

    Raises:
        BadScenario: it shows a film.
    """
    part = stage.plot.parts[camera]
    if part.film is not None:
        raise stage.casting.refusal(f"{camera} shows a film, choose another camera")
    return part
