"""The formulation page speaks of every family, every row and every rule that the check reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.optimisation.small_problems import solved
from tests.optimisation.test_check_plan import answer, under
from tests.optimisation.test_rules_by_hand import everything

from clusterplan.optimisation.check import read_rules
from clusterplan.optimisation.model import build_model
from clusterplan.optimisation.rules import FAMILIES

PAGE = (Path(__file__).parent.parent.parent / "optimisation" / "formulation.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([a-z_]+)`", PAGE))


@pytest.mark.parametrize("family", [family.__name__ for family in FAMILIES])
def test_each_family_has_its_line_in_the_order_of_the_code(family: str) -> None:
    listed = re.findall(r"^\| `([a-z_]+)` \| ", PAGE.partition("## Rules")[2].partition("\n## ")[0], re.MULTILINE)
    assert listed == [function.__name__ for function in FAMILIES]
    assert family in listed


def test_each_row_of_a_model_belongs_to_a_rule_on_the_page() -> None:
    model = build_model(everything())
    assert {row.name.partition(".")[0] for row in model.lp.constraints()} <= NAMED


def test_each_variable_of_a_model_is_on_the_page() -> None:
    model = build_model(everything())
    listed = set(re.findall(r"`([a-z]+)\[", PAGE))
    assert {variable.name.partition(".")[0] for variable in model.lp.variables()} <= listed


def test_each_rule_that_the_check_reads_is_on_the_page() -> None:
    read = {reading.rule for reading in read_rules(under(cover="exactly_one", facility_load_at_most=3), answer())}
    assert read <= NAMED


def test_each_term_of_the_objective_is_on_the_page() -> None:
    formula = PAGE.partition("## Objective")[2].partition("\n## ")[0]
    assert all(f" {term}\n" in formula for term in solved(everything()).objective_terms)
