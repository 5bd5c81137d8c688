"""Every fault over HTTP is a problem document (RFC 9457), and this is the only place that knows HTTP status codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

__all__ = ["Problem", "add_problem_handlers", "problem_document"]


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
    """

    def __init__(self, status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status.value, detail, headers)


def add_problem_handlers(app: FastAPI) -> None:
    """Make an application answer every fault with a problem document.

    Parameters
    ----------
    app
        The application.
    """
    app.add_exception_handler(HTTPException, _of_http_exception)
    app.add_exception_handler(RequestValidationError, _of_validation)


def _of_http_exception(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem_document(HTTPStatus(error.status_code), str(error.detail), error.headers)


def _of_validation(_request: Request, error: Exception) -> Response:
    """OGC API Features asks for 400 where FastAPI says 422."""
    assert isinstance(error, RequestValidationError)
    details = (f"{'.'.join(str(part) for part in found['loc'][1:])}: {found['msg']}" for found in error.errors())
    return problem_document(HTTPStatus.BAD_REQUEST, "; ".join(details))


def problem_document(status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem document.

    Parameters
    ----------
    status
        HTTP status.
    detail
        What is wrong and what to do, in one sentence.
    headers
        More headers.

    Returns
    -------
    starlette.responses.Response
        Of the type ``application/problem+json``.
    """
    content = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    return Response(json.dumps(content, ensure_ascii=False), status.value, headers, "application/problem+json")
