"""What may happen in a scenario, one model for each kind of `[[happens]]` table; `what` says which it is."""

from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from devices.contract.bodies import DeviceClass, ViewFault
from devices.contract.commands import Priority
from devices.sim.ground import PileKind
from devices.sim.world.moments import Day, Duration, SignedDuration, TimeOfDay
from devices.sim.world.saying import Speech


class Table(BaseModel):
    """A table of a scenario: no key that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _several(said: object) -> object:
    """Let one village stand for a list of one, and "all" for no choice."""
    if said == "all":
        return ()
    return (said,) if isinstance(said, int | str) else said


Share: TypeAlias = Annotated[float, Field(gt=0, le=1)]
# Villages by number (1 is the first) or id; empty: all.
Villages: TypeAlias = Annotated[
    tuple[Annotated[int, Field(ge=1)] | str, ...], BeforeValidator(_several, json_schema_input_type=object)
]


class Who(Table):
    """Which devices: those with the `ids`, or drawn ones.

    `count` are drawn (all are taken without it) of those that are of the class, the speech, the villages;
    every day anew. Devices that play no part yet are taken first.
    """

    ids: tuple[str, ...] = ()
    device_class: Annotated[DeviceClass | None, Field(alias="class")] = None
    speech: Speech | None = None
    villages: Villages = ()
    count: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        if bool(self.ids) == (self.device_class is not None):
            raise ValueError('expected either ids = ["bin-001", ...] or class = "bin" (or another class)')
        return self


class Timed(Table):
    """Common to all: when. `within`: each gets a moment of its own, drawn in so much time after `at`."""

    day: Day = 1
    at: TimeOfDay
    within: Duration = 0


class Lasting(Timed):
    """Something that is over after `lasts`; without, it lasts to the end."""

    lasts: Duration | None = None


class Trouble(Lasting):
    """Devices fall silent, lie on their side, burn, have a weak battery; speakers are broken, ..."""

    what: Literal[
        "silent", "dead", "tilted", "fire", "weak_battery", "speaker_broken", "receipt_lost", "no_power"
    ]
    who: Who


class Noise(Lasting):
    """A share of what the devices say is spoilt, or comes twice."""

    what: Literal["garbled", "wild", "no_echo", "duplicates"]
    who: Who
    share: Share


class Late(Lasting):
    """A share of what the devices say arrives late, by up to `by`."""

    what: Literal["late"]
    who: Who
    share: Share
    by: Duration


class ClockDrift(Lasting):
    """The devices' own clocks are wrong by so much."""

    what: Literal["clock_drift"]
    who: Who
    by: SignedDuration


class Reboot(Timed):
    """The devices start anew."""

    what: Literal["reboot"]
    who: Who


class NeverSpeaks(Table):
    """Registered devices never say a word."""

    what: Literal["never_speaks"]
    who: Who


class Newcomer(Timed):
    """Bins nobody registered begin to speak."""

    what: Literal["newcomer"]
    count: Annotated[int, Field(ge=1, le=100)] = 1


class PowerCut(Lasting):
    """Villages have no mains: gateways, cameras, speakers and stations are off, bins are not heard."""

    what: Literal["power_cut"]
    villages: Villages


class GatewayDead(Lasting):
    """The gateways of villages are off."""

    what: Literal["gateway_dead"]
    villages: Villages


class Collection(Timed):
    """The truck empties the bins of villages, one after the other in `takes`; it misses some."""

    what: Literal["collection"]
    villages: Villages = ()
    takes: Duration = 3 * 3_600_000
    misses: Who | None = None


class Crowd(Lasting):
    """Market or festival: bins fill `factor` times as fast, so many people and vehicles are in view."""

    what: Literal["market", "festival"]
    villages: Villages
    lasts: Duration
    factor: Annotated[float, Field(gt=0, le=50)] = 2.5
    people: Annotated[float, Field(ge=0, le=40)] = 4.0
    vehicles: Annotated[float, Field(ge=0, le=10)] = 0.3


class Rain(Lasting):
    """It rains on all."""

    what: Literal["rain"]
    lasts: Duration
    strength: Share = 0.6


class Dumping(Lasting):
    """Somebody dumps litter before cameras; it grows for `grows` and is gone after `lasts`.

    `is_initial`: it lies there already when the camera begins to watch; `at` counts for `lasts` alone.
    """

    what: Literal["dumping"]
    who: Who
    kind: PileKind = PileKind.BAGS
    size_m2: Annotated[float, Field(ge=0.3, le=12)] = 2.0
    grows: Duration = 0
    is_initial: bool = False


class BadView(Lasting):
    """A camera is knocked aside, covered, frozen, black, out of focus or away."""

    what: Literal["view"]
    who: Who
    fault: ViewFault


class Filming(Timed):
    """Cameras show labelled clips of real ones in place of drawn views.

    `folder` (as seen from where the simulation is started) holds NAME.mp4 with NAME.json beside it; each
    camera shows one, in order of name. `frame_takes`: for how long each frame is shown.
    """

    what: Literal["film"]
    who: Who
    folder: Path
    frame_takes: Annotated[Duration, Field(gt=0)] = 6_000


class Announcement(Timed):
    """Staff announce something; `id` is how a later `cancel` calls it."""

    what: Literal["announcement"]
    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
    villages: Villages = ()
    priority: Priority = Priority.ROUTINE
    lasts: Duration
    is_music: bool = False
    text: str = ""


class Cancel(Timed):
    """Staff cancel an announcement."""

    what: Literal["cancel"]
    announcement: str


class Complaint(Timed):
    """A villager complains of the noise of speakers."""

    what: Literal["complaint"]
    village: int | str
    text: str = ""


class Photo(Timed):
    """A closing photo for the ticket of a device, true or false."""

    what: Literal["photo"]
    who: Who
    is_false: bool = False


class TicketDone(Timed):
    """The owner says that the matter of a device is settled; `is_false`: it is not."""

    what: Literal["ticket_done"]
    who: Who
    is_false: bool = False


class QuietHours(Timed):
    """A village wants silence every day between two times."""

    what: Literal["quiet_hours"]
    village: int | str
    begins: TimeOfDay
    ends: TimeOfDay


class Outage(Timed):
    """A part of the system itself is away for a time."""

    what: Literal["broker_restart", "influx_away", "hub_killed"]
    lasts: Duration


OfDevices: TypeAlias = (
    Trouble
    | Noise
    | Late
    | ClockDrift
    | Reboot
    | NeverSpeaks
    | Newcomer
    | PowerCut
    | GatewayDead
    | Collection
)
OfViews: TypeAlias = Crowd | Rain | Dumping | BadView | Filming
OfSystem: TypeAlias = Announcement | Cancel | Complaint | Photo | TicketDone | QuietHours | Outage
Happening: TypeAlias = Annotated[OfDevices | OfViews | OfSystem, Field(discriminator="what")]
