"""Technologies that must not, or must, share a cluster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Self

from pydantic import model_validator

from clusterplan.domain import Frozen, TechnologyId
from clusterplan.language import Text
from clusterplan.scenario.basics import ContradictionError, NonEmpty

__all__ = ["TechnologyPair", "needs", "pair_contradictions"]


class TechnologyPair(Frozen):
    """Two technologies and why they are kept apart or together."""

    technologies: tuple[TechnologyId, TechnologyId]
    """The two technologies. Of a required pair, the first needs the second, not the other way round."""
    reason: NonEmpty
    """Why, in words that can be published."""

    @model_validator(mode="after")
    def _two_different(self) -> Self:
        if self.technologies[0] == self.technologies[1]:
            raise ContradictionError(
                Text(
                    vi=f"Một cặp cần hai công nghệ khác nhau, không phải hai lần {self.technologies[0]}.",
                    en=f"A pair needs two different technologies, not {self.technologies[0]} twice.",
                )
            )
        return self


def needs(technology: TechnologyId, required: Iterable[TechnologyPair]) -> frozenset[TechnologyId]:
    """Return what a cluster with a technology must have: the technology, what it needs, what that needs, and so on.

    Parameters
    ----------
    technology
        The technology.
    required
        The required pairs.

    Returns
    -------
    frozenset of str
        The technology itself included.

    Examples
    --------
    >>> pairs = [TechnologyPair(technologies=pair, reason="chain") for pair in (("A", "B"), ("B", "C"), ("D", "A"))]
    >>> sorted(needs("A", pairs))
    ['A', 'B', 'C']
    """
    found, waiting = {technology}, [technology]
    pairs = [pair.technologies for pair in required]
    while waiting:
        first = waiting.pop()
        new = {second for one, second in pairs if one == first} - found
        found |= new
        waiting += sorted(new)
    return frozenset(found)


def pair_contradictions(excluded: tuple[TechnologyPair, ...], required: tuple[TechnologyPair, ...]) -> Iterator[Text]:
    """Yield what the two lists of pairs cannot mean together.

    Parameters
    ----------
    excluded, required
        The two lists.

    Yields
    ------
    Text
        A pair that stands twice in a list, or a technology that would need two that are kept apart.
    """
    yield from _repeated(Counter(" – ".join(sorted(pair.technologies)) for pair in excluded), "excluded_pairs")
    yield from _repeated(Counter(" → ".join(pair.technologies) for pair in required), "required_pairs")
    for technology in sorted({pair.technologies[0] for pair in required}):
        needed = needs(technology, required)
        for one, other in sorted({tuple(sorted(pair.technologies)) for pair in excluded}):
            if {one, other} <= needed:
                yield Text(
                    vi=f"required_pairs buộc cụm có {technology} phải có cả {one} và {other}, "
                    f"còn excluded_pairs không cho {one} và {other} chung một cụm.",
                    en=f"By required_pairs a cluster with {technology} has both {one} and {other}, "
                    f"which excluded_pairs keep apart.",
                )


def _repeated(times: Counter[str], where: str) -> Iterator[Text]:
    """Yield each pair that a list names more than once."""
    for pair, number in sorted(times.items()):
        if number > 1:
            yield Text(vi=f"{where} nêu cặp {pair} {number} lần.", en=f"{where} names the pair {pair} {number} times.")
