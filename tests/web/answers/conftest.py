"""A service that shows a plan of the bundled data, solved once and not to the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from clusterplan.planning import PlanningResult, make_plan
from clusterplan.planning.scenarios import read_scenario_text
from clusterplan.web import Settings, create_app, shown_here
from clusterplan.web.principal import LOCAL_PLANNER
from clusterplan.web.state.plans import PlanStore

QUICK = "{extends: national, id: quick, title_vi: Nhanh, title_en: Quick, solver: {gap_limit: 0.2}}"


@pytest.fixture(scope="package")
def solved() -> PlanningResult:
    return make_plan(read_scenario_text(QUICK, "quick"))


@pytest.fixture(scope="package")
def service(solved: PlanningResult, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Its plan is published to everybody; ``draft_of`` adds another."""
    settings = Settings(state_folder=tmp_path_factory.mktemp("answers"), port=0, job_workers=0)
    shown = shown_here(settings, solved.publication, solved.posed.scenario)
    app = create_app(shown, solved.publication.layers)
    with TestClient(app, base_url="http://localhost:8000", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="package")
def address(service: TestClient) -> str:
    """Where the plan is."""
    return f"/plans/{service.get('/overview.json').json()['plan_id']}"


@pytest.fixture(scope="package")
def draft(service: TestClient, solved: PlanningResult) -> str:
    """The id of a draft that lacks the last cluster of the plan."""
    app: Any = service.app
    fewer = solved.plan.model_copy(update={"clusters": solved.plan.clusters[:-1]})
    return PlanStore(app.state.service.database).add(LOCAL_PLANNER, fewer, solved.posed.scenario).id
