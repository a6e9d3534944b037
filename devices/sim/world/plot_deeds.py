"""Happenings that are done to the system: announcements, complaints, photos, outages. Pure and seeded."""

from devices.sim.world.deed import Deed, DeedKind, Detail
from devices.sim.world.happening import (
    Announcement,
    Cancel,
    Complaint,
    OfSystem,
    Outage,
    Photo,
    QuietHours,
    TicketDone,
    Timed,
)
from devices.sim.world.plot_devices import Stage


def play(happening: OfSystem, stage: Stage) -> None:
    """Let a happening come true.

    Raises:
        BadScenario: it cannot in this township, or at that time.
    """
    match happening:
        case Announcement():
            _announce(happening, stage)
        case Cancel():
            _cancel(happening, stage)
        case Complaint():
            _complain(happening, stage)
        case Photo() | TicketDone():
            _settle(happening, stage)
        case QuietHours():
            _keep_quiet(happening, stage)
        case Outage():
            _fail(happening, stage)


def _announce(happening: Announcement, stage: Stage) -> None:
    """Let staff announce something in villages.

    Raises:
        BadScenario: there is no such village.
    """
    details: dict[str, Detail] = {
        "announcement": happening.id,
        "targets": stage.casting.villages(happening.villages),
        "priority": happening.priority.value,
        "length_ms": happening.lasts,
        "is_music": happening.is_music,
        "text": happening.text,
        "by": "operator",
    }
    _do(happening, stage, DeedKind.ANNOUNCEMENT, details)


def _cancel(happening: Cancel, stage: Stage) -> None:
    """Let staff cancel an announcement.

    Raises:
        BadScenario: it comes at no moment of the scenario.
    """
    _do(happening, stage, DeedKind.CANCEL, {"announcement": happening.announcement})


def _complain(happening: Complaint, stage: Stage) -> None:
    """Let a villager complain about the speakers of a village.

    Raises:
        BadScenario: there is no such village.
    """
    village = stage.casting.villages((happening.village,))[0]
    _do(happening, stage, DeedKind.COMPLAINT, {"village": village, "text": happening.text})


def _settle(happening: Photo | TicketDone, stage: Stage) -> None:
    """Let somebody say, or show in a photo, that the matter of a device is settled.

    Raises:
        BadScenario: nobody fits.
    """
    for day, at_ms in stage.casting.moments(happening):
        for actor in stage.casting.devices(happening.who, stage.plot, day):
            own_ms = stage.casting.own_ms(happening, at_ms, actor.id, day)
            is_photo = isinstance(happening, Photo)
            kind = DeedKind.PHOTO if is_photo else DeedKind.TICKET_DONE
            stage.plot.deeds.append(Deed(own_ms, kind, actor.id, {"is_false": happening.is_false}))


def _keep_quiet(happening: QuietHours, stage: Stage) -> None:
    """Let a village want silence at some hours of every day.

    Raises:
        BadScenario: there is no such village.
    """
    details: dict[str, Detail] = {
        "village": stage.casting.villages((happening.village,))[0],
        "from": f"{happening.begins:%H:%M}",
        "until": f"{happening.ends:%H:%M}",
    }
    _do(happening, stage, DeedKind.QUIET_HOURS, details)


def _fail(happening: Outage, stage: Stage) -> None:
    """Let a part of the system be away.

    Raises:
        BadScenario: it comes at no moment of the scenario.
    """
    for _, at_ms in stage.casting.moments(happening):
        until = {"until_ms": at_ms + happening.lasts, "down_ms": happening.lasts}
        stage.plot.deeds.append(Deed(at_ms, DeedKind(happening.what), "", until))


def _do(happening: Timed, stage: Stage, kind: DeedKind, details: dict[str, Detail]) -> None:
    for _, at_ms in stage.casting.moments(happening):
        stage.plot.deeds.append(Deed(at_ms, kind, "", details))
