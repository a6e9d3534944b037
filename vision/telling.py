"""What is told of a pile or a spoilt view: the finding of the contract, pictures with captions. Pure."""

from datetime import tzinfo

from devices.contract.bodies import LitterFinding, Phase, ViewFault
from vision.drawing import captioned, jpeg, marked
from vision.evidence import Role
from vision.picture import Picture
from vision.scene import Scene, foot_of
from vision.seen import Seen, Tale
from vision.words import caption, clock, view_caption

_MOST_M2 = 10_000.0
_PROOF_WIDTH_PX = 1280


def finding(tale: Tale, scene: Scene, elsewhere: str, picture_px: int) -> LitterFinding:
    """Write the finding, without boot, number and media.

    Args:
        tale: what changed.
        scene: the zones and the ground of the place.
        elsewhere: how the place is called where no zone is.
        picture_px: how many pixels the picture has as the camera gave it.
    """
    change, ground = tale.change, scene.ground
    pile = change.pile
    zone = scene.zone_at(*foot_of(pile.xywh_share))
    return LitterFinding(
        id=pile.id,
        at_ms=tale.now.taken_at_ms,
        boot=0,
        seq=0,
        phase=change.phase,
        zone=elsewhere if zone is None else zone.name,
        sight=change.sight,
        confidence=pile.confidence,
        xywh=pile.xywh_share,
        area_share=pile.area_share,
        area_px=round(pile.area_share * picture_px),
        area_m2=None if ground is None else round(min(ground.area_m2(pile.mask), _MOST_M2), 2),
        growth=pile.growth,
    )


def proofs(tale: Tale, camera: str, zone: tzinfo) -> dict[Role, bytes]:
    """Draw the pictures of a change as JPEG: how it is now, and how it was before if that is known."""
    role: Role = "after" if tale.change.phase is Phase.END else "at"
    said = caption(role, camera, clock(tale.now.taken_at_ms, zone), is_veiled=tale.is_veiled)
    drawn = {role: _proof(tale, tale.now, said)}
    if (before := tale.before) is not None:
        # Taken when hardly anything had come: nothing to speak of is hidden.
        said = caption("before", camera, clock(before.taken_at_ms, zone), is_veiled=False)
        drawn["before"] = _proof(tale, before, said)
    return drawn


def view_proof(seen: Seen, camera: str, zone: tzinfo) -> dict[Role, bytes]:
    """Draw what a view looked like when it became unusable as JPEG; nothing when it is usable again."""
    if seen.view is None or seen.view.fault is ViewFault.NONE:
        return {}
    shown = seen.picture.at_most(_PROOF_WIDTH_PX)
    said = view_caption(seen.view.fault, camera, clock(shown.taken_at_ms, zone))
    return {"at": jpeg(captioned(shown.frame, said))}


def _proof(tale: Tale, picture: Picture, said: str) -> bytes:
    return jpeg(marked(picture.frame, tale.change.pile.xywh_share, said))
