"""`python -m hub.adapters.sound.workbench LONGEST_S`: any recording by stdin, our MP3 by stdout.

It reads what strangers made, so it runs apart and poor: bounded memory and time, no file but stdin, and the
container is told from the first bytes, so that no playlist can name another. Loudness is EBU R128 (ITU-R
BS.1770) as ffmpeg's `ebur128` measures it.
"""

import io
import resource
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
import av.error
import av.filter
import av.logging
import numpy as np

from hub.domain.mp3 import BIT_RATE, RATE_HZ, SAMPLES
from hub.domain.sound_flaws import SoundFlaw

REFUSED = 3
# Horns stand in the open: louder than broadcasting (-23 LUFS, EBU R128), as speech over the net (-16 LUFS).
TARGET_LUFS = -16.0
CLOSE_ENOUGH_LU = 0.3
_CEILING = 0.89  # -1 dB true peak
_PASSES = 3
# The encoder's best takes more than twice as long: 0.39 s of 19 s of speech (2026-11).
_QUICKLY = {"compression_level": "7"}
_SILENT_LUFS = -60.0
_SHORTEST_S = 0.4  # one gating block of BS.1770: what is shorter has no loudness
_WORK_HZ = 48_000
_FULL_SCALE = 0.999
_CLIPPED_SHARE = 0.05
_MEMORY_BYTES = 1 << 30  # of address space: the libraries take 600 MiB of it, 120 MiB in memory
_FIRST_BYTES: tuple[tuple[int, bytes, str], ...] = (
    (8, b"WAVE", "wav"), (0, b"OggS", "ogg"), (0, b"fLaC", "flac"), (0, b"ID3", "mp3"), (4, b"ftyp", "mov"),
    (0, b"#!AMR", "amr"), (0, b"\x1a\x45\xdf\xa3", "matroska"),
    (0, b"\xff\xf1", "aac"), (0, b"\xff\xf9", "aac"),
)  # fmt: skip


class Refused(Exception):
    """A recording that cannot be used; `flaw` is what the parent is told."""

    def __init__(self, flaw: SoundFlaw, detail: str) -> None:
        super().__init__(f"{flaw.value}: {detail}")


@dataclass(frozen=True, slots=True)
class Measured:
    """What one pass over a sound found: loudness, length, share of samples at full scale."""

    lufs: float
    seconds: float
    clipped_share: float


def container(content: bytes) -> str:
    """Name the container by its first bytes.

    Raises:
        Refused: none that we take.
    """
    for offset, magic, name in _FIRST_BYTES:
        if content[offset : offset + len(magic)] == magic:
            return name
    if len(content) > 1 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2:  # noqa: PLR2004  Layer III
        return "mp3"
    raise Refused(SoundFlaw.NOT_AUDIO, f"begins with {content[:8]!r}")


def made(content: bytes, longest_s: float) -> bytes:
    """Bring a recording to our form and loudness.

    Raises:
        Refused: it cannot be used.
    """
    name = container(content)
    found = _measured(content, name, longest_s)
    if found.seconds < _SHORTEST_S:
        flaw = SoundFlaw.TOO_SHORT if found.seconds else SoundFlaw.EMPTY
        raise Refused(flaw, f"{found.seconds:.2f} s, at least {_SHORTEST_S} s")
    if found.lufs < _SILENT_LUFS:
        raise Refused(SoundFlaw.SILENT, f"{found.lufs:.0f} LUFS")
    if found.clipped_share > _CLIPPED_SHARE:
        raise Refused(SoundFlaw.CLIPPED, f"{found.clipped_share:.0%} of it is cut off at full scale")
    gain_db = TARGET_LUFS - found.lufs
    for _ in range(_PASSES):
        sound = _encoded(content, name, gain_db)
        missing_lu = TARGET_LUFS - _measured(sound, "mp3", 2 * longest_s).lufs
        if abs(missing_lu) <= CLOSE_ENOUGH_LU:
            break
        gain_db += missing_lu
    return sound


def _measured(content: bytes, name: str, longest_s: float) -> Measured:
    chain = (("ebur128", "metadata=1"), ("aformat", "sample_fmts=flt"))
    lufs, samples, clipped = -70.0, 0, 0
    for frame in _worked(content, name, chain):
        lufs = float(frame.metadata.get("lavfi.r128.I", lufs))
        samples += frame.samples
        clipped += int(np.count_nonzero(np.abs(frame.to_ndarray()) >= _FULL_SCALE))
        if samples > longest_s * _WORK_HZ:
            raise Refused(SoundFlaw.TOO_LONG, f"longer than {longest_s:.0f} s")
    return Measured(lufs, samples / _WORK_HZ, clipped / max(1, samples))


def _encoded(content: bytes, name: str, gain_db: float) -> bytes:
    chain = (
        ("volume", f"{gain_db:.2f}dB"),
        ("alimiter", f"limit={_CEILING}:attack=5:release=50:level=disabled"),
        ("aresample", str(RATE_HZ)),
        ("aformat", "sample_fmts=s16p"),
        ("asetnsamples", f"{SAMPLES}"),
    )
    target = io.BytesIO()
    options = {"fflags": "+bitexact", "id3v2_version": "0", "write_id3v1": "0", "write_xing": "0"}
    with av.open(target, "w", format="mp3", options=options) as out:
        stream = out.add_stream("libmp3lame", rate=RATE_HZ, layout="mono", options=_QUICKLY)
        stream.bit_rate = BIT_RATE
        for frame in _worked(content, name, chain):
            frame.pts = None
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return target.getvalue()


def _worked(content: bytes, name: str, chain: Sequence[tuple[str, str]]) -> Iterator[av.AudioFrame]:
    """Decode the first sound in a container, mono 48 kHz, through some filters, a piece at a time."""
    before = (("aresample", str(_WORK_HZ)), ("aformat", "channel_layouts=mono:sample_fmts=flt"))
    try:
        with av.open(io.BytesIO(content), "r", format=name) as source:
            if not source.streams.audio:
                raise Refused(SoundFlaw.NOT_AUDIO, f"a {name} file without sound")
            graph: av.filter.Graph | None = None
            for frame in source.decode(source.streams.audio[0]):
                graph = graph or _graph(frame, (*before, *chain))
                frame.pts = None
                graph.push(frame)
                yield from _pulled(graph)
            if graph is not None:
                graph.push(None)
                yield from _pulled(graph)
    except av.error.FFmpegError as error:
        raise Refused(SoundFlaw.BROKEN, str(error)) from error


def _graph(frame: av.AudioFrame, chain: Sequence[tuple[str, str]]) -> av.filter.Graph:
    graph = av.filter.Graph()
    rate = frame.sample_rate
    last = graph.add_abuffer(
        sample_rate=rate, layout=frame.layout.name, format=frame.format.name, time_base=Fraction(1, rate)
    )
    for name, arguments in chain:
        following = graph.add(name, arguments)
        last.link_to(following)
        last = following
    last.link_to(graph.add("abuffersink"))
    graph.configure()
    return graph


def _pulled(graph: av.filter.Graph) -> Iterator[av.AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        if isinstance(frame, av.AudioFrame):
            yield frame


def main(argv: Sequence[str]) -> int:
    """Work on stdin; 0 with the sound on stdout, REFUSED with `flaw: detail` on stderr."""
    longest_s = float(argv[0])
    seconds = int(20 + longest_s)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    av.logging.set_level(av.logging.PANIC)
    try:
        sound = made(sys.stdin.buffer.read(), longest_s)
    except Refused as error:
        sys.stderr.write(str(error))
        return REFUSED
    sys.stdout.buffer.write(sound)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
