"""Many speaker agents in one process: pretend loudspeakers of a township, or real ones on one box."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from devices.agents.audio_cache import AudioCache, CacheOptions
from devices.agents.player import PacedPlayer
from devices.agents.speaker import SpeakerAgent, SpeakerOptions
from devices.drivers.playing import Player
from devices.keys import kept_key
from devices.pace import MACHINE, Time
from devices.spool import Spool


@dataclass(frozen=True, slots=True)
class FieldOptions:
    """The speakers of one process; `folder` holds their spool and the sounds they share.

    `time`: a simulation's, if it is one.
    """

    speakers: tuple[SpeakerOptions, ...]
    hub_url: str
    folder: Path
    hub_ca_file: str = ""
    time: Time = MACHINE


class FieldApp:
    """Composition root of the field process.

    Args:
        options: who speaks here.
        player_of: makes the player of one speaker; by default it only pretends and says so in its proofs.

    Raises:
        BadKeyFile: a speaker's own key, made at its first start, cannot be used or kept.
    """

    def __init__(
        self, options: FieldOptions, player_of: Callable[[SpeakerOptions], Player] | None = None
    ) -> None:
        self._spool = Spool(options.folder / "spool.db")
        self._agents = tuple(
            SpeakerAgent(
                replace(speaker, key=kept_key(options.folder / "keys" / f"{speaker.device}.key")),
                self._spool,
                PacedPlayer(options.time) if player_of is None else player_of(speaker),
                AudioCache(_cache_options(options, speaker)),
                options.time,
            )
            for speaker in options.speakers
        )

    def start(self) -> None:
        """Open the spool and connect every speaker in the background.

        Raises:
            SpoolFailed: the folder cannot be written.
        """
        self._spool.start()
        for agent in self._agents:
            agent.start()

    def stop(self) -> None:
        """Stop every sound, say goodbye, close the files; idempotent."""
        for agent in self._agents:
            agent.ask_to_stop()
        for agent in self._agents:
            agent.stop()
        self._spool.stop()

    def failure(self) -> BaseException | None:
        """What ended one of the agents by itself, None while all are well; end the process with it."""
        return next((agent.failure for agent in self._agents if agent.failure is not None), None)


def _cache_options(options: FieldOptions, speaker: SpeakerOptions) -> CacheOptions:
    # A folder for each speaker: two of them fetching the same sound would write the same file.
    return CacheOptions(
        hub_url=options.hub_url,
        username=speaker.device,
        password=speaker.link.password,
        folder=options.folder / "sounds" / speaker.device,
        ca_file=options.hub_ca_file,
    )
