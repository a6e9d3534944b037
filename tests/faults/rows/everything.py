"""F60: everything at once, by dice."""

import random
import signal
import threading
from collections.abc import Callable
from time import monotonic

from tests.faults.catalogue import Lab, Outcome, judged
from tests.faults.proxy import BLACK, FINE, Weather
from tests.faults.rig import Rig, is_native, rig
from tests.wait import until

_SHORT_S = 1.5


def everything(lab: Lab) -> Outcome:
    """A nemesis draws one misfortune after the other, some of them together, under native and raw traffic."""
    dice, until_s = random.Random(lab.seed), monotonic() + lab.count(150, 15)
    drawn: list[str] = []
    with lab.place() as place, rig(place) as made:
        fleet, raw = made.fleet(), made.raw()
        fleet.talk(50)
        while monotonic() < until_s:
            for misfortune in dice.sample(_MISFORTUNES, dice.choice((1, 1, 2, 3))):
                drawn.append(misfortune.__name__.strip("_"))
                misfortune(made, dice)
            raw.say(dice.randrange(20, 200))
            threading.Event().wait(dice.uniform(0, _SHORT_S))
            if dice.random() < 0.7:
                _relief(made)
            if len(drawn) % 10 == 0:
                lab.say(f"{len(drawn)} misfortunes")
        _relief(made)
        until(made.hub.is_reading, 60, "the hub to hear the broker again")
        fleet.pause()
        raw.drain(90)
        fleet.drain(120)
        until(lambda: "series" not in made.hub.notes(), 90, "the hub to find InfluxDB again")
        verdict = made.verdict(is_native, settle_s=120)
    kinds = ", ".join(f"{drawn.count(kind)} {kind.replace('_', ' ')}" for kind in sorted(set(drawn)))
    return judged(verdict, f"seed {lab.seed}: {len(drawn)} misfortunes ({kinds})")


def _hub_killed(made: Rig, _dice: random.Random) -> None:
    made.hub.program.kill()


def _hub_stopped(made: Rig, _dice: random.Random) -> None:
    made.hub.program.stop()


def _hub_frozen(made: Rig, dice: random.Random) -> None:
    made.hub.program.signal(signal.SIGSTOP)
    threading.Event().wait(dice.uniform(0, _SHORT_S))
    made.hub.program.signal(signal.SIGCONT)


def _broker_killed(made: Rig, _dice: random.Random) -> None:
    made.broker.kill()


def _broker_frozen(made: Rig, _dice: random.Random) -> None:
    made.broker.signal(signal.SIGSTOP)


def _influx_killed(made: Rig, _dice: random.Random) -> None:
    made.influx.kill()


def _influx_frozen(made: Rig, _dice: random.Random) -> None:
    made.influx.signal(signal.SIGSTOP)


def _line_bad(made: Rig, dice: random.Random) -> None:
    weathers = (BLACK, Weather(slice_bytes=1), Weather(jitter_s=0.2), Weather(is_refusing=True))
    made.to_broker.weather = dice.choice(weathers)


def _line_cut(made: Rig, dice: random.Random) -> None:
    made.to_broker.cut(with_reset=dice.random() < 0.5)
    made.to_influx.cut(with_reset=dice.random() < 0.5)


def _relief(made: Rig) -> None:
    """Everything runs again and every line is fine."""
    made.to_broker.weather = FINE
    for program in (made.broker, made.influx):
        program.signal(signal.SIGCONT)
    for program in (made.broker, made.influx, made.hub.program):
        if not program.is_alive():
            program.start()


_MISFORTUNES: tuple[Callable[[Rig, random.Random], None], ...] = (
    _hub_killed, _hub_stopped, _hub_frozen, _broker_killed, _broker_frozen, _influx_killed, _influx_frozen,
    _line_bad, _line_cut,
)  # fmt: skip
