"""People, scenarios and plans that tests store."""

from __future__ import annotations

from functools import cache

from tests.publishing import sample

from clusterplan.domain import Plan
from clusterplan.planning import scenario_digest
from clusterplan.planning.scenarios import read_scenario_text
from clusterplan.scenario import Scenario
from clusterplan.web.principal import Principal, Role, Way
from clusterplan.web.state.comments import CommentStore
from clusterplan.web.state.database import Database, now
from clusterplan.web.state.decisions import DecisionStore
from clusterplan.web.state.plan_states import Classification, PlanState
from clusterplan.web.state.plans import PlanStore, StoredPlan
from clusterplan.web.state.scenarios import ScenarioStore
from clusterplan.web.state.tables import ApiKeyRow, JobRow, SessionRow

LAN = Principal("lan", "Lan", frozenset({Role.PLANNER}), way=Way.KEY)
MINH = Principal("minh", "Minh", frozenset({Role.PUBLISHER}), way=Way.KEY)
HAI = Principal("hai", "Hải", frozenset({Role.VIEWER}), frozenset({"01"}), Way.KEY)


def document(id_: str = "mine", at_most: int = 9) -> str:
    """The text of a scenario."""
    rules = f"rules: {{clusters: {{at_most: {at_most}}}}}"
    return f"{{extends: national, id: {id_}, title_vi: Của tôi, title_en: Mine, {rules}}}"


@cache
def scenario() -> Scenario:
    """The scenario that the sample plan is said to answer."""
    return read_scenario_text("{extends: national, id: sample, title_vi: Mẫu, title_en: Sample}", "sample")


@cache
def plan(seed: int = 1) -> Plan:
    """The sample plan with the digest of its scenario; another seed makes another plan."""
    made = sample.plan()
    manifest = made.manifest.model_copy(update={"scenario_sha256": scenario_digest(scenario()), "seed": seed})
    return made.model_copy(update={"manifest": manifest})


def fill(database: Database) -> StoredPlan:
    """Store one of everything, and return the published plan."""
    scenarios, plans, comments = ScenarioStore(database), PlanStore(database), CommentStore(database)
    scenarios.create(LAN, "mine", document(), "bản đầu")
    scenarios.update(MINH, "mine", document(at_most=8), 1)
    draft = plans.add(LAN, plan(), scenario())
    reviewed = plans.move(LAN, draft.id, PlanState.REVIEW, draft.version)
    comments.reply(LAN, comments.add(HAI, draft.id, "01", "Đề nghị bổ sung").id, "Đã ghi nhận")
    comments.add(HAI, draft.id, "05", "Chưa có gì")
    published = plans.move(
        MINH,
        draft.id,
        PlanState.PUBLISHED,
        reviewed.version,
        Classification.PUBLIC,
        "Ký duyệt",
        {"map.html": b"<html>"},
    )
    DecisionStore(database).add(MINH, draft.id, "C01", "S01, S02", "S01", "Nguồn lực", "21/2026/QĐ-TTg")
    plans.add(LAN, plan(seed=2), scenario())
    _fill_what_the_log_does_not_tell_of(database)
    return published


def _fill_what_the_log_does_not_tell_of(database: Database) -> None:
    at = now()
    with database.writing() as session:
        job = JobRow(id="j", process="allocation", owner="lan", inputs="{}", state="done", progress=100, message="")
        job.result, job.attempts, job.cancel_requested = bytes(range(256)), 1, True
        job.created_at = job.finished_at = job.updated_at = at
        session.add(job)
        session.add(ApiKeyRow(id="k", digest="d" * 64, subject="may", name="Máy", roles="viewer", created_at=at))
        session.add(SessionRow(digest="s", subject="lan", name="", roles="", csrf="", created_at=at, expires_at=at))
