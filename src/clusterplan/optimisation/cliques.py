"""Cliques that cover every edge of a small graph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["cover_by_cliques", "partition_into_cliques"]


def cover_by_cliques(adjacent: NDArray[np.bool_], nodes: Sequence[int]) -> list[tuple[int, ...]]:
    """Return cliques such that each edge among some nodes lies in at least one of them.

    Greedy: the first edge that is not yet covered grows by every node, in order, that is adjacent to all so far.

    Parameters
    ----------
    adjacent
        (n, n) symmetric adjacency without loops.
    nodes
        The nodes to look at, sorted.

    Returns
    -------
    list of tuple of int
        Sorted cliques of two or more nodes; empty if there is no edge.

    Examples
    --------
    >>> path = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=bool)
    >>> cover_by_cliques(path, [0, 1, 2])
    [(0, 1), (1, 2)]
    >>> cover_by_cliques(~np.eye(3, dtype=bool), [0, 1, 2])
    [(0, 1, 2)]
    """
    cliques: list[tuple[int, ...]] = []
    covered: set[tuple[int, int]] = set()
    for position, a in enumerate(nodes):
        for b in nodes[position + 1 :]:
            if adjacent[a, b] and (a, b) not in covered:
                clique = tuple(sorted(_grown(adjacent, [a, b], nodes)))
                covered |= {(one, other) for one in clique for other in clique if one < other}
                cliques.append(clique)
    return cliques


def partition_into_cliques(adjacent: NDArray[np.bool_], nodes: Sequence[int]) -> list[tuple[int, ...]]:
    """Return disjoint cliques that hold every node: no more nodes than that can be pairwise apart.

    Parameters
    ----------
    adjacent
        (n, n) symmetric adjacency without loops.
    nodes
        The nodes to look at, sorted.

    Returns
    -------
    list of tuple of int
        Sorted cliques of one or more nodes.

    Examples
    --------
    >>> path = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=bool)
    >>> partition_into_cliques(path, [0, 1, 2])
    [(0, 1), (2,)]
    """
    left, cliques = list(nodes), []
    while left:
        clique = tuple(sorted(_grown(adjacent, [left[0]], left)))
        cliques.append(clique)
        left = [node for node in left if node not in clique]
    return cliques


def _grown(adjacent: NDArray[np.bool_], clique: list[int], nodes: Sequence[int]) -> list[int]:
    """Return a clique with every node added, in order, that is adjacent to all of it."""
    for node in nodes:
        if node not in clique and all(adjacent[node, member] for member in clique):
            clique.append(node)
    return clique
