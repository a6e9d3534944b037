"""A pass for closing photos (拍照链接): one person sends photos of one matter without an account. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LIFETIME = timedelta(days=7)
"""How long it opens its page; longer than most matters have, and what is closed takes no photo anyway."""


@dataclass(frozen=True, slots=True)
class PhotoPass:
    """One pass; of its token only the hash is kept. `person` is one of the registry, "" for nobody named."""

    token_sha256: str
    ticket: str
    person: str
    made_by: str
    until: datetime
