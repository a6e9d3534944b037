"""What a screen shows in the place of a picture that cannot be had any more: words, drawn as a picture."""

from html import escape

from fastapi import Request, Response

from hub.api.passing import SHOWN_ELSEWHERE
from hub.api.problems import Refused
from hub.api.words import NO_PICTURE
from hub.words import Language

_DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180" viewBox="0 0 320 180">'
    '<rect width="320" height="180" fill="#0b1116"/><text x="160" y="98" fill="#9fb2c0" font-size="{size}" '
    'text-anchor="middle" font-family="sans-serif">{words}</text></svg>'
)
# Latin letters are half as wide as Chinese ones.
_SIZES_PX = {Language.ZH: 26, Language.EN: 24}


def no_picture(request: Request, status: int, code: str, language: Language) -> Response:
    """Answer a request for a picture with words; `code` is a key of NO_PICTURE.

    Raises:
        Refused: who asks does not show pictures.
    """
    if "image/" not in request.headers.get("accept", ""):
        raise Refused(status, code)
    words = escape(NO_PICTURE[code].of(language))
    drawn = _DRAWN.format(size=_SIZES_PX[language], words=words)
    headers = {**SHOWN_ELSEWHERE, "Cache-Control": "no-store"}
    return Response(drawn, status, media_type="image/svg+xml", headers=headers)
