"""From the scores of groups to those of their products: the group's score times a published factor.

Indicators are kept by group, so a product knows nothing of its own unless a factor says so. Products of one group with
one factor tie in every unit, and whoever shows them must say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clusterplan.advantage.steps import rounded
from clusterplan.advantage.table import AdvantageTable, Inherited
from clusterplan.domain import TechnologyId

__all__ = ["scores_of_products"]

_SCALED = ("score", "score_without_expert")


def scores_of_products(groups: AdvantageTable, inherited: Mapping[TechnologyId, Inherited]) -> AdvantageTable:
    """Return the scores of products.

    ``score[unit, product] = min(1, factor * score[unit, group])``, rounded to 6 decimals. Judgement, coverage, grade,
    components and the plain score are the group's; what is withheld for the group is withheld for its products.

    Parameters
    ----------
    groups
        Scores of the groups.
    inherited
        Group and factor of each product.

    Returns
    -------
    AdvantageTable
        One cell for each unit and product; an explanation of a product is that of its group, with the factor.
    """
    products = tuple(sorted(inherited))
    index = pd.MultiIndex.from_product([groups.units, products], names=["unit", "technology"])
    source = pd.MultiIndex.from_product([groups.units, [inherited[product].group for product in products]])
    cells = groups.cells.loc[source].set_axis(index)
    factors: NDArray[np.float64] = np.tile([inherited[product].factor for product in products], len(groups.units))
    scaled = {name: rounded(np.minimum(1.0, cells[name].to_numpy(float) * factors)) for name in _SCALED}
    return replace(groups, technologies=products, cells=cells.assign(**scaled), groups=groups, inherited=inherited)
