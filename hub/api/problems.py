"""How the API says that something is wrong: one JSON form, readable by programs and people."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from hub.api.headers import security_headers
from hub.api.logins import TooManyFailures
from hub.api.opened import is_opened
from hub.api.pages import problem_page
from hub.api.words import ERRORS
from hub.broadcast_words import in_the_way
from hub.closing_words import REASONS_AGAINST, UNUSABLE
from hub.domain.announcements import Flaw
from hub.domain.announcements.approval import Objection
from hub.domain.closing import NotByHand
from hub.domain.people import StaffFlaw
from hub.domain.photos.picture import Unusable
from hub.domain.registry_csv import BadTable
from hub.domain.registry_row import COLUMNS
from hub.domain.row_faults import BadRow
from hub.domain.sound_flaws import SoundFlaw
from hub.ports import BadPhoto, BadSound, BrokerUnchanged, NameTaken, SpeechFailed, StoreDown
from hub.registry_words import STAFF_FLAWS, row_fault
from hub.services.accounts import NotAdmitted
from hub.services.broadcast import KeyReused
from hub.services.closing import UnknownTicket
from hub.services.closing_photos import Busy
from hub.services.examine import NotAllowed
from hub.services.registry import NotRegistered
from hub.services.schedules import InTheWay
from hub.sound_words import SOUND_FLAWS
from hub.words import Word, refusal

log = logging.getLogger(__name__)
RETRY_AFTER_S = 5
# What the state of things forbids now; the same request may be good another time, or from somebody else.
_OTHERWISE_GOOD = frozenset(
    {
        Flaw.QUIET_HOURS,
        Flaw.AIRTIME_SPENT,
        Flaw.OVER,
        Flaw.TALK_OVER,
        Flaw.NOT_APPROVED_YET,
        Flaw.OUT_OF_ORDER,
        Objection.SAME_PERSON,
        Objection.NOT_PENDING,
        Objection.LAPSED,
        Objection.NO_REVIEW_DUE,
    }
)
# Two more are whose account it is; these are what was asked for.
_MISTAKEN = {
    StaffFlaw.NAME: 422,
    StaffFlaw.PASSWORD: 422,
    StaffFlaw.SAME: 422,
    StaffFlaw.UNKNOWN: 422,
    StaffFlaw.WRONG: 403,
}
_BY_STATUS = {404: "not_found", 405: "wrong_method", 413: "too_large"}


class Refused(Exception):
    """A request that is answered with an error; `code` is a key of ERRORS."""

    def __init__(self, status: int, code: str, detail: object = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail


class Problem(JSONResponse):
    """An error answer; who opened the address in a browser reads it as a page, in both languages."""

    def __init__(self, status: int, said: Word, content: object, headers: Mapping[str, str]) -> None:
        super().__init__(content, status, dict(headers))
        self._said = said

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as JSON or as a page."""
        if is_opened(scope):
            page = problem_page(self._said, self.headers.get("retry-after", ""))
            await HTMLResponse(page, self.status_code)(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def problem(
    status: int,
    code: str,
    *,
    detail: object = None,
    words: Word | None = None,
    headers: Mapping[str, str] | None = None,
) -> Problem:
    """Write the error answer; `words` says it better than the code's own."""
    said = words or ERRORS[code]
    content = {
        "error": code,
        "message_zh": said.zh,
        "message_en": said.en,
        "detail": jsonable_encoder(detail),
    }
    return Problem(status, said, content, headers or {})


def busy(code: str, detail: str) -> JSONResponse:
    """Say that something cannot be done for now, and when to ask again."""
    return problem(503, code, detail=detail, headers={"Retry-After": str(RETRY_AFTER_S)})


def away(error: StoreDown) -> JSONResponse:
    """Say that a store is away and when to ask again."""
    return busy("store_down", str(error))


def handle_problems(app: FastAPI) -> None:
    """Answer every exception of a route in the one form."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(StoreDown, _away)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(KeyReused, _key_reused)
    app.add_exception_handler(InTheWay, _in_the_way)
    app.add_exception_handler(NotByHand, _not_by_hand)
    app.add_exception_handler(UnknownTicket, _unknown_ticket)
    app.add_exception_handler(SpeechFailed, _speech_failed)
    app.add_exception_handler(BadSound, _bad_sound)
    app.add_exception_handler(BadPhoto, _bad_photo)
    app.add_exception_handler(Busy, _busy_with_photos)
    app.add_exception_handler(BadRow, _bad_row)
    app.add_exception_handler(BadTable, _bad_table)
    app.add_exception_handler(NotRegistered, _not_registered)
    app.add_exception_handler(BrokerUnchanged, _broker_unchanged)
    app.add_exception_handler(NameTaken, _name_taken)
    app.add_exception_handler(NotAdmitted, _not_admitted)
    app.add_exception_handler(TooManyFailures, _too_many_failures)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _bug)


def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)  # noqa: S101  # what it is registered for
    return problem(error.status, error.code, detail=error.detail)


def _away(_request: Request, error: Exception) -> JSONResponse:
    return away(StoreDown(str(error)))


def _not_allowed(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, NotAllowed)  # noqa: S101  # what it is registered for
    found = error.hindrance
    status = 409 if _OTHERWISE_GOOD.intersection(found.flaws) else 422
    return problem(status, "not_allowed", detail=asdict(found), words=refusal(found.flaws))


def _key_reused(_request: Request, error: Exception) -> JSONResponse:
    return problem(422, "key_reused", detail={"key": str(error)})


def _in_the_way(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, InTheWay)  # noqa: S101  # what it is registered for
    words = [in_the_way(each) for each in error.found]
    found = [
        {**asdict(each), "zh": word.zh, "en": word.en} for each, word in zip(error.found, words, strict=True)
    ]
    return problem(409, "in_the_way", detail={"conflicts": found})


def _not_by_hand(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, NotByHand)  # noqa: S101  # what it is registered for
    return problem(409, error.why.value, detail=str(error), words=REASONS_AGAINST[error.why])


def _unknown_ticket(_request: Request, error: Exception) -> JSONResponse:
    return problem(404, "not_found", detail={"ticket": error.args[0]})


def _speech_failed(_request: Request, error: Exception) -> JSONResponse:
    return problem(503, "speech_failed", detail=str(error))


def _bad_sound(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, BadSound)  # noqa: S101  # what it is registered for
    detail = {"flaw": error.flaw, "why": error.detail}
    status = 413 if error.flaw is SoundFlaw.TOO_LARGE else 422
    return problem(status, "bad_sound", detail=detail, words=SOUND_FLAWS[error.flaw])


def _bad_photo(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, BadPhoto)  # noqa: S101  # what it is registered for
    status = {Unusable.NOT_JPEG: 415, Unusable.TOO_MANY_PIXELS: 413}.get(error.flaw, 422)
    return problem(
        status, "bad_photo", detail={"flaw": error.flaw, "why": str(error)}, words=UNUSABLE[error.flaw]
    )


def _busy_with_photos(_request: Request, _error: Exception) -> JSONResponse:
    return busy("no_room", "photos are looked at one after the other")


def _bad_row(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, BadRow)  # noqa: S101  # what it is registered for
    return problem(422, "bad_row", detail={"why": str(error)}, words=row_fault(error))


def _bad_table(_request: Request, error: Exception) -> JSONResponse:
    return problem(422, "bad_table", detail={"expected_columns": COLUMNS, "why": str(error)})


def _not_registered(_request: Request, error: Exception) -> JSONResponse:
    return problem(404, "not_found", detail={"device": str(error)})


def _broker_unchanged(_request: Request, error: Exception) -> JSONResponse:
    return busy("broker_unchanged", str(error))


def _name_taken(_request: Request, error: Exception) -> JSONResponse:
    return problem(409, "name_taken", detail={"name": str(error)})


def _not_admitted(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, NotAdmitted)  # noqa: S101  # what it is registered for
    status, words = admission_status(error.flaw), STAFF_FLAWS[error.flaw]
    return problem(status, "bad_account", detail={"flaw": error.flaw}, words=words)


def admission_status(flaw: StaffFlaw) -> int:
    """The HTTP status that goes with a refused change of an account."""
    return _MISTAKEN.get(flaw, 409)


def _too_many_failures(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TooManyFailures)  # noqa: S101  # what it is registered for
    return problem(429, "too_many_failures", headers={"Retry-After": str(error.retry_after_s)})


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # what it is registered for
    return problem(422, "bad_request", detail=_places(error.errors()))


def _places(errors: Sequence[Mapping[str, object]]) -> list[dict[str, str]]:
    """Where and what was expected, without sending back what was said."""
    found = []
    for error in errors[:20]:
        where = error.get("loc")
        parts = [str(part)[:40] for part in where] if isinstance(where, tuple) else []
        found.append({"where": ".".join(parts), "expected": str(error.get("msg"))[:200]})
    return found


def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  # what it is registered for
    code = _BY_STATUS.get(error.status_code, "bad_request")
    return problem(error.status_code, code, detail=str(error.detail)[:200], headers=error.headers)


def _bug(request: Request, error: Exception) -> JSONResponse:
    log.error("%s %s met a bug", request.method, request.url.path, exc_info=error)
    # Starlette answers this outside of every middleware, the gate included.
    headers = {**security_headers(request.url.path), "Cache-Control": "no-store"}
    return problem(500, "internal", headers=headers)
