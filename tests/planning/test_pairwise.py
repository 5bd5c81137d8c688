"""A table of pairwise comparisons becomes weights of a scenario, or is refused with the comparison to ask again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from tests.answers import conforming

from clusterplan.cli import main
from clusterplan.errors import ClusterplanError, DataError
from clusterplan.planning import Facts, advantage_of, load_scenario, resolve_scenario
from clusterplan.planning.pairwise import read_pairwise_table, weigh_pairwise
from clusterplan.scenario import Scenario

LIST = """first,second,times,reason
specialisation,absorptive,3,
specialisation,infrastructure,5,
specialisation,demand,4,workshop of May
absorptive,infrastructure,2,
demand,absorptive,2,
infrastructure,demand,1/3,
"""
CIRCLE = "first,second,times\nspecialisation,absorptive,3\ndemand,specialisation,7\nabsorptive,demand,5\n"


@pytest.fixture(scope="module")
def national() -> Scenario:
    return load_scenario("national")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "compared.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "matrix",
    [
        "which,a,b,c\na,1,3,1/2\nb,,1,0.25\nc,,,\n",
        "which,a,b,c\na,1,3,0.5\nb,0.33,1,1/4\nc,2,4,1\n",
        "which;a;b;c\na;1;3;0,5\nb;0,33;1;1/4\nc;2;4;1\n",
    ],
)
def test_a_list_and_a_matrix_say_the_same(tmp_path: Path, matrix: str) -> None:
    (tmp_path / "list.csv").write_text("first,second,times\na,b,3\nc,a,2\nc,b,4\n", encoding="utf-8")
    (tmp_path / "matrix.csv").write_text(matrix, encoding="utf-8")
    found = read_pairwise_table(tmp_path / "matrix.csv")
    assert found.names == ("a", "b", "c")
    assert found.matrix.tolist() == [[1, 3, 1 / 2], [1 / 3, 1, 1 / 4], [2, 4, 1]]
    listed = read_pairwise_table(tmp_path / "list.csv")
    order = [listed.names.index(name) for name in found.names]
    assert listed.matrix[np.ix_(order, order)].tolist() == found.matrix.tolist()


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("first,second,times\na,b,10\n", "row 2", "no answer"),
        ("first,second,times\na,b,-3\n", "row 2", "no answer"),
        ("first,second,times\na,b,1/0\n", "row 2", "no answer"),
        ("first,second,times\na,b,\n", "row 2", "no answer"),
        ("first,second,times\na,b,3\na,c,2\n", "t.csv", "b against c is missing"),
        ("first,second,times\na,b,3\nb,a,3\n", "row 3", "two answers"),
        ("first,second,times\na,a,2\na,b,1\n", "row 2", "important as itself"),
        ("first,second,times\na,,2\n", "t.csv", "empty name"),
        ("first,second,times\na,b,2,3\n", "row 2", "4 cells"),
        ("first,second,times,who\na,b,2,x\n", "who", "no use for this column"),
        ("x,a,b\nb,1,2\na,,1\n", "t.csv", "neither a list of pairs nor a square matrix"),
        ("a\nb\n", "t.csv", "neither a list of pairs nor a square matrix"),
    ],
)
def test_a_fault_names_its_place(tmp_path: Path, text: str, where: str, said: str) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(said)) as raised:
        read_pairwise_table(tmp_path / "t.csv")
    assert any(where in fault.where for fault in raised.value.faults)


def test_what_is_compared_shares_the_weight_that_it_had(table: Path, national: Scenario) -> None:
    found = weigh_pairwise(table, national)
    assert found.is_consistent
    by_id = {one.id: one.weight for one in found.weights}
    assert sum(by_id.values()) == pytest.approx(1, abs=1e-12)
    left_out = {one.technology: one.ids for one in found.left_out}
    for technology, weights in found.weight_by_technology.items():
        assert set(weights) | set(left_out.get(technology, ())) == set(by_id)
        assert round(sum(weights.values()), 9) == 1  # stated priorities weigh nothing in the release
        for name, weight in weights.items():
            assert weight / weights["specialisation"] == pytest.approx(by_id[name] / by_id["specialisation"], abs=1e-5)


def test_indicators_of_one_component_share_their_part_of_it(tmp_path: Path, national: Scenario) -> None:
    path = tmp_path / "t.csv"
    path.write_text("first,second,times\nuniversities,pii_score,4\n", encoding="utf-8")
    found = weigh_pairwise(path, national, ["S01"])
    assert (found.compares, found.component, list(found.weight_by_technology)) == ("indicators", "absorptive", ["S01"])
    inside = advantage_of(national, Facts()).inputs.weights
    inside = inside[(inside["scheme"] == "QD21") & (inside["technology"] == "S01")]
    shares = inside[inside["component"] == "absorptive"].set_index("indicator")["weight"]
    together = shares[["universities", "pii_score"]].sum() / shares.sum()
    assert found.weight_by_technology["S01"] == pytest.approx(
        {"universities": 0.8 * together, "pii_score": 0.2 * together}, abs=2e-6
    )


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("specialisation,absorptve,3", "Did you mean absorptive?"),
        ("specialisation,pii_score,3", "components, or indicators of one component"),
        ("pii_score,endowment,3", "components, or indicators of one component"),
        ("stated_priorities,demand,3", "above the 0.1"),
    ],
)
def test_what_cannot_be_weighed_is_refused(tmp_path: Path, national: Scenario, pair: str, said: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"first,second,times\n{pair}\n", encoding="utf-8")
    with pytest.raises(ClusterplanError, match=re.escape(said)):
        weigh_pairwise(path, national)


def test_the_command_writes_a_scenario_that_can_be_planned_by(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = tmp_path / "weighed.yaml"
    assert main(["advantage", "weigh", str(table), "-o", str(part), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["files"] == [str(part)]
    assert conforming(answer["weighing"]) == "pairwise-weighing"
    scenario = load_scenario(str(part))
    resolve_scenario(scenario, Facts())
    assert scenario.score.component_weight_by_technology == answer["weighing"]["weight_by_technology"]
    assert (scenario.id, scenario.rules) == ("weighed", load_scenario("national").rules)
    assert main(["advantage", "weigh", str(table), "-o", str(part), "--lang", "en"]) == 2  # it is there
    assert main(["advantage", "weigh", str(table), "--scenario", str(part), "-o", str(tmp_path / "b.yaml")]) == 0
    again = load_scenario(str(tmp_path / "b.yaml"))  # what is weighed twice alike stays
    assert again.score.component_weight_by_technology == scenario.score.component_weight_by_technology


def test_answers_that_contradict_one_another_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, part = tmp_path / "circle.csv", tmp_path / "weighed.yaml"
    table.write_text(CIRCLE, encoding="utf-8")
    assert main(["advantage", "weigh", str(table), "-o", str(part), "--lang", "en"]) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "consistency ratio 2.53, at most 0.10" in told
    assert "circle.csv, demand / specialisation" in told
    assert "1/9 in place of 7" in told
    assert not part.exists()
    assert main(["advantage", "weigh", str(table), "-o", str(part), "--accept-inconsistent", "--lang", "vi"]) == 0
    assert "mâu thuẫn" in capsys.readouterr().out
    assert "NOT consistent" in part.read_text(encoding="utf-8")
