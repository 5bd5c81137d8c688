from __future__ import annotations

import pytest

from clusterplan.planning import PlanningResult, load_scenario, make_plan


@pytest.fixture(scope="package")
def national() -> PlanningResult:
    """Return the national plan on the bundled layers, solved once."""
    return make_plan(load_scenario("national"))
