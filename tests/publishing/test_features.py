from __future__ import annotations

import pandas as pd
import pytest
import shapely
from tests.publishing.sample import SCORES, TECHNOLOGIES, UNITS

from clusterplan.publishing import Publication, plan_features


def test_every_unit_is_a_row_and_codes_stay_text(publication: Publication) -> None:
    units = plan_features(publication)["units"]
    assert units["code"].tolist() == list(UNITS)


def test_a_unit_carries_its_cluster_its_focuses_and_their_names(publication: Publication) -> None:
    first = plan_features(publication)["units"].iloc[0]
    assert (first["cluster"], first["is_hub"], first["focus_1"], first["focus_2"]) == ("C01", True, "S01", "S02")
    assert first["focus_1_vi"] == "Công nghệ S01 (thử)"
    assert pd.isna(first["focus_3"])


def test_a_unit_outside_every_cluster_is_there_with_its_scores(publication: Publication) -> None:
    outside = plan_features(publication)["units"].set_index("code").loc["05"]
    assert pd.isna(outside["cluster"])
    assert outside["score_S01"] == 0.1


def test_what_cannot_be_judged_has_no_score_and_no_grade_and_is_never_zero(publication: Publication) -> None:
    rows = plan_features(publication)["advantage"]
    for row in rows.to_dict("records"):
        expected = SCORES[row["code"]][TECHNOLOGIES.index(row["technology"])]
        if expected is None:
            assert row["judgement"] == "cannot_be_judged"
            assert pd.isna(row["grade"])
            assert pd.isna(row["score"])
        else:
            assert row["score"] == expected


def test_a_row_finds_its_unit_by_code_and_not_by_its_place_in_the_file(publication: Publication) -> None:
    shuffled = publication.layers["provinces"].iloc[::-1].reset_index(drop=True)
    turned = Publication(
        publication.plan,
        {**publication.layers, "provinces": shuffled},
        publication.advantage,
        publication.technologies,
        publication.sources,
    )
    assert plan_features(turned)["units"].equals(plan_features(publication)["units"])


def test_every_row_of_every_layer_of_polygons_and_facilities_says_that_it_is_simulated(
    publication: Publication,
) -> None:
    for name in ("units", "clusters", "facilities"):
        layer = plan_features(publication)[name]
        assert layer["is_simulated"].all()
        assert layer["status_vi"].str.startswith("Phương án mô phỏng, không phải quyết định").all()
        assert (layer["licence"] == "MIT").all()


def test_a_cluster_is_the_union_of_its_members(publication: Publication) -> None:
    cluster = plan_features(publication)["clusters"].iloc[0]
    expected = shapely.union_all([UNITS[code][2] for code in ("01", "02", "03")])
    assert shapely.equals(cluster.geometry, expected)


def test_a_label_lies_in_the_largest_part_of_its_unit(publication: Publication) -> None:
    row = plan_features(publication)["units"].set_index("code").loc["04"]
    assert (row["label_lon"], row["label_lat"]) == pytest.approx((106.5, 10.5), abs=0.02)
