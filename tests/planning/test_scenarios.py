"""Scenario files: what may be written, what is inherited, and what is refused with which words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterplan.errors import ScenarioError
from clusterplan.planning.safe_yaml import read_mapping
from clusterplan.planning.scenarios import (
    bundled_scenarios,
    load_scenario,
    read_scenario_text,
    scenario_digest,
    scenario_schema,
)
from clusterplan.resources import bundled
from clusterplan.scenario import Range, Scenario

MINE = "extends: national\nid: mine\ntitle_vi: Của tôi\ntitle_en: Mine\n"
REASONED = "author: Văn phòng, reason: thử, date: 2026-07-01"


def refused(text: str) -> list[str]:
    """The places that a message names, after its headline."""
    with pytest.raises(ScenarioError) as caught:
        read_scenario_text(text, "mine.yaml")
    for language in ("vi", "en"):
        assert len(caught.value.lines(language)) == len(caught.value.faults) + 1
    return [fault.where for fault in caught.value.faults]


def advice_on(text: str) -> str:
    """The English advice on the one fault of a text."""
    with pytest.raises(ScenarioError) as caught:
        read_scenario_text(text, "mine.yaml")
    (fault,) = caught.value.faults
    assert fault.advice is not None
    return fault.advice.en


# --- the bundled scenarios


def test_three_scenarios_are_bundled_and_each_has_its_file_name_as_its_id() -> None:
    assert bundled_scenarios() == ("national", "national-2025", "provinces-alone")
    assert [load_scenario(name).id for name in bundled_scenarios()] == list(bundled_scenarios())


def test_the_national_scenario_spells_out_every_field() -> None:
    written = read_mapping(bundled("optimisation/scenarios/national.yaml").read_text(encoding="utf-8"), "national")
    complete = load_scenario("national").model_dump(mode="json", by_alias=True)
    assert _paths(complete) == _paths(written)


def _paths(content: dict[str, Any], prefix: str = "") -> list[str]:
    paths = []
    for name, value in content.items():
        paths.append(f"{prefix}{name}")
        paths += _paths(value, f"{prefix}{name}.") if isinstance(value, dict) else []
    return paths


def test_national_is_the_documented_defaults_but_for_named_technologies_and_targets() -> None:
    national = load_scenario("national")
    named = {"id", "title_vi", "title_en", "technology_scheme", "unit_layer", "unit_vintage"}
    plain = Scenario(**national.model_dump(include=named))
    objective = national.objective.model_copy(update={"synergy": ()})
    candidates = national.candidates.model_copy(
        update={"strong_score_by_technology": {}, "strong_grade_low_allowed": ()}
    )
    targets = {"research_groups": None, "doctorates": None}
    rules = national.rules.model_copy(update={"facilities": national.rules.facilities.model_copy(update=targets)})
    changed = {"objective": objective, "candidates": candidates, "rules": rules}
    assert national.model_copy(update=changed) == plain


def test_every_number_of_the_national_scenario_has_a_comment_on_its_origin() -> None:
    text = bundled("optimisation/scenarios/national.yaml").read_text(encoding="utf-8")
    numbers = [line for line in text[text.index("technology_scheme:") :].splitlines() if re.search(r": \S", line)]
    in_a_synergy_pair = re.compile(r"\s+(- technologies|value|reason):")
    assert [line for line in numbers if "  # " not in line and not in_a_synergy_pair.match(line)] == []


def test_the_2025_scenario_differs_from_the_national_one_in_list_names_and_pairs_alone() -> None:
    national, older = load_scenario("national"), load_scenario("national-2025")
    assert older.technology_scheme == "QD1131"
    # energy and materials, in the ids of either list; the older one has no railway
    assert national.candidates.strong_score_by_technology == {"S05": 0.51}
    by_technology = {"strong_score_by_technology": {"T08": 0.51}, "strong_grade_low_allowed": ("T08",)}
    assert (older.rules, older.candidates, older.score, older.solver) == (
        national.rules,
        national.candidates.model_copy(update=by_technology),
        national.score,
        national.solver,
    )


def test_provinces_alone_has_clusters_of_one_province() -> None:
    alone = load_scenario("provinces-alone")
    assert alone.candidates.max_members == 1
    assert alone.rules.clusters == Range(at_least=6, at_most=15)


# --- inheritance


def test_a_scenario_changes_single_numbers_of_the_one_it_extends() -> None:
    mine = read_scenario_text(MINE + "rules: {clusters: {at_most: 9}, reach_km: 300}", "mine.yaml")
    assert mine.rules.clusters == Range(at_least=6, at_most=9)
    assert mine.rules.reach_km == 300
    assert mine.rules.focuses_per_cluster == load_scenario("national").rules.focuses_per_cluster


def test_lists_and_empty_mappings_replace_what_was_there() -> None:
    parent = MINE + "objective: {priority: {S01: 2}, synergy: [{technologies: [S01, S02], reason: thử}]}"
    emptied = "objective: {priority: {}, synergy: []}"
    assert read_scenario_text(parent, "mine.yaml").objective.priority == {"S01": 2}
    assert len(read_scenario_text(parent, "mine.yaml").objective.synergy) == 1
    assert read_scenario_text(MINE + emptied, "mine.yaml").objective.synergy == ()


def test_a_mapping_by_technology_is_not_mixed_with_that_of_another_list(tmp_path: Path) -> None:
    parent = MINE + "objective: {priority: {S01: 2}}\ncandidates: {strong_score_by_technology: {S01: 0.5}}\n"
    (tmp_path / "parent.yaml").write_text(parent, encoding="utf-8")
    names = "extends: parent.yaml\nid: child\ntitle_vi: Con\ntitle_en: Child\n"
    change = "objective: {priority: {T01: 3}}\ncandidates: {strong_score_by_technology: {T01: 0.6}}\n"
    child = tmp_path / "child.yaml"
    child.write_text(names + change + "technology_scheme: QD1131\n", encoding="utf-8")
    assert load_scenario(str(child)).objective.priority == {"T01": 3}
    assert load_scenario(str(child)).candidates.strong_score_by_technology == {"T01": 0.6}
    assert load_scenario(str(child)).candidates.max_members == load_scenario("national").candidates.max_members
    child.write_text(names + change + "technology_scheme: QD21\n", encoding="utf-8")
    assert load_scenario(str(child)).objective.priority == {"S01": 2, "T01": 3}


def test_a_file_extends_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text(MINE + "rules: {reach_km: 300}\n", encoding="utf-8")
    child = tmp_path / "child.yaml"
    child.write_text("extends: parent.yaml\nid: child\ntitle_vi: Con\ntitle_en: Child\n", encoding="utf-8")
    assert load_scenario(str(child)).rules.reach_km == 300


def test_a_file_may_bear_the_name_of_the_bundled_scenario_that_it_extends(tmp_path: Path) -> None:
    own = tmp_path / "national.yaml"
    own.write_text(MINE, encoding="utf-8")
    assert load_scenario(str(own)).id == "mine"


def test_a_scenario_that_extends_another_needs_its_own_id_and_titles() -> None:
    assert refused("extends: national") == ["id", "title_en", "title_vi"]


def test_scenarios_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{name}.yaml").write_text(MINE.replace("national", f"{other}.yaml"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"circle .*: a\.yaml -> b\.yaml -> a\.yaml"):
        load_scenario(str(tmp_path / "a.yaml"))


def test_more_than_five_levels_are_refused(tmp_path: Path) -> None:
    (tmp_path / "0.yaml").write_text(MINE, encoding="utf-8")
    for level in range(1, 6):
        (tmp_path / f"{level}.yaml").write_text(MINE.replace("national", f"{level - 1}.yaml"), encoding="utf-8")
    assert load_scenario(str(tmp_path / "4.yaml")).id == "mine"
    with pytest.raises(ScenarioError, match="longer than 5"):
        load_scenario(str(tmp_path / "5.yaml"))


@pytest.mark.parametrize("parent", ["../parent.yaml", "/parent.yaml", "parent.yaml", "nationl", "3", "[national]"])
def test_only_bundled_scenarios_and_files_in_the_same_folder_can_be_extended(parent: str, tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text(MINE, encoding="utf-8")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "mine.yaml").write_text(MINE.replace("national", parent), encoding="utf-8")
    with pytest.raises(ScenarioError, match="national, national-2025, provinces-alone"):
        load_scenario(str(inner / "mine.yaml"))


def test_a_text_without_a_folder_reads_no_file() -> None:
    assert refused(MINE + "objective: {adopted_plan: plan.json}") == ["objective.adopted_plan"]


def test_an_adopted_plan_is_found_from_the_folder_of_the_scenario(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(MINE + "objective: {adopted_plan: plan.json}", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"objective\.adopted_plan: There is no file plan\.json"):
        load_scenario(str(mine))
    (tmp_path / "plan.json").write_text("{}", encoding="utf-8")
    assert load_scenario(str(mine)).objective.adopted_plan == str((tmp_path / "plan.json").resolve())


# --- faults


def test_every_fault_of_a_scenario_is_in_one_message() -> None:
    faults = refused(
        MINE
        + """
unit_layer: 79
score: {relative: 1.5, coverage_floor: .nan, expert_values: yes}
solver: {name: CPLEX, time_limit_seconds: 0, seed: true}
rules:
  clusters: {at_least: 20}
  facilities: 12
  reach: 400
  resources: {public_investment: {cap: -5, unit: tỷ đồng, per_facility: {laboratory: 3}}}
"""
    )
    assert faults == [
        "rules.clusters",
        "rules.facilities",
        "rules.reach",
        "rules.resources.public_investment.cap",
        "rules.resources.public_investment.per_facility.laboratory",
        "score.coverage_floor",
        "score.expert_values",
        "score.relative",
        "solver.name",
        "solver.seed",
        "solver.time_limit_seconds",
        "unit_layer",
    ]


def test_wrong_names_are_told_together_with_wrong_shapes() -> None:
    faults = refused(
        MINE
        + """
objective: {priority: {S99: 2}, hosting_weight: much}
candidates: {strong_grade_low_allowed: [S98, 7]}
rules:
  clusterz: 3
  clusters_per_region_exceptions: {NOWHERE: 0}
  host_overrides: {site: L999}
  resources: {land: {cap: -1, unit: ha, per_focus: {default: 1, S97: 2}}}
  locks:
  - all of it
  - {lock: must, reason: thử, date: 2026-07-01, focus: {unit: Hanoi, technology: [S01]}}
  - {lock: must_not, author: a, reason: r, date: 2026-07-01, member: {hub: "01", unit: "02"}}
"""
    )
    assert faults == [
        "candidates.strong_grade_low_allowed",
        "candidates.strong_grade_low_allowed.2",
        "objective.hosting_weight",
        "objective.priority",
        "rules.clusters_per_region_exceptions",
        "rules.clusterz",
        "rules.host_overrides",
        "rules.locks.1",
        "rules.locks.2.author",
        "rules.locks.2.focus.technology",
        "rules.locks.2.focus.unit",
        "rules.locks.3.member.unit",
        "rules.resources.land.cap",
        "rules.resources.land.per_focus",
    ]


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("unit_layer: provinse", ["rules.clusterz", "unit_layer"]),
        ("technology_scheme: QD12", ["rules.clusterz", "technology_scheme"]),
        ("technology_scheme: 1131\nobjective: {priority: {T01: 2}}", ["rules.clusterz", "technology_scheme"]),
        ("unit_vintage: 2004-2025", ["rules.clusterz", "unit_vintage"]),
    ],
)
def test_data_that_a_wrong_scenario_asks_for_are_looked_up_too(line: str, faults: list[str]) -> None:
    assert refused(f"{MINE}{line}\nrules: {{clusterz: 3}}") == faults


def test_locks_that_contradict_each_other_are_all_named() -> None:
    text = f"""{MINE}
rules:
  locks:
    - {{lock: must, {REASONED}, focus: {{unit: "01", technology: S06}}}}
    - {{lock: must_not, {REASONED}, focus: {{unit: "01", technology: S06}}}}
    - {{lock: must, {REASONED}, member: {{hub: "01", unit: "04"}}}}
    - {{lock: must, {REASONED}, member: {{hub: "79", unit: "04"}}}}
    - {{lock: must, {REASONED}, facility: {{site: L01, kind: key_laboratory}}}}
    - {{lock: must, {REASONED}, facility: {{site: L01, kind: test_centre}}}}
"""
    with pytest.raises(ScenarioError) as caught:
        read_scenario_text(text, "mine.yaml")
    assert caught.value.lines("en")[1:] == [
        "  - rules.locks: The locks require and forbid: focus of unit 01 on S06.",
        "  - rules.locks: Unit 04 is locked to more than one hub: 01, 79.",
        "  - rules.locks: Site L01 is locked to 2 kinds of facility; a site hosts one.",
    ]


@pytest.mark.parametrize(
    ("lock", "where"),
    [
        (f"{{lock: must, {REASONED}}}", "rules.locks.1"),
        (
            f"{{lock: must, {REASONED}, focus: {{unit: '01', technology: S01}}, member: {{hub: '01', unit: '04'}}}}",
            "rules.locks.1",
        ),
        ("{lock: must, reason: thử, date: 2026-07-01, focus: {unit: '01', technology: S01}}", "rules.locks.1.author"),
        (
            "{lock: must, author: a, reason: ' ', date: 2026-07-01, focus: {unit: '01', technology: S01}}",
            "rules.locks.1.reason",
        ),
    ],
)
def test_a_lock_names_one_place_and_who_answers_for_it(lock: str, where: str) -> None:
    assert refused(f"{MINE}rules: {{locks: [{lock}]}}") == [where]


def test_a_synergy_pair_has_two_technologies_and_is_named_once() -> None:
    pair = "{technologies: [S01, S02], reason: thử}, {technologies: [S02, S01], reason: thử}"
    assert refused(f"{MINE}objective: {{synergy: [{pair}]}}") == ["objective.synergy"]
    assert refused(f"{MINE}objective: {{synergy: [{{technologies: [S01, S01], reason: thử}}]}}") == [
        "objective.synergy.1"
    ]


def test_a_given_cost_needs_a_source() -> None:
    resource = "{cap: 5, unit: tỷ đồng, status: given}"
    assert refused(f"{MINE}rules: {{resources: {{land: {resource}}}}}") == ["rules.resources.land"]


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("rules: {reach: 3}", "Did you mean reach_km?"),
        ("clusters: {at_most: 3}", "Did you mean rules.clusters?"),
        ("rules: {facilities: {key_laboratories: 9}}", "Did you mean key_laboratory?"),
        ("rules: {facilities: {key_laboratory: {at_least: 7, at_most: 9, at_last: 7}}}", "Did you mean at_least?"),
        (
            "score: {zzz: 1}",
            "Fields here: relative, aggregation, component_floor, coverage_floor, expert_values, imputed_values, "
            "shrunken_quotients, relatedness, component_factor, component_weight_by_technology, "
            "indicator_weight_by_technology.",
        ),
        ("unit_layer: 7", 'Ids are text: quote them, as in "79".'),
    ],
)
def test_advice_says_what_may_have_been_meant(line: str, advice: str) -> None:
    assert advice_on(MINE + line) == advice


def test_a_wrong_number_of_facilities_is_found_where_it_was_written_in_either_shape() -> None:
    wrong = "{key_laboratory: -1, test_centre: {at_least: 2, at_most: 1}, ai_computing: {at_least: -1, at_most: 1}}"
    assert sorted(refused(f"{MINE}rules: {{facilities: {wrong}}}")) == [
        "rules.facilities.ai_computing.at_least",
        "rules.facilities.key_laboratory",
        "rules.facilities.test_centre",
    ]


def test_an_unknown_name_lists_the_bundled_scenarios_and_the_nearest() -> None:
    with pytest.raises(ScenarioError, match=r"Did you mean national\? Bundled scenarios: national, "):
        load_scenario("nationall")


@pytest.mark.parametrize("name", ["scenario.json", "folder.yaml", "missing.yaml", "", "."])
def test_only_yaml_files_are_read(name: str, tmp_path: Path) -> None:
    (tmp_path / "scenario.json").write_text("{}", encoding="utf-8")
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(ScenarioError, match="was not found"):
        load_scenario(str(tmp_path / name))


# --- YAML from a stranger


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", id="aliases make a small file large"),
        pytest.param("a: !!python/object/apply:os.getcwd []", id="a tag runs code"),
        pytest.param("a: !mine 1", id="a tag of one's own"),
        pytest.param("a: 1\nb: {c: 1, c: 2}", id="a key twice"),
        pytest.param("79: x", id="a key that is a number"),
        pytest.param("a: " + "[" * 100_000, id="very deep"),
        pytest.param("a: [" + "1," * 100_000 + "]", id="very many values"),
        pytest.param("a: " + "x" * 300_000, id="very large"),
        pytest.param("a: 1\n---\nb: 1", id="two documents"),
        pytest.param("a: [1", id="cut off"),
        pytest.param("- a", id="a list"),
        pytest.param("", id="empty"),
        pytest.param("a: \x00", id="a control character"),
        pytest.param("a: 1" + "0" * 5000, id="a number beyond reason"),
    ],
)
def test_yaml_that_is_not_plain_data_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_mapping(text, "mine.yaml")


def test_all_aliases_tags_and_repeated_keys_are_named_with_their_lines() -> None:
    with pytest.raises(ScenarioError) as caught:
        read_mapping("a: &x 1\nb: *x\nc: !tag 1", "mine.yaml")
    assert [fault.where for fault in caught.value.faults] == ["mine.yaml:2", "mine.yaml:3"]
    with pytest.raises(ScenarioError) as caught:
        read_mapping("a: 1\na: 2\nb: {c: 1,\n c: 2}", "mine.yaml")
    assert [fault.where for fault in caught.value.faults] == ["mine.yaml:2", "mine.yaml:4"]


def test_codes_dates_and_words_stay_what_was_written() -> None:
    assert read_mapping("{unit: 01, since: 2025-07-01, region: NO, at: 12:30, word: no}", "mine.yaml") == {
        "unit": "01",
        "since": "2025-07-01",
        "region": "NO",
        "at": "12:30",
        "word": "no",
    }


def test_text_is_brought_to_normal_form_c() -> None:
    decomposed = "title: Hoa\u0300"
    assert read_mapping(decomposed, "mine.yaml") == {"title": "Ho\u00e0"}


@pytest.mark.parametrize("content", [b"\xff\xfeid", b"id: \xe9", b"a: " + b"x" * 300_000])
def test_a_file_that_is_not_small_utf_8_text_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with pytest.raises(ScenarioError, match="cannot be read"):
        load_scenario(str(path))


@given(st.text(max_size=200))
def test_any_text_is_a_mapping_or_is_refused(text: str) -> None:
    try:
        content = read_mapping(text, "mine.yaml")
    except ScenarioError:
        return
    assert isinstance(content, dict)


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text("abS01 ", max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["rules", "unit", "x"]), inner),
    max_leaves=6,
)


@settings(deadline=None)  # the first wrong scenario reads the layers
@given(st.dictionaries(st.sampled_from(sorted(scenario_schema()["properties"])), plain, min_size=1))
def test_any_content_is_a_scenario_or_is_refused_in_both_languages(content: dict[str, Any]) -> None:
    try:
        scenario = read_scenario_text(json.dumps(content), "mine.yaml")
    except ScenarioError as error:
        lines = error.lines("vi") + error.lines("en")
        unfilled = [line for line in lines if re.search(r"\{[a-z_]+\}", line)]
    else:
        unfilled = []
        assert len(scenario_digest(scenario)) == 64
    assert unfilled == []


# --- digest


def test_the_digest_depends_on_the_content_and_not_on_how_it_is_written(tmp_path: Path) -> None:
    flow = read_scenario_text(MINE + "rules: {reach_km: 300.0, cover: exactly_one}", "a.yaml")
    block = read_scenario_text("rules:\n  cover: exactly_one\n  reach_km: 300\n" + MINE, "b.yaml")
    other = read_scenario_text(MINE + "rules: {reach_km: 301, cover: exactly_one}", "c.yaml")
    assert scenario_digest(flow) == scenario_digest(block) != scenario_digest(other)


def test_the_digest_sees_the_adopted_plan_and_not_the_folder_it_lies_in(tmp_path: Path) -> None:
    digests = []
    for folder, content in (("a", "{}"), ("b", "{}"), ("c", "{ }")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "plan.json").write_text(content, encoding="utf-8")
        path = tmp_path / folder / "mine.yaml"
        path.write_text(MINE + "objective: {adopted_plan: plan.json}", encoding="utf-8")
        digests.append(scenario_digest(load_scenario(str(path))))
    assert digests[0] == digests[1] != digests[2]
