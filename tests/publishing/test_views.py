from __future__ import annotations

from dataclasses import replace

from clusterplan.domain import Judgement
from clusterplan.publishing import Publication
from clusterplan.publishing.views import Views


def test_ranks_count_only_the_units_that_are_scored(publication: Publication) -> None:
    score = Views(publication).score("06", "S03")
    assert (score.rank, score.ranked) == (2, 4)


def test_a_pair_that_cannot_be_judged_has_neither_score_nor_rank_nor_grade(publication: Publication) -> None:
    score = Views(publication).score("03", "S03")
    assert (score.score, score.rank, score.grade) == (None, None, None)


def test_a_pair_excluded_by_rule_is_not_called_unjudged(publication: Publication) -> None:
    cells = publication.advantage.cells.copy()
    cells.loc[("05", "S02"), "judgement"] = Judgement.EXCLUDED.value
    changed = replace(publication, advantage=replace(publication.advantage, cells=cells))
    unit = {view.code: view for view in Views(changed).units()}["05"]
    assert [score.technology for score in unit.not_judged] == ["S03"]
    assert unit.scores[1].judgement is Judgement.EXCLUDED
    assert unit.scores[1].score is None


def test_the_marked_units_are_those_that_the_plan_counts(publication: Publication) -> None:
    marked = tuple(view.code for view in Views(publication).units() if view.not_judged)
    assert marked == publication.plan.units_not_judged


def test_components_are_named_and_missing_ones_are_left_out(publication: Publication) -> None:
    views = Views(publication)
    assert [(name.en, value) for name, value in views.score("01", "S01").components] == [
        ("Specialisation", 0.6),
        ("Demand", 0.25),
    ]
    assert [name.en for name, _ in views.score("03", "S03").components] == ["Demand"]


def test_a_focus_is_marked_where_the_plan_says_that_it_rests_on_expert_values_alone(publication: Publication) -> None:
    first, second = publication.plan.clusters
    assert (first.resting_on_expert_values, second.resting_on_expert_values) == ((), ("S03",))
    marked = {
        (view.code, focus.own.technology)
        for view in Views(publication).units()
        for focus in view.focuses
        if focus.expert
    }
    assert marked == {(unit, "S03") for unit in second.members}


def test_a_unit_knows_its_hub_its_focuses_and_what_it_does_not_know(publication: Publication) -> None:
    unit = {view.code: view for view in Views(publication).units()}["03"]
    assert not unit.is_hub
    assert [focus.own.technology for focus in unit.focuses] == ["S01", "S02"]
    assert [focus.served_by.en for focus in unit.focuses] == ["Institute One", "Institute One"]
    assert [score.technology for score in unit.not_judged] == ["S03"]


def test_the_hub_is_named_first_in_the_legend(publication: Publication) -> None:
    assert Views(publication).clusters()[1].members[0].vi == "Bốn"


def test_a_facility_knows_the_clusters_it_serves(publication: Publication) -> None:
    assert [cluster.id for cluster in Views(publication).facilities()[1].serves] == ["C02"]
