"""Which evidence store a hub uses: a folder of its data directory."""

from hub.adapters.evidence import FileEvidence
from hub.settings import HubSettings

_MIB = 1024 * 1024


def evidence_store(settings: HubSettings) -> FileEvidence:
    """The evidence store of these settings; it is opened by nothing and holds nothing open."""
    leave_free_bytes = settings.evidence.leave_free_mib * _MIB
    return FileEvidence(settings.data_dir / "evidence", leave_free_bytes=leave_free_bytes)
