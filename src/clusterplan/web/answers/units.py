"""One unit in a plan: what it gets and why, one score taken apart, and two pages to print. Nothing is solved here."""

from __future__ import annotations

import tempfile
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from clusterplan.advantage import Explanation
from clusterplan.language import Language
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.reports import write_unit_reports
from clusterplan.planning.why import UnitReasons, unit_reasons
from clusterplan.web.answers.sending import send, send_answer
from clusterplan.web.parameters import NO_PARAMETERS, only
from clusterplan.web.problems import Problem
from clusterplan.web.resources.plans import Found
from clusterplan.web.service import service_of

__all__ = ["ROUTER"]

ROUTER = APIRouter(prefix="/plans/{plan_id}/units/{unit}", tags=["Answers"])
PDF = "application/pdf"


@ROUTER.get("", name="unit_reasons", response_model=UnitReasons, dependencies=NO_PARAMETERS)
def read_reasons(request: Request, plans: Found, plan_id: str, unit: str) -> Response:
    """Say for every technology whether the unit gets it, and why; what is missing to judge, and who has it."""
    found, memory = plans.get(plan_id), service_of(request).memory
    asked = memory.asked(found)
    _require_unit(asked.known, plan_id, unit)
    return send_answer(request, found, f"unit {unit}", lambda: unit_reasons(asked.known, unit, asked=asked))


@ROUTER.get(
    "/technologies/{technology}", name="pair_explanation", response_model=Explanation, dependencies=NO_PARAMETERS
)
def read_explanation(request: Request, plans: Found, plan_id: str, unit: str, technology: str) -> Response:
    """Take one score apart: components, indicators, raw values, their sources, years and statuses."""
    found, memory = plans.get(plan_id), service_of(request).memory
    known = memory.asked(found).known
    _require_unit(known, plan_id, unit)
    if technology not in known.posed.problem.technologies:
        raise Problem(HTTPStatus.NOT_FOUND, f"The plan '{plan_id}' has no technology '{technology}'.")
    return send_answer(
        request, found, f"unit {unit} {technology}", lambda: known.posed.advantage.explain(unit, technology)
    )


@ROUTER.get(
    "/report.pdf",
    name="unit_report",
    response_class=Response,
    responses={200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}},
    dependencies=[Depends(only("language"))],
)
def read_report(
    request: Request,
    plans: Found,
    plan_id: str,
    unit: str,
    language: Annotated[Language, Query(description="vi or en.")] = "vi",
) -> Response:
    """Send two pages about the unit to print; the first time they take some seconds."""
    found = plans.get(plan_id)
    known = service_of(request).memory.known(found)
    _require_unit(known, plan_id, unit)
    name = f"{unit}-{language}.pdf"
    return send(request, found, name, lambda: _pages(known, unit, language), PDF, name)


def _pages(known: KnownPlan, unit: str, language: Language) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        (path,) = write_unit_reports(known, Path(folder), (language,), (unit,))
        return path.read_bytes()


def _require_unit(known: KnownPlan, plan_id: str, unit: str) -> None:
    if unit not in known.posed.problem.units:
        raise Problem(HTTPStatus.NOT_FOUND, f"The plan '{plan_id}' has no unit '{unit}'.")
