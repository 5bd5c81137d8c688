"""Technologies that could change places without changing anything: between them, ties are broken by id.

Products of one group often have the same scores, sites and rules. A solver then picks any of them, and a reader would
look for a reason that is not there. So of technologies that are interchangeable, the one with the smaller id gets the
clusters: first whatever leads in more clusters, then what leads in the earlier cluster. Nothing else of the choice
moves, and the plan is checked afterwards like any other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
from pydantic import BaseModel

from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import Choice

__all__ = ["in_order_of_ids", "interchangeable"]

_IDS = "technologies"
_OF_PLACES = ("adjacent", "member_distance_km", "site_distance_km", "unit_weight", "readiness")
"""Arrays that have no axis of technologies. Any other array is compared wherever its last axis may be one."""
_SHOWN = ("records",)
"""What is shown with a plan and decides nothing: it sets no technologies apart."""
_THIS = "\0this"
"""Stands for a technology's own id in what is said of it, so that two technologies can be compared."""


def interchangeable(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Return the classes of technologies that differ in nothing but their ids.

    Two technologies are in one class if every array of the problem has the same column for both, and everything that
    the scenario, the adopted plan and the sets of the problem say of one, they say of the other. What names two of
    them together, for example a synergy pair, sets both apart.

    Parameters
    ----------
    problem
        The problem with k technologies.

    Returns
    -------
    tuple of tuple of int
        Positions of the technologies, each class sorted; classes of one are left out.
    """
    telling = [field.name for field in fields(problem) if field.name not in (_IDS, *_SHOWN)]
    said = {name: _plain(getattr(problem, name)) for name in telling}
    classes: dict[Any, list[int]] = {}
    for k, technology in enumerate(problem.technologies):
        columns = tuple(_columns(problem, k))
        mentions = tuple(sorted(_mentions(said, technology, "")))
        classes.setdefault((columns, mentions), []).append(k)
    return tuple(tuple(members) for members in classes.values() if len(members) > 1)


def in_order_of_ids(problem: Problem, choice: Choice) -> Choice:
    """Return an equally good choice in which ties between interchangeable technologies are broken by id.

    Parameters
    ----------
    problem
        The problem.
    choice
        A choice that keeps the rules.

    Returns
    -------
    Choice
        The same clusters and facilities; only interchangeable technologies have changed places.
    """
    place = list(range(len(problem.technologies)))
    for members in interchangeable(problem):
        by_use = sorted(members, key=lambda k: (*_use(choice, k), k))
        for new, old in zip(members, by_use, strict=True):
            place[old] = new
    clusters = (
        replace(
            cluster,
            focuses=tuple(sorted(place[k] for k in cluster.focuses)),
            served_by=tuple(sorted((place[k], site) for k, site in cluster.served_by)),
            start_years=tuple(sorted((place[k], year) for k, year in cluster.start_years)),
        )
        for cluster in choice.clusters
    )
    facilities = (
        replace(facility, technologies=tuple(sorted(place[k] for k in facility.technologies)))
        for facility in choice.facilities
    )
    return replace(choice, clusters=tuple(clusters), facilities=tuple(facilities))


def _use(choice: Choice, technology: int) -> tuple[int, list[int], list[int], int, list[int]]:
    """Return how a choice uses a technology, the most used first: clusters and which and since when, then sites."""
    leads = [number for number, cluster in enumerate(choice.clusters) if technology in cluster.focuses]
    sites = [facility.site for facility in choice.facilities if technology in facility.technologies]
    years = [year for cluster in choice.clusters for k, year in cluster.start_years if k == technology]
    return -len(leads), leads, years, -len(sites), sites


def _columns(problem: Problem, k: int) -> Iterator[bytes]:
    """Yield the technology's column of every array that may have one."""
    for field in fields(problem):
        array = getattr(problem, field.name)
        if (
            field.name not in _OF_PLACES
            and isinstance(array, np.ndarray)
            and array.shape[-1:] == (len(problem.technologies),)
        ):
            yield array[..., k].tobytes()


def _mentions(value: Any, technology: str, path: str) -> Iterator[str]:
    """Yield everything that names a technology: its entry in a table, or the whole item of a list that has it."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name == technology:
                yield f"{path}={json.dumps(part, sort_keys=True)}"
            else:
                yield from _mentions(part, technology, f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            text = json.dumps(item, sort_keys=True)
            if json.dumps(technology) in text:
                yield f"{path}:{text.replace(json.dumps(technology), json.dumps(_THIS))}"
    elif value == technology:
        yield f"{path}={_THIS}"


def _plain(value: Any) -> Any:
    """Return a value as dictionaries, lists and texts; arrays are compared by their columns instead."""
    if isinstance(value, np.ndarray):
        return None
    if isinstance(value, BaseModel):
        return _plain(value.model_dump(mode="json"))
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping) and any(isinstance(name, tuple) for name in value):
        return [[*map(_plain, name), _plain(part)] for name, part in value.items()]
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(part) for part in value]
    return value if isinstance(value, (bool, int, float)) or value is None else str(value)
