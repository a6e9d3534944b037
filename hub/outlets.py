"""For whom the hub publishes besides its devices, as the settings say."""

from devices.contract.quantities import QUANTITIES
from hub.domain.exports.home_assistant import Names, Publisher
from hub.services.exports import HomeAssistant, Publish
from hub.services.watch import Watch
from hub.settings import HubSettings
from hub.version import VERSION
from hub.words import EXPORTED, Language, Word

# Home Assistant's own; also what the API shows while nothing is published.
_USUAL_PREFIX = "homeassistant"


def home_assistant(settings: HubSettings, watch: Watch, publish: Publish) -> HomeAssistant:
    """Build what keeps Home Assistant up to date, in the township's language."""
    language = Language(settings.site.language)
    names = Names(
        {name: Word(quantity.zh, quantity.en).of(language) for name, quantity in QUANTITIES.items()},
        *(EXPORTED[key].of(language) for key in ("level", "full", "emptied")),
    )
    prefix = settings.exports.home_assistant_prefix or _USUAL_PREFIX
    return HomeAssistant(Publisher(settings.site.id, prefix, VERSION, names), watch, publish)
