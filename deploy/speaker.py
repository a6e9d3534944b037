"""`village-hub speaker FILE`: the agent beside one loudspeaker, until it is told to end."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, SecretStr

from deploy import sayings
from deploy.config import checked, read
from deploy.errors import CannotRun
from deploy.sayings import shown
from deploy.told import Told
from devices.agents.ear import level_dbfs
from devices.agents.field import FieldApp, FieldOptions
from devices.agents.microphone import ListeningLivePlayer, ListeningPlayer, Microphone, MicrophoneOptions
from devices.agents.player import MpvOptions, MpvPlayer, PacedPlayer
from devices.agents.speaker import SpeakerOptions
from devices.contract.signing import PublicKey
from devices.contract.topics import ID_PATTERN
from devices.drivers.axis import AxisPlayer
from devices.drivers.cloud_horn import CloudHornOptions, CloudHornPlayer
from devices.drivers.g711 import Law
from devices.drivers.hikvision import HikvisionPlayer
from devices.drivers.playing import LivePlayer, Player
from devices.drivers.rtp import RtpOptions, RtpPlayer
from devices.drivers.snapcast import SnapcastOptions, SnapcastPlayer
from devices.drivers.vendor_http import HornOptions
from devices.keys import BadKeyFile
from devices.mqtt import LinkOptions
from devices.spool import SpoolFailed
from hub import orders as hub_key
from hub.section import Section

_LOOK_S = 1.0
_STOP_S = 10
_LISTEN_S = 10.0
Say: TypeAlias = Callable[[str], None]
Name = Annotated[str, Field(pattern=ID_PATTERN)]
Port = Annotated[int, Field(ge=1, le=65535)]
Text = Annotated[str, Field(max_length=200)]


class HubSection(Section):
    """The hub: where sounds come from, and the keys whose orders are obeyed (`data_dir/keys/hub.pub`)."""

    url: Annotated[str, Field(pattern=r"^https?://[^/]+/?$")]
    keys: Annotated[tuple[Text, ...], Field(min_length=1, max_length=4)]
    ca_file: str = ""


class BrokerSection(Section):
    """The broker."""

    host: Text
    port: Port = 1883
    ca_file: str = ""


class SpeakerSection(Section):
    """Who it is; its password is the one that the hub gave the device."""

    site: Name
    device: Name
    password: SecretStr
    groups: tuple[Name, ...] = ()
    volume_cap_pct: Annotated[int, Field(ge=0, le=100)] = 100
    model: Annotated[str, Field(max_length=80)] = ""
    folder: Path = Path("/var/lib/village-speaker")


class Mpv(Section):
    """A sound card of this machine, by mpv."""

    kind: Literal["mpv"] = "mpv"
    output: str = ""
    arguments: tuple[str, ...] = ()

    def player(self) -> Player:
        """Build it."""
        return MpvPlayer(MpvOptions(audio_output=self.output, arguments=self.arguments))


class Pretended(Section):
    """No sound at all: for trying the rest."""

    kind: Literal["pretended"]

    def player(self) -> Player:
        """Build it."""
        return PacedPlayer()


class Rtp(Section):
    """A paging group."""

    kind: Literal["rtp"]
    group: Text
    port: Port
    law: Law = Law.MU
    ttl: Annotated[int, Field(ge=0, le=255)] = 4
    interface: Text = ""

    def player(self) -> Player:
        """Build it."""
        return RtpPlayer(RtpOptions(self.group, self.port, self.law, self.ttl, self.interface))


class Vendor(Section):
    """A horn with a web interface."""

    kind: Literal["axis", "hikvision"]
    url: Annotated[str, Field(pattern=r"^https?://[^/]+/?$")]
    username: Text
    password: SecretStr
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 5.0
    ca_file: str = ""

    def player(self) -> Player:
        """Build it."""
        horn = HornOptions(
            self.url, self.username, self.password.get_secret_value(), self.timeout_s, self.ca_file
        )
        return AxisPlayer(horn) if self.kind == "axis" else HikvisionPlayer(horn)


class Snapcast(Section):
    """A group of a Snapcast server."""

    kind: Literal["snapcast"]
    host: Text
    group: Text
    stream: Text = "village"
    control_port: Port = 1705
    source_port: Port = 4953

    def player(self) -> Player:
        """Build it."""
        return SnapcastPlayer(
            SnapcastOptions(self.host, self.group, self.stream, self.control_port, self.source_port)
        )


class CloudHorn(Section):
    """A 4G horn behind its maker's broker; `own_host` is this machine's address as the horn reaches it."""

    kind: Literal["cloud-horn"]
    host: Text
    port: Port = 1883
    ca_file: str = ""
    username: Text
    password: SecretStr
    orders: Text
    answers: Text
    own_host: Text
    own_port: Annotated[int, Field(ge=0, le=65535)] = 0

    def player(self) -> Player:
        """Build it."""
        link = LinkOptions(
            host=self.host,
            port=self.port,
            client_id=self.username,
            username=self.username,
            password=self.password.get_secret_value(),
            ca_file=self.ca_file,
        )
        return CloudHornPlayer(
            CloudHornOptions(link, self.orders, self.answers, self.own_host, self.own_port)
        )


Horn: TypeAlias = Annotated[
    Mpv | Pretended | Rtp | Vendor | Snapcast | CloudHorn, Field(discriminator="kind")
]


class MicrophoneSection(Section):
    """A microphone beside the horn; `village-hub speaker FILE --listen` measures `expected_dbfs`."""

    device: Text = "default"
    expected_dbfs: Annotated[float, Field(ge=-90, le=0)] = -30.0


class SpeakerConfig(Section):
    """Everything one speaker is told."""

    hub: HubSection
    broker: BrokerSection
    speaker: SpeakerSection
    player: Horn = Mpv()
    microphone: MicrophoneSection | None = None


def load(file: Path) -> SpeakerConfig:
    """Read a speaker's settings.

    Raises:
        BadConfig: they cannot work. PermissionError: others may read the passwords in them.
    """
    raw = read(file)
    if file.stat().st_mode & 0o077:
        raise PermissionError(sayings.OPEN_TO_OTHERS.of(file=shown(file)))
    return checked(SpeakerConfig, raw, str(file))


def run(config: SpeakerConfig, say: Say) -> None:
    """Run the agent until SIGTERM or SIGINT.

    Raises:
        CannotRun: its keys or its folder cannot be used, or it ended by itself; the text says why.
    """
    told = Told()
    told.listen(_STOP_S)
    try:
        app = FieldApp(_options(config), lambda _: _player(config))
        app.start()
    except (BadKeyFile, SpoolFailed, ValueError) as error:
        raise CannotRun(sayings.SPEAKER_UNUSABLE.of(error=error)) from error
    say(sayings.SPEAKER_RUNS.line(device=config.speaker.device, broker=config.broker.host))
    failure: BaseException | None = None
    while failure is None and not told.wait(_LOOK_S):
        failure = app.failure()
    app.stop()
    if failure is not None:
        raise CannotRun(sayings.SPEAKER_UNUSABLE.of(error=failure)) from failure


def measure(config: SpeakerConfig, say: Say) -> None:
    """Say how loud the horn is at the microphone, while it sounds at volume 100.

    Raises:
        CannotRun: there is no microphone, or it is dead.
    """
    microphone = Microphone(_microphone(config.microphone or MicrophoneSection()))
    told = Told()
    say(sayings.LISTENING.line(seconds=int(_LISTEN_S)))
    with microphone.recording() as taken:
        told.wait(_LISTEN_S)
    found = taken.samples()
    if not len(found):
        device = microphone.options.device
        raise CannotRun(sayings.SPEAKER_UNUSABLE.of(error=f"nothing was recorded from {device!r}"))
    say(sayings.LEVEL.line(level=round(level_dbfs(found), 1)))


def replace_key(home: Path, say: Say) -> None:
    """Give the hub of an installation another key.

    Raises:
        CannotRun: it has none yet, the last replacement is not over, or it cannot be written.
    """
    try:
        public = hub_key.replace_key(home / "hub")
    except BadKeyFile as error:
        raise CannotRun(sayings.KEY_UNUSABLE.of(error=error)) from error
    say(sayings.KEY_REPLACED.of(key=public.text))


def _options(config: SpeakerConfig) -> FieldOptions:
    speaker, broker = config.speaker, config.broker
    for key in config.hub.keys:
        PublicKey.read(key)
    link = LinkOptions(
        host=broker.host,
        port=broker.port,
        client_id=speaker.device,
        username=speaker.device,
        password=speaker.password.get_secret_value(),
        ca_file=broker.ca_file,
    )
    options = SpeakerOptions(
        site=speaker.site,
        device=speaker.device,
        link=link,
        groups=speaker.groups,
        model=speaker.model,
        volume_cap_pct=speaker.volume_cap_pct,
        hub_keys=config.hub.keys,
    )
    return FieldOptions((options,), config.hub.url, speaker.folder, config.hub.ca_file)


def _player(config: SpeakerConfig) -> Player:
    player = config.player.player()
    if config.microphone is None:
        return player
    microphone = Microphone(_microphone(config.microphone))
    if isinstance(player, LivePlayer):
        return ListeningLivePlayer(player, microphone)
    return ListeningPlayer(player, microphone)


def _microphone(section: MicrophoneSection) -> MicrophoneOptions:
    return MicrophoneOptions(section.expected_dbfs, section.device)
