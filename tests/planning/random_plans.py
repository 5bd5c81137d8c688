"""Random plans of the sample country, under either technology list, and a reader that knows nothing of the product."""

from __future__ import annotations

from hypothesis import strategies as st
from tests.publishing.sample import UNITS, cluster, facility, plan

from clusterplan.domain import Cluster, Facility, FacilityKind, Plan

GROUPS = {
    "QD21": tuple(f"S{number:02d}" for number in range(1, 11)),
    "QD1131": tuple(f"T{number:02d}" for number in range(1, 12)),
}
KINDS = (FacilityKind.KEY_LABORATORY, FacilityKind.TEST_CENTRE)


@st.composite
def plans(draw: st.DrawFn, scheme: str = "QD21") -> Plan:
    """Draw a plan: some units in clusters around their first member, focuses, facilities, spending, metrics."""
    home = {unit: draw(st.sampled_from(("A", "B", "C", None))) for unit in UNITS}
    clusters = [
        _cluster(draw, scheme, tuple(unit for unit, its in home.items() if its == name))
        for name in ("A", "B", "C")
        if name in home.values()
    ]
    sites = draw(st.lists(st.sampled_from(("L01", "L02")), unique=True))
    facilities = tuple(_facility(draw, scheme, site) for site in sorted(sites))
    made = plan()
    scenario = made.scenario.model_copy(update={"technology_scheme": scheme})
    return made.model_copy(
        update={
            "scenario": scenario,
            "clusters": tuple(sorted(clusters, key=lambda its: its.hub)),
            "units_without_cluster": tuple(unit for unit, its in home.items() if its is None),
            "facilities": facilities,
            "objective": draw(st.integers(0, 9)) / 8,
            "metrics": draw(st.dictionaries(st.sampled_from(("a", "b", "c")), st.integers(0, 3).map(float))),
        }
    )


def _focuses(draw: st.DrawFn, scheme: str, least: int) -> tuple[str, ...]:
    some = st.lists(st.sampled_from(GROUPS[scheme]), unique=True, min_size=least, max_size=4)
    return tuple(sorted(draw(some)))


def _cluster(draw: st.DrawFn, scheme: str, members: tuple[str, ...]) -> Cluster:
    focuses = _focuses(draw, scheme, 1)
    made = cluster("C01", draw(st.sampled_from(members)), members, focuses, "L01")
    years = draw(st.sampled_from((None, 2026, 2028)))
    return made.model_copy(update={"start_year": {} if years is None else dict.fromkeys(focuses, years)})


def _facility(draw: st.DrawFn, scheme: str, site: str) -> Facility:
    made = facility(site, draw(st.sampled_from(KINDS)), _focuses(draw, scheme, 0), "01" if site == "L01" else "04")
    return made.model_copy(update={"opens_in": draw(st.sampled_from((None, 2026, 2027)))})
