"""Timeline, metrics, missions, targets and comparisons over HTTP, in the shapes of the commands."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.answers import conforming

from clusterplan.planning import PlanningResult
from clusterplan.planning.missions import missions_of
from clusterplan.planning.why import unit_reasons
from clusterplan.publishing.metrics import METRICS
from clusterplan.web.state.plans import PlanStore


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("timeline.json", "timeline"),
        ("metrics.json", "plan-metrics"),
        ("missions.json", "missions"),
        ("targets.json", "targets"),
    ],
)
def test_each_table_has_its_shape_and_its_tag(service: TestClient, address: str, path: str, shape: str) -> None:
    answer = service.get(f"{address}/{path}")
    assert conforming(answer.json()) == shape
    assert service.get(f"{address}/{path}", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert service.get(f"{address}/{path}?f=json").status_code == 400


def test_small_maps_are_drawn_from_the_units_of_the_plan(
    service: TestClient, address: str, solved: PlanningResult
) -> None:
    answer = service.get(f"{address}/outlines.json")
    units = answer.json()["units"]
    assert [unit["id"] for unit in units] == sorted(solved.publication.units.index)
    assert all(unit["path"].startswith("M") for unit in units)
    assert len(answer.json()["archipelagos"]) == len(solved.publication.layers["archipelagos"])
    assert len(answer.content) < 40_000  # many maps, one small document
    assert service.get(f"{address}/outlines.json", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_metrics_are_those_of_the_plan_with_their_formulas(
    service: TestClient, address: str, solved: PlanningResult
) -> None:
    lines = service.get(f"{address}/metrics.json").json()["metrics"]
    assert {line["name"]: line["value"] for line in lines} == solved.plan.metrics
    assert all(line["formula"] == METRICS[line["name"].split(".")[0]].formula for line in lines)


def test_two_plans_are_compared_by_those_who_may_read_both(
    service: TestClient, address: str, draft: str, solved: PlanningResult
) -> None:
    answer = service.get(f"{address}/comparison/{draft}")
    found = answer.json()
    assert conforming(found) == "comparison"
    lost = solved.plan.clusters[-1]
    changed = {unit["unit"] for unit in found["units"] if unit["what"] != "unchanged"}
    assert changed >= set(lost.members)
    assert answer.headers["cache-control"].startswith("private")
    own = service.get(f"{address}/comparison/{address.removeprefix('/plans/')}")
    assert own.headers["cache-control"].startswith("public")
    assert {unit["what"] for unit in own.json()["units"]} == {"unchanged"}


def test_sources_do_not_depend_on_what_was_asked_before(service: TestClient, address: str) -> None:
    """The missions and targets are read for their own answers alone."""
    app: Any = service.app
    memory = app.state.service.memory
    stored = PlanStore(app.state.service.database).get(address.removeprefix("/plans/"))
    before = memory.publication(stored).sources
    missions_of(memory.known(stored))
    unit_reasons(memory.asked(stored).known, "48", asked=memory.asked(stored))
    assert memory.publication(stored).sources == before
    assert memory.asked(stored) is memory.asked(stored)
