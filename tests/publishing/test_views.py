from __future__ import annotations

from clusterplan.publishing import Publication
from clusterplan.publishing.views import Views, rests_on_expert


def test_ranks_count_only_the_units_that_are_scored(publication: Publication) -> None:
    score = Views(publication).score("06", "S03")
    assert (score.rank, score.ranked) == (2, 4)


def test_a_pair_that_cannot_be_judged_has_neither_score_nor_rank_nor_grade(publication: Publication) -> None:
    score = Views(publication).score("03", "S03")
    assert (score.score, score.rank, score.grade) == (None, None, None)


def test_components_are_named_and_missing_ones_are_left_out(publication: Publication) -> None:
    views = Views(publication)
    assert [(name.en, value) for name, value in views.score("01", "S01").components] == [
        ("Specialisation", 0.6),
        ("Demand", 0.25),
    ]
    assert [name.en for name, _ in views.score("03", "S03").components] == ["Demand"]


def test_a_focus_rests_on_expert_reading_only_if_all_its_strong_members_do(publication: Publication) -> None:
    first, second = publication.plan.clusters
    assert rests_on_expert(publication, second, "S03")
    assert not rests_on_expert(publication, first, "S01")


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
