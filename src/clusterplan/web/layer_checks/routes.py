"""Have a file looked at: what is wrong by row and field, what it seems to hold, and its faulty features for QGIS."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Literal

import anyio
from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from clusterplan.errors import UsageError
from clusterplan.geodata import LayerRecord
from clusterplan.geodata.door.kind import REPAIRS
from clusterplan.geodata.door.limits import Limits
from clusterplan.geodata.door.looking import FAULTY, Look, LookAnswer, Question
from clusterplan.geodata.holdings import current_register
from clusterplan.geodata.read import record_of
from clusterplan.web.access import principal_of
from clusterplan.web.answers.sending import as_json
from clusterplan.web.layer_checks.addresses import CHECKS
from clusterplan.web.layer_checks.answers import CheckableLayers, LayerCheck, checkable_layers, layer_check
from clusterplan.web.parameters import NO_PARAMETERS, only
from clusterplan.web.problems import Problem
from clusterplan.web.replies import JSON
from clusterplan.web.service import service_of
from clusterplan.web.state.errors import NotFoundError

__all__ = ["ROUTER"]

ROUTER = APIRouter(tags=["Layers"])
GEOPACKAGE = "application/geopackage+sqlite3"
_LOOKS = 0.05
"""Seconds from one look for the answer to the next."""
_RECEIVING = 300
"""Seconds in which a file must have come."""
_PIECE = 1 << 20
_SECONDS = 120
"""Longest time of a look."""
_MEMORY = 3_000_000_000
"""Address space of a look, in bytes."""
_VERTICES = 8_000_000
_UNPACKED = 4
"""An archive may unpack to so many times the largest file."""
_NOT_KEPT = {"Cache-Control": "no-store"}
_FORMS = "multipart/form-data"

_BODY = {
    "requestBody": {
        "required": True,
        "description": "The bytes of the file: GeoJSON, GeoPackage, zipped Shapefile, FlatGeobuf, GeoParquet, CSV or "
        "XLSX, told by the bytes alone.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class Asked:
    """How a file is to be read.

    Parameters
    ----------
    layer
        Layer or table of the register that it should be.
    file
        Name of the file, for the report alone.
    repair
        Repairs that may be made.
    rename
        Fields of another name, as ``NAME_IN_FILE=NAME``.
    crs
        Reference system, where the file does not say it, as ``EPSG:3405``.
    part
        Layer of the file, or sheet of the workbook.
    decimal
        Decimal mark of the file's texts.
    unit_vintage
        Vintage of the file's unit codes.
    f
        ``json`` for what was found, ``gpkg`` for the faulty features.
    """

    NAMES = ("layer", "file", "repair", "rename", "crs", "part", "decimal", "unit_vintage", "f")

    def __init__(
        self,
        layer: Annotated[str, Query(max_length=200, description="Layer or table of the register that it should be.")],
        file: Annotated[str, Query(max_length=200, description="Name of the file, for the report.")] = "file",
        repair: Annotated[
            list[str], Query(json_schema_extra={"items": {"type": "string", "enum": list(REPAIRS)}})
        ] = [],  # noqa: B006 - FastAPI copies it
        rename: Annotated[
            list[str],
            Query(
                max_length=100,
                description="Fields as NAME_IN_FILE=NAME.",
                json_schema_extra={"items": {"type": "string", "pattern": "^[^=]+=.+$"}},
            ),
        ] = [],  # noqa: B006
        crs: Annotated[str | None, Query(max_length=200, description="Reference system, as EPSG:3405.")] = None,
        part: Annotated[str | None, Query(max_length=200, description="Layer of the file, or sheet.")] = None,
        decimal: Annotated[Literal["comma", "point"] | None, Query(description="Decimal mark of texts.")] = None,
        unit_vintage: Annotated[str | None, Query(max_length=20, description="Vintage of the unit codes.")] = None,
        f: Annotated[Literal["json", "gpkg"], Query(description="json, or gpkg for the faulty features.")] = "json",
    ) -> None:
        self.record = _known_layer(layer)
        self.file, self.crs, self.part, self.unit_vintage = file, crs, part, unit_vintage
        self.repairs = _known_repairs(repair)
        self.renamed = _pairs(rename)
        self.decimal: Literal[",", "."] | None = {"comma": ",", "point": "."}.get(decimal or "")  # type: ignore[assignment]
        self.wants_faulty = f == "gpkg"

    def question(self, file: Path, folder: Path, limits: Limits) -> Question:
        """Return what the child is asked."""
        return Question(
            file=str(file),
            name=self.file,
            layer=self.record.id,
            folder=str(folder),
            repairs=self.repairs,
            renamed=self.renamed,
            crs=self.crs,
            part=self.part,
            decimal=self.decimal,
            unit_vintage=self.unit_vintage,
            limits=limits,
            with_faulty=self.wants_faulty,
        )


@ROUTER.get(CHECKS, name="checkable_layers", response_model=CheckableLayers, dependencies=NO_PARAMETERS)
def list_checkable(request: Request) -> Response:
    """List the layers and tables that a file can be held against, the repairs, and the limits."""
    answer = checkable_layers(current_register().values(), _limits(request))
    return Response(as_json(answer), HTTPStatus.OK, {"Cache-Control": "private, no-cache"}, JSON)


@ROUTER.post(
    CHECKS,
    name="check_layer",
    response_model=LayerCheck,
    dependencies=[Depends(only(*Asked.NAMES))],
    responses={200: {"content": {GEOPACKAGE: {"schema": {"type": "string", "format": "binary"}}}}},
    openapi_extra=_BODY,
)
async def check(request: Request, asked: Annotated[Asked, Depends()]) -> Response:
    """Look at a file as a layer or table: every fault by row and field, repairs that may be asked for, and a preview.

    It is read in a process of its own with bounded time and memory, and nothing of it is kept: an operator takes it
    in with the command of the answer.
    """
    if request.headers.get("content-type", "").startswith(_FORMS):
        detail = "Send the bytes of the file as the body, not as a form."
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
    with service_of(request).looks.one_of(principal_of(request).subject):
        async with _folder() as folder:
            file = folder / "sent"
            await _receive(request, file)
            answers = folder / "answers"
            answers.mkdir()
            question = asked.question(file, answers, _limits(request))
            answer = await _looked_at(request, question, asked)
            if asked.wants_faulty:
                return await run_in_threadpool(_faulty, answers)
    return Response(as_json(layer_check(question, answer)), HTTPStatus.OK, _NOT_KEPT, JSON)


def _limits(request: Request) -> Limits:
    """Return the limits of a file: a service is shared, so they are closer than those of the command line."""
    most = service_of(request).settings.layer_bytes
    return Limits(bytes=most, unpacked_bytes=_UNPACKED * most, vertices=_VERTICES, seconds=_SECONDS, memory=_MEMORY)


@asynccontextmanager
async def _folder() -> AsyncIterator[Path]:
    folder = await run_in_threadpool(tempfile.TemporaryDirectory, prefix="clusterplan-look-")
    try:
        yield Path(folder.name)
    finally:
        with anyio.CancelScope(shield=True):
            await run_in_threadpool(folder.cleanup)


async def _receive(request: Request, file: Path) -> None:
    """Write the body to a file, piece by piece."""
    try:
        async with asyncio.timeout(_RECEIVING):
            with file.open("wb") as sink:
                piece = bytearray()
                async for chunk in request.stream():
                    piece += chunk
                    if len(piece) >= _PIECE:
                        await run_in_threadpool(sink.write, bytes(piece))
                        piece.clear()
                await run_in_threadpool(sink.write, bytes(piece))
    except ClientDisconnect:
        raise _gone() from None
    except TimeoutError:
        detail = f"The file did not come within {_RECEIVING} s."
        raise Problem(HTTPStatus.REQUEST_TIMEOUT, detail, {"Connection": "close"}) from None


async def _looked_at(request: Request, question: Question, asked: Asked) -> LookAnswer:
    """Wait for the child, as long as somebody waits for its answer."""
    look = await run_in_threadpool(Look, question)
    try:
        while not look.is_over():
            if await request.is_disconnected():
                raise _gone()
            await asyncio.sleep(_LOOKS)
        return await run_in_threadpool(look.answer, asked.record)
    finally:
        with anyio.CancelScope(shield=True):
            await run_in_threadpool(look.end)


def _faulty(folder: Path) -> Response:
    file = folder / FAULTY
    if not file.is_file():
        raise Problem(HTTPStatus.NOT_FOUND, "No feature with a shape has a fault.")
    headers = {**_NOT_KEPT, "Content-Disposition": f'attachment; filename="{FAULTY}"'}
    return Response(file.read_bytes(), HTTPStatus.OK, headers, GEOPACKAGE)


def _known_layer(name: str) -> LayerRecord:
    try:
        return record_of(name, current_register())
    except UsageError as error:
        raise NotFoundError(error.summary, error.faults) from None


def _known_repairs(names: list[str]) -> tuple[str, ...]:
    unknown = sorted(set(names) - REPAIRS.keys())
    if unknown:
        detail = f"repair: there is no {', '.join(unknown)}. There are: {', '.join(REPAIRS)}."
        raise Problem(HTTPStatus.BAD_REQUEST, detail)
    return tuple(sorted(set(names)))


def _pairs(written: list[str]) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in written]
    wrong = [there for there, sign, here in pairs if not (there and sign and here)]
    if wrong:
        raise Problem(HTTPStatus.BAD_REQUEST, f"rename: write NAME_IN_FILE=NAME, not {wrong[0][:60]!r}.")
    return {there: here for there, _, here in pairs}


def _gone() -> Problem:
    return Problem(HTTPStatus.REQUEST_TIMEOUT, "The client has gone.")  # nobody reads it; it is in the log
