"""What if: other limits and locks against a plan while the planner waits. A child solves, and it can be killed."""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus
from typing import Annotated

import anyio
from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from clusterplan.errors import ClusterplanError, NoPlanError
from clusterplan.planning.what_if import Changes
from clusterplan.planning.why import WhatIf
from clusterplan.web.answers.sending import as_json
from clusterplan.web.answers.warm import Warm, WarmChild
from clusterplan.web.parameters import NO_PARAMETERS
from clusterplan.web.problems import Problem
from clusterplan.web.replies import JSON
from clusterplan.web.resources.plans import Found
from clusterplan.web.service import service_of
from clusterplan.web.state.plans import StoredPlan

__all__ = ["ROUTER", "WhatIfQuestion"]

ROUTER = APIRouter(prefix="/plans/{plan_id}", tags=["Answers"], dependencies=NO_PARAMETERS)
_LOOKS = 0.02
"""Seconds from one look for the answer to the next."""
_NOT_KEPT = {"Cache-Control": "no-store"}

type Place = Annotated[str, Field(min_length=3, max_length=200)]


class WhatIfQuestion(BaseModel):
    """What is asked to be different, in codes or exact names; at least one thing is."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    must: Annotated[list[Place], Field(max_length=100)] = []
    """``UNIT:TECHNOLOGY`` or ``SITE:KIND`` each: has to be in the plan."""
    must_not: Annotated[list[Place], Field(max_length=100)] = []
    """The same: must not be in the plan."""
    settings: Annotated[list[Place], Field(max_length=100)] = []
    """``PATH=VALUE`` each, as in a scenario file: ``rules.clusters.at_most=9``."""


def _readable(plans: Found, plan_id: str) -> StoredPlan:
    """Return the plan of the address: the database is asked in a thread."""
    return plans.get(plan_id)


@ROUTER.post("/what-if", name="plan_what_if", response_model=WhatIf)
async def ask_what_if(
    request: Request, stored: Annotated[StoredPlan, Depends(_readable)], question: WhatIfQuestion
) -> Response:
    """Solve the plan's scenario with other limits and locks: new optimum, price, what moves, or what clashes.

    A difference that is an interval is not proven: the time was over. Nothing is stored.
    """
    service = service_of(request)
    known = await run_in_threadpool(service.memory.known, stored)
    until = time.monotonic() + service.warm.hard_limit
    while (one := await run_in_threadpool(service.warm.take, stored.digest, known)) is None:
        await _wait(request, until)
    until = time.monotonic() + service.warm.hard_limit  # having waited for a child takes nothing of its time
    answer: WhatIf | ClusterplanError | None = None
    try:
        await run_in_threadpool(
            one.child.ask, Changes(tuple(question.settings), tuple(question.must), tuple(question.must_not))
        )
        while (answer := one.child.next_answer(0)) is None:
            await _wait(request, until)
    finally:
        await _let_go(service.warm, one, answered=answer is not None)
    if isinstance(answer, NoPlanError):
        raise _out_of_time()
    if isinstance(answer, ClusterplanError):
        raise answer
    return Response(as_json(answer), HTTPStatus.OK, _NOT_KEPT, JSON)


async def _wait(request: Request, until: float) -> None:
    """Wait a little, as long as somebody waits for the answer."""
    if await request.is_disconnected():
        raise Problem(HTTPStatus.REQUEST_TIMEOUT, "The client has gone.")  # nobody reads it; it is in the log
    if time.monotonic() > until:
        raise _out_of_time()
    await asyncio.sleep(_LOOKS)


async def _let_go(warm: Warm, one: WarmChild, *, answered: bool) -> None:
    with anyio.CancelScope(shield=True):  # also if the service ends meanwhile
        await run_in_threadpool(warm.give_back if answered else warm.end, one)


def _out_of_time() -> Problem:
    detail = "No answer in time. Change less at once, or ask with the process allocation, which takes its time."
    return Problem(HTTPStatus.GATEWAY_TIMEOUT, detail)
