"""Products that a decision has given to one enterprise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from clusterplan.language import Text
from clusterplan.scenario.basics import ContradictionError, NonEmpty, Reasoned

__all__ = ["ProductChoice", "each_product_once"]


class ProductChoice(Reasoned):
    """A decision that names one enterprise for a product. The model itself never chooses a company."""

    product: NonEmpty
    """Id of the product."""
    enterprise: NonEmpty
    """Id of the enterprise."""
    decision_number: NonEmpty
    """Number of the decision, for example ``123/QD-TTg``."""


def each_product_once(choices: Iterable[ProductChoice]) -> None:
    """Refuse a product that two entries decide.

    Parameters
    ----------
    choices
        The scenario's decisions.

    Raises
    ------
    ContradictionError
        Naming every such product.
    """
    times = Counter(choice.product for choice in choices)
    repeated = sorted(product for product, number in times.items() if number > 1)
    if repeated:
        raise ContradictionError(
            *(
                Text(vi=f"Sản phẩm {product} được quyết định hai lần.", en=f"Product {product} is decided twice.")
                for product in repeated
            )
        )
