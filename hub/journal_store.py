"""The journal that the settings ask for."""

from hub.journal import Journal
from hub.journal.room import Room
from hub.settings import HubSettings

_MIB = 1024 * 1024


def journal(settings: HubSettings) -> Journal:
    """The journal of an installation; nothing is opened yet."""
    limits = settings.journal
    room = Room(quota_bytes=limits.quota_mib * _MIB, reserve_bytes=limits.reserve_mib * _MIB)
    return Journal(
        settings.data_dir / "journal", settings.site.id, segment_bytes=limits.segment_mib * _MIB, room=room
    )
