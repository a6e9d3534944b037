"""What a hub is told before its township begins: who stands where, and the products that nobody ships."""

from pathlib import Path

from deploy.api import Hub
from deploy.config import VillageSettings
from deploy.credentials import write_private
from deploy.probes import say_ready
from deploy.serve import ready_file
from deploy.servers import Place
from deploy.simulate.installation import registry
from deploy.stack import TOWNSHIP
from devices.sim.voices.vendor_json import PROFILE, profile_text
from devices.sim.world.world import World


def tell(hub: Hub, settings: VillageSettings, world: World, place: Place) -> None:
    """Bring registry and profile, ask for the secret of the vendor's platform, and let the devices begin.

    Raises:
        NoAnswer: the hub does not answer, or refuses.
    """
    hub.put_file(f"/api/v1/profiles/{PROFILE}", profile_text().encode())
    hub.upload("/api/v1/registry", registry(settings, world))
    secret = hub.post("/api/v1/webhooks/json", {})["secret"]
    write_private(_secret_file(place.home), secret)
    say_ready(ready_file(place.home, TOWNSHIP))


def webhook_secret(home: Path) -> str:
    """Read the secret that the hub gave out to the vendor's platform.

    Raises:
        OSError: nobody has told the hub its township.
    """
    return _secret_file(home).read_text(encoding="ascii")


def _secret_file(home: Path) -> Path:
    return home / "run" / "webhook"
