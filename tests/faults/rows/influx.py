"""F19 to F27: InfluxDB is away, hangs, answers strangely, is full, torn, emptied, limited, spoilt."""

import shutil
import signal
import threading
from pathlib import Path
from time import monotonic

import httpx

from tests.faults import found
from tests.faults.catalogue import Lab, Outcome, faults_of, judged, unless
from tests.faults.checker import check
from tests.faults.mounts import filled, small_disk
from tests.faults.odd_influx import GOOD, moods, odd_influx
from tests.faults.rig import Rig, Wanted, acknowledged, rig
from tests.wait import until

_SAID_S = 5.0
_HANG_S = 10.0
_CATCH_UP_PER_S = 30_000
_SAMPLES = 100
_TORN_BYTES = 37  # of the last write to the log, as measured on InfluxDB 1.6.7
_AGAIN_S = 60.0


def outage(lab: Lab) -> Outcome:
    """InfluxDB is killed, a backlog grows, live readings go on; then it is started again."""
    messages = lab.count(3_000, 100)
    with lab.place() as place, rig(place) as made:
        raw = made.raw()
        raw.say(10)
        made.hub.settle()
        made.influx.kill()
        began_s = monotonic()
        raw.say(1)
        until(lambda: "series" in made.hub.notes(), 30, "the note that InfluxDB is away")
        said_s = monotonic() - began_s
        raw.say(messages, samples=_SAMPLES)
        raw.drain(120)
        until(lambda: made.hub.balance().received >= made.log.said_count, 60, "the backlog to be journalled")
        held = made.hub.balance().in_journal
        made.influx.start()
        began_s = monotonic()
        until(lambda: "series" not in made.hub.notes(), 60, "the hub to find InfluxDB again")
        waited_s = monotonic() - began_s
        balance = made.hub.balance()
        until(lambda: not made.hub.balance().in_journal, 180, "the backlog to be stored")
        took_s = monotonic() - began_s - waited_s
        verdict = made.verdict(acknowledged)
    points = balance.in_journal * _SAMPLES
    per_s = points / max(took_s, 0.01)
    return judged(
        verdict,
        f"said after {said_s:.1f} s; {held:,} messages ({messages * _SAMPLES:,} points) held; found "
        f"again after {waited_s:.1f} s; caught up at {per_s:,.0f} points/s",
        unless(said_s <= _SAID_S, f"the outage was said after {said_s:.1f} s, expected {_SAID_S:g} s"),
        unless(
            lab.is_quick or per_s >= _CATCH_UP_PER_S,
            f"caught up at {per_s:,.0f} points/s, expected {_CATCH_UP_PER_S:,}",
        ),
    )


def hang(lab: Lab) -> Outcome:
    """InfluxDB is frozen for longer than the time-out, several times."""
    noticed_s, most_threads = [], 0
    with lab.place() as place, rig(place) as made:
        raw = made.raw()
        raw.say(10)
        made.hub.settle()
        before = _threads(made)
        for _ in range(lab.count(2, 1)):
            made.influx.signal(signal.SIGSTOP)
            began_s = monotonic()
            raw.say(200, rate_per_s=50)
            until(lambda: "series" in made.hub.notes(), 40, "the note that InfluxDB does not answer")
            noticed_s.append(monotonic() - began_s)
            most_threads = max(most_threads, _threads(made))
            made.influx.signal(signal.SIGCONT)
            until(lambda: "series" not in made.hub.notes(), 60, "the hub to find InfluxDB again")
        raw.drain()
        verdict = made.verdict(acknowledged)
    worst_s = max(noticed_s)
    return judged(
        verdict,
        f"noticed after {worst_s:.1f} s, {most_threads - before} more threads",
        unless(worst_s <= _HANG_S + 1.5, f"noticed after {worst_s:.1f} s, expected {_HANG_S:g} s"),
        unless(most_threads - before <= 4, f"{most_threads - before} more threads"),
    )


def _threads(made: Rig) -> int:
    return len(list(Path(f"/proc/{made.hub.program.pid}/task").iterdir()))


def odd_answers(lab: Lab) -> Outcome:
    """Every strange answer for a while, then the real one."""
    slow, names = [], []
    with lab.place() as place, odd_influx("") as odd:

        def before(url: str) -> str:
            odd.to_url = url
            return odd.url

        with rig(place, Wanted(before_influx=before)) as made:
            raw = made.raw()
            for mood in moods()[:: lab.count(1, 3)]:
                odd.be(mood)
                raw.say(200, rate_per_s=400)
                until(lambda: len(odd.asked_s) >= 2, 20, f"two writes while InfluxDB answers {mood.name}")
                if dict(mood.headers).get("Retry-After") and odd.asked_s[1] - odd.asked_s[0] < 1.0:
                    slow.append(f"{mood.name}: asked again after {odd.asked_s[1] - odd.asked_s[0]:.1f} s")
                odd.be(GOOD)
                made.hub.settle(90)
                names.append(mood.name)
                lab.say(mood.name)
            raw.drain()
            letters = len(made.hub.letters())
            verdict = made.verdict(acknowledged)
    return judged(
        verdict,
        f"{len(names)} kinds: {', '.join(names)}; {letters} dead letters",
        *slow,
        unless(not letters, f"{letters} good messages were set aside"),
    )


def influx_full(lab: Lab) -> Outcome:
    """InfluxDB's own disk is full, then freed; then it is killed and started again."""
    with (
        lab.place() as place,
        small_disk(place / "small", 48) as disk,
        rig(place, Wanted(influx_folder=disk)) as made,
    ):
        raw = made.raw()
        raw.say(lab.count(2_000, 200), samples=20)
        with filled(disk, left_kib=64):
            raw.say(lab.count(2_000, 200), samples=20)
            raw.drain()
            threading.Event().wait(5)
            is_said = "series" in made.hub.notes()
        raw.say(100)
        # InfluxDB 1.x goes on refusing until it is started again, once its disk was full.
        made.influx.restart()
        made.hub.settle(90)
        made.influx.restart()
        _until_all_is_back(made)
        verdict = made.verdict(acknowledged, settle_s=120)
    return judged(
        verdict, "full, freed, killed twice", unless(is_said, "the hub did not say that the store fails")
    )


def torn_log(lab: Lab) -> Outcome:
    """InfluxDB is killed, the end of its newest log is torn off, it starts, takes more, is killed again."""
    with lab.place() as place, rig(place) as made:
        raw = made.raw()
        raw.say(lab.count(4_000, 400))
        made.hub.settle()
        made.influx.kill()
        newest = max((made.folder / "influx" / "wal").rglob("*.wal"), key=lambda file: file.stat().st_mtime)
        with newest.open("r+b") as log:
            log.truncate(max(0, newest.stat().st_size - _TORN_BYTES))
        made.influx.start()
        raw.say(lab.count(1_000, 100))
        made.hub.settle()
        there = len(found.points(made.influx_url))
        made.influx.restart()
        took_s = _until_all_is_back(made)
        verdict = made.verdict(acknowledged)
    return judged(verdict, f"{verdict.said - there} points were gone, all back after {took_s:.0f} s")


def _until_all_is_back(made: Rig) -> float:
    """Wait until every sample that was acknowledged is there, at most a minute and a bit; seconds."""
    truth = made.log.read()
    wanted = sum(len(truth.said[name].values) for name in truth.acknowledged)
    began_s, pause = monotonic(), threading.Event()
    while monotonic() - began_s < _AGAIN_S + 15:
        try:
            if len(found.points(made.influx_url)) >= wanted:
                break
        except (httpx.HTTPError, AssertionError):
            pass
        pause.wait(0.5)
    return monotonic() - began_s


def database_dropped(lab: Lab) -> Outcome:
    """The database is dropped while readings come; and a retention shorter than the backlog is set."""
    with lab.place() as place, rig(place) as made:
        raw = made.raw()
        raw.say(lab.count(1_000, 100))
        made.hub.settle()
        _ask(made, "DROP DATABASE village")
        raw.say(lab.count(1_000, 100))
        raw.drain()
        made.hub.settle()
        took_s = _until_all_is_back(made)
        verdict = made.verdict(acknowledged)
    return judged(verdict, f"dropped and made again; complete after {took_s:.0f} s")


def wiped(lab: Lab) -> Outcome:
    """InfluxDB comes back with an empty data directory."""
    with lab.place() as place, rig(place) as made:
        raw = made.raw()
        raw.say(lab.count(2_000, 200))
        made.hub.settle()
        made.influx.kill()
        for name in ("data", "wal", "meta"):
            shutil.rmtree(made.folder / "influx" / name)
        made.influx.start()
        raw.say(100)
        raw.drain()
        took_s = _until_all_is_back(made)
        verdict = made.verdict(acknowledged)
    return judged(verdict, f"wiped; complete after {took_s:.0f} s")


def series_limit(lab: Lab) -> Outcome:
    """The database takes 45 series; the devices beyond are refused, the others are stored all the same."""
    limit = {"INFLUXDB_DATA_MAX_SERIES_PER_DATABASE": "45"}
    with lab.place() as place, rig(place, Wanted(devices=60, influx=limit)) as made:
        raw = made.raw(devices=made.devices)
        raw.say(60)
        raw.drain()
        threading.Event().wait(2)
        known = {point.device for point in found.points(made.influx_url)}
        raw.say(60 * lab.count(20, 3))
        raw.drain()
        truth = made.log.read()
        must = frozenset(name for name in truth.said if name[0] in known)
        until(lambda: len(found.points(made.influx_url)) >= len(must), 60, "the others to be stored")
        verdict = check(truth, made.evidence(None), must)
        balance = made.hub.balance()
    return judged(
        verdict,
        f"{len(known)} of 60 devices are within the limit, all of theirs is stored; of the others "
        f"{balance.in_journal} messages are held, {balance.dead_letter} set aside",
        unless(0 < len(known) < 60, "the limit was not reached: nothing was proved"),
        unless(balance.is_even, f"the balance is uneven: {balance}"),
    )


def spoilt_field(lab: Lab) -> Outcome:
    """Somebody has written text into a field before; readings with it meet a type conflict."""
    with lab.place() as place, rig(place) as made:
        line = 'reading,device=x,device_class=sensor,village=v battery_v="x"'
        answer = httpx.post(f"{made.influx_url}/write", params={"db": "village"}, content=line, timeout=30)
        assert answer.status_code == 204, answer.text
        raw = made.raw()
        raw.say(lab.count(500, 50))
        raw.drain()
        balance = made.hub.settle()
        letters = made.hub.letters()
    return Outcome(
        f"{balance.stored} counted as stored, {balance.dead_letter} set aside, {len(letters)} letters, e.g. "
        f"{letters[0]['reason'][:80] if letters else 'none'}",
        faults_of(
            unless(letters, "the readings are neither stored nor set aside with a reason"),
            unless(balance.dead_letter, "they are counted as stored, though no point of them is there"),
        ),
    )


def _ask(made: Rig, statement: str) -> None:
    answer = httpx.post(f"{made.influx_url}/query", params={"q": statement}, timeout=30)
    assert answer.status_code == 200, answer.text
