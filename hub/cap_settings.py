"""The settings of public warnings (CAP): who may warn, where warnings come from, who we are to others."""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from devices.addresses import networks
from devices.contract.topics import ID_PATTERN
from hub.section import Section


def _is_web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one:
        raise ValueError("expected http:// or https:// and a host")
    return url


def _is_network(text: str) -> str:
    networks([text])
    return text


class CapSenderSettings(Section):
    """One who may warn, by the `sender` of its CAP messages, and whose warning it is (`level`).

    `certificate`: a file (PEM) with the certificates whose keys sign its messages; "" only for one that need
    not sign. `trust`: what it says waits for a person here ("draft"), or goes out at once. `datum`: what the
    corners it sends are drawn in.
    """

    id: Annotated[str, Field(pattern=r"^[^\s,<&]{1,60}$")]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    level: Literal["national", "province", "city", "county", "township"] = "county"
    certificate: str = ""
    trust: Literal["draft", "at_once"] = "draft"
    datum: Literal["wgs84", "gcj02"] = "wgs84"

    @model_validator(mode="after")
    def _is_signed_where_trusted(self) -> Self:
        if self.trust == "at_once" and not self.certificate:
            raise ValueError("a sender whose warnings go out at once must sign: name its certificate")
        return self


class CapFeedSettings(Section):
    """One address that is asked for warnings: Atom, RSS, or a single CAP message.

    It is an alarm when it gave no good answer for `lost_after_s`. `hosts`: further ones its entries may lie
    on, as "https://host:port". `networks`: where addresses may lie; none: everywhere but this machine.
    """

    name: Annotated[str, Field(pattern=ID_PATTERN)]
    url: Annotated[str, AfterValidator(_is_web_address)]
    every_s: Annotated[float, Field(ge=1, le=3600)] = 60.0
    lost_after_s: Annotated[float, Field(ge=1, le=86_400)] = 300.0
    hosts: tuple[Annotated[str, AfterValidator(_is_web_address)], ...] = ()
    networks: tuple[Annotated[str, AfterValidator(_is_network)], ...] = ()
    ca_file: str = ""


class CapSettings(Section):
    """Public warnings (CAP 1.2) in and out; who may warn, and which feeds are asked, stands at the end.

    Warnings come as files in `folder` ("": none). `township_code` and `villages` (id = code) are the official
    codes of places, as geocodes of these names say them. A warning without an area is refused, or means all
    (`whole_township_without_area`). One that does not say until when it holds, holds `life_min`. Exercises
    sound in `exercise_villages` only. `sender` is who we are to others, and `signing_key` with
    `signing_certificate` (PEM files) sign what we publish.
    """

    folder: str = ""
    folder_every_s: Annotated[float, Field(ge=0.2, le=3600)] = 1.0
    folder_lost_after_s: Annotated[float, Field(ge=1, le=86_400)] = 60.0
    township_code: Annotated[str, Field(pattern=r"^(\d{9}|\d{12})?$")] = ""
    villages: dict[str, Annotated[str, Field(pattern=r"^\d{12}$")]] = Field(default_factory=dict)
    geocode_names: tuple[str, ...] = ("行政区划代码", "GB/T 2260", "adcode")
    whole_township_without_area: bool = False
    life_min: Annotated[int, Field(ge=1, le=24 * 60)] = 60
    repeat: Annotated[int, Field(ge=1, le=10)] = 2
    exercise_villages: tuple[str, ...] = ()
    sender: Annotated[str, Field(pattern=r"^[^\s,<&]{0,60}$")] = ""
    signing_key: str = ""
    signing_certificate: str = ""
    senders: tuple[CapSenderSettings, ...] = ()
    feeds: tuple[CapFeedSettings, ...] = ()

    @model_validator(mode="after")
    def _each_is_one(self) -> Self:
        for what, names in (
            ("senders", [each.id for each in self.senders]),
            ("feeds", [each.name for each in self.feeds]),
        ):
            twice = next((name for name in names if names.count(name) > 1), "")
            if twice:
                raise ValueError(f"{what}: {twice!r} stands there twice")
        if bool(self.signing_key) != bool(self.signing_certificate):
            raise ValueError("signing_key and signing_certificate go together")
        return self
