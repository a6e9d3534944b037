"""One GET of a stranger's document: pinned to a checked address, small, in time, each redirect judged."""

import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from time import monotonic
from urllib.parse import urljoin, urlsplit

import httpx

from devices.addresses import Network, NotAllowed, pinned
from hub.ports import SourceDown

_CONNECT_S, _READ_S, _WHOLE_S = 5.0, 5.0, 10.0
_MOST_REDIRECTS = 3
_PORTS = {"http": 80, "https": 443}
_MOST_HEADER = 200


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a source may send us.

    `origins`: (scheme, host, port) of those that may be asked. `networks`: where their addresses may lie;
    none: everywhere but this machine itself, link-local, multicast and unspecified. `ca_file`: who vouches
    for them, "" for the usual authorities.
    """

    origins: frozenset[tuple[str, str, int]]
    networks: Sequence[Network] = ()
    ca_file: str = ""
    whole_s: float = _WHOLE_S


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came; `tag` and `changed` are its ETag and Last-Modified, "" where it has none."""

    content: bytes
    tag: str = ""
    changed: str = ""

    def conditions(self) -> dict[str, str]:
        """The headers by which the same is not sent again."""
        asked = {"If-None-Match": self.tag, "If-Modified-Since": self.changed}
        return {name: text for name, text in asked.items() if text}


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address.

    Raises:
        ValueError: it has none of http or https, or no host.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"expected http:// or https:// and a host, found {url[:_MOST_HEADER]!r}")
    return parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme]


class Fetching:
    """Asks for documents; one thread uses it."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._trusted: ssl.SSLContext | None = None

    def get(self, url: str, most_bytes: int, conditions: Mapping[str, str] | None = None) -> Fetched | None:
        """Fetch a document; None where it has not changed by the conditions.

        Raises:
            SourceDown: not reachable, not in time, too large, an error, or a way that is forbidden.
        """
        until_s = monotonic() + self._reach.whole_s
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._once(url, most_bytes, conditions or {}, until_s)
            if not isinstance(answer, str):
                return answer
            url = urljoin(url, answer)
        raise SourceDown(f"{_host(url)} redirects more than {_MOST_REDIRECTS} times")

    def _once(
        self, url: str, most_bytes: int, conditions: Mapping[str, str], until_s: float
    ) -> Fetched | str | None:
        """One question: the document, None for an unchanged one, or where to ask instead."""
        address, host = self._checked(url)
        timeout = httpx.Timeout(_READ_S, connect=_CONNECT_S)
        headers = {
            "Host": urlsplit(url).netloc.rpartition("@")[2],
            # What is packed may be large when it is unpacked.
            "Accept-Encoding": "identity",
            **conditions,
        }
        try:
            with (
                httpx.Client(verify=self._vouched(url), trust_env=False, timeout=timeout) as client,
                client.stream("GET", address, headers=headers, extensions={"sni_hostname": host}) as answer,
            ):
                return _taken(answer, host, most_bytes, until_s)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise SourceDown(f"{host}: {str(error) or type(error).__name__}") from error

    def _checked(self, url: str) -> tuple[str, str]:
        """Pin an address that may be asked."""
        try:
            if origin(url) not in self._reach.origins:
                raise SourceDown(f"{_host(url)} is not allowed", is_forbidden=True)
            address, host = pinned(url, self._reach.networks)
        except (ValueError, NotAllowed) as error:
            raise SourceDown(str(error), is_forbidden=True) from error
        except OSError as error:
            raise SourceDown(f"{_host(url)} has no address: {error}") from error
        if not self._reach.networks and _is_here(urlsplit(address).hostname or ""):
            raise SourceDown(f"{host} is this machine itself", is_forbidden=True)
        return address, host

    def _vouched(self, url: str) -> ssl.SSLContext:
        if urlsplit(url).scheme == "http":
            # Reading all authorities takes a tenth of a second; this one trusts nobody, and is not asked.
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self._trusted is None:
            self._trusted = ssl.create_default_context(cafile=self._reach.ca_file or None)
        return self._trusted


def _taken(answer: httpx.Response, host: str, most_bytes: int, until_s: float) -> Fetched | str | None:
    if answer.status_code == httpx.codes.NOT_MODIFIED:
        return None
    if answer.is_redirect:
        return str(answer.headers.get("location", ""))
    if answer.status_code != httpx.codes.OK:
        raise SourceDown(f"{host} answers {answer.status_code}")
    content = bytearray()
    for piece in answer.iter_raw():
        content += piece
        if len(content) > most_bytes:
            raise SourceDown(f"{host} sends more than {most_bytes} bytes")
        if monotonic() > until_s:
            raise SourceDown(f"{host} takes too long")
    headers = answer.headers
    return Fetched(
        bytes(content),
        headers.get("etag", "")[:_MOST_HEADER],
        headers.get("last-modified", "")[:_MOST_HEADER],
    )


def _is_here(number: str) -> bool:
    """Tell whether a number is this machine's own, written as one of IP 4 or 6."""
    address = ip_address(number)
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2] or url[:_MOST_HEADER]
