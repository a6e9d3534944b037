"""Every setting of the hub: type, unit, default and bounds. Read by deploy, frozen afterwards."""

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr

from devices.contract.topics import ID_PATTERN
from hub.cap_settings import CapSettings
from hub.domain.health import Patience
from hub.domain.quiet_hours import Policy, Span
from hub.domain.tickets import Allowed
from hub.section import Section

Port = Annotated[int, Field(ge=1, le=65535)]
OpenPort = Annotated[int, Field(ge=0, le=65535)]
Clock24 = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class SiteSettings(Section):
    """Which township this hub serves. `map_datum`: what the base of the screens' map is drawn in.

    Our own base is WGS-84; Chinese map services draw in GCJ-02, some hundred metres off.
    """

    id: Annotated[str, Field(pattern=ID_PATTERN)] = "daxi"
    name: Annotated[str, Field(min_length=1, max_length=40)] = "大溪乡"
    timezone: str = "Asia/Shanghai"
    language: Literal["zh", "en"] = "zh"
    map_datum: Literal["wgs84", "gcj02"] = "wgs84"


class MqttSettings(Section):
    """The broker and who we are to it."""

    host: str = "127.0.0.1"
    port: Port = 1883
    client_id: Annotated[str, Field(pattern=ID_PATTERN)] = "hub"
    username: str = "hub"
    password: SecretStr = SecretStr("")
    ca_file: str = ""
    keepalive_s: Annotated[int, Field(ge=5, le=600)] = 30
    receive_window: Annotated[int, Field(ge=1, le=10_000)] = 1000


class SeriesSettings(Section):
    """Where time series go: a SQLite file, or InfluxDB by its 1.x or 2.x write API (3 Core takes 2.x).

    Points stay here for `keep_hours` after the store took them, as far as `keep_mib` allows: a store that
    restarts may have lost some, and they are written again. The SQLite file keeps points for `raw_days` (a
    device may be 30 days late) and five-minute figures for `rollup_days`; InfluxDB has its retention policy.
    """

    store: Literal["sqlite", "influx1", "influx2"] = "sqlite"
    url: str = "http://127.0.0.1:8086"
    database: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = "village"
    org: str = ""
    username: str = ""
    password: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 10.0
    keep_hours: Annotated[float, Field(ge=1, le=24 * 365)] = 24.0
    keep_mib: Annotated[int, Field(ge=1, le=1_000_000)] = 512
    raw_days: Annotated[int, Field(ge=32, le=36_500)] = 35
    rollup_days: Annotated[int, Field(ge=32, le=36_500)] = 1_100

    @property
    def keep(self) -> timedelta:
        """How long points stay."""
        return timedelta(hours=self.keep_hours)

    @property
    def quota_bytes(self) -> int:
        """How much of them stays, packed."""
        return self.keep_mib * 1024 * 1024


class HttpSettings(Section):
    """The console and the API. `public_url` is how people and agents reach them.

    `first_page`: what lies at its root. The wall needs InfluxDB; without one the workbench is first.
    """

    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: str = "http://127.0.0.1:8080"
    first_page: Literal["wall", "workbench"] = "wall"
    session_hours: Annotated[int, Field(ge=1, le=24 * 30)] = 72


class JournalSettings(Section):
    """How raw messages are kept before and after they are worked on.

    Finished ones stay for `keep_hours` as far as `quota_mib` allows. When those that wait fill the quota, or
    the disk has only `reserve_mib` left (kept for the ledger), the hub takes nothing until there is room.
    """

    segment_mib: Annotated[int, Field(ge=1, le=256)] = 64
    keep_hours: Annotated[int, Field(ge=1, le=24 * 365)] = 24
    quota_mib: Annotated[int, Field(ge=16, le=1_000_000)] = 4096
    reserve_mib: Annotated[int, Field(ge=0, le=1_000_000)] = 200


class EvidenceSettings(Section):
    """How much pictures and sounds may take; of more, the oldest that nothing open needs are deleted.

    When the disk has only `leave_free_mib` left, new ones wait where they were made: readings come first.
    """

    quota_mib: Annotated[int, Field(ge=16, le=10_000_000)] = 20_480
    leave_free_mib: Annotated[int, Field(ge=0, le=1_000_000)] = 400


class ListenerSettings(Section):
    """Ports for devices with a SIM card that send straight to the hub; 0 keeps a port closed.

    HJ 212 stations are answered when their data are safe. A connection silent for `idle_s` is closed; above
    `most` connections on one port others are turned away.
    """

    host: str = "0.0.0.0"  # noqa: S104  devices come from outside
    dingtek_tcp_port: OpenPort = 0
    hj212_tcp_port: OpenPort = 0
    milesight_nb_tcp_port: OpenPort = 0
    milesight_nb_udp_port: OpenPort = 0
    idle_s: Annotated[float, Field(ge=1, le=86_400)] = 600.0
    most: Annotated[int, Field(ge=1, le=4096)] = 256


class WatchSettings(Section):
    """When silence counts, in multiples of a device's own reporting period."""

    late_after_periods: Annotated[float, Field(ge=1, le=100)] = 2.5
    offline_after_periods: Annotated[float, Field(ge=1, le=1000)] = 6.0
    grace_s: Annotated[float, Field(ge=0, le=3600)] = 5.0

    def patience(self) -> Patience:
        """The same as the domain reads it."""
        grace = timedelta(seconds=self.grace_s)
        return Patience(self.late_after_periods, self.offline_after_periods, grace)


class RectifySettings(Section):
    """How long an owner has, hours."""

    litter_due_h: Annotated[float, Field(gt=0, le=24 * 60)] = 24.0
    bin_full_due_h: Annotated[float, Field(gt=0, le=24 * 60)] = 12.0
    bin_fire_due_h: Annotated[float, Field(gt=0, le=24 * 60)] = 0.5
    bin_tilted_due_h: Annotated[float, Field(gt=0, le=24 * 60)] = 24.0
    bin_battery_due_h: Annotated[float, Field(gt=0, le=24 * 60)] = 168.0
    alert_due_h: Annotated[float, Field(gt=0, le=24 * 60)] = 24.0
    speaker_due_h: Annotated[float, Field(gt=0, le=24 * 60)] = 24.0
    noise_due_h: Annotated[float, Field(gt=0, le=24 * 60)] = 72.0

    def allowed(self) -> Allowed:
        """The same as spans."""
        return Allowed(
            litter=timedelta(hours=self.litter_due_h),
            bin_full=timedelta(hours=self.bin_full_due_h),
            bin_fire=timedelta(hours=self.bin_fire_due_h),
            bin_tilted=timedelta(hours=self.bin_tilted_due_h),
            bin_battery=timedelta(hours=self.bin_battery_due_h),
            alert=timedelta(hours=self.alert_due_h),
            speaker=timedelta(hours=self.speaker_due_h),
            noise=timedelta(hours=self.noise_due_h),
        )


class BroadcastSettings(Section):
    """How announcements are sent and when they may sound.

    A speaker that has not answered after `receipt_wait_s` counts as not reached. No announcement sounds
    longer than `longest_min`, no village hears more than `airtime_min` in a day (urgent ones excepted).
    `bypass_role` may send an emergency without a second person, who then reviews it within a day.
    The loudspeakers test themselves every week on `test_weekday` (0 is Monday) at `test_at`.
    `voice_dir` holds a better voice for sherpa-onnx (docs/operations.md); without it espeak-ng speaks.
    """

    receipt_wait_s: Annotated[float, Field(ge=1, le=600)] = 25.0
    expiry_min: Annotated[int, Field(ge=1, le=24 * 60)] = 60
    volume_pct: Annotated[int, Field(ge=0, le=100)] = 70
    night_from: Clock24 = "21:30"
    night_until: Clock24 = "06:30"
    noon_from: Clock24 = "12:00"
    noon_until: Clock24 = "14:00"
    longest_min: Annotated[float, Field(gt=0, le=60)] = 10.0
    airtime_min: Annotated[int, Field(ge=0, le=24 * 60)] = 90
    bypass_role: Literal["operator", "admin"] = "admin"
    test_weekday: Annotated[int, Field(ge=0, le=6)] = 2
    test_at: Clock24 = "10:00"
    test_volume_pct: Annotated[int, Field(ge=0, le=100)] = 20
    espeak_ng: str = "espeak-ng"
    voice_dir: str = ""

    @property
    def receipt_wait(self) -> timedelta:
        """What a speaker is given to answer."""
        return timedelta(seconds=self.receipt_wait_s)

    def policy(self, zone: ZoneInfo) -> Policy:
        """When it must be quiet, by the clocks of a zone."""
        night = Span(time.fromisoformat(self.night_from), time.fromisoformat(self.night_until))
        noon = Span(time.fromisoformat(self.noon_from), time.fromisoformat(self.noon_until))
        return Policy(zone=zone, quiet=(night, noon))


class ExportSettings(Section):
    """For whom else the hub publishes. Home Assistant looks below "homeassistant"; "" publishes nothing."""

    home_assistant_prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9_/-]{0,80}$")] = ""


class HubSettings(Section):
    """Everything the hub is told."""

    data_dir: Path = Path(".village/hub")
    site: SiteSettings = SiteSettings()
    mqtt: MqttSettings = MqttSettings()
    series: SeriesSettings = SeriesSettings()
    http: HttpSettings = HttpSettings()
    journal: JournalSettings = JournalSettings()
    evidence: EvidenceSettings = EvidenceSettings()
    listeners: ListenerSettings = ListenerSettings()
    watch: WatchSettings = WatchSettings()
    rectify: RectifySettings = RectifySettings()
    broadcast: BroadcastSettings = BroadcastSettings()
    cap: CapSettings = CapSettings()
    exports: ExportSettings = ExportSettings()
