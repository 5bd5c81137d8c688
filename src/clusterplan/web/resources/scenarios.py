"""Scenarios: written by planners, every version kept, nobody's change lost."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from starlette.responses import Response

from clusterplan.scenario import SCENARIO_ID
from clusterplan.web.access import principal_of
from clusterplan.web.addresses import base_of
from clusterplan.web.links import followed_by
from clusterplan.web.parameters import NO_PARAMETERS
from clusterplan.web.problems import Problem
from clusterplan.web.resources.answers import answer, plain
from clusterplan.web.resources.conditional import IF_MATCH, ExpectedVersion, version_tag
from clusterplan.web.resources.texts import Note
from clusterplan.web.service import service_of
from clusterplan.web.state.scenarios import ScenarioStore, StoredScenario

__all__ = ["ROUTER"]

ROUTER = APIRouter(prefix="/scenarios", tags=["Scenarios"], dependencies=NO_PARAMETERS)
_MADE = followed_by("scenario", "scenario_versions", "write_scenario", scenario_id="$response.body#/id")
_DOCUMENT: JsonDict = {"required": ["id"], "properties": {"id": {"type": "string", "pattern": SCENARIO_ID}}}


class ScenarioDraft(BaseModel):
    """A scenario to be stored, and why."""

    model_config = ConfigDict(extra="forbid")

    document: dict[str, Any] = Field(
        description="The fields of a scenario file; its JSON Schema is in the manual.",
        examples=[{"id": "my-region", "extends": "national", "title_vi": "Vùng của tôi", "title_en": "My region"}],
        json_schema_extra=_DOCUMENT,
    )
    note: Note = Field("", max_length=2_000, description="What changed, for those who read the versions.")


def _store(request: Request) -> ScenarioStore:
    return ScenarioStore(service_of(request).database)


Store = Annotated[ScenarioStore, Depends(_store)]
Version = Annotated[int, Path(ge=1, le=999_999_999)]


@ROUTER.get("", name="scenarios")
def list_scenarios(store: Store) -> Response:
    """List the scenarios with their newest versions."""
    return answer({"scenarios": [plain(scenario) for scenario in store.list()]})


@ROUTER.post("", name="create_scenario", status_code=HTTPStatus.CREATED, responses=_MADE)
def create_scenario(request: Request, store: Store, draft: ScenarioDraft) -> Response:
    """Store a new scenario under the id in its document."""
    scenario_id = draft.document.get("id")
    if not isinstance(scenario_id, str):
        raise Problem(HTTPStatus.BAD_REQUEST, 'document.id: a scenario needs an id, for example "my-region".')
    scenario = store.create(principal_of(request), scenario_id, _text(draft), draft.note)
    return _sent(scenario, HTTPStatus.CREATED, Location=f"{base_of(request)}scenarios/{scenario.id}")


@ROUTER.get("/{scenario_id}", name="scenario")
def read_scenario(store: Store, scenario_id: str) -> Response:
    """Send the newest version; its ETag is needed to write the next one."""
    return _sent(store.get(scenario_id))


@ROUTER.put("/{scenario_id}", name="write_scenario", openapi_extra=IF_MATCH)
def write_scenario(
    request: Request, store: Store, scenario_id: str, expected: ExpectedVersion, draft: ScenarioDraft
) -> Response:
    """Store the next version, unless somebody else did since this one was read: then 412, and nothing is lost."""
    return _sent(store.update(principal_of(request), scenario_id, _text(draft), expected, draft.note))


@ROUTER.get("/{scenario_id}/versions", name="scenario_versions")
def list_versions(store: Store, scenario_id: str) -> Response:
    """List every version."""
    return answer({"versions": [plain(version) for version in store.versions(scenario_id)]})


@ROUTER.get("/{scenario_id}/versions/{version}", name="scenario_version")
def read_version(store: Store, scenario_id: str, version: Version) -> Response:
    """Send one version, as it will always be."""
    return _sent(store.get(scenario_id, version))


def _text(draft: ScenarioDraft) -> str:
    return json.dumps(draft.document, ensure_ascii=False)


def _sent(scenario: StoredScenario, status: HTTPStatus = HTTPStatus.OK, **headers: str) -> Response:
    content = {**plain(scenario, "document"), "document": json.loads(scenario.document)}
    return answer(content, status, ETag=version_tag(scenario.version), **headers)
