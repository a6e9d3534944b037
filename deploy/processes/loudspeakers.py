"""The loudspeakers of a township that is played: whom they obey, and where their sounds come from."""

from pathlib import Path

from deploy.config import VillageSettings
from deploy.servers import Place, mqtt_passwords
from devices.agents.audio_cache import AudioCache, CacheOptions
from devices.contract.bodies import DeviceClass
from devices.pace import Time
from devices.sim.voices.performing import SharedSounds
from devices.sim.voices.record import Record
from devices.sim.voices.speakers import Speakers
from devices.sim.world.showing import Showing, Staged
from hub.orders import PUBLIC_KEY


class Loudspeakers:
    """All of them, and the sounds that they share; the hub, whose key they need, is there by now.

    Where the machine's clock is right, the township is there again tomorrow: keys and diaries are kept.

    Raises:
        OSError: the hub has no public key yet, or a speaker's own key cannot be used.
    """

    def __init__(
        self, settings: VillageSettings, home: Path, world: Staged, record: Record, time: Time
    ) -> None:
        actors = [actor for actor in world.actors if actor.device.device_class is DeviceClass.SPEAKER]
        names = [actor.id for actor in actors]
        passwords = mqtt_passwords(Place.at(home), names)
        # Any of them may fetch what all of them play: a process needs a sound once.
        account = names[0] if names else ""
        self._sounds = SharedSounds(
            AudioCache(
                CacheOptions(
                    hub_url=f"http://{settings.http.host}:{settings.http.port}",
                    username=account,
                    password=passwords.get(account, ""),
                    folder=home / "field" / "sounds",
                )
            )
        )
        self._speakers = Speakers(
            settings.site.id,
            actors=actors,
            ears={name: world.ears(name) for name in names},
            broker=(settings.mqtt.host, settings.mqtt.port),
            passwords=passwords,
            hub_keys=tuple((settings.data_dir / PUBLIC_KEY).read_text(encoding="ascii").split()),
            library=self._sounds,
            record=record,
            time=time,
            folder=home / "field" / "speakers" if isinstance(world, Showing) else None,
        )

    def start(self) -> None:
        """Switch them on."""
        self._speakers.start()

    def stop(self) -> None:
        """End them without a word."""
        self._speakers.stop()
        self._sounds.close()

    @property
    def failure(self) -> BaseException | None:
        """What ended them by themselves; None while all is well."""
        return self._speakers.failure

    @property
    def sounding(self) -> int:
        """How many are heard right now."""
        return self._speakers.sounding

    @property
    def adrift(self) -> int:
        """How many have power, and the broker has not let them in."""
        return self._speakers.adrift
