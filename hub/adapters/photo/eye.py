"""The `Looking` port: the header here, the pixels in a child process, killed when it takes too long."""

import json
import subprocess
import sys

from hub.adapters.photo.workbench import REFUSED
from hub.domain.photos.jpeg import NoJpeg, read_header
from hub.domain.photos.picture import MOST_PIXELS, Picture, Unusable
from hub.ports import BadPhoto

_TIMEOUT_S = 20.0
_COMPLAINT_LETTERS = 200


class ChildEye:
    """Fulfils `hub.ports.Looking`; any thread may call it."""

    def look(self, jpeg: bytes) -> Picture:
        """See `Looking`."""
        try:
            width, height = read_header(jpeg).size_wh
        except NoJpeg as error:
            raise BadPhoto(Unusable.NOT_JPEG, str(error)) from error
        if width * height > MOST_PIXELS:
            raise BadPhoto(Unusable.TOO_MANY_PIXELS, f"{width} x {height}, at most {MOST_PIXELS} in all")
        command = [sys.executable, "-m", "hub.adapters.photo.workbench"]
        try:
            done = subprocess.run(  # noqa: S603  our own program, an argument list without a shell
                command, input=jpeg, capture_output=True, timeout=_TIMEOUT_S, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise BadPhoto(Unusable.TOO_COSTLY, f"not done after {_TIMEOUT_S:g} s") from error
        complaint = done.stderr.decode(errors="replace").strip()[-_COMPLAINT_LETTERS:]
        if done.returncode == REFUSED:
            raise BadPhoto(Unusable.BROKEN, complaint)
        if done.returncode != 0:
            raise BadPhoto(Unusable.TOO_COSTLY, f"looking at it ended with {done.returncode}: {complaint}")
        return _picture(done.stdout)


def _picture(line: bytes) -> Picture:
    said = json.loads(line)
    width, height = said["size_wh"]
    return Picture(
        (width, height), said["bright_p95"], said["contrast"], said["even_pct"], tuple(said["looks"])
    )
