"""The overview: what a map client reads first agrees with the plan and its map, and tells no restricted place."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from tests.answers import conforming
from tests.publishing.sample import sample_publication, sites

from clusterplan.publishing import Publication, draw_map
from clusterplan.publishing.metric_lines import metrics_of
from clusterplan.publishing.overview import overview_of
from clusterplan.publishing.overview_answer import Overview


@pytest.fixture(scope="module")
def publication() -> Publication:
    sample = sample_publication()
    metrics = {"focus_gini": 0.25, "units_covered.R1": 5.0, "invented": 1.0}
    return replace(sample, plan=sample.plan.model_copy(update={"metrics": metrics}))


@pytest.fixture(scope="module")
def overview(publication: Publication) -> Overview:
    return overview_of(publication)


def test_an_overview_is_of_its_published_shape_and_the_same_twice(overview: Overview, publication: Publication) -> None:
    text = overview.model_dump_json(by_alias=True)
    assert conforming(json.loads(text)) == "overview"
    assert overview_of(publication).model_dump_json(by_alias=True) == text


def test_its_digest_is_that_of_the_file_that_it_speaks_of(overview: Overview, publication: Publication) -> None:
    assert overview.digest == hashlib.sha256(publication.plan.to_json().encode()).hexdigest()
    assert overview.plan_id is None


def test_every_name_in_it_is_explained_in_it(overview: Overview) -> None:
    units, clusters = {unit.id for unit in overview.units}, {cluster.id for cluster in overview.clusters}
    technologies, sites_ = {t.id for t in overview.technologies}, {f.site_id for f in overview.facilities}
    for unit in overview.units:
        assert unit.cluster is None or unit.cluster in clusters
        assert [standing.technology for standing in unit.standings] == sorted(technologies)
    for cluster in overview.clusters:
        assert {cluster.hub, *cluster.members} <= units
        for focus in cluster.focuses:
            assert (focus.technology in technologies, focus.served_by in sites_) == (True, True)
            assert set(focus.strong) <= set(cluster.members)
    assert all(set(facility.serves) <= clusters for facility in overview.facilities)


def test_no_data_is_not_low_advantage(overview: Overview) -> None:
    standings = {(unit.id, standing.technology): standing for unit in overview.units for standing in unit.standings}
    unknown, low = standings["05", "S03"], standings["06", "S01"]
    assert (unknown.judgement, unknown.score, unknown.rank, unknown.grade) == ("cannot_be_judged", None, None, None)
    assert (low.judgement, low.score, low.rank, low.ranked) == ("scored", 0.05, 6, 6)
    assert [standings["04", "S03"].expert, low.expert] == [True, False]


def test_a_unit_is_found_by_every_name_and_stands_where_its_largest_part_is(overview: Overview) -> None:
    unit = next(unit for unit in overview.units if unit.id == "04")
    assert (unit.name_vi, unit.name_en, unit.aliases, unit.is_hub) == (
        "Bốn",
        "Four",
        ("Four old", "Bốn", "Bốn cũ"),
        True,
    )
    assert unit.former_names == ("Bốn", "Bốn cũ")
    assert (unit.label, unit.bbox) == ((106.5, 10.5), (106.0, 9.0, 111.02, 11.0))
    assert overview.extent == (105.0, 9.0, 111.02, 12.0)


def test_every_archipelago_of_the_data_has_an_inset_and_none_is_invented(
    overview: Overview, publication: Publication
) -> None:
    (inset,) = overview.insets
    assert (inset.title_vi, inset.bbox, inset.label, inset.unit) == (
        "Quần đảo Xa",
        (111.0, 9.0, 111.02, 9.02),
        (111.01, 9.01),
        "04",
    )
    layers = {name: publication.layers[name] for name in ("provinces", "sites")}
    assert overview_of(replace(publication, layers=layers)).insets == ()


def test_clusters_have_the_colours_of_the_portable_map(overview: Overview, publication: Publication) -> None:
    colours = [cluster.colour for cluster in overview.clusters]
    page = draw_map(publication)
    assert len(set(colours)) == 2
    assert all(colour in page for colour in colours)
    assert len(overview.scores.colours) == len(overview.scores.breaks) + 1


@pytest.mark.parametrize(("known", "told"), [(True, (105.5, 11.5)), (None, (105.5, 11.5)), (False, (105.91, 11.83))])
def test_a_restricted_place_is_not_located(
    publication: Publication, known: bool | None, told: tuple[float, float]
) -> None:
    moved = sites().assign(restricted=[known, False], coordinate_precision="site")
    moved = moved.set_geometry(moved.geometry.translate(0.41, 0.33))
    first, second = overview_of(replace(publication, layers={**publication.layers, "sites": moved})).facilities
    assert (first.restricted, (first.lon, first.lat)) == (known is not False, told)
    assert (second.restricted, (second.lon, second.lat)) == (False, (106.91, 10.83))


def test_a_metric_comes_with_its_formula_and_an_unknown_one_without(publication: Publication) -> None:
    answer = metrics_of(publication.plan)
    assert conforming(answer.model_dump(mode="json", by_alias=True)) == "plan-metrics"
    known, of_family, unknown = answer.metrics
    assert (known.value, known.better, "Σ" in known.formula) == (0.25, "lower", True)
    assert (of_family.title_en, of_family.unit) == ("Units in a cluster, by region: R1", "units")
    assert (unknown.title_vi, unknown.formula, unknown.source) == ("invented", "", "")
