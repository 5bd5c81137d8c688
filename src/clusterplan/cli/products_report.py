"""The products of a plan on the terminal: how many have a place, and where the record is empty."""

from __future__ import annotations

from collections import Counter

from rich.console import RenderableType

from clusterplan.cli.layout import bullets, section, words
from clusterplan.domain import PlacedProduct
from clusterplan.language import Language
from clusterplan.publishing import Publication

__all__ = ["products_report"]


def products_report(publication: Publication, language: Language) -> RenderableType:
    """Return a summary of the products.

    Parameters
    ----------
    publication
        The plan; it places at least one product.
    language
        Language of the report.

    Returns
    -------
    rich renderable
        Counts by tier, what nobody leads, what nobody is on record for, and decisions.
    """
    products = publication.plan.products
    tiers = Counter(product.tier for product in products if product.tier is not None)
    tier_word = words(language, vi="hạng", en="tier")
    by_tier = ", ".join(f"{tier_word} {tier}: {number}" for tier, number in sorted(tiers.items()))
    total = words(language, vi=f"{len(products)} sản phẩm", en=f"{len(products)} products")
    alone = [product.product for product in products if not product.clusters]
    unknown = [product.product for product in products if product.clusters and not _is_held(product)]
    lines = [
        f"{total} ({by_tier})" if by_tier else total,
        words(language, vi="chưa có cụm dẫn dắt: ", en="led by no cluster: ") + (", ".join(alone) or "–"),
        words(
            language,
            vi="chưa có doanh nghiệp hay viện nào được ghi nhận trong cụm hay trong tầm: ",
            en="no enterprise or institute on record in the cluster or within reach: ",
        )
        + (", ".join(unknown) or "–"),
    ]
    lines += [
        f"{product.product}: {product.decision.enterprise} ({product.decision.decision_number})"
        for product in products
        if product.decision
    ]
    return section(words(language, vi="Sản phẩm", en="Products"), bullets(lines))


def _is_held(product: PlacedProduct) -> bool:
    """Whether anybody near a product's clusters is on record with its technology."""
    enterprises = (*product.enterprises, *product.enterprises_within_reach)
    return bool(enterprises or product.institutes or product.institutes_within_reach)
