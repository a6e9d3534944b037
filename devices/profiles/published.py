"""Which product a published description speaks of: names are written freely there, so the codec helps."""

import re
from collections.abc import Mapping

from devices.codecs.frame import Profile

_ASIDE = re.compile(r"\s*\([^)]*\)")


def product_of(profiles: Mapping[str, Profile], device: str, codec: str) -> Profile | None:
    """Find the profile of a device described by maker and model, such as "Dragino LDDS75".

    Args:
        profiles: the catalogue.
        device: maker, model, perhaps a remark in brackets; several models may stand there: "DF702/DF703".
        codec: the family of its frames as the publisher calls it, which begins like ours.

    Returns:
        None when no product of the family has that name and they are not all read the same way.
    """
    maker = codec.partition("-")[0]
    makers = [profile for profile in profiles.values() if profile.codec.partition("-")[0] == maker]
    family = [profile for profile in makers if _is_family(codec, profile.codec)]
    plain = _ASIDE.sub("", device).strip().lower()
    wanted = {plain, plain.partition(" ")[2], *re.split(r"[/ ]", plain)} - {""}
    for named in ([profile for profile in among if wanted & _names(profile)] for among in (family, makers)):
        if named:
            return max(named, key=lambda profile: len(profile.codec))
        if len({tuple(sorted(profile.parameters.items())) for profile in family}) == 1:
            return family[0]
    return None


def _names(profile: Profile) -> set[str]:
    model = str(profile.parameters.get("model", ""))
    return {f"{profile.brand} {profile.model}".lower(), profile.model.lower(), *profile.models, model} - {""}


def _is_family(published: str, ours: str) -> bool:
    return published == ours or published.startswith(f"{ours}-")
