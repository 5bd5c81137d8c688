"""Files of a plan to take away: for GIS, for spreadsheets, and a map that opens without a network."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Path as PathParameter
from starlette.responses import Response

from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.missions import missions_of, write_missions
from clusterplan.planning.plan import publication_of
from clusterplan.publishing import Publication, draw_map
from clusterplan.publishing.geojson import write_plan_geojson
from clusterplan.publishing.geopackage import write_plan_geopackage
from clusterplan.publishing.products import write_products_table
from clusterplan.publishing.restricted import for_others
from clusterplan.publishing.table import write_plan_table, write_spending_table
from clusterplan.publishing.workbook import write_plan_workbook
from clusterplan.web.answers.sending import send
from clusterplan.web.parameters import NO_PARAMETERS
from clusterplan.web.problems import Problem
from clusterplan.web.products import map_of
from clusterplan.web.replies import GEOJSON
from clusterplan.web.resources.plans import Found, Plans
from clusterplan.web.service import service_of
from clusterplan.web.state.plans import StoredPlan

__all__ = ["DOWNLOADS", "ROUTER", "Download"]

ROUTER = APIRouter(prefix="/plans/{plan_id}/download", tags=["Answers"], dependencies=NO_PARAMETERS)


@dataclass(frozen=True)
class Download:
    """A file that is made of a plan without its restricted places."""

    media_type: str
    """Its type."""
    write: Callable[[Publication, KnownPlan, Path], object]
    """Writes it."""


_CSV = "text/csv; charset=utf-8"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAP, _SPENDING = "map.html", "spending.csv"

DOWNLOADS = {
    "plan.geojson": Download(GEOJSON, lambda publication, _known, path: write_plan_geojson(publication, path)),
    "plan.gpkg": Download(
        "application/geopackage+sqlite3", lambda publication, _known, path: write_plan_geopackage(publication, path)
    ),
    "plan.csv": Download(_CSV, lambda publication, _known, path: write_plan_table(publication, path)),
    "plan.xlsx": Download(_SHEET, lambda publication, _known, path: write_plan_workbook(publication, path)),
    "products.csv": Download(_CSV, lambda publication, _known, path: write_products_table(publication, path)),
    _SPENDING: Download(_CSV, lambda publication, _known, path: write_spending_table(publication, path)),
    "missions.xlsx": Download(_SHEET, lambda _of, known, path: _write_missions(known, path)),
    "missions.csv": Download(_CSV, lambda _of, known, path: _write_missions(known, path)),
    _MAP: Download("text/html; charset=utf-8", lambda publication, _known, path: _write_map(publication, path)),
}
"""Files by name."""


def _schema(media_type: str) -> dict[str, str]:
    """Return what OpenAPI says of a body: an object, text, or bytes."""
    if media_type == GEOJSON:
        return {"$ref": "#/components/schemas/featureCollection"}
    return {"type": "string"} if media_type.startswith("text/") else {"type": "string", "format": "binary"}


Name = Annotated[str, PathParameter(json_schema_extra={"enum": list(DOWNLOADS)}, description="Name of the file.")]


@ROUTER.get(
    "/{name}",
    name="plan_download",
    response_class=Response,
    responses={
        200: {
            "content": {
                found.media_type.partition(";")[0]: {"schema": _schema(found.media_type)}
                for found in DOWNLOADS.values()
            }
        }
    },
)
def download(request: Request, plans: Found, plan_id: str, name: Name) -> Response:
    """Send a file of the plan to be saved; the map is the one that was published, if it was."""
    found = plans.get(plan_id)
    wanted = DOWNLOADS.get(name)
    if wanted is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no file '{name}'. There are: {', '.join(DOWNLOADS)}.")
    if name == _SPENDING and not found.plan.spending:
        raise Problem(HTTPStatus.NOT_FOUND, "The plan uses no resources: there is no spending to tell.")
    file_name = f"{found.id}-{name}"
    return send(request, found, name, lambda: _made(request, plans, found, name), wanted.media_type, file_name)


def _made(request: Request, plans: Plans, found: StoredPlan, name: str) -> bytes:
    products = plans.store.products(found.id) if name == _MAP else {}
    if products:
        return map_of(products).encode()
    known = service_of(request).memory.known(found)
    publication = for_others(publication_of(known.plan, found.scenario, known.posed))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        DOWNLOADS[name].write(publication, known, path)
        return path.read_bytes()


def _write_map(publication: Publication, path: Path) -> None:
    path.write_text(draw_map(publication), encoding="utf-8", newline="\n")


def _write_missions(known: KnownPlan, path: Path) -> None:
    write_missions(missions_of(known).records, path)
