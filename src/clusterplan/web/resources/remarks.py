"""What is said of a plan: comments of provinces with the replies, and what was decided in the end."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from clusterplan.web.access import principal_of
from clusterplan.web.access.objects import Action
from clusterplan.web.links import followed_by
from clusterplan.web.parameters import NO_PARAMETERS
from clusterplan.web.problems import Problem
from clusterplan.web.resources.answers import answer, plain
from clusterplan.web.resources.plans import Found
from clusterplan.web.resources.texts import PlainText
from clusterplan.web.service import service_of
from clusterplan.web.state.comments import CommentStore
from clusterplan.web.state.decisions import DecisionStore

__all__ = ["ROUTER"]

ROUTER = APIRouter(prefix="/plans/{plan_id}", tags=["Plans"], dependencies=NO_PARAMETERS)
_MADE = followed_by("reply_to_comment", plan_id="$request.path.plan_id", comment_id="$response.body#/id")


class Comment(BaseModel):
    """What a province says."""

    model_config = ConfigDict(extra="forbid")

    unit: str = Field(max_length=64, description="Code of the province.")
    text: PlainText = Field(min_length=1, max_length=20_000, description="Plain text.")


class Reply(BaseModel):
    """The answer to a comment."""

    model_config = ConfigDict(extra="forbid")

    text: PlainText = Field(min_length=1, max_length=20_000, description="Plain text.")


class Decision(BaseModel):
    """What was decided, beside what the plan recommends."""

    model_config = ConfigDict(extra="forbid")

    subject: PlainText = Field(min_length=1, max_length=255, description="What it is about, as 48/S03 or a site's id.")
    recommended: PlainText = Field(min_length=1, max_length=20_000, description="What the plan recommends.")
    decided: PlainText = Field(min_length=1, max_length=20_000, description="What was decided.")
    reason: PlainText = Field(min_length=1, max_length=20_000, description="Why.")
    decision_number: PlainText = Field(
        min_length=1, max_length=128, description="Number of the decision, as 123/QĐ-TTg."
    )


@ROUTER.get("/comments", name="comments")
def list_comments(request: Request, plans: Found, plan_id: str) -> Response:
    """List what provinces say of a plan, and the replies."""
    plans.get(plan_id)
    return answer({"comments": [plain(comment) for comment in _comments(request).of(plan_id)]})


@ROUTER.post("/comments", name="add_comment", status_code=HTTPStatus.CREATED, responses=_MADE)
def add_comment(request: Request, plans: Found, plan_id: str, comment: Comment) -> Response:
    """Say something in the name of a province."""
    plans.get(plan_id, Action.COMMENT, comment.unit)
    stored = _comments(request).add(principal_of(request), plan_id, comment.unit, comment.text)
    return answer(plain(stored), HTTPStatus.CREATED)


@ROUTER.put("/comments/{comment_id}/reply", name="reply_to_comment")
def reply_to_comment(request: Request, plans: Found, plan_id: str, comment_id: str, reply: Reply) -> Response:
    """Answer a comment, once."""
    plans.get(plan_id, Action.REPLY)
    if _comments(request).get(comment_id).plan_id != plan_id:
        raise Problem(HTTPStatus.NOT_FOUND, f"The plan '{plan_id}' has no comment '{comment_id}'.")
    return answer(plain(_comments(request).reply(principal_of(request), comment_id, reply.text)))


@ROUTER.get("/decisions", name="decisions")
def list_decisions(request: Request, plans: Found, plan_id: str) -> Response:
    """List what was decided, beside what the plan recommends."""
    plans.get(plan_id)
    return answer({"decisions": [plain(decision) for decision in _decisions(request).of(plan_id)]})


@ROUTER.post("/decisions", name="add_decision", status_code=HTTPStatus.CREATED)
def add_decision(request: Request, plans: Found, plan_id: str, decision: Decision) -> Response:
    """Record what was decided; a record is never changed, a later one goes before it."""
    plans.get(plan_id, Action.DECIDE)
    stored = _decisions(request).add(principal_of(request), plan_id, **decision.model_dump())
    return answer(plain(stored), HTTPStatus.CREATED)


def _comments(request: Request) -> CommentStore:
    return CommentStore(service_of(request).database)


def _decisions(request: Request) -> DecisionStore:
    return DecisionStore(service_of(request).database)
