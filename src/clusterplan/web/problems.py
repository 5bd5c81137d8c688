"""Every fault over HTTP is a problem document (RFC 9457), and this is the only place that knows HTTP status codes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from clusterplan.errors import ClusterplanError, InfeasibleError, InputError
from clusterplan.language import Language
from clusterplan.planning.known_plan import OtherDataError
from clusterplan.web.state.errors import (
    NotAllowedError,
    NotFoundError,
    StaleVersionError,
    StateUnavailableError,
    TooManyJobsError,
)

__all__ = ["Problem", "add_problem_handlers", "language_of", "problem_document"]

_NO_TYPE = "about:blank"
_STATUS: Mapping[type[ClusterplanError], HTTPStatus] = {
    InputError: HTTPStatus.BAD_REQUEST,
    InfeasibleError: HTTPStatus.CONFLICT,
    NotFoundError: HTTPStatus.NOT_FOUND,
    NotAllowedError: HTTPStatus.CONFLICT,
    OtherDataError: HTTPStatus.CONFLICT,
    StaleVersionError: HTTPStatus.PRECONDITION_FAILED,
    StateUnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    TooManyJobsError: HTTPStatus.TOO_MANY_REQUESTS,
}
"""Status of an error and of every kind of it that has none of its own."""


class Problem(HTTPException):
    """What is wrong with a request, in words that its sender can act on.

    Parameters
    ----------
    status
        HTTP status.
    detail
        One sentence.
    headers
        More headers.
    kind
        Address of its type, where a standard gives it one.
    faults
        Every single fault, where there are several.
    """

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        headers: Mapping[str, str] | None = None,
        *,
        kind: str = _NO_TYPE,
        faults: Sequence[str] = (),
    ) -> None:
        super().__init__(status.value, detail, headers)
        self.kind, self.faults = kind, tuple(faults)


def add_problem_handlers(app: FastAPI) -> None:
    """Make an application answer every fault with a problem document.

    Parameters
    ----------
    app
        The application.
    """
    app.add_exception_handler(HTTPException, _of_http_exception)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(ClusterplanError, _of_clusterplan)


def _of_http_exception(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    more: dict[str, Any] = {"kind": error.kind, "faults": error.faults} if isinstance(error, Problem) else {}
    return problem_document(HTTPStatus(error.status_code), str(error.detail), error.headers, **more)


def _of_validation(_request: Request, error: Exception) -> Response:
    """OGC API Features asks for 400 where FastAPI says 422."""
    assert isinstance(error, RequestValidationError)
    details = (f"{'.'.join(str(part) for part in found['loc'][1:])}: {found['msg']}" for found in error.errors())
    return problem_document(HTTPStatus.BAD_REQUEST, "; ".join(details))


def _of_clusterplan(request: Request, error: Exception) -> Response:
    """Tell every fault that was found, in the language that the client prefers."""
    assert isinstance(error, ClusterplanError)
    status = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), None)
    if status is None:
        raise error  # our own fault: its place is the log
    language = language_of(request)
    summary, *details = error.lines(language)
    headers: dict[str, str] = {"Content-Language": language}
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "5"
    detail = " ".join((summary, *_advice(error, language)))
    return problem_document(status, detail, headers, faults=[line.removeprefix("  - ") for line in details])


def _advice(error: ClusterplanError, language: Language) -> Iterator[str]:
    """Yield what to do about the one fault that the summary has told already."""
    faults = error.faults if isinstance(error, InputError) else ()
    if len(faults) == 1 and faults[0].what == error.summary and faults[0].advice is not None:
        yield faults[0].advice.in_language(language)


def language_of(request: Request) -> Language:
    """Return the language that a client asks for first, of the two that there are; English if it asks for none.

    Parameters
    ----------
    request
        What was asked.

    Returns
    -------
    str
        ``vi`` or ``en``.
    """
    return "vi" if request.headers.get("accept-language", "").strip().lower().startswith("vi") else "en"


def problem_document(
    status: HTTPStatus,
    detail: str,
    headers: Mapping[str, str] | None = None,
    *,
    kind: str = _NO_TYPE,
    faults: Sequence[str] = (),
) -> Response:
    """Return a problem document.

    Parameters
    ----------
    status
        HTTP status.
    detail
        What is wrong and what to do, in one sentence.
    headers
        More headers.
    kind
        Address of its type, where a standard gives it one.
    faults
        Every single fault, where there are several.

    Returns
    -------
    starlette.responses.Response
        Of the type ``application/problem+json``.
    """
    content: dict[str, Any] = {"type": kind, "title": status.phrase, "status": status.value, "detail": detail}
    if faults:
        content["faults"] = list(faults)
    return Response(json.dumps(content, ensure_ascii=False), status.value, headers, "application/problem+json")
