"""People, scenarios and plans that tests store."""

from __future__ import annotations

from tests.publishing import sample

from clusterplan.domain import Plan
from clusterplan.planning import scenario_digest
from clusterplan.planning.scenarios import read_scenario_text
from clusterplan.scenario import Scenario
from clusterplan.web.principal import Principal, Role, Way

LAN = Principal("lan", "Lan", frozenset({Role.PLANNER}), way=Way.KEY)
MINH = Principal("minh", "Minh", frozenset({Role.PUBLISHER}), way=Way.KEY)
HAI = Principal("hai", "Hải", frozenset({Role.VIEWER}), frozenset({"01"}), Way.KEY)


def document(id_: str = "mine", at_most: int = 9) -> str:
    """The text of a scenario."""
    rules = f"rules: {{clusters: {{at_most: {at_most}}}}}"
    return f"{{extends: national, id: {id_}, title_vi: Của tôi, title_en: Mine, {rules}}}"


def scenario() -> Scenario:
    """The scenario that the sample plan is said to answer."""
    return read_scenario_text("{extends: national, id: sample, title_vi: Mẫu, title_en: Sample}", "sample")


def plan(seed: int = 1) -> Plan:
    """The sample plan with the digest of its scenario; another seed makes another plan."""
    made = sample.plan()
    manifest = made.manifest.model_copy(update={"scenario_sha256": scenario_digest(scenario()), "seed": seed})
    return made.model_copy(update={"manifest": manifest})
