"""Floors and ceilings of regions that cannot stand together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clusterplan.language import Text

__all__ = ["region_contradictions"]


def region_contradictions(
    fewest: int, fewest_of: Mapping[str, int], most: int | None, most_of: Mapping[str, int]
) -> Iterator[Text]:
    """Yield every region whose floor on clusters lies above its ceiling.

    Parameters
    ----------
    fewest, fewest_of
        The floor for all regions, and those of single regions.
    most, most_of
        The ceiling for all regions, if there is one, and those of single regions.

    Yields
    ------
    Text
        One sentence for all regions, one for each region with a number of its own.
    """
    if most is not None and fewest > most:
        yield Text(
            vi=f"clusters_per_region_at_least ({fewest}) lớn hơn clusters_per_region_at_most ({most}).",
            en=f"clusters_per_region_at_least ({fewest}) is larger than clusters_per_region_at_most ({most}).",
        )
    for region in sorted(fewest_of.keys() | most_of.keys()):
        floor, ceiling = fewest_of.get(region, fewest), most_of.get(region, most)
        if ceiling is not None and floor > ceiling:
            yield Text(
                vi=f"Vùng {region} cần ít nhất {floor} cụm nhưng chỉ được có nhiều nhất {ceiling}.",
                en=f"Region {region} needs at least {floor} clusters and may have at most {ceiling}.",
            )
