"""The products that the hub can read: shipped, from the installation's folder, and its own. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from devices.codecs.frame import Hints, Profile
from devices.envelopes.table import matches
from devices.profiles.catalog import BadProfile, choose, foreign_filters, read
from hub.domain.area import Catalog


class Origin(StrEnum):
    """Where a profile comes from; a later one replaces an earlier one of its name."""

    SHIPPED = "shipped"
    FOLDER = "folder"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """A profile that somebody gave this hub while it ran."""

    name: str
    text: str
    put_at: datetime
    put_by: str


@dataclass(frozen=True)
class Products:
    """Every product as of one moment; exchanged whole when one changes.

    `own` are the profiles given at run time. `flawed`: the names of those that cannot be read any more, as
    after an update, with the reasons; the profile that they had replaced holds then.
    """

    profiles: Mapping[str, Profile]
    origins: Mapping[str, Origin]
    own: Mapping[str, OwnProfile] = field(default_factory=dict)
    flawed: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, shipped: Mapping[str, Profile], folder: Mapping[str, Profile], own: Iterable[OwnProfile] = ()
    ) -> "Products":
        """Lay the three over each other; what is the hub's own comes first where several answer to a name."""
        given = {item.name: item for item in own}
        readable: dict[str, Profile] = {}
        flawed: dict[str, str] = {}
        for name, item in given.items():
            try:
                readable[name] = read(f"{name}.toml", item.text)
            except BadProfile as error:
                flawed[name] = str(error)
        layers = ((Origin.OWN, readable), (Origin.FOLDER, folder), (Origin.SHIPPED, shipped))
        profiles: dict[str, Profile] = {}
        origins: dict[str, Origin] = {}
        for origin, layer in layers:
            for name, profile in layer.items():
                profiles.setdefault(name, profile)
                origins.setdefault(name, origin)
        return cls(profiles, origins, given, flawed)

    def filters(self) -> tuple[str, ...]:
        """List the subscriptions by which the hub hears them."""
        return foreign_filters(self.profiles)

    def devices_of(self, profile: Profile, catalog: Catalog) -> frozenset[str]:
        """List the registered devices of a product, by the models that the registry names."""
        return frozenset(
            device.id
            for device in catalog.devices.values()
            if device.model and self._of_model(device.model) is profile
        )

    def _of_model(self, model: str) -> Profile | None:
        try:
            return choose(self.profiles, model, Hints())
        except BadProfile:
            return None


def is_topic_of(profile: Profile, topic: str) -> bool:
    """Tell whether a product publishes JSON of its own on that topic."""
    return profile.json_map is not None and matches(profile.json_map.topic, topic)
