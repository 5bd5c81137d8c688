"""What an editor of scenarios needs: the fields that there are, what can be extended, and the faults of a draft."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import yaml
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from clusterplan.errors import Fault
from clusterplan.planning import Facts, bundled_scenarios, load_scenario, scenario_schema
from clusterplan.planning.scenario_check import check_scenario
from clusterplan.scenario import Scenario
from clusterplan.web.links import SCHEMA
from clusterplan.web.parameters import NO_PARAMETERS
from clusterplan.web.replies import JSON, reply, to_json
from clusterplan.web.resources.answers import answer

__all__ = ["ROUTER"]

ROUTER = APIRouter(tags=["Scenarios"], dependencies=NO_PARAMETERS)
_LONGEST_TEXT = 1_000_000


class Draft(BaseModel):
    """A scenario that is being written: its fields, or its text."""

    model_config = ConfigDict(extra="forbid")

    document: dict[str, Any] | None = Field(None, description="The fields of a scenario file.")
    text: str | None = Field(None, max_length=_LONGEST_TEXT, description="Instead of the fields: YAML or JSON.")

    @property
    def written(self) -> str:
        """The draft as a text; JSON is YAML too."""
        return json.dumps(self.document or {}, ensure_ascii=False) if self.text is None else self.text


@ROUTER.get(
    "/schemas/scenario.json",
    name="scenario_schema",
    response_class=Response,
    responses={200: {"content": {SCHEMA: {"schema": {"type": "object"}}}}},
)
def read_schema(request: Request) -> Response:
    """Send the JSON Schema of a scenario file."""
    return _never_changing(request, scenario_schema(), SCHEMA)


@ROUTER.get("/bundled-scenarios", name="bundled_scenarios")
def list_bundled(request: Request) -> Response:
    """List the scenarios that every other may extend, complete."""
    return _never_changing(request, {"scenarios": _bundled()}, JSON)


@ROUTER.post("/scenario-checks", name="check_scenario")
def check(draft: Draft) -> Response:
    """Check a draft without storing it: its fields, all that it says with what it extends, and its faults."""
    checked = check_scenario(draft.written, _facts())
    document = checked.document
    return answer(
        {
            "document": document,
            "text": ""
            if document is None
            else yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100),
            "complete": None if checked.scenario is None else _plain(checked.scenario),
            "faults": [_told(fault) for fault in checked.faults],
        }
    )


def _told(fault: Fault) -> dict[str, str]:
    advice = fault.advice
    return {
        "where": fault.where,
        "what_vi": f"{fault.what.vi} {advice.vi if advice else ''}".strip(),
        "what_en": f"{fault.what.en} {advice.en if advice else ''}".strip(),
    }


@cache
def _bundled() -> list[dict[str, Any]]:
    return [_plain(load_scenario(name)) for name in bundled_scenarios()]


@cache
def _facts() -> Facts:
    """Return the bundled data, read once: a draft is checked after every change."""
    return Facts()


def _plain(scenario: Scenario) -> dict[str, Any]:
    return scenario.model_dump(mode="json", by_alias=True)


def _never_changing(request: Request, content: Any, media_type: str) -> Response:
    """Send what only another version of the program changes."""
    body = to_json(content)
    return reply(request, body.decode(), media_type, lambda: body)
