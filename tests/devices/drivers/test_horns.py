"""Horns of other makers play what they are given, say no more than they know, and fail in plain words."""

import socket
import struct
import threading
from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import monotonic

import pytest

from devices.contract.receipts import ProofLevel
from devices.drivers.axis import AxisPlayer
from devices.drivers.g711 import Law, encoded
from devices.drivers.hikvision import HikvisionPlayer
from devices.drivers.pacing import paced
from devices.drivers.pcm import samples
from devices.drivers.playing import Heard, Player, PlayerFailed, Sound
from devices.drivers.rtp import RtpOptions, RtpPlayer
from devices.drivers.snapcast import SnapcastOptions, SnapcastPlayer
from devices.drivers.vendor_http import HornOptions
from tests.devices.agents.builders import a_wav
from tests.devices.drivers.horns import PASSWORD, USER, HttpHorn, SnapServer, http_horn, snap_server
from tests.wait import until

CHANNEL = "/ISAPI/System/TwoWayAudio/channels/1"
TRANSMIT = "/axis-cgi/audio/transmit.cgi"
CLIP_MS = 100


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "x.clip"
    path.write_bytes(a_wav(CLIP_MS / 1_000))
    return path


@pytest.fixture
def horn() -> Iterator[HttpHorn]:
    with http_horn() as built:
        yield built


@pytest.fixture
def snap() -> Iterator[SnapServer]:
    with snap_server() as built:
        yield built


def a_sound(path: Path, **changes: int) -> Sound:
    return Sound(path, **{"length_ms": CLIP_MS, "volume_pct": 100} | changes)


def options(horn: HttpHorn, *, password: str = PASSWORD, timeout_s: float = 5.0) -> HornOptions:
    return HornOptions(horn.url, USER, password, timeout_s)


def play(player: Player, sound: Sound, *, halt_after_s: float | None = None) -> Heard:
    halt = threading.Event()
    timer = threading.Timer(halt_after_s or 0, halt.set)
    if halt_after_s is not None:
        timer.start()
    try:
        return player.play(sound, halt)
    finally:
        if halt_after_s is not None:
            timer.join()


def test_both_laws_code_the_levels_of_the_standard() -> None:
    levels = array("h", [0, 1_000, -1_000, 32_767, -32_768, -1, 7])

    assert encoded(levels, Law.MU).hex() == "ffce4e80007efe"
    assert encoded(levels, Law.A).hex() == "d5fa7aaa2a55d5"


def test_samples_are_mono_repeated_quieter_and_from_where_it_was(clip: Path) -> None:
    whole = samples(a_sound(clip), 8_000)
    twice = samples(a_sound(clip, repeat=2, volume_pct=50, start_ms=CLIP_MS), 8_000)

    assert len(whole) == pytest.approx(8 * CLIP_MS, abs=8)
    assert len(twice) == pytest.approx(8 * CLIP_MS, abs=16)
    assert max(twice) == pytest.approx(max(whole) / 2, rel=0.02)


def test_what_is_no_sound_is_not_sent(tmp_path: Path) -> None:
    path = tmp_path / "x.clip"
    path.write_bytes(b"#EXTM3U\n/etc/passwd\n")

    with pytest.raises(PlayerFailed, match="no sound"):
        samples(a_sound(path), 8_000)


def test_pieces_come_at_their_times_and_a_late_one_makes_no_other_late() -> None:
    now_s = [0.0]
    halt = threading.Event()
    waited: list[float] = []

    def wait(seconds: float) -> bool:
        waited.append(round(seconds, 3))
        now_s[0] += seconds
        return False

    halt.wait = wait  # type: ignore[method-assign, assignment]
    pieces = []
    for piece in paced(b"aabbccdd", 2, 0.02, halt, monotonic_s=lambda: now_s[0]):
        pieces.append(piece)
        if piece == b"bb":
            now_s[0] += 0.03  # somebody else had the processor

    assert pieces == [b"aa", b"bb", b"cc", b"dd"]
    assert waited == [0.02, 0.01]


def jitter_ms(arrivals_s: list[float]) -> float:
    """Interarrival jitter as RFC 3550, section 6.4.1, reckons it, of packets sent every 20 ms.

    Half of the time it was less: at the end a moment in which others had the processor may still count.
    """
    jitter, reckoned = 0.0, []
    for before_s, after_s in pairwise(arrivals_s):
        jitter += (abs(1_000 * (after_s - before_s) - 20) - jitter) / 16
        reckoned.append(jitter)
    return median(reckoned)


def rtp(port: int) -> RtpPlayer:
    return RtpPlayer(RtpOptions("127.0.0.1", port))


@pytest.mark.slow
def test_rtp_packets_are_numbered_paced_and_only_said_to_be_sent(tmp_path: Path) -> None:
    path = tmp_path / "x.clip"
    path.write_bytes(a_wav(2.0))
    arrived: list[tuple[float, bytes]] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(1.0)

        def listen() -> None:
            while len(arrived) < 100:
                arrived.append((monotonic(), ear.recv(2_000)))

        thread = threading.Thread(target=listen)
        thread.start()
        heard = play(rtp(ear.getsockname()[1]), a_sound(path, length_ms=2_000))
        thread.join()

    assert heard == Heard(2_000, is_complete=True, level=ProofLevel.SENT)
    heads = [struct.unpack("!BBHII", packet[:12]) for _, packet in arrived]
    assert {len(packet) for _, packet in arrived} == {172}
    assert [kind for _, kind, *_ in heads] == [0x80] + [0] * 99
    assert [(number - heads[0][2]) % 65_536 for _, _, number, *_ in heads] == list(range(100))
    assert [(at - heads[0][3]) % 2**32 for *_, at, _ in heads] == [160 * n for n in range(100)]
    assert jitter_ms([at for at, _ in arrived]) < 5.0


def test_rtp_stops_at_once_and_says_how_far_it_came(clip: Path) -> None:
    halt = threading.Event()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(5.0)

        def listen() -> None:
            for _ in range(5):
                ear.recv(2_000)
            halt.set()

        thread = threading.Thread(target=listen)
        thread.start()
        heard = rtp(ear.getsockname()[1]).play(a_sound(clip, repeat=100), halt)
        thread.join()

    assert not heard.is_complete
    assert 5 * 20 <= heard.played_ms < 5_000


def test_a_network_that_is_not_there_is_named(clip: Path) -> None:
    player = RtpPlayer(RtpOptions("239.1.2.3", 5004, interface="192.0.2.1"))

    with pytest.raises(PlayerFailed, match=r"rtp 239\.1\.2\.3:5004"):
        play(player, a_sound(clip))


def test_an_axis_horn_takes_all_of_it(horn: HttpHorn, clip: Path) -> None:
    heard = play(AxisPlayer(options(horn)), a_sound(clip))

    assert heard == Heard(CLIP_MS, is_complete=True, level=ProofLevel.TAKEN)
    assert horn.asked == ["GET /axis-cgi/param.cgi", f"POST {TRANSMIT}"]
    assert horn.sound == encoded(samples(a_sound(clip), 8_000), Law.MU)


def test_a_hikvision_speaker_takes_all_of_it_and_its_channel_is_closed(horn: HttpHorn, clip: Path) -> None:
    heard = play(HikvisionPlayer(options(horn)), a_sound(clip))

    assert heard == Heard(CLIP_MS, is_complete=True, level=ProofLevel.TAKEN)
    assert horn.asked == [f"PUT {CHANNEL}/{word}" for word in ("close", "open", "audioData", "close")]
    assert horn.sound == encoded(samples(a_sound(clip), 8_000), Law.MU)


@pytest.mark.parametrize("make", [AxisPlayer, HikvisionPlayer])
def test_a_horn_is_silent_as_soon_as_it_is_told(horn: HttpHorn, tmp_path: Path, make: type) -> None:
    path = tmp_path / "x.clip"
    path.write_bytes(a_wav(5.0))
    halt, told_s = threading.Event(), []

    def tell() -> None:
        until(lambda: horn.pieces > 2, what="sound at the horn")
        told_s.append(monotonic())
        halt.set()

    teller = threading.Thread(target=tell)
    teller.start()
    heard = make(options(horn)).play(a_sound(path, length_ms=5_000), halt)
    silent_s = monotonic()
    teller.join()

    assert not heard.is_complete
    # Of five seconds; by how much it is more than a piece of sound, a busy machine decides.
    assert silent_s - told_s[0] < 2
    assert 0 < heard.played_ms < 3_000


@pytest.mark.parametrize("make", [AxisPlayer, HikvisionPlayer])
def test_a_wrong_password_is_named(horn: HttpHorn, clip: Path, make: type) -> None:
    with pytest.raises(PlayerFailed, match="refuses the name or password"):
        play(make(options(horn, password="not " + PASSWORD)), a_sound(clip))


@pytest.mark.parametrize(
    ("make", "path"), [(AxisPlayer, TRANSMIT), (HikvisionPlayer, f"{CHANNEL}/audioData")]
)
def test_a_horn_that_fails_says_what_it_said(horn: HttpHorn, clip: Path, make: type, path: str) -> None:
    horn.answers[path] = (503, "another\nclient is\ntalking")

    with pytest.raises(PlayerFailed, match="HTTP 503: another client is talking"):
        play(make(options(horn)), a_sound(clip))


@pytest.mark.parametrize(("make", "path"), [(AxisPlayer, TRANSMIT), (HikvisionPlayer, f"{CHANNEL}/open")])
def test_a_horn_that_is_too_slow_is_not_waited_for(horn: HttpHorn, clip: Path, make: type, path: str) -> None:
    horn.slow.add(path)

    with pytest.raises(PlayerFailed, match="did not answer"):
        play(make(options(horn, timeout_s=0.1)), a_sound(clip))


@pytest.mark.parametrize("make", [AxisPlayer, HikvisionPlayer])
def test_a_horn_that_is_away_is_named(clip: Path, make: type) -> None:
    away = HornOptions("http://127.0.0.1:9", USER, PASSWORD, 1.0)

    with pytest.raises(PlayerFailed, match="ConnectError"):
        play(make(away), a_sound(clip))


def test_a_channel_that_is_busy_is_named_though_the_answer_is_200(horn: HttpHorn, clip: Path) -> None:
    busy = "<statusCode>4</statusCode><subStatusCode>audioBusy</subStatusCode>"
    horn.answers[f"{CHANNEL}/open"] = (200, busy)
    horn.answers[f"{CHANNEL}/close"] = (500, "not open")

    with pytest.raises(PlayerFailed, match="does not open: audioBusy"):
        play(HikvisionPlayer(options(horn)), a_sound(clip))


def snapcast(snap: SnapServer, group: str = "west") -> SnapcastPlayer:
    return SnapcastPlayer(SnapcastOptions(
        "127.0.0.1", group, control_port=snap.control_port, source_port=snap.source_port, timeout_s=1.0,
    ))  # fmt: skip


def test_snapcast_fills_its_stream_and_says_that_a_client_was_there(snap: SnapServer, clip: Path) -> None:
    heard = play(snapcast(snap), a_sound(clip, volume_pct=40))

    assert heard == Heard(CLIP_MS, is_complete=True, level=ProofLevel.TAKEN)
    mono = samples(a_sound(clip), 48_000)
    assert array("h", snap.sound)[0::2] == mono
    assert snap.called == [
        "Server.GetStatus", "Group.SetStream", "Group.SetMute", "Client.SetVolume", "Server.GetStatus",
    ]  # fmt: skip


def test_snapcast_stops_at_once(snap: SnapServer, clip: Path) -> None:
    assert not play(snapcast(snap), a_sound(clip, repeat=10), halt_after_s=0.1).is_complete


@pytest.mark.parametrize("is_there_at_first", [True, False])
def test_without_a_client_nothing_was_played(
    snap: SnapServer, clip: Path, *, is_there_at_first: bool
) -> None:
    snap.is_connected, snap.leaves_after = is_there_at_first, 5

    with pytest.raises(PlayerFailed, match="no client of snapcast group 'west'"):
        play(snapcast(snap), a_sound(clip))


def test_snapcast_names_what_it_does_not_know_refuse_or_understand(snap: SnapServer, clip: Path) -> None:
    with pytest.raises(PlayerFailed, match="no group 'east'"):
        play(snapcast(snap, "east"), a_sound(clip))
    snap.error = "Group.SetStream"
    with pytest.raises(PlayerFailed, match=r"refuses Group\.SetStream: Internal error"):
        play(snapcast(snap), a_sound(clip))
    snap.nonsense = b"{"
    with pytest.raises(PlayerFailed, match=r"answered b'\{"):
        play(snapcast(snap), a_sound(clip))


def test_a_snapcast_server_that_is_away_is_named(clip: Path) -> None:
    away = SnapcastPlayer(SnapcastOptions("127.0.0.1", "west", control_port=9, timeout_s=1.0))

    with pytest.raises(PlayerFailed, match="snapcast server"):
        play(away, a_sound(clip))
