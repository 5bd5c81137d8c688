"""Every rule and every limit that people can meet has a short name in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clusterplan import optimisation
from clusterplan.optimisation.check.objective import TERMS
from clusterplan.optimisation.rules import FAMILIES
from clusterplan.publishing.rule_names import RULE_NAMES, SETTING_NAMES, named_rule, named_setting
from clusterplan.publishing.texts import TERM

_READ = re.compile(r"\b(?:RuleReading|must)\(\s*\"(\w+)\"")
_NAMED = re.compile(r"\"((?:rules|candidates)(?:\.[\w.]+)?)(?=[\"\[{ ])")


def sources() -> str:
    """The whole optimisation room as text."""
    room = Path(optimisation.__file__).parent
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(room.rglob("*.py")))


def rules_read() -> set[str]:
    return set(_READ.findall(sources()))


def test_every_rule_of_the_model_has_a_name() -> None:
    assert {family.__name__ for family in FAMILIES} - RULE_NAMES.keys() == set()


def test_every_rule_that_the_check_reads_has_a_name() -> None:
    assert len(rules_read()) > 20
    assert rules_read() - RULE_NAMES.keys() == set()


def test_no_name_is_left_of_a_rule_that_is_gone() -> None:
    assert RULE_NAMES.keys() - rules_read() - {family.__name__ for family in FAMILIES} == set()


def test_every_limit_that_a_conflict_can_name_has_a_name() -> None:
    named = {path.rstrip("._") for path in _NAMED.findall(sources())}
    assert len(named) > 20
    assert {path for path in named if not any(known.startswith(path) for known in SETTING_NAMES)} == set()


@pytest.mark.parametrize("names", [RULE_NAMES, SETTING_NAMES])
def test_the_names_of_two_rules_differ_and_both_languages_are_there(names: dict[str, tuple[str, str]]) -> None:
    for language in (0, 1):
        spelt = [name[language] for name in names.values()]
        assert all(spelt)
        assert len(set(spelt)) == len(spelt)


def test_the_id_stands_beside_the_name() -> None:
    assert named_rule("cover").vi == "mỗi đơn vị thuộc tối đa một cụm (cover)"
    assert named_rule("of_a_later_version").vi == "of_a_later_version"


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ("rules.clusters.at_least", "số cụm tối thiểu (rules.clusters.at_least)"),
        (
            "rules.clusters_per_region_at_least (NMM)",
            "số cụm tối thiểu mỗi vùng (rules.clusters_per_region_at_least, NMM)",
        ),
        ("rules.locks[2]", "khóa của người lập kế hoạch (rules.locks, 2)"),
        ("rules.locks (2)", "khóa của người lập kế hoạch (rules.locks, 2)"),
        ("rules.resources.đất (ha).cap", "trần nguồn lực quốc gia (rules.resources.đất (ha).cap)"),
        ("rules.resources (đất)", "trần nguồn lực quốc gia (rules.resources, đất)"),
        ("rules.resources.land.cap", "trần nguồn lực quốc gia (rules.resources.land.cap)"),
        ("somewhere.else", "somewhere.else"),
    ],
)
def test_a_limit_is_named_with_its_path_and_place(setting: str, name: str) -> None:
    assert named_setting(setting).vi == name


def test_every_term_of_the_objective_has_a_name() -> None:
    assert TERMS.keys() == TERM.keys()
