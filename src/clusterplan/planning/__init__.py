"""Use cases that join the rooms: a scenario and the data become a checked, publishable plan."""

from clusterplan.planning.advantage import advantage_of
from clusterplan.planning.compare import compare_plans
from clusterplan.planning.eligibility import Eligibility, EligibilityCell, eligibility
from clusterplan.planning.evaluation import Evaluated, evaluate_plan, write_evaluation_form
from clusterplan.planning.evaluation_answer import Evaluation
from clusterplan.planning.facts import Facts
from clusterplan.planning.known_plan import KnownPlan, known_plan
from clusterplan.planning.lp_file import write_lp_file
from clusterplan.planning.plan import PlanningResult, make_plan, read_publication, write_result
from clusterplan.planning.problem import Posed, pose_problem
from clusterplan.planning.repairs import RepairedScenario, limits_within_reach, repair_scenario, write_repaired
from clusterplan.planning.replay import replay_plan
from clusterplan.planning.replay_answer import Replay
from clusterplan.planning.resolve import resolve_scenario
from clusterplan.planning.scenarios import (
    bundled_scenarios,
    load_scenario,
    plan_schema,
    read_scenario_text,
    scenario_digest,
    scenario_schema,
)

__all__ = [
    "Eligibility",
    "EligibilityCell",
    "Evaluated",
    "Evaluation",
    "Facts",
    "KnownPlan",
    "PlanningResult",
    "Posed",
    "RepairedScenario",
    "Replay",
    "advantage_of",
    "bundled_scenarios",
    "compare_plans",
    "eligibility",
    "evaluate_plan",
    "known_plan",
    "limits_within_reach",
    "load_scenario",
    "make_plan",
    "plan_schema",
    "pose_problem",
    "read_publication",
    "read_scenario_text",
    "repair_scenario",
    "replay_plan",
    "resolve_scenario",
    "scenario_digest",
    "scenario_schema",
    "write_evaluation_form",
    "write_lp_file",
    "write_repaired",
    "write_result",
]
