"""Where others may be asked: names are resolved once, the address is checked, and that very one is spoken to.

Between a check and a connection a name may come to mean another machine; an address may not.
"""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

Network = IPv4Network | IPv6Network
Resolve = Callable[[str], Sequence[str]]


class NotAllowed(ConnectionError):
    """No address of a host may be spoken to; the text says which were found and what is allowed."""


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Read networks such as `192.168.0.0/16`.

    Raises:
        ValueError: one of them is none; the text names it.
    """
    return tuple(ip_network(text) for text in texts)


def pinned(url: str, allowed: Sequence[Network] = (), resolve: Resolve | None = None) -> tuple[str, str]:
    """Resolve the host of an address, and give the address with a number that may be spoken to, and the host.

    Args:
        url: with a host.
        allowed: the networks in which the host may be; none: all but link-local, multicast, unspecified.
        resolve: asks for the numbers of a name; None asks the system.

    Raises:
        NotAllowed: none of them may be spoken to; try again later, as names change.
        OSError: the name is not known now.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    found = (resolve or _resolved)(host)
    for number in found:
        if is_allowed(number, allowed):
            return _with_host(parts, number), host
    where = ", ".join(map(str, allowed)) or "anywhere but link-local, multicast and unspecified"
    raise NotAllowed(f"{host} is at {', '.join(found) or 'no address'}, allowed is {where}")


def is_allowed(number: str, allowed: Sequence[Network]) -> bool:
    """Tell whether a host may be asked at a number; metadata services listen on link-local ones."""
    address = ip_address(number.partition("%")[0])
    plain = getattr(address, "ipv4_mapped", None) or address
    if plain.is_link_local or plain.is_multicast or plain.is_unspecified:
        return False
    return not allowed or any(plain in network for network in allowed)


def _resolved(host: str) -> list[str]:
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


def _with_host(parts: SplitResult, number: str) -> str:
    login, _, _ = parts.netloc.rpartition("@")
    port = f":{parts.port}" if parts.port else ""
    host = f"[{number}]" if ":" in number else number
    return parts._replace(netloc=f"{login}@{host}{port}" if login else f"{host}{port}").geturl()
