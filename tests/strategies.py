"""Hypothesis strategies for planning problems small enough to be solved by counting."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from tests.structure_strategies import (
    STRUCTURE_RULES,
    draw_candidate_limits,
    draw_facility_kinds,
    draw_records,
    draw_structure_rules,
)

from clusterplan.domain import FacilityKind, SourceStatus
from clusterplan.language import Text
from clusterplan.optimisation.problem import AdoptedPlan, Problem
from clusterplan.scenario import (
    CandidateSettings,
    FacilityRules,
    FocusPlace,
    GradeDeviations,
    HostPlace,
    Lock,
    MemberPlace,
    ObjectiveSettings,
    Phasing,
    Range,
    Resource,
    RobustSettings,
    RuleSettings,
    Scenario,
    SolverSettings,
    SynergyPair,
)

__all__ = ["a_lock", "a_resource", "problems", "problems_with_years", "with_rules"]

SIZES = ((3, 2), (3, 3), (3, 4), (4, 2), (4, 3), (4, 4), (5, 2), (5, 3), (6, 2))
"""Units and technologies of a problem: few enough that every plan can be written down."""

PAIRS_WITH_YEARS = 9
"""Units x technologies up to which years can be counted too."""

_DAY = datetime.date(2026, 7, 1)


@st.composite
def problems(
    draw: DrawFn, ties: bool = True, generous: bool = False, structure: str | None = None, pairs: int = 99
) -> Problem:
    """Return a strategy for problems of 3 to 6 units, 2 to 4 technologies and 2 to 5 sites.

    Adjacency is random and may fall apart; some scores are missing; readiness may have ties; limits may be tight or
    impossible.

    Parameters
    ----------
    draw
        Hypothesis's way to draw values.
    ties
        Whether two units may be equally ready to be a hub.
    generous
        Whether limits are wide and nothing is locked, so that most problems have a plan.
    structure
        The one structural rule that is on; any few of them where none is named and limits are not generous.
    pairs
        Most units x technologies.

    Returns
    -------
    Problem
        A problem; its scenario is named ``random``.
    """
    n, k = draw(st.sampled_from([(n, k) for n, k in SIZES if n * k <= pairs]))
    m = draw(st.integers(2, 5))
    units = tuple(f"{number:02d}" for number in range(1, n + 1))
    technologies = tuple(f"S{number}" for number in range(1, k + 1))
    sites = tuple(f"L{number}" for number in range(1, m + 1))
    regions = _draw_list(draw, n, st.sampled_from(("N", "S")))
    site_units = _draw_list(draw, m, st.sampled_from(units))
    places = np.array([draw(_PLACE) for _ in range(n + m)], dtype=np.float64) * 50
    distance = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))
    score = _draw_array(draw, (n, k), st.none() | st.integers(0, 20), np.nan) / 20
    grade = np.where(np.isnan(score), -1, _draw_array(draw, (n, k), st.integers(0, 2))).astype(np.int8)
    may_host = _draw_array(draw, (m, k), _MOSTLY).astype(np.bool_)
    weight = _draw_array(draw, (n,), st.integers(1, 4))
    asked_for = frozenset(technologies if generous else draw(st.sets(st.sampled_from(technologies), min_size=k - 1)))
    pioneering = frozenset(draw(st.sets(st.sampled_from(sorted(asked_for)), max_size=1)))
    some = st.sets(st.sampled_from(STRUCTURE_RULES), max_size=0 if generous else 3)
    on = {structure} if structure else draw(some)
    return Problem(
        scenario=_scenario(draw, units, technologies, sites, generous, on),
        units=units,
        unit_names=tuple(Text(vi=f"Tỉnh {unit}", en=f"Province {unit}") for unit in units),
        unit_regions=tuple(regions),
        technologies=technologies,
        sites=sites,
        site_units=tuple(site_units),
        adjacent=_adjacency(draw, n),
        member_distance_km=distance[:n, :n],
        site_distance_km=distance[:n, n:],
        score=score,
        grade=grade,
        strong=_draw_array(draw, (n, k), _MOSTLY).astype(np.bool_),
        participation=_draw_array(draw, (k,), st.integers(0, 10)) / 20,
        unit_weight=weight * n / weight.sum(),
        readiness=np.array(
            _draw_list(draw, n, st.integers(0, 3)) if ties else draw(st.permutations(range(n))), dtype=np.float64
        ),
        may_host=may_host,
        existing_laboratory=may_host & _draw_array(draw, (m, k), st.booleans()).astype(np.bool_),
        pioneering=pioneering,
        asked_for=asked_for,
        adopted=_adopted(draw, units, technologies, sites),
        **draw_records(draw, on, n, k),
    )


@st.composite
def problems_with_years(draw: DrawFn) -> Problem:
    """Return a strategy for problems with wide limits, start years, means of every kind, and often decisions taken.

    Most of them have a plan, which :func:`problems` seldom leaves where money is tight by year.

    Parameters
    ----------
    draw
        Hypothesis's way to draw values.

    Returns
    -------
    Problem
        A problem of at most nine (unit, technology) pairs.
    """
    problem = draw(problems(generous=True, pairs=PAIRS_WITH_YEARS))
    strong = [(problem.units[r], problem.technologies[k]) for r, k in np.argwhere(problem.strong).tolist()]
    hosts = sorted({problem.sites[j] for j, _ in np.argwhere(problem.may_host).tolist()})
    taken = draw(st.lists(st.sampled_from(strong), max_size=2, unique=True)) if strong else []
    built = draw(st.lists(st.sampled_from(hosts), max_size=1)) if hosts else []
    year = st.sampled_from((2025, 2026, 2026, 2027))
    adopted = AdoptedPlan(
        frozenset(taken),
        frozenset((site, FacilityKind.KEY_LABORATORY) for site in built),
        {pair: draw(year) for pair in taken},
        {(site, FacilityKind.KEY_LABORATORY): draw(year) for site in built},
    )
    phasing = draw(_phasing())
    fields = {name: getattr(problem, name) for name in problem.__dataclass_fields__}
    return with_rules(
        Problem(**{**fields, "adopted": adopted}),
        phasing=phasing,
        resources=draw(
            st.dictionaries(
                st.sampled_from(("finance", "land")), _means(problem.units, problem.technologies, phasing), max_size=2
            )
        ),
        decided_before=draw(st.sampled_from((None, 2026, 2027))),
    )


def with_rules(problem: Problem, **changes: Any) -> Problem:
    """Return a problem whose scenario has other rules.

    Parameters
    ----------
    problem
        The problem.
    changes
        New values of fields of :class:`clusterplan.scenario.RuleSettings`.

    Returns
    -------
    Problem
        A copy; the rules are validated again.
    """
    rules = RuleSettings.model_validate({**dict(problem.scenario.rules), **changes})
    fields = {name: getattr(problem, name) for name in problem.__dataclass_fields__}
    return Problem(**{**fields, "scenario": problem.scenario.model_copy(update={"rules": rules})})


def a_lock(problem: Problem) -> SearchStrategy[Lock]:
    """Return a strategy for one lock that speaks of ids of a problem.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    SearchStrategy of Lock
        ``must`` and ``must_not``, of a focus, a member or a facility.
    """
    return _lock(problem.units, problem.technologies, problem.sites)


def a_resource(technologies: Sequence[str]) -> SearchStrategy[Resource]:
    """Return a strategy for a national cap in whole numbers.

    Parameters
    ----------
    technologies
        Technologies that may have a cost of their own.

    Returns
    -------
    SearchStrategy of Resource
        Tight and wide caps.
    """
    return st.builds(
        Resource,
        cap=st.integers(4, 40),
        unit=st.just("billion VND"),
        per_focus=st.dictionaries(st.sampled_from([*technologies, "default"]), st.integers(0, 5)),
        per_facility=st.dictionaries(st.sampled_from(list(FacilityKind)), st.integers(0, 5)),
        status=st.just(SourceStatus.ASSUMED),
    )


_PLACE = st.tuples(st.integers(0, 6), st.integers(0, 6))
_MOSTLY = st.sampled_from((True, True, True, False))


def _draw_list[T](draw: DrawFn, number: int, of: SearchStrategy[T]) -> list[T]:
    """Draw a list of a given length."""
    return [draw(of) for _ in range(number)]


def _draw_array(draw: DrawFn, shape: tuple[int, ...], of: SearchStrategy[Any], missing: float = 0.0) -> Any:
    """Draw an array of numbers; ``None`` becomes the value for missing."""
    drawn = _draw_list(draw, int(np.prod(shape)), of)
    return np.array([missing if value is None else value for value in drawn], dtype=np.float64).reshape(shape)


def _adjacency(draw: DrawFn, n: int) -> Any:
    """Draw a symmetric relation; one border in three is missing, so that some maps fall apart."""
    adjacent = np.zeros((n, n), dtype=np.bool_)
    for a in range(n):
        for b in range(a):
            adjacent[a, b] = adjacent[b, a] = draw(st.sampled_from((True, True, False)))
    return adjacent


def _adopted(draw: DrawFn, units: Sequence[str], technologies: Sequence[str], sites: Sequence[str]) -> AdoptedPlan:
    """Draw an earlier plan, which may name what no longer exists."""
    focus = st.tuples(st.sampled_from([*units, "99"]), st.sampled_from(technologies))
    facility = st.tuples(st.sampled_from(sites), st.sampled_from(list(FacilityKind)))
    counts = draw(st.sampled_from((True, True, False)))
    focuses, facilities = draw(st.frozensets(focus, max_size=4)), draw(st.frozensets(facility, max_size=2))
    year = st.none() | st.sampled_from((2025, 2026, 2026, 2027))
    starts = {pair: y for pair in sorted(focuses) if (y := draw(year)) is not None}
    opens = {place: y for place in sorted(facilities) if (y := draw(year)) is not None}
    return AdoptedPlan(focuses, facilities, starts, opens, counts)


def _range(lows: Sequence[int], most: int) -> SearchStrategy[Range]:
    """Return a strategy for a range that starts at one of some numbers and is up to ``most`` wide."""
    return st.builds(
        lambda low, width: Range(at_least=low, at_most=low + width), st.sampled_from(lows), st.integers(0, most)
    )


def _scenario(
    draw: DrawFn,
    units: Sequence[str],
    technologies: Sequence[str],
    sites: Sequence[str],
    generous: bool,
    structure: set[str],
) -> Scenario:
    """Draw limits, weights and locks."""
    max_members = draw(st.integers(1, 4))
    rules = _rules(draw, units, technologies, sites, generous)
    kinds = draw_facility_kinds(draw, structure, technologies)
    ruled = {
        **dict(rules),
        **draw_structure_rules(draw, structure, technologies, units),
        "facilities": FacilityRules.model_validate({**dict(rules.facilities), **kinds}),
    }
    return Scenario(
        id="random",
        title_vi="Ngẫu nhiên",
        title_en="Random",
        technology_scheme="random",
        unit_layer="random",
        unit_vintage="2025",
        candidates=CandidateSettings(
            max_members=max_members,
            max_member_distance_km=1000.0 if generous else draw(st.sampled_from((60.0, 150.0, 1000.0))),
            **draw_candidate_limits(draw, structure, max_members),
        ),
        objective=_objective(draw, technologies),
        rules=RuleSettings.model_validate(ruled),
        solver=SolverSettings(time_limit_seconds=60),
    )


_ROBUST = st.builds(
    lambda gamma, parts: RobustSettings(
        gamma=gamma, deviation=GradeDeviations(**dict(zip(("high", "medium", "low"), sorted(parts), strict=True)))
    ),
    st.integers(0, 3),
    st.tuples(*[st.integers(0, 8).map(lambda value: value / 20)] * 3),
)


def _objective(draw: DrawFn, technologies: Sequence[str]) -> ObjectiveSettings:
    """Draw the weights of the objective."""
    pairs = [(a, b) for a in technologies for b in technologies if a < b]
    synergy = tuple(
        SynergyPair(technologies=pair, value=draw(st.integers(0, 6)) / 10, reason="drawn")
        for pair in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=2))
    )
    return ObjectiveSettings(
        priority=draw(st.dictionaries(st.sampled_from(technologies), st.integers(0, 8).map(lambda value: value / 4))),
        synergy=synergy,
        hosting_weight=draw(st.sampled_from((0.0, 0.05, 0.3))),
        cohesion_weight=draw(st.sampled_from((0.0, 0.02, 0.2))),
        founding_cost=draw(st.sampled_from((0.0, 0.2, 0.7))),
        robust=draw(st.none() | _ROBUST),
        switching_weight=draw(st.sampled_from((0.0, 0.0, 0.1, 0.4))),
    )


def _rules(
    draw: DrawFn, units: Sequence[str], technologies: Sequence[str], sites: Sequence[str], generous: bool
) -> RuleSettings:
    """Draw the rules."""
    if generous:
        return RuleSettings(
            clusters=Range(at_least=1, at_most=len(units)),
            focuses_per_cluster=Range(at_least=1, at_most=len(technologies)),
            clusters_per_technology=Range(at_least=0, at_most=3),
            clusters_per_region_at_least=0,
            facilities=_facility_rules(draw, generous),
            reach_km=draw(st.sampled_from((250.0, 600.0))),
            pioneering=False,
        )
    resources = st.dictionaries(st.sampled_from(("land", "public_investment")), a_resource(technologies), max_size=1)
    locks = st.lists(_lock(units, technologies, sites), max_size=2, unique_by=lambda lock: lock.place)
    phasing = draw(_phasing()) if len(units) * len(technologies) <= PAIRS_WITH_YEARS and draw(st.booleans()) else None
    means = st.dictionaries(st.sampled_from(("land", "people")), _means(units, technologies, phasing), max_size=1)
    return RuleSettings(
        cover=draw(st.sampled_from(("at_most_one", "at_most_one", "exactly_one"))),
        clusters=draw(_range((0, 1, 1, 2), 3)),
        focuses_per_cluster=draw(_range((1, 1, 2), 2)),
        clusters_per_technology=Range(at_least=draw(st.sampled_from((0, 0, 1))), at_most=draw(st.integers(1, 3))),
        clusters_per_region_at_least=draw(st.sampled_from((0, 0, 1))),
        clusters_per_region_exceptions=draw(
            st.dictionaries(st.sampled_from(("N", "S")), st.integers(0, 2), max_size=1)
        ),
        facilities=_facility_rules(draw, generous),
        reach_km=draw(st.sampled_from((120.0, 250.0, 600.0))),
        facility_load_at_most=draw(st.sampled_from((None, None, 1, 3))),
        pioneering=draw(st.booleans()),
        challenge_unasked=draw(st.sampled_from(("allow", "flag", "forbid"))),
        locks=_compatible(draw(locks)),
        resources=draw(means if phasing or draw(st.sampled_from((True, False, False))) else resources),
        phasing=phasing,
        decided_before=draw(st.sampled_from((None, None, None, None, 2026, 2027))),
    )


_WITH_UPGRADES = (FacilityKind.KEY_LABORATORY, FacilityKind.TEST_CENTRE)


def _phasing() -> SearchStrategy[Phasing]:
    """Return a strategy for two start years."""
    return st.builds(
        Phasing,
        first_year=st.just(2026),
        last_start_year=st.just(2027),
        last_year=st.just(2029),
        discount_rate=st.sampled_from((0.0, 0.05, 0.3)),
        starts_per_year_at_most=st.sampled_from((None, None, 1, 2)),
    )


def _means(units: Sequence[str], technologies: Sequence[str], phasing: Phasing | None) -> SearchStrategy[Resource]:
    """Return a strategy for a resource with every kind of limit and cost that a scenario can give it."""
    amounts = st.dictionaries(st.sampled_from(list(FacilityKind)), st.integers(0, 5))
    capacities = st.dictionaries(st.sampled_from(units), st.integers(0, 9), max_size=2).flatmap(
        lambda named: st.integers(0, 6).map(lambda default: {**named, "default": default})
    )
    by_year: dict[str, SearchStrategy[Any]] = {
        "cap_per_year": st.dictionaries(st.sampled_from((2026, 2027, 2028)), st.integers(2, 20)),
        "profile": st.sampled_from(((1.0,), (0.5, 0.5), (0.25, 0.25, 0.5))),
        "running_per_year": amounts,
        "running_full_years": st.integers(0, 2),
        "running_share_after": st.sampled_from((0.0, 0.5)),
    }
    return st.builds(
        Resource,
        cap=st.none() | st.integers(4, 40),
        unit=st.just("billion VND"),
        per_focus=st.dictionaries(st.sampled_from([*technologies, "default"]), st.integers(0, 5)),
        minimum_per_focus=st.sampled_from((0, 0, 2)),
        per_facility=amounts,
        per_upgrade=st.dictionaries(st.sampled_from(_WITH_UPGRADES), st.integers(0, 5)),
        capacity_per_unit=st.just({}) | capacities,
        **(by_year if phasing else {}),
    )


def _facility_rules(draw: DrawFn, generous: bool) -> FacilityRules:
    """Draw at most three facilities of one to four technologies."""
    return FacilityRules(
        key_laboratory=draw(st.integers(1, 2)),
        test_centre=draw(st.integers(0, 1)),
        technologies_per_key_laboratory=draw(_range((1,), 2)),
        technologies_per_test_centre=draw(_range((1, 2), 2)),
        per_region_at_most=4 if generous else draw(st.sampled_from((1, 2, 4, 4))),
        per_technology_at_least=0 if generous else draw(st.sampled_from((0, 0, 1))),
    )


def _lock(units: Sequence[str], technologies: Sequence[str], sites: Sequence[str]) -> SearchStrategy[Lock]:
    """Return a strategy for one lock."""
    focus = st.builds(FocusPlace, unit=st.sampled_from(units), technology=st.sampled_from(technologies))
    member = st.builds(MemberPlace, hub=st.sampled_from(units), unit=st.sampled_from(units))
    facility = st.builds(HostPlace, site=st.sampled_from(sites), kind=st.sampled_from(list(FacilityKind)))
    place = st.one_of(
        st.fixed_dictionaries({"focus": focus}),
        st.fixed_dictionaries({"member": member}),
        st.fixed_dictionaries({"facility": facility}),
    )
    return st.builds(
        lambda lock, where: Lock(lock=lock, author="office", reason="drawn", date=_DAY, **where),
        st.sampled_from(("must", "must_not")),
        place,
    )


def _compatible(locks: list[Lock]) -> tuple[Lock, ...]:
    """Return the first lock, and the second where a scenario does not refuse the two together."""
    required = [lock for lock in locks if lock.lock == "must"]
    return tuple(locks) if len(required) < 2 else tuple(locks[:1])
