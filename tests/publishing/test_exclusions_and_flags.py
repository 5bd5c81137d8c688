"""What a rule excludes and what the plan flags reaches every product, in both languages."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest

from clusterplan.domain import Flag, Judgement
from clusterplan.language import Text
from clusterplan.publishing import Exclusion, Publication, draw_map, write_plan_files
from clusterplan.publishing.geojson import plan_feature_collection
from clusterplan.publishing.views import Views

WHY = Text(vi="khóa số 1 (Bộ, 2026-01-01): thử", en="lock 1 (Bộ, 2026-01-01): trial")
DOUBT = Flag(rule="hosts", place="L02", what="it is not known", what_vi="chưa rõ")
UNASKED = Flag(rule="challenge", place="S01", what="nobody asks", what_vi="chưa ai nêu")


@pytest.fixture
def ruled(publication: Publication) -> Publication:
    """The sample with a scored pair and an unjudged pair excluded, and with a site and a technology flagged."""
    plan = publication.plan.model_copy(update={"flags": (UNASKED, DOUBT)})
    excluded = {("01", "S03"): (Exclusion("locks", WHY),), ("03", "S03"): (Exclusion("challenge", WHY),)}
    return replace(publication, plan=plan, excluded=excluded)


def test_a_rule_has_the_last_word_on_a_score_and_on_a_missing_one(ruled: Publication) -> None:
    assert ruled.judgement("01", "S03") is Judgement.EXCLUDED
    assert ruled.judgement("03", "S03") is Judgement.EXCLUDED
    assert ruled.judgement("05", "S03") is Judgement.CANNOT_BE_JUDGED
    assert ruled.judgement("01", "S01") is Judgement.SCORED


def test_the_ranks_of_the_others_do_not_change(publication: Publication, ruled: Publication) -> None:
    assert Views(ruled).score("04", "S03") == Views(publication).score("04", "S03")
    assert Views(ruled).score("01", "S03").rank is None


def test_a_unit_lists_what_is_excluded_apart_from_what_cannot_be_judged(ruled: Publication) -> None:
    unit = {view.code: view for view in Views(ruled).units()}["03"]
    assert [score.technology for score in unit.excluded] == ["S03"]
    assert unit.excluded[0].excluded_by[0][0].vi == "chỉ công nghệ có nơi đặt hàng (challenge)"
    assert unit.not_judged == ()


def test_the_files_name_the_rule(ruled: Publication, tmp_path: Path) -> None:
    write_plan_files(ruled, tmp_path)
    with (tmp_path / "plan.csv").open(encoding="utf-8-sig", newline="") as stream:
        table = {(row["code"], row["technology"]): row for row in csv.DictReader(stream)}
    layer = gpd.read_file(tmp_path / "plan.gpkg", layer="advantage").set_index(["code", "technology"])
    for row in (table["01", "S03"], layer.loc[("01", "S03")]):
        assert (row["judgement"], row["excluded_by"]) == ("excluded_by_rule", "locks")
        assert row["excluded_by_vi"] == f"khóa của người lập kế hoạch (locks): {WHY.vi}"
        assert row["excluded_by_en"] == f"the planner's locks (locks): {WHY.en}"
    assert (table["01", "S03"]["score"], table["01", "S01"]["excluded_by"]) == ("", "")
    units = json.loads((tmp_path / "plan.geojson").read_text(encoding="utf-8"))["features"]
    assert units[0]["properties"]["judgement_S03"] == "excluded_by_rule"
    assert units[0]["properties"]["excluded_by_S03"] == "locks"
    assert units[0]["properties"]["score_S03"] is None
    assert units[0]["properties"]["excluded_by_S01"] is None


def test_the_map_shows_an_excluded_pair_apart_and_says_by_which_rule(ruled: Publication) -> None:
    page = draw_map(ruled)
    assert '"S03": "url(#excluded)"' in page
    card = page[page.index('<template id="unit-01">') : page.index('<template id="unit-02">')]
    assert "Bị loại theo quy tắc" in card
    assert "khóa của người lập kế hoạch (locks)" in card
    assert WHY.vi in card
    row = page[page.index('<tr data-unit="01"') : page.index('<tr data-unit="02"')]
    assert re.search(r'class="code barred"[^>]*>S03<', row)


def test_a_map_without_exclusions_and_flags_does_not_speak_of_them(publication: Publication) -> None:
    page = draw_map(publication).partition('id="texts"')[0]
    assert "Bị loại theo quy tắc" not in page
    assert "Cần lưu ý" not in page


def test_the_map_shows_flags_at_their_place_and_in_the_panel(ruled: Publication) -> None:
    page = draw_map(ruled)
    card = page[page.index('<template id="site-L02">') : page.index('id="texts"')]
    assert "chưa rõ" in card
    assert "it is not known" in card
    other = page[page.index('<template id="site-L01">') : page.index('<template id="site-L02">')]
    assert "Cần lưu ý" not in other
    focuses = page[page.index('<template id="unit-01">') : page.index('<template id="unit-02">')]
    assert "chưa ai nêu" in focuses
    panel = page[page.index('<section class="notes">') : page.index("</aside>")]
    for words in ("L02 Viện Bốn", "L02 Institute Four", "chưa rõ", "S01 Technology S01 (test)", "nobody asks"):
        assert words in panel
    assert '"flagged": true' in page
    assert '"flagged": false' in page


def test_flags_are_beside_the_features(ruled: Publication) -> None:
    about = plan_feature_collection(ruled)["clusterplan"]
    assert [flag["place"] for flag in about["flags"]] == ["S01", "L02"]
