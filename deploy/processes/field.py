"""The field process of the demo: everything that stands in the township, in the memory of one interpreter."""

from pathlib import Path

from deploy.config import VillageSettings
from deploy.processes.pictures import PicturesProcess
from deploy.processes.voices import VoicesProcess


class FieldProcess:
    """Shows the pictures of every camera, and speaks for every other device.

    A simulation, whose parts must keep up with a clock that runs fast, has a process for each.

    Raises:
        CannotRun: no scenario is played.
    """

    def __init__(self, settings: VillageSettings, home: Path) -> None:
        self._pictures = PicturesProcess(settings, home)
        self._voices = VoicesProcess(settings, home)

    def start(self) -> None:
        """Begin to serve pictures and to speak; the hub, which knows its township, is there by now.

        Raises:
            OSError: the pictures' port is taken, or what devices keep cannot be written.
        """
        self._pictures.start()
        self._voices.start()

    def failure(self) -> str:
        """What ended one of them from inside."""
        return self._pictures.failure() or self._voices.failure()

    def stop(self) -> None:
        """Let all devices go."""
        self._voices.stop()
        self._pictures.stop()
