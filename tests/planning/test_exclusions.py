"""A pair is excluded by the rule that keeps it out of every plan, and by no other."""

from __future__ import annotations

from tests.optimisation.small_problems import solved, three_units

from clusterplan.planning.exclusions import excluded_pairs

BY = {"author": "Bộ", "reason": "thử", "date": "2026-01-01"}
NOT_A_S1 = {"lock": "must_not", "focus": {"unit": "a", "technology": "S1"}, **BY}
OTHER_LOCKS = (
    {"lock": "must", "focus": {"unit": "c", "technology": "S2"}, **BY},
    {"lock": "must_not", "member": {"hub": "b", "unit": "c"}, **BY},
    {"lock": "must_not", "facility": {"site": "L1", "kind": "test_centre"}, **BY},
)


def test_without_such_a_rule_nothing_is_excluded() -> None:
    assert excluded_pairs(three_units(rules={"locks": OTHER_LOCKS})) == {}
    assert excluded_pairs(three_units(rules={"challenge_unasked": "flag"}, asked_for=frozenset({"S1"}))) == {}


def test_a_lock_excludes_the_pair_that_it_names_with_author_date_and_reason() -> None:
    found = excluded_pairs(three_units(rules={"locks": (*OTHER_LOCKS, NOT_A_S1)}))
    assert list(found) == [("a", "S1")]
    (exclusion,) = found["a", "S1"]
    assert exclusion.rule == "locks"
    assert exclusion.why == ("khóa số 4 (Bộ, 2026-01-01): thử", "lock 4 (Bộ, 2026-01-01): thử")


def test_a_technology_that_nobody_asks_for_is_excluded_everywhere_where_that_is_forbidden() -> None:
    found = excluded_pairs(three_units(rules={"challenge_unasked": "forbid"}, asked_for=frozenset({"S1"})))
    assert {pair: [one.rule for one in by] for pair, by in found.items()} == {
        (unit, "S2"): ["challenge"] for unit in "abc"
    }


def test_a_pair_may_be_excluded_twice() -> None:
    rules = {"challenge_unasked": "forbid", "locks": (NOT_A_S1,)}
    found = excluded_pairs(three_units(rules=rules, asked_for=frozenset({"S2"})))
    assert [one.rule for one in found["a", "S1"]] == ["challenge", "locks"]
    assert [one.rule for one in found["b", "S1"]] == ["challenge"]


def test_no_plan_focuses_on_an_excluded_pair() -> None:
    problem = three_units(rules={"locks": (NOT_A_S1,)})
    chosen = {(unit, k) for cluster in solved(problem).clusters for unit in cluster.members for k in cluster.focuses}
    assert chosen
    assert chosen.isdisjoint(excluded_pairs(problem))
    assert ("a", "S1") in {(unit, k) for c in solved(three_units()).clusters for unit in c.members for k in c.focuses}
