"""The rules that couple clusters and facilities: one function for each, yielding named rows.

Reading :data:`FAMILIES` is reading the policy. A rule that is off yields no row. Rules inside one cluster (contiguity,
hub, size, travel limit, strong members) are settled in :mod:`clusterplan.optimisation.candidates`. In the formulas S is
a candidate set, k a technology, r a unit, h a hub, j a site; a row is named ``rule.place``.
"""

from __future__ import annotations

from clusterplan.optimisation.rules.clusters import (
    clusters,
    clusters_per_region,
    clusters_per_technology,
    cover,
    focuses_per_cluster,
    pioneering,
    synergy,
)
from clusterplan.optimisation.rules.facilities import (
    facilities,
    facilities_per_region,
    facilities_per_technology,
    facility_load,
    reach,
    technologies_per_facility,
)
from clusterplan.optimisation.rules.facility_kinds import (
    facilities_per_region_at_least,
    technologies_per_optional_facility,
)
from clusterplan.optimisation.rules.gates import pioneering_test_bed
from clusterplan.optimisation.rules.locks import locks
from clusterplan.optimisation.rules.phasing import decided, phasing, upgrades
from clusterplan.optimisation.rules.resources import capacity, resources
from clusterplan.optimisation.rules.rows import Family, Row
from clusterplan.optimisation.rules.structure import (
    clusters_per_region_at_most,
    excluded_pairs,
    required_pairs,
    same_focus_distance,
)

__all__ = ["FAMILIES", "Family", "Row"]


FAMILIES: tuple[Family, ...] = (
    cover,
    clusters,
    focuses_per_cluster,
    clusters_per_technology,
    clusters_per_region,
    facilities,
    technologies_per_facility,
    facilities_per_region,
    facilities_per_technology,
    reach,
    facility_load,
    pioneering,
    locks,
    resources,
    synergy,
    clusters_per_region_at_most,
    excluded_pairs,
    required_pairs,
    same_focus_distance,
    pioneering_test_bed,
    facilities_per_region_at_least,
    technologies_per_optional_facility,
    capacity,
    upgrades,
    phasing,
    decided,
)
"""Every rule of the integer programme, in the order in which the policy reads."""
