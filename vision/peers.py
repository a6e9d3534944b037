"""To whom this process speaks over TCP, as the kernel knows it (/proc/net/tcp of Linux)."""

import socket
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

Address = IPv4Address | IPv6Address
_TABLES = ("/proc/self/net/tcp", "/proc/self/net/tcp6")
_OWN = Path("/proc/self/fd")
_REMOTE, _INODE = 2, 9
_WORD_HEX = 8


def strangers_among(allowed: str) -> set[Address]:
    """Name the addresses this process is connected to, but for the allowed one.

    ffmpeg follows a camera that answers "go there instead" without asking anybody.
    """
    return peers() - {_plain(ip_address(allowed))}


def peers() -> set[Address]:
    """Name the addresses that this process has TCP connections to, made or being made."""
    own = _own_sockets()
    return {
        _plain(address)
        for table in _TABLES
        if (path := Path(table)).exists()
        for address, inode in read_table(path.read_text("ascii").splitlines()[1:])
        if inode in own and not address.is_unspecified
    }


def read_table(lines: Iterable[str]) -> list[tuple[Address, str]]:
    """Read remote addresses and inodes out of lines of such a table (proc(5))."""
    found: list[tuple[Address, str]] = []
    for line in lines:
        cells = line.split()
        found.append((_address(cells[_REMOTE].partition(":")[0]), cells[_INODE]))
    return found


def _address(written: str) -> Address:
    """Read an address written as words of 32 bits, each with its bytes as this machine keeps them."""
    words = [written[at : at + _WORD_HEX] for at in range(0, len(written), _WORD_HEX)]
    return ip_address(b"".join(socket.htonl(int(word, 16)).to_bytes(4, "big") for word in words))


def _plain(address: Address) -> Address:
    return getattr(address, "ipv4_mapped", None) or address


def _own_sockets() -> set[str]:
    inodes = set()
    for entry in _OWN.iterdir():
        # A descriptor may be closed while they are listed.
        with suppress(OSError):
            target = str(entry.readlink())
            if target.startswith("socket:["):
                inodes.add(target.removeprefix("socket:[").removesuffix("]"))
    return inodes
