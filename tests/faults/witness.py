"""What a process really asked of the kernel, read from a log of strace: files, syncs, words to the broker."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeAlias

CALLS = (
    "openat", "write", "pwrite64", "ftruncate", "fdatasync", "fsync", "unlink", "rename",
    "sendto", "recvfrom",
)  # fmt: skip
_UNFINISHED = " <unfinished ...>"
_RESUMED = re.compile(r"^(\d+)\s+<\.\.\. (\w+) resumed>(.*)$")
_CALL = re.compile(r"^(\d+)\s+(\w+)\((.*)$")
_FD = re.compile(r"^(\d+)<(.*?)>(?:, |\)|$)")
_SIZE = re.compile(r", (\d+)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_RESULT = re.compile(r"\) += (-?\d+)")


@dataclass(frozen=True, slots=True)
class Made:
    """A file of the folder was made or emptied."""

    name: str


@dataclass(frozen=True, slots=True)
class Wrote:
    """Bytes were put at the end of a file."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """A file was shortened to so many bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Synced:
    """A file's bytes are safe; name "" stands for the folder's own entries."""

    name: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A file is gone."""

    name: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Bytes to a port of this machine; `socket` tells connections apart."""

    socket: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Got:
    """Bytes from that port."""

    socket: str
    content: bytes


Deed: TypeAlias = Made | Wrote | Cut | Synced | Removed | Sent | Got


def deeds(log: Iterable[str], folder: PurePath, port: int) -> Iterator[Deed]:
    """Read what was done to the files of one folder and said to one port, in order.

    A call counts from the moment it began, but a sync or a receipt only when it has succeeded.
    """
    begun: dict[str, tuple[str, str]] = {}
    for line in log:
        resumed = _RESUMED.match(line)
        if resumed:
            thread, name, rest = resumed.groups()
            called, words = begun.pop(thread, ("", ""))
            if called == name:
                yield from _ended(name, words + rest, folder, port)
            continue
        call = _CALL.match(line.rstrip())
        if call is None:
            continue
        thread, name, words = call.groups()
        if words.endswith(_UNFINISHED):
            words = words.removesuffix(_UNFINISHED)
            begun[thread] = (name, words)
            yield from _began(name, words, folder, port)
            continue
        yield from _began(name, words, folder, port)
        yield from _ended(name, words, folder, port)


def _began(name: str, words: str, folder: PurePath, port: int) -> Iterator[Deed]:
    match name:
        case "write" | "pwrite64" if file := _file(words, folder):
            yield Wrote(file, _content(words))
        case "unlink" if file := _named(words, folder):
            yield Removed(file)
        case "ftruncate" if file := _file(words, folder):
            yield Cut(file, int(_SIZE.search(words).group(1)))  # type: ignore[union-attr]  # it always has one
        case "sendto" if socket := _socket(words, port):
            yield Sent(socket, _content(words))


def _ended(name: str, words: str, folder: PurePath, port: int) -> Iterator[Deed]:
    result = _RESULT.search(words)
    if result is None or int(result.group(1)) < 0:
        return
    match name:
        case "openat" if "O_WRONLY|O_CREAT" in words and (file := _named(words, folder)):
            yield Made(file)
        case "fdatasync" | "fsync":
            descriptor = _FD.match(words)
            if descriptor and _plain(descriptor.group(2)) == str(folder):
                yield Synced("")
            elif file := _file(words, folder):
                yield Synced(file)
        case "recvfrom":
            socket = _socket(words, port)
            if socket:
                yield Got(socket, _content(words)[: int(result.group(1))])


def _file(words: str, folder: PurePath) -> str:
    descriptor = _FD.match(words)
    if descriptor is None:
        return ""
    path = PurePath(_plain(descriptor.group(2)))
    return path.name if path.parent == folder else ""


def _named(words: str, folder: PurePath) -> str:
    path = PurePath(_content(words).decode(errors="replace"))
    return path.name if path.parent == folder else ""


def _socket(words: str, port: int) -> str:
    descriptor = _FD.match(words)
    if descriptor is None:
        return ""
    name = _plain(descriptor.group(2))
    return name if name.rstrip("]").endswith(f":{port}") else ""


def _plain(text: str) -> str:
    return re.sub(r"\\x([0-9a-f]{2})", lambda found: chr(int(found.group(1), 16)), text)


def _content(words: str) -> bytes:
    found = _STRING.search(words)
    return bytes.fromhex(found.group(1).replace("\\x", "")) if found else b""
