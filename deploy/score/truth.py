"""truth.jsonl: what the world was, as `devices.sim.world` writes it. Times: simulated milliseconds UTC."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from deploy.score.lines import Line
from devices.contract.bodies import DeviceClass, ViewFault
from devices.contract.quantities import Value
from devices.sim.world.need import Rule


class RunBegan(Line):
    """The run as a whole. `litter_dwell_s`: how long a pile must lie before somebody should be told."""

    what: Literal["run"] = "run"
    scenario: str
    seed: int
    began_ms: int
    ends_ms: int
    timezone: str = "Asia/Shanghai"
    litter_dwell_s: float = 180.0


class TrueDevice(Line):
    """A device that stands there."""

    what: Literal["device"] = "device"
    device_class: Annotated[DeviceClass, Field(alias="class")]
    village: str = ""
    point: str = ""
    speech: str
    period_s: int
    is_registered: bool = True


class Said(Line):
    """A device said something. `copies`: how often it goes out; `fill_pct`: how full its bin truly was."""

    what: Literal["said"] = "said"
    number: int
    manner: str
    clock_ms: int
    measured_ms: int | None = None
    copies: int = 1
    values: Mapping[str, Value] = {}
    fill_pct: float | None = None


class Filled(Line):
    """How full a bin truly is."""

    what: Literal["fill"] = "fill"
    fill_pct: float


class Emptied(Line):
    """A truck emptied a bin; until then it was filled to `left_pct`."""

    what: Literal["emptied"] = "emptied"
    left_pct: float


class Spell(Line):
    """Common to what lasts; `until_ms` None: to the end of the run."""

    from_ms: int
    until_ms: int | None = None


class Silence(Spell):
    """A device cannot say anything."""

    what: Literal["silence"] = "silence"
    cause: str


class Trouble(Spell):
    """Something is wrong with what a device says."""

    what: Literal["trouble"] = "trouble"
    kind: str


class TruePile(Line):
    """A litter pile before a camera; `box` in pixels, `visible` the spells in which nothing hides it."""

    what: Literal["pile"] = "pile"
    pile: str
    camera: str
    appear_ms: int
    clear_ms: int | None = None
    box: tuple[float, float, float, float]
    is_initial: bool = False
    visible: tuple[tuple[int, int], ...] = ()


class TrueView(Spell):
    """What is wrong with a camera's picture."""

    what: Literal["view"] = "view"
    fault: ViewFault


class Need(Spell):
    """Somebody should be told, in this time."""

    what: Literal["need"] = "need"
    rule: Rule


class TrueDay(Line):
    """Whether every bin of a collection point was emptied on a local day (日产日清)."""

    what: Literal["day"] = "day"
    point: str
    day: str
    was_cleared: bool
    cleared_ms: int | None = None


class Deed(Line):
    """What people and circumstance do to the system; keys by `kind`."""

    what: Literal["deed"] = "deed"
    kind: str
    announcement: str = ""
    targets: tuple[str, ...] = ()
    priority: str = ""
    length_ms: int = 0
    is_false: bool = False
    village: str = ""
    since: Annotated[str, Field(alias="from")] = ""
    until: str = ""


class Ear(Spell):
    """A speaker cannot be heard, or its receipts get lost."""

    what: Literal["ear"] = "ear"
    speaker: str
    cause: str


TrueLine: TypeAlias = (
    RunBegan | TrueDevice | Said | Filled | Emptied | Silence | Trouble | TruePile | TrueView | Need | TrueDay
    | Deed | Ear
)  # fmt: skip
TRUTH: TypeAdapter[TrueLine] = TypeAdapter(Annotated[TrueLine, Field(discriminator="what")])
