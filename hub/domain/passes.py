"""Short-lived signed addresses of pictures, for screens that cannot sign in (Grafana). Pure.

A pass opens one path until one moment; who has it needs no account. It is worth nothing for any other path.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.domain.instants import millis

# Rows of the screens are written at least every five minutes and are shown for six.
LIFETIME = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Passes:
    """Signs with a `key` that is new with every start of the hub; `base_url` is how screens reach it."""

    key: bytes
    base_url: str

    def address(self, path: str, now: datetime) -> str:
        """The whole address of a path, good for LIFETIME."""
        return f"{self.base_url}{path}?{self.query(path, millis(now + LIFETIME) // 1000)}"

    def query(self, path: str, until: int) -> str:
        """A pass for a path, until seconds since 1970; for what belongs to another that ends then."""
        return f"until={until}&sig={self._signature(path, until)}"

    def opens(self, path: str, until: int, signature: str, now: datetime) -> bool:
        """Tell whether a pass, seconds since 1970, is ours and still good."""
        is_ours = hmac.compare_digest(self._signature(path, until).encode(), signature.encode())
        return is_ours and millis(now) // 1000 < until <= millis(now + LIFETIME) // 1000

    def _signature(self, path: str, until: int) -> str:
        return hmac.new(self.key, f"{path}\n{until}".encode(), hashlib.sha256).hexdigest()[:40]
