"""From the scores of groups to those of their products: the group's score times a published factor.

Indicators are kept by group, so a product knows nothing of its own unless a factor says so. Products of one group with
one factor tie in every unit, and whoever shows them must say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clusterplan.advantage.steps import rounded
from clusterplan.advantage.table import AdvantageTable, Inherited
from clusterplan.domain import TechnologyId

__all__ = ["GroupColumns", "group_columns", "scores_of_products"]

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


@dataclass(frozen=True, eq=False)
class GroupColumns:
    """Which column of the groups' scores each technology takes, and times what: for many draws of scores."""

    column: NDArray[np.intp]
    """(k,) column of its group; its own, for groups."""
    factor: NDArray[np.float64]
    """(k,) factor on it; 1 for groups."""

    def scores(self, groups: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the scores of the technologies.

        Parameters
        ----------
        groups
            (..., g) scores of the groups.

        Returns
        -------
        numpy.ndarray
            (..., k): ``min(1, factor * score)``, rounded to 6 decimals, as :func:`scores_of_products` gives.
        """
        return rounded(np.minimum(1.0, self.factor * groups[..., self.column]))


def group_columns(
    technologies: Sequence[TechnologyId],
    inherited: Mapping[TechnologyId, Inherited],
    groups: Sequence[TechnologyId],
) -> GroupColumns:
    """Return where each technology takes its score from.

    Parameters
    ----------
    technologies
        Groups or products.
    inherited
        Group and factor of each product; nothing for groups.
    groups
        The groups that are scored, in the order of the columns.

    Returns
    -------
    GroupColumns
        Columns and factors.
    """
    of = [inherited.get(technology, Inherited(technology)) for technology in technologies]
    place = {group: column for column, group in enumerate(groups)}
    return GroupColumns(np.array([place[one.group] for one in of], np.intp), np.array([one.factor for one in of]))
