"""What the hub says of one camera's place, kept on disk: a worker that starts alone still knows it."""

import logging
import threading
from pathlib import Path

from pydantic import ValidationError

from devices.contract.setup import CameraSetup

log = logging.getLogger(__name__)


class HeldSetup:
    """The newest setup of one camera. Any thread may call any method."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._newest: CameraSetup | None = None
        self._has_news = False

    def load(self) -> None:
        """Read what was kept; a file that cannot be read is as none: the hub says it again."""
        try:
            kept = CameraSetup.model_validate_json(self._path.read_bytes(), by_alias=True, by_name=False)
        except FileNotFoundError:
            return
        except (OSError, ValidationError) as error:
            log.warning("setup %s cannot be read, the hub says it again: %s", self._path.name, error)
            return
        with self._lock:
            if self._newest is None:
                self._newest, self._has_news = kept, True

    def take(self, setup: CameraSetup) -> None:
        """Take what the hub says now; it holds from the next picture on, even if the disk is full."""
        with self._lock:
            if setup == self._newest:
                return
            self._newest, self._has_news = setup, True
            partial = self._path.with_suffix(".part")
            try:
                partial.write_text(setup.model_dump_json(by_alias=True), encoding="utf-8")
                partial.replace(self._path)
            except OSError as error:
                log.warning("setup %s is not kept: %s", self._path.name, error)

    def news(self) -> CameraSetup | None:
        """Give the newest if it was not given yet."""
        with self._lock:
            has_news, self._has_news = self._has_news, False
            return self._newest if has_news else None

    def begin_anew(self) -> None:
        """Let `news` give the newest again: whoever knew it has forgotten."""
        with self._lock:
            self._has_news = self._newest is not None
