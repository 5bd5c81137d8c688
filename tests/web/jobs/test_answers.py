"""What a study answers over HTTP: its plans in brief besides what the command says."""

from __future__ import annotations

from tests.web.state.samples import plan, scenario

from clusterplan.domain import Plan
from clusterplan.planning.pareto import Criterion, FoundFront, Front, FrontEntry, Mode
from clusterplan.web.jobs.answers import front_answer


def front(*plans: Plan) -> FoundFront:
    """A front of plans, by hand."""
    points = tuple(
        FrontEntry(
            number=number,
            level=number,
            asked=number,
            objective=one.objective,
            bound=one.bound,
            gap=0.0,
            is_proven=True,
            loss_share_at_least=0.0,
            loss_share_at_most=0.0,
            weight_of_objective=1,
            weight_of_level=0,
            plan=f"points/{number:02d}/plan.json",
        )
        for number, one in enumerate(plans, start=1)
    )
    told = Front(
        scenario=plans[0].scenario,
        criterion=Criterion.EQUITY,
        wanted="large",
        title_vi="Công bằng",
        title_en="Equity",
        unit_vi="đơn vị",
        unit_en="units",
        mode=Mode.EPSILON,
        points_asked=2,
        best_objective=plans[0].objective,
        best_bound=plans[0].bound,
        points=points,
        is_complete=False,
        interrupted=False,
    )
    return FoundFront(told, plans, scenario())


def test_each_point_of_a_front_says_what_its_plan_decides() -> None:
    whole = plan()
    fewer = whole.model_copy(update={"clusters": whole.clusters[:1], "facilities": whole.facilities[:1]})
    found = front(whole, fewer)
    answer = front_answer(found)
    told = answer.model_dump(mode="json", by_alias=True)
    decided = told.pop("decided")
    assert told == found.front.model_dump(mode="json", by_alias=True)
    assert [len(one["clusters"]) for one in decided] == [len(whole.clusters), 1]
    for cluster, line in zip(whole.clusters, decided[0]["clusters"], strict=True):
        assert line == {"hub": cluster.hub, "members": list(cluster.members), "focuses": list(cluster.focuses)}
    facility = whole.facilities[0]
    assert decided[1]["facilities"] == [
        {
            "site_id": facility.site_id,
            "kind": facility.kind.value,
            "unit": facility.unit,
            "technologies": list(facility.technologies),
        }
    ]
