"""Every setting of the vision worker: unit, default, bounds. Addresses may hold passwords: never log them."""

from ipaddress import ip_address, ip_network
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from devices.contract.bodies import Location
from devices.contract.fields import Id, Share
from devices.contract.setup import FourCorners

_SCHEMES = ("rtsp", "http", "https", "file")
Corner = tuple[Share, Share]
Corners = Annotated[tuple[Corner, ...], Field(min_length=3, max_length=64)]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]


class OwnDetectorSettings(BaseModel):
    """A detector of your own, an ONNX file with a YOLO head: what came and stays is litter where it says so.

    `classes`: the numbers, from 0, of those that are litter, none for all; `confidence`: from which a box
    counts; `size_px`: of its square input. Each camera takes the memory of one such network.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Annotated[str, Field(max_length=400)] = ""
    classes: Annotated[tuple[Annotated[int, Field(ge=0, le=9_999)], ...], Field(max_length=100)] = ()
    confidence: Share = 0.4
    size_px: Annotated[int, Field(ge=32, le=2048)] = 640


class VisionSettings(BaseModel):
    """How all cameras of one worker are judged; times in seconds, areas as shares of the picture.

    `camera_networks`: cameras are spoken to in these only, such as 192.168.0.0/16; none: in all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    poll_s: Annotated[float, Field(ge=0.1, le=600)] = 1.0
    dwell_s: Seconds = 180.0
    doubted_dwell_s: Annotated[float, Field(ge=0, le=86_400)] = 900.0
    still_s: Seconds = 10.0
    learn_s: Seconds = 30.0
    min_area_share: Annotated[float, Field(gt=0, lt=1)] = 0.001
    max_area_share: Annotated[float, Field(gt=0, le=1)] = 0.25
    clear_looks: Annotated[int, Field(ge=1, le=1000)] = 10
    clear_s: Annotated[float, Field(ge=0, le=86_400)] = 60.0
    hidden_s: Seconds = 30.0
    fault_s: Annotated[float, Field(ge=0, le=3600)] = 10.0
    frozen_s: Seconds = 12.0
    lost_s: Annotated[float, Field(ge=1, le=3600)] = 10.0
    snap_s: Annotated[int, Field(ge=1, le=86_400)] = 10
    snap_width_px: Annotated[int, Field(ge=160, le=1920)] = 960
    work_width_px: Annotated[int, Field(ge=160, le=1920)] = 480
    camera_networks: Annotated[tuple[str, ...], Field(max_length=64)] = ()
    evidence_wait_s: Annotated[float, Field(ge=0, le=3600)] = 60.0
    detector: OwnDetectorSettings = OwnDetectorSettings()

    @field_validator("camera_networks")
    @classmethod
    def _readable(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        for text in texts:
            try:
                ip_network(text)
            except ValueError as error:
                raise ValueError(
                    f"{text!r} is no network, expected such as 192.168.0.0/16: {error}"
                ) from error
        return texts

    @model_validator(mode="after")
    def _areas_in_order(self) -> Self:
        if self.min_area_share >= self.max_area_share:
            raise ValueError("min_area_share must be smaller than max_area_share")
        return self


class ZoneConfig(BaseModel):
    """An area with a name of its own; `keep_out`: litter never counts there.

    `unattended_s`: how long litter must lie there until it is told, 0 at once; None: as `dwell_s` says.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=40)]
    corners: Corners
    keep_out: bool = False
    unattended_s: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] | None = None


class GroundConfig(BaseModel):
    """Four corners, in order, of a rectangle on the ground whose sides were measured, in metres.

    `width_m` lies between the first and the second corner, `depth_m` between the second and the third.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    corners: FourCorners
    width_m: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
    depth_m: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]


class CameraConfig(BaseModel):
    """One camera. `zone`: where litter counts (None: everywhere); `masks`: painted over before it leaves.

    `zones`: more of them, with names, times and keep-outs; `ground`: what was measured to know square metres.

    `initial_piles`: where litter lies when the camera is first watched, so that its clearing is seen.
    Corners are shares (x, y) of the picture's width and height. `is_paced`: a video file keeps its own speed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: Id
    url: Annotated[str, Field(max_length=500, repr=False)]
    name: Annotated[str, Field(max_length=40)] = ""
    zone: Corners | None = None
    zones: Annotated[tuple[ZoneConfig, ...], Field(max_length=32)] = ()
    ground: GroundConfig | None = None
    masks: Annotated[tuple[Corners, ...], Field(max_length=32)] = ()
    initial_piles: Annotated[tuple[Corners, ...], Field(max_length=32)] = ()
    location: Location | None = None
    is_paced: bool = True

    @field_validator("url")
    @classmethod
    def _usable(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            is_readable = parts.port != 0
        except ValueError:
            is_readable = False
        if not is_readable:
            raise ValueError("no such address; in a password write / as %2F, # as %23, ? as %3F, @ as %40")
        if parts.scheme not in _SCHEMES:
            raise ValueError(f"expected an address that begins with one of {', '.join(_SCHEMES)}")
        if parts.scheme != "file" and not _is_camera_host(parts.hostname or ""):
            raise ValueError("expected the name or address of one camera, not link-local, multicast or none")
        return url


def _is_camera_host(host: str) -> bool:
    """Tell whether a camera may be there: metadata services listen on link-local addresses."""
    try:
        address = ip_address(host)
    except ValueError:
        return bool(host)
    return not (address.is_link_local or address.is_multicast or address.is_unspecified)
